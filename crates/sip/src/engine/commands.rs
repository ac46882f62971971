//! What the owner asks of the engine. No command blocks or fails: what comes too late is told by
//! [`Output::CommandIgnored`].

use super::egress::{RequestParts, finish_response};
use super::{Account, Destination, Launch, Owner, Purpose, ServerId, ServerOwner, Sip};
use crate::headers::{Name, NameAddr, ReasonHeader, Replaces};
use crate::invite::{Calling, Cancel, Exchange, InDialogParts, Reply, SessionTimer, Stage, Usage, UsageTimer, bare, tag_text};
use crate::method::Method;
use crate::output::{Body, Ignored, InviteId, Output, RequestId};
use crate::transaction::key::parse_token;
use crate::uri::Uri;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A call to place.
#[derive(Debug, Clone)]
pub struct OutgoingInvite {
    /// Whom to call.
    pub request_uri: Uri,
    /// Proxies to pass, first hop first.
    pub route: Vec<Uri>,
    /// Where the INVITE is sent.
    pub destination: Destination,
    /// Who calls; the engine adds the tag.
    pub from: NameAddr,
    /// Who is called.
    pub to: NameAddr,
    /// User part of our Contact.
    pub contact_user: Option<String>,
    /// Further headers. Via, From, To, Call-ID and CSeq are ignored; Max-Forwards is taken over, so that a B2BUA can count down.
    pub headers: Vec<(Name, String)>,
    /// The offer; without it the ACK carries the answer, see [`Sip::acknowledge`].
    pub body: Option<Body>,
    /// Answers to 401 and 407, for the whole life of the call.
    pub credentials: Option<Account>,
    /// Gives up after this time without a final answer; instead of timer C.
    pub ring_timeout: Option<Duration>,
}

/// A request outside any call: OPTIONS, REGISTER, MESSAGE, NOTIFY, SUBSCRIBE …
#[derive(Debug, Clone)]
pub struct OutgoingRequest {
    /// Method.
    pub method: Method,
    /// Request-URI.
    pub request_uri: Uri,
    /// Proxies to pass, first hop first.
    pub route: Vec<Uri>,
    /// Where it is sent.
    pub destination: Destination,
    /// Who asks; the engine adds a tag unless there is one.
    pub from: NameAddr,
    /// Who is asked.
    pub to: NameAddr,
    /// Call-ID and CSeq when the request continues a series, as REGISTER does (RFC 3261 §10.2); a retry with credentials
    /// takes one number more.
    pub series: Option<Series>,
    /// Further headers, Contact among them.
    pub headers: Vec<(Name, String)>,
    /// The body.
    pub body: Option<Body>,
    /// Answers to 401 and 407.
    pub credentials: Option<Account>,
}

/// What names a dialog (RFC 3261 §12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialogNames {
    /// Call-ID.
    pub call_id: String,
    /// Our tag.
    pub local_tag: String,
    /// The peer's tag.
    pub remote_tag: String,
}

impl DialogNames {
    /// The Replaces by which a third party takes our place towards the peer (RFC 5589 §7).
    pub fn replaces(&self) -> Replaces {
        let Self { call_id, local_tag, remote_tag } = self.clone();
        Replaces { call_id, to_tag: remote_tag, from_tag: local_tag, early_only: false }
    }
}

/// Place of a request in a series of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Call-ID of the series.
    pub call_id: String,
    /// CSeq of this request.
    pub cseq: u32,
}

#[expect(clippy::needless_pass_by_value, reason = "a command is given fresh values, nothing its caller keeps")]
impl Sip {
    /// Places a call. What becomes of it is told by outputs with the returned number.
    pub fn invite(&mut self, invite: OutgoingInvite, now: Instant) -> InviteId {
        let id = InviteId(self.next_id());
        let local_tag = self.rng.next_u64();
        let hop = invite.destination;
        let contact = self.contact(invite.contact_user.as_deref(), hop);
        let from = invite.from.with_tag(&tag_text(local_tag));
        let call_id = self.rng.word() + &self.rng.word();
        let parts = RequestParts {
            method: &Method::Invite,
            uri: &invite.request_uri,
            route: &invite.route,
            from: &from,
            to: &invite.to,
            call_id: &call_id,
            cseq: 1,
            headers: &invite.headers,
        };
        let draft = self.request_draft(&parts, hop).header(Name::Contact, &contact);
        let session = self.proposed_session();
        let draft = session.into_iter().fold(self.with_abilities(draft), |draft, session| draft.header(Name::SessionExpires, session));
        let draft = draft.body(invite.body.as_ref());
        let credentials = invite.credentials.map(Arc::new);
        if self.usages.len() >= self.config.limits.invites_max {
            self.emit(Output::Failed { id, status: 503, response: None });
            return id;
        }
        let Some(prepared) = draft.finish() else {
            self.emit(Output::CommandIgnored { command: "invite", why: Ignored::Unwritable });
            self.emit(Output::Failed { id, status: 400, response: None });
            return id;
        };
        let launch = Launch { prepared, hop, owner: Owner::Invite(id), credentials: credentials.clone() };
        let Some(client) = self.launch(launch, now) else {
            self.emit(Output::Failed { id, status: 503, response: None });
            return id;
        };
        let offered = invite.body.is_some();
        let own_ring_timeout = invite.ring_timeout.is_some();
        let calling = Calling { client, early: Vec::new(), cancel: Cancel::NotWanted, told: None, offered, own_ring_timeout };
        let mut usage = Usage::new(id, local_tag, contact, Stage::Calling(calling));
        usage.is_caller = true;
        usage.credentials = credentials;
        usage.local_body = invite.body;
        if let Some(patience) = invite.ring_timeout.or(self.config.timers.timer_c) {
            self.arm(&mut usage, UsageTimer::Ring, now + patience);
        }
        self.usages.insert(usage);
        id
    }

