//! Provisional responses, reliable ones among them (RFC 3262), from both sides.

use super::callee::Reply;
use super::{QueuedProgress, Stage, Usage, UsageTimer};
use crate::engine::{InDialog, Purpose, ServerId, Sip, read};
use crate::headers::{Name, RAck};
use crate::message::Message;
use crate::method::Method;
use crate::output::Ignored;
use std::time::{Duration, Instant};

/// "The UAS MUST send a non-100 provisional response at every minute" (RFC 3261 §13.3.1.1).
const EXTENSION_INTERVAL: Duration = Duration::from_secs(60);

impl Sip {
    /// Sends a provisional response of ours, reliably if the caller requires it.
    pub(crate) fn send_progress(&mut self, usage: &mut Usage, reply: Reply, now: Instant) -> Result<(), Ignored> {
        let Stage::Ringing(ringing) = &mut usage.stage else { return Err(Ignored::WrongStage) };
        if ringing.reliable.wanted && reply.status > 100 {
            let Reply { status, body, headers } = reply;
            ringing.reliable.queue.push(QueuedProgress { status, body, headers });
            return self.send_next_reliable(usage, now);
        }
        let server = ringing.server;
        let draft = self.response_draft(server, reply.status).ok_or(Ignored::Unknown)?;
        let draft = draft.header(Name::Contact, &usage.contact);
        let response = crate::engine::finish_response(draft, &reply.headers, reply.body.as_ref()).ok_or(Ignored::Unwritable)?;
        self.send_response(server, &response, now);
        if reply.status > 100 {
            self.arm(usage, UsageTimer::Extend, now + EXTENSION_INTERVAL);
        }
        Ok(())
    }

    /// Asks proxies on the way for more time by sending the last provisional response again.
    pub(crate) fn extend_ringing(&mut self, usage: &mut Usage, now: Instant) {
        if let Stage::Ringing(ringing) = &usage.stage {
            self.on_repeated_request(ringing.server, now);
            self.arm(usage, UsageTimer::Extend, now + EXTENSION_INTERVAL);
        }
    }

    /// The final answer, after the provisional responses that carry a session description are acknowledged (RFC 3262 §3).
    pub(crate) fn answer_in_turn(&mut self, usage: &mut Usage, reply: Reply, now: Instant) -> Result<(), Ignored> {
        let Stage::Ringing(ringing) = &mut usage.stage else { return Err(Ignored::WrongStage) };
        if ringing.reliable.unacknowledged.is_none() {
            return self.send_answer(usage, reply.body, &reply.headers, now);
        }
        let Reply { status, body, headers } = reply;
        ringing.reliable.queue.push(QueuedProgress { status, body, headers });
        Ok(())
    }

    fn send_next_reliable(&mut self, usage: &mut Usage, now: Instant) -> Result<(), Ignored> {
        let Stage::Ringing(ringing) = &mut usage.stage else { return Ok(()) };
        if ringing.reliable.unacknowledged.is_some() || ringing.reliable.queue.is_empty() {
            return Ok(());
        }
        let next = ringing.reliable.queue.remove(0);
        if next.status >= 200 {
            return self.send_answer(usage, next.body, &next.headers, now);
        }
        ringing.reliable.rseq += 1;
        let (server, rseq) = (ringing.server, ringing.reliable.rseq);
        let draft = self.response_draft(server, next.status).ok_or(Ignored::Unknown)?;
        let draft = draft.header(Name::Contact, &usage.contact).header(Name::Require, "100rel").header(Name::RSeq, rseq);
        let response = crate::engine::finish_response(draft, &next.headers, next.body.as_ref()).ok_or(Ignored::Unwritable)?;
        self.start_reliable(usage, server, &response, now);
        Ok(())
    }

    fn start_reliable(&mut self, usage: &mut Usage, server: ServerId, response: &Message, now: Instant) {
        let timing = self.config.timers.timing;
        let Some((_, back, _)) = self.server_request(server) else { return };
        if let Stage::Ringing(ringing) = &mut usage.stage {
            ringing.reliable.unacknowledged = Some((response.bytes().clone(), back, timing.t1));
        }
        self.send_response(server, response, now);
        self.arm(usage, UsageTimer::ReliableResend, now + timing.t1);
        self.arm(usage, UsageTimer::ReliableDeadline, now + timing.patience());
        self.arm(usage, UsageTimer::Extend, now + EXTENSION_INTERVAL);
    }

