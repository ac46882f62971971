//! Packets in: parse, match the transaction, screen, and pass on to whoever answers.

use super::egress::finish_response;
use super::{Destination, Keys, ServerId, ServerOwner, Sip, read};
use crate::build::{reason_phrase, tagged_response_to};
use crate::flow::Transport;
use crate::headers::Name;
use crate::invite::{SESSION_EXPIRES_MIN, tag_text};
use crate::message::{Framing, Message, Rejected};
use crate::method::Method;
use crate::output::{InviteId, Output, RequestId};
use crate::screen::{Refusal, screen};
use crate::transaction::key::{MergeKey, ServerKey, parse_token};
use crate::uri::Host;
use bytes::Bytes;
use std::net::SocketAddr;
use std::time::Instant;

impl Sip {
    pub(super) fn on_packet(&mut self, from: Destination, bytes: &[u8], now: Instant) {
        if bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            // Phones keep their NAT binding open so; nothing is meant by it.
            return;
        }
        let framing = match from.transport {
            Transport::Tcp | Transport::Tls => Framing::Stream,
            // A WebSocket frame is one message and needs no Content-Length (RFC 7118 §5).
            Transport::Udp | Transport::Ws | Transport::Wss => Framing::Datagram,
        };
        match Message::parse(Bytes::copy_from_slice(bytes), framing) {
            Ok(message) if message.is_request() => self.on_request(message, from, now),
            Ok(response) => self.screen_response(response, from, now),
            Err(rejected) => self.refuse_unreadable(&rejected, from),
        }
    }

    fn screen_response(&mut self, response: Message, from: Destination, now: Instant) {
        if let Err(refusal) = screen(&response) {
            return self.note_refusal(from.address, 0, refusal.reason());
        }
        if !self.on_response(response, from, now) {
            self.note_refusal(from.address, 0, "response without transaction");
        }
    }

    fn on_request(&mut self, request: Message, from: Destination, now: Instant) {
        // Responses go by the Via, so it must know where the request came from before anything is answered (RFC 3581 §4).
        let request = request.with_source(from.address).unwrap_or(request);
        let Some(own) = ServerKey::of(&request) else {
            return self.refuse_statelessly(&request, from, &Verdict::new(400, "Via or Call-ID missing"));
        };
        if request.is(&Method::Ack) {
            return self.on_any_ack(&request, now);
        }
        if let Some(server) = self.servers.find(&own) {
            return self.on_repeated_request(server, now);
        }
        if let Err(refusal) = screen(&request) {
            return self.refuse_screened(&request, from, refusal);
        }
        let merge = MergeKey::of(&request);
        // What frees resources is served under overload too.
        if self.is_overloaded(merge.is_none() || request.is(&Method::Cancel)) {
            return self.refuse_overload(&request, from, "too many transactions");
        }
        if !request.is(&Method::Cancel) && self.servers.is_merged(merge.as_ref()) {
            return self.refuse_statelessly(&request, from, &Verdict::new(482, "merged request"));
        }
        if is_session_too_short(&request) {
            let min_se = SESSION_EXPIRES_MIN.as_secs().to_string();
            let verdict = Verdict { headers: vec![(Name::MinSe, min_se)], ..Verdict::new(422, "session interval too small") };
            return self.refuse_statelessly(&request, from, &verdict);
        }
        self.dispatch(Arrival { request, keys: Keys { own, merge }, from }, now);
    }

    fn dispatch(&mut self, mut arrival: Arrival, now: Instant) {
        let request = &arrival.request;
        if request.is(&Method::Cancel) {
            arrival.keys.merge = None;
            return self.on_cancel(arrival, now);
        }
        if arrival.keys.merge.is_some() {
            return self.on_outside_dialog(arrival, now);
        }
        if let Some(invite) = self.usage_of(request) {
            let server = self.open_server(request, arrival.keys, arrival.from, now);
            self.with_usage(invite, |sip, usage| sip.on_in_dialog(usage, server, request, now));
            return;
        }
        // Dialogs of subscriptions are the owner's; some phones keep a To tag in REGISTER.
        let mine = [Method::Subscribe, Method::Register, Method::Publish].iter().any(|method| request.is(method));
        if mine {
            return self.pass_up(arrival, now);
        }
        self.refuse_statelessly(request, arrival.from, &Verdict::new(481, "unknown dialog"));
    }

    fn on_outside_dialog(&mut self, arrival: Arrival, now: Instant) {
        let Arrival { request, from, .. } = &arrival;
        if request.is(&Method::Invite) {
            return self.begin_usage(arrival, now);
        }
        let pointless = [Method::Bye, Method::Update, Method::Prack, Method::Info].iter().any(|method| request.is(method));
        if pointless {
            return self.refuse_statelessly(request, *from, &Verdict::new(481, "outside any dialog"));
        }
        self.pass_up(arrival, now);
    }

    fn begin_usage(&mut self, arrival: Arrival, now: Instant) {
        let Arrival { request, keys, from } = arrival;
        if self.usages.len() >= self.config.limits.invites_max {
            return self.refuse_overload(&request, from, "too many calls");
        }
        let server = self.open_server(&request, keys, from, now);
        self.on_invite(server, request, from, now);
    }

    fn pass_up(&mut self, arrival: Arrival, now: Instant) {
        let Arrival { request, keys, from } = arrival;
        let server = self.open_server(&request, keys, from, now);
        self.leave_to_owner(server, request, from);
    }

    /// The owner answers this request by `respond`.
    pub(crate) fn leave_to_owner(&mut self, server: ServerId, request: Message, from: Destination) {
        let id = RequestId(server.0);
        self.set_server_owner(server, ServerOwner::Request(id));
        self.emit(Output::RequestReceived { id, source: from.address, flow: from.flow, transport: from.transport, request });
    }

    fn refuse_overload(&mut self, request: &Message, from: Destination, why: &'static str) {
        let retry_after = self.config.limits.retry_after_s.to_string();
        let verdict = Verdict { headers: vec![(Name::RetryAfter, retry_after)], ..Verdict::new(503, why) };
        self.refuse_statelessly(request, from, &verdict);
    }

    /// ACK never gets a response. With the branch of its INVITE it acknowledges a refusal; otherwise a 2xx, by its dialog.
    fn on_any_ack(&mut self, request: &Message, now: Instant) {
        let server = ServerKey::of_invite(request).and_then(|key| self.servers.find(&key));
        if server.is_some_and(|server| self.on_ack_of_refusal(server, now)) {
            return;
        }
        if let Some(invite) = self.usage_of(request) {
            self.with_usage(invite, |sip, usage| sip.on_ack(usage, request, now));
        }
    }

    /// CANCEL is answered by itself and then ends the INVITE it names, if that is still unanswered (RFC 3261 §9.2).
    fn on_cancel(&mut self, arrival: Arrival, now: Instant) {
        let Arrival { request, keys, from } = arrival;
        let request = &request;
        let Some(invite) = ServerKey::of_invite(request).and_then(|key| self.servers.find(&key)) else {
            return self.refuse_statelessly(request, from, &Verdict::new(481, "CANCEL without INVITE"));
        };
        let server = self.open_server(request, keys, from, now);
        self.adopt_tag(server, invite);
        self.reply(server, 200, now);
        if !self.is_unanswered(invite) {
            return;
        }
        match self.server_owner(invite) {
            Some(ServerOwner::Invite(id)) => {
                self.with_usage(id, |sip, usage| sip.on_caller_gave_up(usage, request, now));
            }
            Some(ServerOwner::Reinvite(id)) => {
                self.with_usage(id, |sip, usage| sip.on_reinvite_cancelled(usage, invite, now));
            }
            Some(ServerOwner::InDialog(_) | ServerOwner::Request(_) | ServerOwner::Engine) | None => {}
        }
    }

    /// The usage with the dialog a request names: our tag finds it, the peer's tag and the Call-ID confirm it.
    fn usage_of(&self, request: &Message) -> Option<InviteId> {
        let id = self.usages.find(parse_token(&read::to_tag(request)?)?)?;
        let (call_id, from_tag) = (read::call_id(request)?, read::from_tag(request).unwrap_or_default());
        self.usages.get(id)?.has_dialog(call_id, &from_tag).then_some(id)
    }

    fn is_overloaded(&self, concerns_a_call: bool) -> bool {
        let limit = self.config.limits.server_transactions_max;
        self.servers.len() >= if concerns_a_call { limit.saturating_mul(2) } else { limit }
    }

    fn refuse_unreadable(&mut self, rejected: &Rejected, from: Destination) {
        match rejected.message.as_deref().filter(|message| message.is_request() && !message.is(&Method::Ack)) {
            Some(request) => {
                let request = request.with_source(from.address).unwrap_or_else(|_| request.clone());
                self.refuse_statelessly(&request, from, &Verdict::new(rejected.status, rejected.reason));
            }
            None => self.note_refusal(from.address, 0, rejected.reason),
        }
    }

    fn refuse_screened(&mut self, request: &Message, from: Destination, refusal: Refusal) {
        match refusal {
            Refusal::Answer { status, reason: why, headers } => self.refuse_statelessly(request, from, &Verdict { status, why, headers }),
            Refusal::Drop { reason } => self.note_refusal(from.address, 0, reason),
        }
    }

    /// Answers without keeping state: a repetition gets the same answer, tag included.
    fn refuse_statelessly(&mut self, request: &Message, from: Destination, verdict: &Verdict) {
        if request.is(&Method::Ack) {
            return self.note_refusal(from.address, 0, verdict.why);
        }
        let back = way_back(request, from);
        let tag = self.stateless_tag(request);
        let draft = tagged_response_to(request, verdict.status, reason_phrase(verdict.status), &tag_text(tag));
        let draft = draft.header(Name::Server, &self.config.user_agent);
        match finish_response(draft, &verdict.headers, None) {
            Some(response) => {
                self.transmit(back, response.bytes().clone());
                self.note_refusal(from.address, verdict.status, verdict.why);
            }
            None => self.note_refusal(from.address, 0, verdict.why),
        }
    }

    fn note_refusal(&mut self, source: SocketAddr, status: u16, why: &'static str) {
        self.emit(Output::Refused { source, status, why });
    }
}

