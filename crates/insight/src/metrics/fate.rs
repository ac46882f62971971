//! What became of a call in: one of seven, so that nothing is counted twice or lost.

use crate::attempt::{Attempt, Cause, Step};
use otklik_model::{commitment::CommitmentKind, event::Direction};

/// What became of a call in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Came when we were closed.
    OutOfHours,
    /// Left, or was lost, before anybody could be asked: in the greeting or the menu.
    LeftBefore,
    /// Somebody answered.
    Answered,
    /// Gave up in the queue, nothing ringing.
    AbandonedInQueue,
    /// Gave up while a phone rang.
    AbandonedRinging,
    /// We ended the wait: nobody took the call in time.
    Overflowed,
    /// Was promised a call back instead of waiting.
    CallBack,
    /// Could not be served at once: busy, refused, nobody reachable, a failure of ours.
    Rejected,
}

impl Fate {
    /// Of an attempt of a client; `None` for our own calls out.
    pub fn of(attempt: &Attempt) -> Option<Self> {
        if attempt.direction != Direction::Inbound {
            return None;
        }
        if attempt.answered {
            return Some(Self::Answered);
        }
        let Some((step, cause)) = attempt.left else { return Some(Self::Overflowed) };
        if attempt.promised == Some(CommitmentKind::CallBack) && step != Step::OutOfHours {
            return Some(Self::CallBack);
        }
        Some(match step {
            Step::OutOfHours => Self::OutOfHours,
            Step::Greeting => Self::LeftBefore,
            Step::Reach if attempt.gave_up => Self::LeftBefore,
            Step::Reach => Self::Rejected,
            Step::Promise => Self::CallBack,
            Step::Queue if attempt.gave_up => Self::AbandonedInQueue,
            Step::Ring if attempt.gave_up => Self::AbandonedRinging,
            Step::Queue | Step::Ring | Step::Talk | Step::Hold | Step::Transfer => unanswered(cause),
        })
    }

    /// Whether people of ours were asked to take it.
    pub const fn is_offered(self) -> bool {
        !matches!(self, Self::OutOfHours | Self::LeftBefore)
    }
}

const fn unanswered(cause: Cause) -> Fate {
    match cause {
        Cause::QueueWait | Cause::NobodyAnswered | Cause::Unknown => Fate::Overflowed,
        Cause::PromiseBroken => Fate::CallBack,
        Cause::OutOfHours => Fate::OutOfHours,
        Cause::LongGreeting => Fate::LeftBefore,
        Cause::TrunkUnavailable
        | Cause::NobodyReachable
        | Cause::Busy
        | Cause::Refused
        | Cause::LeftOnHold
        | Cause::FailedTransfer
        | Cause::NeedlessTransfers
        | Cause::Interrupted => Fate::Rejected,
    }
}