    /// Gives up a call that is not answered: CANCEL as soon as it may be sent, ACK and BYE if the answer crosses it. `Failed`
    /// with 487 is told at once.
    pub fn cancel(&mut self, id: InviteId, reason: Option<ReasonHeader>, now: Instant) {
        self.command(id, "cancel", |sip, usage| sip.cancel_by_owner(usage, reason, now));
    }

    /// Provisional response (101–199) to an incoming call; reliable if the caller requires that.
    pub fn progress(&mut self, id: InviteId, status: u16, body: Option<Body>, headers: Vec<(Name, String)>, now: Instant) {
        self.command(id, "progress", |sip, usage| sip.send_progress(usage, Reply { status, body, headers }, now));
    }

    /// Answers an incoming call with 200, repeated until the ACK comes.
    pub fn answer(&mut self, id: InviteId, body: Option<Body>, headers: Vec<(Name, String)>, now: Instant) {
        self.command(id, "answer", |sip, usage| sip.answer_in_turn(usage, Reply { status: 200, body, headers }, now));
    }

    /// Refuses an incoming call with a final status (300–699).
    pub fn reject(&mut self, id: InviteId, status: u16, headers: Vec<(Name, String)>, now: Instant) {
        self.command(id, "reject", |sip, usage| sip.send_rejection(usage, &Reply { status, body: None, headers }, now));
    }

    /// Sends the ACK of a call placed without an offer, with the answer to the offer in the 2xx.
    pub fn acknowledge(&mut self, id: InviteId, body: Option<Body>) {
        self.command(id, "acknowledge", |sip, usage| sip.send_owed_ack(usage, body.as_ref()));
    }

    /// Offers a new session description; glare is resolved and retried by the engine.
    pub fn reinvite(&mut self, id: InviteId, body: Body, now: Instant) {
        self.command(id, "reinvite", |sip, usage| sip.offer_by_owner(usage, body, now));
    }

    /// Answers the peer's re-INVITE or UPDATE, or refuses it with a status.
    pub fn answer_reinvite(&mut self, id: InviteId, answer: Result<Body, u16>, now: Instant) {
        self.command(id, "answer_reinvite", |sip, usage| sip.answer_offer(usage, answer, now));
    }

    /// Ends a usage at any stage: BYE when it is established, CANCEL or 480 before.
    pub fn bye(&mut self, id: InviteId, reason: Option<ReasonHeader>, now: Instant) {
        self.command(id, "bye", |sip, usage| match usage.stage {
            Stage::Calling(_) => sip.cancel_by_owner(usage, reason, now),
            Stage::Ringing(_) => sip.send_rejection(usage, &bare(480), now),
            Stage::Up(_) => sip.bye_by_owner(usage, reason.as_ref(), now),
            Stage::Closing(_) | Stage::Over => Err(Ignored::WrongStage),
        });
    }

    /// Asks the peer to call someone else.
    pub fn refer(&mut self, id: InviteId, refer_to: Uri, now: Instant) {
        self.command(id, "refer", |sip, usage| sip.refer_by_owner(usage, &refer_to, now));
    }

    /// Accepts the peer's REFER with 202 and a first NOTIFY, or refuses it with a status.
    pub fn accept_refer(&mut self, id: InviteId, accepted: Result<(), u16>, now: Instant) {
        self.command(id, "accept_refer", |sip, usage| sip.answer_refer(usage, accepted, now));
    }

    /// Tells the peer how the call it asked for goes on.
    pub fn notify_refer(&mut self, id: InviteId, sipfrag_status: u16, last: bool, now: Instant) {
        self.command(id, "notify_refer", |sip, usage| sip.notify_progress(usage, sipfrag_status, last, now));
    }

