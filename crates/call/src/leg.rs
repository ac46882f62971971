//! One party's connection to us.

use otklik_model::{LegId, UserId, event::LegParty};
use std::time::Instant;

/// A leg that is alive; an ended one is forgotten once its end was told.
#[derive(Debug, Clone)]
pub struct Leg {
    /// Its id.
    pub leg_id: LegId,
    /// Whom it connects.
    pub party: LegParty,
    /// How far it came.
    pub state: LegState,
}

/// How far a leg came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegState {
    /// The party calls us and has no answer yet.
    Calling {
        /// Whether the party was told that somebody rings.
        told: Told,
    },
    /// We called the party; nothing is known yet.
    Dialled,
    /// The party's phone rings.
    Ringing {
        /// Since when.
        since: Instant,
    },
    /// Media flows.
    Answered {
        /// Since when.
        at: Instant,
        /// Whether it holds the other one.
        talk: Talk,
    },
}

/// Whether a caller was told that somebody rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Not yet.
    Nothing,
    /// Once is enough.
    Ringing,
}

/// Whether an answered leg holds the other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// It talks.
    Open,
    /// It put the other party on hold.
    Holding(HeldBy),
}

/// How a hold was asked for; it is taken back the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBy {
    /// By a key of the phone.
    Phone,
    /// By a command.
    Command,
}

impl Leg {
    /// A leg whose party calls us.
    pub fn calling(leg_id: LegId, party: LegParty) -> Self {
        Self { leg_id, party, state: LegState::Calling { told: Told::Nothing } }
    }

    /// A leg we are calling.
    pub fn dialled(leg_id: LegId, party: LegParty) -> Self {
        Self { leg_id, party, state: LegState::Dialled }
    }

    /// Whether we called it and it has not answered.
    pub fn is_being_rung(&self) -> bool {
        matches!(self.state, LegState::Dialled | LegState::Ringing { .. })
    }

    /// Whether media flows.
    pub fn is_answered(&self) -> bool {
        matches!(self.state, LegState::Answered { .. })
    }

    /// Whether it holds the other party.
    pub fn is_holding(&self) -> bool {
        matches!(self.state, LegState::Answered { talk: Talk::Holding(_), .. })
    }

    /// Our user behind it, if he is ours.
    pub fn user_id(&self) -> Option<UserId> {
        match self.party {
            LegParty::Device { user_id, .. } => Some(user_id),
            LegParty::External { .. } => None,
        }
    }

    /// Whether it goes over a trunk.
    pub fn is_external(&self) -> bool {
        matches!(self.party, LegParty::External { .. })
    }

    pub(crate) fn answered(&mut self, at: Instant) {
        self.state = LegState::Answered { at, talk: Talk::Open };
    }

    pub(crate) fn set_talk(&mut self, now: Talk) {
        if let LegState::Answered { talk, .. } = &mut self.state {
            *talk = now;
        }
    }
}
