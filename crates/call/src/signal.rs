//! What happens to a call.

use otklik_model::{DialString, LegId};

/// Something that happened to a leg, or time that passed. A signal about an unknown leg crossed its end and is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// A leg we dialled rings.
    Rings(LegId),
    /// A leg we dialled lets its own ringback or announcement be heard before it answers.
    SpeaksEarly(LegId),
    /// A leg we dialled answered.
    Answered(LegId),
    /// A leg we dialled will not answer.
    Refused {
        /// The leg.
        leg_id: LegId,
        /// ITU-T Q.850 cause.
        q850: u8,
    },
    /// A leg is gone: the caller gave up, or an answered party hung up or was lost.
    Parted {
        /// The leg.
        leg_id: LegId,
        /// How.
        parting: Parting,
    },
    /// A leg cannot go on, though its party does not know yet: no port, no codec.
    Broken {
        /// The leg.
        leg_id: LegId,
        /// ITU-T Q.850 cause.
        q850: u8,
    },
    /// The prompt a leg heard came to its end.
    PromptFinished(LegId),
    /// A party put the other one on hold with a key of the phone.
    Holds(LegId),
    /// A party took the other one back with a key of the phone.
    Resumes(LegId),
    /// A phone asked to give the other party away (RFC 3515); the request is already accepted.
    Refers {
        /// Who gives away.
        leg_id: LegId,
        /// To whom.
        to: DialString,
    },
    /// Time passed: see [`Call::poll_timeout`](crate::Call::poll_timeout).
    Timeout,
}

/// How a leg went away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// The party hung up, with this Q.850 cause.
    HungUp(u8),
    /// Nobody meant to: its connection was lost, with this Q.850 cause.
    Lost(u8),
}

/// How a transfer was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferBy {
    /// By the phone, which waits for the outcome (RFC 3515).
    Phone,
    /// By a command: the giver's leg ends at once.
    Command,
}