    /// NOTIFY inside the dialog, early or confirmed, e.g. `talk` or `hold` to a desk phone.
    pub fn notify(&mut self, id: InviteId, event: &str, headers: Vec<(Name, String)>, body: Option<Body>, now: Instant) {
        let mut all = vec![(Name::Event, event.to_owned())];
        // NOTIFY must have it (RFC 6665 §8.2.3), though these events have no subscription.
        if !headers.iter().any(|(name, _)| *name == Name::SubscriptionState) {
            all.push((Name::SubscriptionState, "active".to_owned()));
        }
        all.extend(headers);
        self.command(id, "notify", |sip, usage| {
            let parts = InDialogParts { method: Method::Notify, purpose: Purpose::Notify, headers: &all, body: body.as_ref() };
            sip.send_in_dialog(usage, &parts, now).map(drop)
        });
    }

    /// INFO inside the dialog, e.g. `application/dtmf-relay`.
    pub fn send_info(&mut self, id: InviteId, body: Body, now: Instant) {
        self.command(id, "send_info", |sip, usage| {
            let parts = InDialogParts { method: Method::Info, purpose: Purpose::Note, headers: &[], body: Some(&body) };
            sip.send_in_dialog(usage, &parts, now).map(drop)
        });
    }

    /// Sends a request outside any call; its result comes as `RequestFinished`.
    pub fn request(&mut self, request: OutgoingRequest, now: Instant) -> RequestId {
        let id = RequestId(self.next_id());
        let from = if request.from.tag().is_some() { request.from } else { request.from.with_tag(&self.rng.word()) };
        let series = match request.series {
            Some(series) => series,
            None => Series { call_id: self.rng.word() + &self.rng.word(), cseq: 1 },
        };
        let parts = RequestParts {
            method: &request.method,
            uri: &request.request_uri,
            route: &request.route,
            from: &from,
            to: &request.to,
            call_id: &series.call_id,
            cseq: series.cseq,
            headers: &request.headers,
        };
        let draft = self.request_draft(&parts, request.destination).body(request.body.as_ref());
        let credentials = request.credentials.map(Arc::new);
        let Some(prepared) = draft.finish() else {
            self.emit(Output::CommandIgnored { command: "request", why: Ignored::Unwritable });
            self.emit(Output::RequestFinished { id, status: 400, response: None });
            return id;
        };
        let launch = Launch { prepared, hop: request.destination, owner: Owner::Request(id), credentials };
        if self.launch(launch, now).is_none() {
            self.emit(Output::RequestFinished { id, status: 503, response: None });
        }
        id
    }

    /// Answers a request outside any call.
    pub fn respond(&mut self, id: RequestId, status: u16, headers: Vec<(Name, String)>, body: Option<Body>, now: Instant) {
        let server = ServerId(id.0);
        if self.server_owner(server) != Some(ServerOwner::Request(id)) || !self.is_unanswered(server) {
            return self.emit(Output::CommandIgnored { command: "respond", why: Ignored::Unknown });
        }
        let response = self.response_draft(server, status).and_then(|draft| finish_response(draft, &headers, body.as_ref()));
        match response {
            Some(response) => self.send_response(server, &response, now),
            None => self.emit(Output::CommandIgnored { command: "respond", why: Ignored::Unwritable }),
        }
    }

    /// The To tag our responses to this request have: names our side of a subscription's dialog.
    pub fn local_tag(&self, id: RequestId) -> Option<String> {
        self.server_tag(ServerId(id.0)).map(tag_text)
    }

    /// The Contact we have towards a destination.
    pub fn contact(&self, user: Option<&str>, destination: Destination) -> String {
        self.contact_of(user, destination)
    }

    /// The usage a Replaces header names (RFC 3891 §3), and whether its dialog is confirmed.
    pub fn find_replaced(&self, replaces: &Replaces) -> Option<(InviteId, bool)> {
        let id = self.usages.find(parse_token(&replaces.to_tag)?)?;
        let usage = self.usages.get(id).filter(|usage| !usage.told_end)?;
        let confirmed = matches!(usage.stage, Stage::Up(_));
        let named = usage.has_dialog(&replaces.call_id, &replaces.from_tag);
        // An early dialog may be replaced only by the side that began it; a confirmed one unless "early-only" is said (§3).
        let allowed = if confirmed { !replaces.early_only } else { usage.is_caller };
        (named && allowed).then_some((id, confirmed))
    }

    /// The three names of a usage's dialog: for dialog-info bodies, and for the Replaces of an attended transfer.
    pub fn dialog(&self, id: InviteId) -> Option<DialogNames> {
        let usage = self.usages.get(id)?;
        let dialog = usage.dialog()?;
        let (call_id, remote_tag) = (dialog.call_id.clone(), dialog.remote_tag.clone());
        Some(DialogNames { call_id, local_tag: tag_text(usage.local_tag), remote_tag })
    }
}

impl Usage {
    pub(crate) fn new(id: InviteId, local_tag: u64, contact: String, stage: Stage) -> Self {
        Self {
            id,
            local_tag,
            contact,
            credentials: None,
            stage,
            exchange: Exchange::Idle,
            postponed: None,
            session_timer: SessionTimer::default(),
            local_body: None,
            alarms: Vec::new(),
            told_end: false,
            is_caller: false,
        }
    }
}
