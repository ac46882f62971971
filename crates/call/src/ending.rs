//! The end: of one leg, and of the call with all that is left.

use crate::{
    action::{Action, Progress},
    call::{Call, Stage},
    leg::LegState,
    ring::{Purpose, Ringing},
    signal::Parting,
    surroundings::Surroundings,
};
use otklik_model::{
    LegId,
    event::DomainEvent,
    hang_up::{EndedBy, HangUpCause},
};

impl Call {
    /// Ends the whole call, for a reason of the one who asks: a command, a stopping server.
    pub fn end_by(&mut self, by: EndedBy, around: &mut dyn Surroundings) {
        self.finish_prompt(around.now());
        if !self.is_over() || !self.legs.is_empty() {
            self.end(HangUpCause::new(HangUpCause::NORMAL, by));
        }
    }

    pub(crate) fn on_parted(&mut self, leg_id: LegId, parting: Parting, around: &mut dyn Surroundings) {
        let Some(leg) = self.legs.get(&leg_id) else { return };
        if leg.is_being_rung() {
            return self.on_refused(leg_id, parting.q850(), around);
        }
        let cause = HangUpCause::new(parting.q850(), self.parted_by(leg_id, parting));
        self.finish_prompt(around.now());
        self.forget_leg(leg_id, cause);
        if !self.is_giver(leg_id) {
            self.give_up_transfer(cause);
            self.end(cause);
        }
    }

    /// A leg of ours that fails: a rung one counts as refused, any other takes the call with it.
    pub(crate) fn on_broken(&mut self, leg_id: LegId, q850: u8, around: &mut dyn Surroundings) {
        let cause = HangUpCause::new(q850, EndedBy::Failure);
        match self.legs.get(&leg_id) {
            Some(leg) if leg.is_being_rung() => {
                self.drop_leg(leg_id, cause);
                self.count_refusal(q850, around);
            }
            Some(_) => {
                self.finish_prompt(around.now());
                self.give_up_transfer(cause);
                self.end(cause);
            }
            None => {}
        }
    }

    /// Ends what is left, each leg in the way its state demands, and tells the one end of the call.
    pub(crate) fn end(&mut self, cause: HangUpCause) {
        if let Some(recording_id) = self.recording.take() {
            self.act(Action::StopRecording { recording_id });
        }
        let left: Vec<LegId> = self.legs.keys().copied().collect();
        left.into_iter().for_each(|leg_id| self.drop_leg(leg_id, cause));
        self.stage = Stage::Over;
        self.tell(DomainEvent::CallEnded { cause });
    }

    /// Ends a leg whose party is still there.
    pub(crate) fn drop_leg(&mut self, leg_id: LegId, cause: HangUpCause) {
        let Some(leg) = self.legs.get(&leg_id) else { return };
        let action = match leg.state {
            LegState::Calling { .. } => Action::Refuse { leg_id, cause },
            LegState::Dialled | LegState::Ringing { .. } => Action::Cancel { leg_id, cause },
            LegState::Answered { .. } => Action::HangUp { leg_id, cause },
        };
        self.act(action);
        self.forget_leg(leg_id, cause);
    }

    /// Takes note of a leg whose party has gone.
    pub(crate) fn forget_leg(&mut self, leg_id: LegId, cause: HangUpCause) {
        if self.legs.remove(&leg_id).is_some() {
            self.tell(DomainEvent::LegEnded { leg_id, cause });
        }
    }

    /// The one who waits for a transfer went away, so there is nothing to transfer.
    fn give_up_transfer(&mut self, cause: HangUpCause) {
        let Stage::Ringing(Ringing { purpose: Purpose::Transfer(giver), .. }) = &self.stage else { return };
        let giver = giver.clone();
        self.tell(DomainEvent::TransferFailed { by: giver.leg_id, cause });
        self.tell_giver(&giver, 487, Progress::Final);
    }

    fn is_giver(&self, leg_id: LegId) -> bool {
        matches!(&self.stage, Stage::Ringing(Ringing { purpose: Purpose::Transfer(giver), .. }) if giver.leg_id == leg_id)
    }

    fn parted_by(&self, leg_id: LegId, parting: Parting) -> EndedBy {
        match parting {
            Parting::Lost(_) => EndedBy::Failure,
            Parting::HungUp(_) if leg_id == self.caller => EndedBy::Caller,
            Parting::HungUp(_) => EndedBy::Callee,
        }
    }
}

impl Parting {
    fn q850(self) -> u8 {
        match self {
            Self::HungUp(q850) | Self::Lost(q850) => q850,
        }
    }
}
