//! Ending an established dialog (RFC 3261 §15) and what the timers of a usage do.

use super::{Cancel, Exchange, Stage, Usage, UsageTimer};
use crate::engine::{InDialog, Outcome, Purpose, ServerId, Sip, read};
use crate::headers::{Name, ReasonHeader};
use crate::message::Message;
use crate::method::Method;
use crate::output::{Body, EndedBy, Ignored, Output};
use std::time::Instant;

impl Sip {
    pub(crate) fn on_usage_timer(&mut self, usage: &mut Usage, which: UsageTimer, now: Instant) {
        match which {
            UsageTimer::Ring => self.give_up(usage, 408, None, now),
            UsageTimer::Extend => self.extend_ringing(usage, now),
            UsageTimer::CancelDeadline => self.on_cancel_deadline(usage),
            UsageTimer::AnswerResend => self.on_answer_resend(usage, now),
            UsageTimer::AnswerDeadline => self.on_answer_deadline(usage, now),
            UsageTimer::ReliableResend => self.on_reliable_resend(usage, now),
            UsageTimer::ReliableDeadline => self.on_reliable_deadline(usage, now),
            UsageTimer::Glare => self.on_glare_over(usage, now),
            UsageTimer::Session => self.on_session_timer(usage, now),
        }
    }

    /// The owner hangs up: the end is told at once, the BYE goes out as soon as it may.
    pub(crate) fn bye_by_owner(&mut self, usage: &mut Usage, reason: Option<&ReasonHeader>, now: Instant) -> Result<(), Ignored> {
        let Stage::Up(up) = &mut usage.stage else { return Err(Ignored::WrongStage) };
        // "The callee's UA MUST NOT send a BYE on a confirmed dialog until it has received an ACK for its 2xx" (§15).
        let waits = up.unacknowledged.is_some();
        if waits {
            up.owed_bye = Some(reason.cloned());
        }
        self.close(usage, EndedBy::Local, now);
        if !waits {
            self.send_bye(usage, reason, now);
        }
        Ok(())
    }

    /// The engine ends the dialog: the peer fell silent or lost its memory.
    pub(crate) fn hang_up(&mut self, usage: &mut Usage, by: EndedBy, now: Instant) {
        self.close(usage, by, now);
        self.send_bye(usage, None, now);
    }

    pub(crate) fn send_bye(&mut self, usage: &mut Usage, reason: Option<&ReasonHeader>, now: Instant) {
        self.settle_owed_ack(usage);
        let Some(up) = usage.up_mut() else { return };
        let cseq = up.dialog.next_local_cseq();
        let (draft, hop) = (self.in_dialog_draft(&up.dialog, &Method::Bye, cseq), up.dialog.hop);
        let draft = reason.into_iter().fold(draft, |draft, reason| draft.header(Name::Reason, reason));
        if !self.launch_in_dialog(usage, InDialog { draft, hop, purpose: Purpose::Bye }, now) {
            usage.stage = Stage::Over;
        }
    }

    /// The peer's BYE.
    pub(crate) fn on_bye(&mut self, usage: &mut Usage, server: ServerId, request: &Message, now: Instant) {
        self.reply(server, 200, now);
        match usage.stage {
            Stage::Ringing(_) => self.on_caller_gave_up(usage, request, now),
            // A callee's BYE in an early dialog is not allowed (§15); the INVITE still waits for its final response.
            Stage::Calling(_) => {}
            Stage::Up(_) | Stage::Closing(_) => {
                self.refuse_exchange(usage, now);
                self.settle_owed_ack(usage);
                let (id, reason) = (usage.id, read::reason(request));
                usage.stage = Stage::Over;
                self.tell_end(usage, Output::Ended { id, by: EndedBy::Remote, reason, request: Some(request.clone()) });
            }
            Stage::Over => {}
        }
    }

    /// Sends the ACK that waits for the owner's session description.
    pub(crate) fn send_owed_ack(&mut self, usage: &mut Usage, body: Option<&Body>) -> Result<(), Ignored> {
        let up = usage.up_mut().ok_or(Ignored::WrongStage)?;
        let owed = up.owed_ack.as_ref().ok_or(Ignored::WrongStage)?;
        if !self.acknowledge_2xx(&up.dialog, owed.client, owed.cseq, body) {
            return Err(Ignored::Unwritable);
        }
        up.owed_ack = None;
        usage.local_body = body.cloned();
        Ok(())
    }

    /// A final response (or silence) to a request of ours inside the dialog.
    pub(crate) fn on_in_dialog_final(&mut self, usage: &mut Usage, purpose: Purpose, outcome: Outcome, now: Instant) {
        let status = outcome.status();
        match purpose {
            Purpose::Bye => usage.stage = Stage::Over,
            Purpose::Prack | Purpose::Notify => {}
            Purpose::Reinvite | Purpose::Refresh => self.on_offer_final(usage, outcome, now),
            Purpose::Refer => self.on_refer_final(usage, status),
            Purpose::Note => {
                if matches!(status, 408 | 481) {
                    self.lose_dialog(usage, status, now);
                }
            }
        }
    }

    /// "If the response for a request within a dialog is a 481 or a 408, the UAC SHOULD terminate the dialog" (§12.2.1.2).
    pub(crate) fn lose_dialog(&mut self, usage: &mut Usage, status: u16, now: Instant) {
        if matches!(usage.stage, Stage::Up(_)) {
            let by = if status == 408 { EndedBy::Timeout } else { EndedBy::Error };
            self.hang_up(usage, by, now);
        }
    }

    fn close(&mut self, usage: &mut Usage, by: EndedBy, now: Instant) {
        self.refuse_exchange(usage, now);
        self.disarm(usage, UsageTimer::Session);
        self.disarm(usage, UsageTimer::Glare);
        usage.stage = match std::mem::replace(&mut usage.stage, Stage::Over) {
            Stage::Up(up) | Stage::Closing(up) => Stage::Closing(up),
            Stage::Calling(_) | Stage::Ringing(_) | Stage::Over => Stage::Over,
        };
        let id = usage.id;
        self.tell_end(usage, Output::Ended { id, by, reason: None, request: None });
    }

    /// An offerless INVITE that was answered must be acknowledged before anything else happens to its dialog.
    fn settle_owed_ack(&mut self, usage: &mut Usage) {
        if usage.up_mut().is_some_and(|up| up.owed_ack.is_some()) {
            // An ACK without a body is always writable.
            let _sent = self.send_owed_ack(usage, None);
        }
    }

    /// The peer's unanswered requests end with the dialog (§15.1.2).
    pub(crate) fn refuse_exchange(&mut self, usage: &mut Usage, now: Instant) {
        if let Some(refer) = usage.up_mut().and_then(|up| up.asked.take()) {
            self.reply(refer, 487, now);
        }
        if let Exchange::Received(server) = std::mem::replace(&mut usage.exchange, Exchange::Idle) {
            self.reply(server, 487, now);
        }
        usage.postponed = None;
    }

    /// Ends a usage at whatever stage it is.
    pub(crate) fn cancel_by_owner(&mut self, usage: &mut Usage, reason: Option<ReasonHeader>, now: Instant) -> Result<(), Ignored> {
        match &usage.stage {
            Stage::Calling(calling) if matches!(calling.cancel, Cancel::NotWanted) => {
                self.give_up(usage, 487, reason, now);
                Ok(())
            }
            Stage::Calling(_) | Stage::Ringing(_) | Stage::Up(_) | Stage::Closing(_) | Stage::Over => Err(Ignored::WrongStage),
        }
    }
}
