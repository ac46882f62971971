//! The callee's side until its final response is acknowledged (RFC 3261 §13.3, §9.2).

use super::{Reliable, Ringing, SentAnswer, Stage, Up, Usage, UsageTimer};
use crate::dialog::Dialog;
use crate::engine::{Destination, ServerId, ServerOwner, Sip, read};
use crate::headers::Name;
use crate::message::Message;
use crate::output::{Body, EndedBy, Ignored, InviteId, Output};
use std::time::Instant;

/// What goes into a response of the owner's.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Option<Body>,
    pub(crate) headers: Vec<(Name, String)>,
}

impl Sip {
    /// A call comes in; its transaction is open.
    pub(crate) fn on_invite(&mut self, server: ServerId, request: Message, source: Destination, now: Instant) {
        self.send_trying(server, now);
        let Some((_, _, local_tag)) = self.server_request(server) else { return };
        let Some(dialog) = Dialog::of_callee(&request, &tag_text(local_tag), source) else {
            return self.reply(server, 400, now);
        };
        let id = InviteId(self.next_id());
        self.set_server_owner(server, ServerOwner::Invite(id));
        let user = request.request_uri_text().and_then(|text| crate::uri::Uri::parse(text).ok()).and_then(|uri| uri.user);
        let contact = self.contact_of(user.as_deref(), source);
        let reliable = Reliable { wanted: request.lists(&Name::Require, "100rel"), ..Reliable::default() };
        let ringing = Ringing { server, dialog, request: request.clone(), reliable };
        self.usages.insert(Usage::new(id, local_tag, contact, Stage::Ringing(Box::new(ringing))));
        self.emit(Output::InviteReceived { id, source: source.address, flow: source.flow, transport: source.transport, request });
    }

    pub(crate) fn send_answer(
        &mut self,
        usage: &mut Usage,
        body: Option<Body>,
        headers: &[(Name, String)],
        now: Instant,
    ) -> Result<(), Ignored> {
        let Stage::Ringing(ringing) = &usage.stage else { return Err(Ignored::WrongStage) };
        let (server, dialog) = (ringing.server, ringing.dialog.clone());
        let session = self.settle_session_as_callee(usage, server, now);
        let draft = self.answer_draft(server, &usage.contact).ok_or(Ignored::Unknown)?;
        let draft = session.into_iter().fold(draft, |draft, (name, value)| draft.header(name, value));
        let response = crate::engine::finish_response(draft, headers, body.as_ref()).ok_or(Ignored::Unwritable)?;
        for which in [UsageTimer::Extend, UsageTimer::ReliableResend, UsageTimer::ReliableDeadline] {
            self.disarm(usage, which);
        }
        usage.local_body = body;
        usage.stage = Stage::Up(Box::new(Up::new(dialog)));
        self.send_2xx(usage, server, &response, now);
        Ok(())
    }

    /// Sends a 2xx and repeats it until its ACK comes (§13.3.1.4), whatever the transport.
    pub(crate) fn send_2xx(&mut self, usage: &mut Usage, server: ServerId, response: &Message, now: Instant) {
        let Some((_, back, _)) = self.server_request(server) else { return };
        let timing = self.config.timers.timing;
        let cseq = read::cseq(response).map_or(0, |cseq| cseq.number);
        self.send_response(server, response, now);
        if let Some(up) = usage.up_mut() {
            up.unacknowledged = Some(SentAnswer { cseq, bytes: response.bytes().clone(), back, interval: timing.t1 });
        }
        self.arm(usage, UsageTimer::AnswerResend, now + timing.t1);
        self.arm(usage, UsageTimer::AnswerDeadline, now + timing.patience());
    }

    pub(crate) fn on_answer_resend(&mut self, usage: &mut Usage, now: Instant) {
        let timing = self.config.timers.timing;
        let Some(sent) = usage.up_mut().and_then(|up| up.unacknowledged.as_mut()) else { return };
        sent.interval = timing.doubled(sent.interval);
        let (at, back, bytes) = (now + sent.interval, sent.back, sent.bytes.clone());
        self.transmit(back, bytes);
        self.arm(usage, UsageTimer::AnswerResend, at);
    }

    /// No ACK for 64·T1: "the dialog is confirmed, but the session SHOULD be terminated" (§13.3.1.4).
    pub(crate) fn on_answer_deadline(&mut self, usage: &mut Usage, now: Instant) {
        self.disarm(usage, UsageTimer::AnswerResend);
        if let Some(up) = usage.up_mut() {
            up.unacknowledged = None;
        }
        self.hang_up(usage, EndedBy::Timeout, now);
    }

    /// An ACK inside the dialog.
    pub(crate) fn on_ack(&mut self, usage: &mut Usage, ack: &Message, now: Instant) {
        let cseq = read::cseq(ack).map(|cseq| cseq.number);
        let Some(up) = usage.up_mut() else { return };
        if up.unacknowledged.as_ref().map(|sent| sent.cseq) != cseq {
            return;
        }
        up.unacknowledged = None;
        let owed_bye = up.owed_bye.take();
        self.disarm(usage, UsageTimer::AnswerResend);
        self.disarm(usage, UsageTimer::AnswerDeadline);
        let id = usage.id;
        self.tell(usage, Output::Acknowledged { id, body: read::body(ack) });
        if let Some(reason) = owed_bye {
            self.send_bye(usage, reason.as_ref(), now);
        }
    }

    pub(crate) fn send_rejection(&mut self, usage: &mut Usage, reply: &Reply, now: Instant) -> Result<(), Ignored> {
        let Stage::Ringing(ringing) = &usage.stage else { return Err(Ignored::WrongStage) };
        let server = ringing.server;
        let draft = self.response_draft(server, reply.status).ok_or(Ignored::Unknown)?;
        let response = crate::engine::finish_response(draft, &reply.headers, reply.body.as_ref()).ok_or(Ignored::Unwritable)?;
        self.refuse_exchange(usage, now);
        self.send_response(server, &response, now);
        let (id, status) = (usage.id, reply.status);
        usage.stage = Stage::Over;
        self.tell_end(usage, Output::Rejected { id, status });
        Ok(())
    }

    /// The caller's CANCEL, or its BYE in the early dialog (§15): 487 ends the INVITE.
    pub(crate) fn on_caller_gave_up(&mut self, usage: &mut Usage, request: &Message, now: Instant) {
        let Stage::Ringing(ringing) = &usage.stage else { return };
        let server = ringing.server;
        self.refuse_exchange(usage, now);
        self.reply(server, 487, now);
        usage.stage = Stage::Over;
        let (id, reason) = (usage.id, read::reason(request));
        self.tell_end(usage, Output::Cancelled { id, reason });
    }

    /// The caller's connection closed before the answer.
    pub(crate) fn on_caller_lost(&mut self, usage: &mut Usage) {
        if matches!(usage.stage, Stage::Ringing(_)) {
            usage.stage = Stage::Over;
            let id = usage.id;
            self.tell_end(usage, Output::Failed { id, status: 503, response: None });
        }
    }
}

pub(crate) fn tag_text(tag: u64) -> String {
    format!("{tag:016x}")
}