    /// Doubles without a ceiling (RFC 3262 §3).
    pub(crate) fn on_reliable_resend(&mut self, usage: &mut Usage, now: Instant) {
        let Stage::Ringing(ringing) = &mut usage.stage else { return };
        let Some((bytes, back, interval)) = &mut ringing.reliable.unacknowledged else { return };
        *interval *= 2;
        let (bytes, back, at) = (bytes.clone(), *back, now + *interval);
        self.transmit(back, bytes);
        self.arm(usage, UsageTimer::ReliableResend, at);
    }

    /// No PRACK for 64·T1: the INVITE is refused with a 5xx (RFC 3262 §3).
    pub(crate) fn on_reliable_deadline(&mut self, usage: &mut Usage, now: Instant) {
        self.disarm(usage, UsageTimer::ReliableResend);
        // The usage is ringing, so the rejection can't be refused.
        let _sent = self.send_rejection(usage, &Reply { status: 504, body: None, headers: Vec::new() }, now);
    }

    /// PRACK for a provisional response of ours.
    pub(crate) fn on_prack(&mut self, usage: &mut Usage, server: ServerId, request: &Message, now: Instant) {
        let rack = request.text(&Name::RAck).and_then(|text| RAck::parse(text).ok());
        let Stage::Ringing(ringing) = &mut usage.stage else { return self.reply(server, 481, now) };
        let invite_cseq = read::cseq(&ringing.request).map(|cseq| cseq.number);
        let matches = rack.is_some_and(|rack| rack.rseq == ringing.reliable.rseq && Some(rack.cseq.number) == invite_cseq);
        if !matches || ringing.reliable.unacknowledged.take().is_none() {
            return self.reply(server, 481, now);
        }
        self.disarm(usage, UsageTimer::ReliableResend);
        self.disarm(usage, UsageTimer::ReliableDeadline);
        self.reply(server, 200, now);
        // What was queued was accepted by the command that queued it; an unwritable one is dropped here.
        let _sent = self.send_next_reliable(usage, now);
    }

    /// Acknowledges a reliable provisional response to our INVITE; `false` when it is a repetition or out of order, and must not
    /// be processed (RFC 3262 §4).
    pub(crate) fn take_reliable(&mut self, usage: &mut Usage, response: &Message, to_tag: &str, now: Instant) -> bool {
        if !response.lists(&Name::Require, "100rel") {
            return true;
        }
        let (Some(rseq), Some(cseq), Some(call_id)) = (read::number(response, &Name::RSeq), read::cseq(response), read::call_id(response))
        else {
            return true;
        };
        let Some(dialog) = usage.dialog_with(call_id, to_tag) else { return true };
        if dialog.remote_rseq.is_some_and(|last| rseq != last.wrapping_add(1)) {
            return false;
        }
        dialog.remote_rseq = Some(rseq);
        let dialog = DialogName { call_id: call_id.to_owned(), tag: to_tag.to_owned() };
        let rack = RAck { rseq, cseq };
        self.send_prack(usage, &dialog, &rack, now);
        true
    }

    fn send_prack(&mut self, usage: &mut Usage, name: &DialogName, rack: &RAck, now: Instant) {
        let Some(dialog) = usage.dialog_with(&name.call_id, &name.tag) else { return };
        let cseq = dialog.next_local_cseq();
        let dialog = dialog.clone();
        let draft = self.in_dialog_draft(&dialog, &Method::Prack, cseq).header(Name::RAck, rack);
        // A PRACK that cannot be sent costs the peer a retransmission of its response.
        let _sent = self.launch_in_dialog(usage, InDialog { draft, hop: dialog.hop, purpose: Purpose::Prack }, now);
    }
}

struct DialogName {
    call_id: String,
    tag: String,
}
