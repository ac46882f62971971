//! The caller's side until the final response (RFC 3261 §13.2, §9.1).

use super::{Calling, Cancel, OwedAck, Stage, Up, Usage, UsageTimer};
use crate::dialog::Dialog;
use crate::engine::{Accepted, ClientId, Destination, Launch, Outcome, Owner, Sip, read};
use crate::headers::{Name, ReasonHeader};
use crate::message::Message;
use crate::output::{EarlyDialog, Output};
use std::time::Instant;

impl Sip {
    /// A provisional response to our INVITE.
    pub(crate) fn on_progress(&mut self, usage: &mut Usage, response: Message, from: Destination, now: Instant) {
        self.send_wanted_cancel(usage, now);
        let status = response.status().unwrap_or_default();
        if status == 100 {
            return;
        }
        self.restart_timer_c(usage, now);
        let to_tag = read::to_tag(&response).unwrap_or_default().into_owned();
        let Stage::Calling(calling) = &mut usage.stage else { return };
        if !to_tag.is_empty() {
            let early_max = self.config.limits.early_dialogs_max;
            let Some((request, _)) = self.clients.request_of(calling.client) else { return };
            if !calling.note_early(request, &response, from, early_max) {
                return;
            }
        }
        if !self.take_reliable(usage, &response, &to_tag, now) || usage.was_told(&response) {
            return;
        }
        let id = usage.id;
        self.tell(usage, Output::Progressed { id, status, early: EarlyDialog { to_tag }, response });
    }

    /// A 2xx to our INVITE; `false` when this usage does not want the dialog it makes.
    pub(crate) fn on_invite_accepted(&mut self, usage: &mut Usage, accepted: &Accepted, now: Instant) -> bool {
        let offered = match &usage.stage {
            // Nobody will answer the offer of a 2xx that crossed our CANCEL.
            Stage::Calling(calling) => calling.offered || usage.told_end,
            Stage::Up(up) | Stage::Closing(up) => {
                let to_tag = read::to_tag(&accepted.response).unwrap_or_default();
                return up.owed_ack.is_some() && up.dialog.remote_tag == to_tag;
            }
            Stage::Ringing(_) | Stage::Over => return false,
        };
        let Some(dialog) = self.confirm(usage, accepted) else { return false };
        let cseq = dialog.invite_cseq;
        let mut up = Up::new(dialog.dialog);
        if offered {
            self.acknowledge_2xx(&up.dialog, accepted.client, cseq, None);
        } else {
            up.owed_ack = Some(OwedAck { client: accepted.client, cseq });
        }
        self.disarm(usage, UsageTimer::Ring);
        self.disarm(usage, UsageTimer::CancelDeadline);
        if usage.told_end {
            // The dialog exists all the same and must be ended by BYE (§9.1).
            usage.stage = Stage::Closing(Box::new(up));
            self.send_bye(usage, None, now);
            return true;
        }
        usage.stage = Stage::Up(Box::new(up));
        self.settle_session_as_caller(usage, &accepted.response, now);
        let id = usage.id;
        self.tell(usage, Output::Answered { id, response: accepted.response.clone() });
        true
    }

    /// Our INVITE was refused, or nobody answered, or it could not be sent.
    pub(crate) fn on_invite_failed(&mut self, usage: &mut Usage, outcome: Outcome) {
        if !matches!(usage.stage, Stage::Calling(_)) {
            return;
        }
        let (id, status) = (usage.id, outcome.status());
        usage.stage = Stage::Over;
        self.tell_end(usage, Output::Failed { id, status, response: outcome.into_response() });
    }

    /// The INVITE was repeated with credentials.
    pub(crate) fn on_relaunched(&mut self, owner: Owner, next: ClientId) {
        let Owner::Invite(id) = owner else { return };
        self.with_usage(id, |_, usage| {
            if let Stage::Calling(calling) = &mut usage.stage {
                calling.client = next;
                calling.early.clear();
            }
        });
    }

