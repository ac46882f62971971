//! What a user may ask of his call.

use crate::{
    action::Action,
    call::{Call, Stage},
    leg::{HeldBy, Leg, LegState},
    signal::TransferBy,
    surroundings::Surroundings,
};
use otklik_model::{
    DialString, LegId, UserId,
    command::CommandRefused,
    hang_up::{EndedBy, HangUpCause},
};

impl Call {
    /// Lifts the user's ringing phone.
    pub fn answer(&mut self, user_id: UserId) -> Result<(), CommandRefused> {
        let his = || self.legs.values().filter(|leg| leg.user_id() == Some(user_id) && leg.is_being_rung());
        if his().next().is_none() {
            return Err(CommandRefused::NotInCall);
        }
        let ringing = his().find(|leg| matches!(leg.state, LegState::Ringing { .. })).ok_or(CommandRefused::WrongState)?;
        let leg_id = ringing.leg_id;
        self.act(Action::AskToLift { leg_id });
        Ok(())
    }

    /// Gives the other party to somebody else; the user's leg ends.
    pub fn transfer(&mut self, user_id: UserId, to: &DialString, around: &mut dyn Surroundings) -> Result<(), CommandRefused> {
        let leg_id = self.talking_leg_of(user_id)?;
        self.give_away(leg_id, to, TransferBy::Command, around)
    }

    /// Puts the other party on hold.
    pub fn put_on_hold(&mut self, user_id: UserId) -> Result<(), CommandRefused> {
        let leg_id = self.talking_leg_of(user_id)?;
        self.hold(leg_id, HeldBy::Command).then_some(()).ok_or(CommandRefused::WrongState)
    }

    /// Takes the other party back; a hold by a key of the phone can only be taken back there.
    pub fn take_from_hold(&mut self, user_id: UserId) -> Result<(), CommandRefused> {
        let leg_id = self.talking_leg_of(user_id)?;
        self.resume(leg_id, HeldBy::Command).then_some(()).ok_or(CommandRefused::WrongState)
    }

    /// Ends the whole call. One whose phones only ring declines: the call goes on with those who ring beside him.
    pub fn hang_up(&mut self, user_id: UserId, around: &mut dyn Surroundings) -> Result<(), CommandRefused> {
        if self.is_over() {
            return Err(CommandRefused::NoSuchCall);
        }
        if self.only_rings(user_id) {
            self.cancel_phones_of(Some(user_id));
            self.count_refusal(HangUpCause::REJECTED, around);
        } else {
            self.end_by(EndedBy::User, around);
        }
        Ok(())
    }

    fn talking_leg_of(&self, user_id: UserId) -> Result<LegId, CommandRefused> {
        let his = |leg: &&Leg| leg.user_id() == Some(user_id);
        let Stage::Talking(pair) = self.stage else {
            let part = self.legs.values().any(|leg| his(&leg));
            return Err(if part { CommandRefused::WrongState } else { CommandRefused::NotInCall });
        };
        let talking = pair.iter().filter_map(|leg_id| self.legs.get(leg_id)).find(his);
        talking.map(|leg| leg.leg_id).ok_or(CommandRefused::NotInCall)
    }

    /// Whether others placed the call and the user is only being rung.
    fn only_rings(&self, user_id: UserId) -> bool {
        let mut his = self.legs.values().filter(|leg| leg.user_id() == Some(user_id)).peekable();
        self.from.user_id != Some(user_id) && his.peek().is_some() && his.all(Leg::is_being_rung)
    }
}
