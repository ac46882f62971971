//! Requests of ours again, with what their refusal asked for (RFC 3261 §22.2, RFC 4028 §7.3); tags that need no memory.

use super::{Prepared, Sip};
use crate::digest::{Attempt, Secret, answer, strongest};
use crate::headers::{Challenge, Name, SessionExpires, Via};
use crate::message::Message;
use crate::transaction::key::{self, ServerKey};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Who we are for a server that challenges our requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// User name of the digest.
    pub user: String,
    /// Password, or its hash.
    pub secret: Secret,
}

/// Who challenges.
#[derive(Clone, Copy)]
enum Kind {
    Server,
    Proxy,
}

impl Sip {
    /// The refused request again, as a new one: branch, CSeq, and what the response asked for. `None` when that cannot be given.
    pub(super) fn revised(&mut self, request: &Message, response: &Message, account: Option<&Account>, cseq: u32) -> Option<Prepared> {
        let message = match response.status()? {
            401 => self.authorized(request, response, account?, Kind::Server),
            407 => self.authorized(request, response, account?, Kind::Proxy),
            422 => lengthened(request, response),
            _ => None,
        }?;
        let token = self.rng.next_u64();
        let mut via: Via = message.top_via().ok()?;
        via.params.set("branch", &key::branch(token));
        let message = message.replace_top_via(&via).ok()?;
        let method = message.method()?;
        Some(Prepared { message: message.with_header(&Name::CSeq, format_args!("{cseq} {method}")).ok()?, token })
    }

    /// With credentials; `None` when the challenge cannot be answered or the same credentials were refused just now.
    fn authorized(&mut self, request: &Message, response: &Message, account: &Account, kind: Kind) -> Option<Message> {
        let (asked, answered) = match kind {
            Kind::Server => (Name::WwwAuthenticate, Name::Authorization),
            Kind::Proxy => (Name::ProxyAuthenticate, Name::ProxyAuthorization),
        };
        let challenges = response.challenges(&asked);
        let challenge = strongest(&challenges, &account.secret)?;
        if was_refused(request, &answered, challenge) {
            return None;
        }
        let (method, uri) = (request.method()?, request.request_uri_text()?);
        let cnonce = self.rng.word();
        let attempt = Attempt { method: method.as_str(), uri, cnonce: &cnonce, count: 1 };
        let credentials = answer(challenge, &account.user, &account.secret, attempt)?;
        request.with_header(&answered, credentials).ok()
    }

    /// Tag of a stateless refusal: the same for every repetition of a request, unguessable without our key.
    pub(super) fn stateless_tag(&self, request: &Message) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.stateless_key.hash(&mut hasher);
        ServerKey::of(request).hash(&mut hasher);
        hasher.finish()
    }
}

/// With the session interval a 422 asks for (RFC 4028 §7.3).
fn lengthened(request: &Message, response: &Message) -> Option<Message> {
    let least = response.min_se()?;
    let proposed = request.session_expires().ok().flatten().filter(|proposed| proposed.interval < least)?;
    let longer = SessionExpires { interval: least, ..proposed };
    request.with_header(&Name::SessionExpires, longer).ok()?.with_header(&Name::MinSe, least.as_secs()).ok()
}

/// Credentials for that realm were sent already and it is not their age that displeases.
fn was_refused(request: &Message, answered: &Name, challenge: &Challenge) -> bool {
    let sent = request.credentials(answered);
    !challenge.is_stale() && sent.iter().any(|credentials| credentials.realm() == challenge.realm())
}
