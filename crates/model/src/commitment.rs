//! What we promised a contact: open until kept by proof, broken or withdrawn.

use crate::{CallId, NoteId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// What kind of promise it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentKind {
    /// To call the person back.
    CallBack,
    /// Anything else, told in words.
    Other,
}

/// What shows that a commitment was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Proof {
    /// A call in which the person was really spoken to.
    Call(CallId),
    /// A note in which a user says how it was kept.
    Note(NoteId),
}

/// Where a commitment stands. Each state carries what is true only of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CommitmentState {
    /// Waiting to be kept.
    Open,
    /// Kept, with the proof.
    Kept {
        /// When.
        at: Timestamp,
        /// By what.
        proof: Proof,
    },
    /// Not kept in time, and given up.
    Broken {
        /// When it was given up.
        at: Timestamp,
    },
    /// No longer wanted.
    Withdrawn {
        /// When.
        at: Timestamp,
        /// By whom.
        by: UserId,
    },
}

/// A commitment that is no longer open cannot change again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the commitment is already {state}")]
pub struct InvalidTransition {
    /// The word for the state it is in.
    pub state: &'static str,
}

impl CommitmentState {
    /// The word used in the database and the API.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Kept { .. } => "kept",
            Self::Broken { .. } => "broken",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Keeps it by proof.
    pub fn keep(self, at: Timestamp, proof: Proof) -> Result<Self, InvalidTransition> {
        self.leave_open(Self::Kept { at, proof })
    }

    /// Gives it up.
    pub fn break_off(self, at: Timestamp) -> Result<Self, InvalidTransition> {
        self.leave_open(Self::Broken { at })
    }

    /// Takes it back.
    pub fn withdraw(self, at: Timestamp, by: UserId) -> Result<Self, InvalidTransition> {
        self.leave_open(Self::Withdrawn { at, by })
    }

    fn leave_open(self, next: Self) -> Result<Self, InvalidTransition> {
        match self {
            Self::Open => Ok(next),
            Self::Kept { .. } | Self::Broken { .. } | Self::Withdrawn { .. } => Err(InvalidTransition { state: self.as_str() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_commitment_cannot_be_withdrawn() {
        let at = Timestamp::UNIX_EPOCH;
        let kept = CommitmentState::Open.keep(at, Proof::Call(CallId::from_u128(1))).unwrap();
        assert_eq!(kept.withdraw(at, UserId::from_u128(1)), Err(InvalidTransition { state: "kept" }));
    }
}
