//! One attempt of a client to reach the company, or of the company to reach him: a call, folded from its events to what figures need.

use jiff::Timestamp;
use otklik_model::{DidId, PhoneNumber, UserId, commitment::CommitmentKind, event::Direction};
use serde::{Deserialize, Serialize};

/// The part of the way a client was in, in the order he meets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Reaching us at all: the trunk, the number.
    Reach,
    /// Outside opening hours.
    OutOfHours,
    /// The greeting or another prompt.
    Greeting,
    /// Waiting in a queue or a group that does not ring him through yet.
    Queue,
    /// A phone rings.
    Ring,
    /// Talk.
    Talk,
    /// On hold.
    Hold,
    /// Being transferred.
    Transfer,
    /// Promised a call back.
    Promise,
}

/// Why an episode was lost at its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The carrier or the trunk refused: no money, no line, out of order.
    TrunkUnavailable,
    /// Nobody works at that hour.
    OutOfHours,
    /// Hung up while a prompt played.
    LongGreeting,
    /// Gave up in the queue.
    QueueWait,
    /// Phones rang, nobody answered.
    NobodyAnswered,
    /// No phone could be rung: nobody logged in, not registered.
    NobodyReachable,
    /// Everybody was busy.
    Busy,
    /// Somebody refused the call.
    Refused,
    /// Put on hold and never taken back.
    LeftOnHold,
    /// The transfer did not reach anybody.
    FailedTransfer,
    /// Handed on three times or more, then gone.
    NeedlessTransfers,
    /// A call back was promised and not made in time.
    PromiseBroken,
    /// Our own failure: the system died during the call.
    Interrupted,
    /// The source does not tell.
    Unknown,
}

/// Why a phone call is not the attempt of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// The number is on the list of spam, or behaves as a dialler does.
    Spam,
    /// The number belongs to the company.
    Staff,
    /// A wrong number: answered, over within seconds, never again.
    WrongNumber,
}

/// Who the client is. A number, until the caller index says which person has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// Known by this number.
    Number(PhoneNumber),
    /// A sender that is no number (short code, SIP address), by the hash of its text.
    Text(u64),
    /// Withheld: a person of his own for each call, since nothing joins them. The hash of the call's id.
    Withheld(u64),
}

/// One call as figures see it. Kept small: a file has five million of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub at: Timestamp,
    /// Which way; `Internal` ones are dropped by the folds.
    pub direction: Direction,
    /// The client.
    pub person: Person,
    /// The own number called.
    pub did_id: Option<DidId>,
    /// Who of ours answered first, when it is known.
    pub answered_by: Option<UserId>,
    /// Whose phone rang last, or should have rung, when it is known.
    pub rang_last: Option<UserId>,
    /// The last step the client left, and why he was not served there; `None` when he was served.
    pub left: Option<(Step, Cause)>,
    /// Milliseconds of the greeting and the menu heard, before he was sent to anybody.
    pub prompt_ms: u32,
    /// From the entry into the queue or group (or the first ring where there is none) to the answer, or to giving up.
    pub wait_ms: u32,
    /// From the first ring to the answer or to giving up.
    pub ring_ms: u32,
    /// Talk, without hold.
    pub talk_ms: u32,
    /// Hold.
    pub hold_ms: u32,
    /// From the last hold or transfer to the end, when nobody took him up again.
    pub parted_ms: u32,
    /// Transfers tried.
    pub transfers: u8,
    /// Whether two people were joined.
    pub answered: bool,
    /// Whether it was the client who ended it before anybody answered: his patience ran out, not ours.
    pub gave_up: bool,
    /// Whether the number was open.
    pub out_of_hours: bool,
    /// What was promised to him on this call; a call back, when several things were.
    pub promised: Option<CommitmentKind>,
}

/// A promise to call a client back, as he was told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// To whom.
    pub person: Person,
    /// The number he had called, when the promise was made on a call.
    pub did_id: Option<DidId>,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when.
    pub due: Timestamp,
    /// Where it stands.
    pub state: PromiseState,
}

/// Where a promise stands as far as the entries tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromiseState {
    /// Not kept; broken once it is due.
    Open,
    /// Kept then, which may be late.
    Kept(Timestamp),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_stays_small() {
        assert!(size_of::<Attempt>() <= 160, "{} bytes", size_of::<Attempt>());
    }
}
