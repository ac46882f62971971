//! Requests to change calls, sent from the records half to the real-time half.

use crate::{CallId, DialString, RequestId, TenantId, UserId};
use serde::{Deserialize, Serialize};

/// A command with the id its outcome is reported by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandRequest {
    /// Told back with the outcome.
    pub request_id: RequestId,
    /// Whose calls.
    pub tenant_id: TenantId,
    /// What to do.
    pub command: Command,
}

/// What may be asked of the switchboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Click-to-call: ring the user's devices, then dial.
    Originate {
        /// Whose devices ring first.
        user_id: UserId,
        /// Where to then.
        to: DialString,
    },
    /// Lift the user's ringing desk phone: NOTIFY with `Event: talk`.
    Answer {
        /// The ringing call.
        call_id: CallId,
        /// Whose phone.
        user_id: UserId,
    },
    /// Blind transfer of the other party.
    Transfer {
        /// The call.
        call_id: CallId,
        /// Who gives it away; his leg ends.
        user_id: UserId,
        /// To whom.
        to: DialString,
    },
    /// Put the other party on hold.
    Hold {
        /// The call.
        call_id: CallId,
        /// Whose leg holds.
        user_id: UserId,
    },
    /// Take the other party back from hold.
    Resume {
        /// The call.
        call_id: CallId,
        /// Whose leg resumes.
        user_id: UserId,
    },
    /// End the whole call.
    HangUp {
        /// The call.
        call_id: CallId,
        /// Who asked.
        user_id: UserId,
    },
}

/// Why a command was not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandRefused {
    /// The call is over or never was.
    #[error("the call is over")]
    NoSuchCall,
    /// The user has no leg in that call (or none ringing, for an answer).
    #[error("this user is not part of the call")]
    NotInCall,
    /// None of the user's devices is registered.
    #[error("none of the user's phones is connected")]
    NoDevice,
    /// The dialled text leads nowhere.
    #[error("nothing can be reached by that number")]
    NoRoute,
    /// The call is in a state in which this cannot be done.
    #[error("this cannot be done in the present state of the call")]
    WrongState,
    /// The server is stopping or at its limit of calls.
    #[error("the server takes no new calls now")]
    NotAccepting,
}
