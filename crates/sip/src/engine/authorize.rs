//! Answering challenges to requests of ours (RFC 3261 §22.2), and tags that need no memory.

use super::{Prepared, Sip};
use crate::digest::{Attempt, Secret, answer, strongest};
use crate::headers::{Challenge, Name, Via};
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

impl Sip {
    /// The challenged request again: new branch, next CSeq, credentials. `None` when the challenge cannot be answered or the
    /// same credentials were refused just now.
    pub(super) fn authorized(&mut self, request: &Message, response: &Message, account: &Account, cseq: u32) -> Option<Prepared> {
        let (asked, answered) = match response.status()? {
            401 => (Name::WwwAuthenticate, Name::Authorization),
            _ => (Name::ProxyAuthenticate, Name::ProxyAuthorization),
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
        let token = self.rng.next_u64();
        let mut via: Via = request.top_via().ok()?;
        via.params.set("branch", &key::branch(token));
        let message = request.replace_top_via(&via).ok()?;
        let message = message.with_header(&Name::CSeq, format_args!("{cseq} {method}")).ok()?;
        Some(Prepared { message: message.with_header(&answered, credentials).ok()?, token })
    }

    /// Tag of a stateless refusal: the same for every repetition of a request, unguessable without our key.
    pub(super) fn stateless_tag(&self, request: &Message) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.stateless_key.hash(&mut hasher);
        ServerKey::of(request).hash(&mut hasher);
        hasher.finish()
    }
}

/// Credentials for that realm were sent already and it is not their age that displeases.
fn was_refused(request: &Message, answered: &Name, challenge: &Challenge) -> bool {
    let sent = request.credentials(answered);
    !challenge.is_stale() && sent.iter().any(|credentials| credentials.realm() == challenge.realm())
}