    /// Gives up an unanswered INVITE: the end is told at once, the rest is cleaning up.
    pub(crate) fn give_up(&mut self, usage: &mut Usage, status: u16, reason: Option<ReasonHeader>, now: Instant) {
        let id = usage.id;
        self.disarm(usage, UsageTimer::Ring);
        self.tell_end(usage, Output::Failed { id, status, response: None });
        let Stage::Calling(calling) = &mut usage.stage else { return };
        calling.cancel = Cancel::Wanted(reason);
        if !self.is_calling(calling.client) {
            self.send_wanted_cancel(usage, now);
        }
    }

    /// No final response came 64·T1 after CANCEL: a peer of RFC 2543 (§9.1).
    pub(crate) fn on_cancel_deadline(&mut self, usage: &mut Usage) {
        if let Stage::Calling(calling) = &usage.stage {
            self.abandon_client(calling.client);
            usage.stage = Stage::Over;
        }
    }

    fn send_wanted_cancel(&mut self, usage: &mut Usage, now: Instant) {
        let Stage::Calling(calling) = &mut usage.stage else { return };
        let Cancel::Wanted(reason) = &mut calling.cancel else { return };
        let reason = reason.take();
        calling.cancel = Cancel::Sent;
        let client = calling.client;
        let Some((invite, hop)) = self.clients.request_of(client) else { return };
        if let Some(prepared) = crate::engine::cancel_of(invite, reason.as_ref()) {
            self.launch(Launch { prepared, hop, owner: Owner::Nobody, credentials: None }, now);
        }
        let deadline = now + self.config.timers.timing.patience();
        self.arm(usage, UsageTimer::CancelDeadline, deadline);
    }

    fn restart_timer_c(&mut self, usage: &mut Usage, now: Instant) {
        let Stage::Calling(calling) = &usage.stage else { return };
        if calling.own_ring_timeout || usage.told_end {
            return;
        }
        if let Some(timer_c) = self.config.timers.timer_c {
            self.arm(usage, UsageTimer::Ring, now + timer_c);
        }
    }

    /// The dialog a 2xx makes, going on from the early dialog with the same tag.
    fn confirm(&mut self, usage: &mut Usage, accepted: &Accepted) -> Option<Confirmed> {
        let (request, _) = self.clients.request_of(accepted.client)?;
        let mut dialog = Dialog::of_caller(request, &accepted.response, accepted.from)?;
        let invite_cseq = dialog.local_cseq;
        if let Stage::Calling(calling) = &usage.stage
            && let Some(early) = calling.early.iter().find(|early| early.remote_tag == dialog.remote_tag)
        {
            dialog.local_cseq = early.local_cseq.max(invite_cseq);
            dialog.remote_cseq = early.remote_cseq;
        }
        Some(Confirmed { dialog, invite_cseq })
    }
}

struct Confirmed {
    dialog: Dialog,
    /// The ACK repeats the number of the INVITE, not of a PRACK since.
    invite_cseq: u32,
}

impl Usage {
    /// Whether this very response was the last one told; notes it if not.
    fn was_told(&mut self, response: &Message) -> bool {
        let Stage::Calling(calling) = &mut self.stage else { return true };
        let repeated = calling.told.as_ref() == Some(response.bytes());
        calling.told = Some(response.bytes().clone());
        repeated
    }
}

impl Calling {
    /// Opens or refreshes the early dialog of a provisional response; `false` when there are too many.
    fn note_early(&mut self, request: &Message, response: &Message, from: Destination, early_max: usize) -> bool {
        let to_tag = read::to_tag(response).unwrap_or_default();
        if let Some(early) = self.early.iter_mut().find(|early| early.remote_tag == to_tag) {
            if response.has(&Name::Contact) {
                early.retarget(response, from);
            }
            return true;
        }
        if self.early.len() >= early_max {
            return false;
        }
        self.early.extend(Dialog::of_caller(request, response, from));
        true
    }
}
