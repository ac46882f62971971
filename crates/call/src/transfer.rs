//! Blind transfer: one party gives the other away, and gets him back when nobody takes him.

use crate::{
    action::{Action, Progress},
    call::{Call, Stage},
    leg::Leg,
    limits::RETURN_RING_MAX,
    ring::{Purpose, Ringing},
    route,
    signal::TransferBy,
    surroundings::Surroundings,
};
use otklik_model::{
    DialString, LegId, UserId,
    command::CommandRefused,
    event::DomainEvent,
    hang_up::{EndedBy, HangUpCause},
};

/// Who gives a party away.
#[derive(Debug, Clone)]
pub(crate) struct Giver {
    pub(crate) leg_id: LegId,
    user_id: UserId,
    by: TransferBy,
}

impl Call {
    pub(crate) fn on_refers(&mut self, leg_id: LegId, to: &DialString, around: &mut dyn Surroundings) {
        if !self.is_answered(leg_id) {
            return;
        }
        let status = match self.give_away(leg_id, to, TransferBy::Phone, around) {
            Ok(()) => return,
            Err(CommandRefused::NoRoute) => 404,
            Err(CommandRefused::NoSuchCall | CommandRefused::NotInCall | CommandRefused::NoDevice) => 403,
            Err(CommandRefused::WrongState | CommandRefused::NotAccepting) => 480,
        };
        self.act(Action::TellTransfer { leg_id, status, progress: Progress::Final });
    }

    /// Starts to give the partner of a leg away.
    pub(crate) fn give_away(
        &mut self,
        leg_id: LegId,
        to: &DialString,
        by: TransferBy,
        around: &mut dyn Surroundings,
    ) -> Result<(), CommandRefused> {
        let party = self.partner_of(leg_id).ok_or(CommandRefused::WrongState)?;
        let user_id = self.legs.get(&leg_id).and_then(Leg::user_id).ok_or(CommandRefused::NotInCall)?;
        let destination = route::dialled(around.directory(), to).map_err(|_| CommandRefused::NoRoute)?;
        self.tell(DomainEvent::TransferStarted { by: leg_id, to: to.to_string() });
        self.part(leg_id, party);
        if by == TransferBy::Command {
            self.drop_leg(leg_id, HangUpCause::new(HangUpCause::NORMAL, EndedBy::User));
        }
        self.reach(destination, Purpose::Transfer(Giver { leg_id, user_id, by }), Some(party), around);
        Ok(())
    }

    pub(crate) fn transfer_completed(&mut self, giver: &Giver, taker: LegId) {
        self.tell(DomainEvent::TransferCompleted { by: giver.leg_id, to: taker });
        self.tell_giver(giver, 200, Progress::Final);
        self.drop_leg(giver.leg_id, HangUpCause::new(HangUpCause::NORMAL, EndedBy::System));
    }

    /// Gives the party back: to the giver's phone if he is still there, otherwise by ringing him once.
    pub(crate) fn transfer_failed(&mut self, giver: &Giver, party: LegId, cause: HangUpCause, around: &mut dyn Surroundings) {
        self.tell(DomainEvent::TransferFailed { by: giver.leg_id, cause });
        self.tell_giver(giver, cause.sip_status(), Progress::Final);
        if self.is_answered(giver.leg_id) {
            return self.take_back(giver.leg_id, party);
        }
        let ringing = Ringing::new(Purpose::Return, Some(party), RETURN_RING_MAX, around);
        let phones = Self::phones_of(&[giver.user_id], around);
        self.ring(ringing, phones, around);
    }

    pub(crate) fn tell_giver(&mut self, giver: &Giver, status: u16, progress: Progress) {
        if giver.by == TransferBy::Phone && self.is_answered(giver.leg_id) {
            self.act(Action::TellTransfer { leg_id: giver.leg_id, status, progress });
        }
    }

    /// Parts two who talk; the party on hold hears us again.
    fn part(&mut self, leg_id: LegId, party: LegId) {
        self.act(Action::Unbridge { leg_id: party });
        if self.legs.get(&leg_id).is_some_and(Leg::is_holding) {
            self.act(Action::Resume { leg_id: party });
        }
        self.stage = Stage::Over;
    }

    /// Joins the giver with his party again; phones hold the party before they give it away, and that hold still stands.
    fn take_back(&mut self, giver: LegId, party: LegId) {
        self.act(Action::StopPlaying { leg_id: party });
        self.bridge(giver, party);
        if self.legs.get(&giver).is_some_and(Leg::is_holding) {
            self.act(Action::Unbridge { leg_id: party });
            self.act(Action::Hold { leg_id: party });
            self.tell(DomainEvent::Held { leg_id: giver });
        }
    }
}