/// A request that is new to us.
struct Arrival {
    request: Message,
    keys: Keys,
    from: Destination,
}

/// A refusal by the engine itself.
struct Verdict {
    status: u16,
    why: &'static str,
    headers: Vec<(Name, String)>,
}

impl Verdict {
    fn new(status: u16, why: &'static str) -> Self {
        Self { status, why, headers: Vec::new() }
    }
}

/// RFC 4028 §9: refused only if the sender knows what a 422 means.
fn is_session_too_short(request: &Message) -> bool {
    let asked = request.session_expires().ok().flatten();
    asked.is_some_and(|asked| asked.interval < SESSION_EXPIRES_MIN) && request.lists(&Name::Supported, "timer")
}

/// Where responses go (RFC 3261 §18.2.2, RFC 3581 §4): from by the connection; over UDP to the source address, at its port if
/// the sender asked for that, else at the port it wrote into its Via.
pub(super) fn way_back(request: &Message, from: Destination) -> Destination {
    let Some(via) = read::via(request).filter(|_| !from.transport.is_reliable()) else { return from };
    if via.wants_rport() {
        return from;
    }
    let maddr = via.params.get("maddr").and_then(|text| Host::parse(text).ok()).and_then(|host| host.ip());
    let address = SocketAddr::new(maddr.unwrap_or(from.address.ip()), via.port.unwrap_or(5060));
    Destination { address, ..from }
}
