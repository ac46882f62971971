//! One call or promise as the ledger keeps it: 32 bytes, sorted by person and time.

use crate::{
    attempt::{Attempt, Cause, Promise, PromiseState, Step},
    people::PersonKey,
};
use otklik_model::event::Direction;

/// What a row stands for; the order decides between rows of one moment, so that a success comes last and re-classifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The client called.
    In,
    /// We promised to call back.
    Promise,
    /// We called.
    Out,
    /// We kept a promise, by a call or otherwise.
    Kept,
}

/// One call or promise. The order of fields is the order of sorting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub person: PersonKey,
    pub at_ms: i64,
    pub kind: Kind,
    /// Sorts a success after a failure of the same moment.
    pub served: bool,
    /// `None` is served.
    pub left: Option<(Step, Cause)>,
    pub answered: bool,
    pub did: u16,
    pub who: u16,
    /// Seconds of talk.
    pub talk_s: u16,
    /// Seconds from the beginning to the end, without transfers.
    pub whole_s: u16,
    /// For a promise: how long after it was made it is due, minutes.
    pub due_min: u16,
}

impl Row {
    pub(super) fn of_call(attempt: &Attempt, did: u16, who: u16) -> Option<Self> {
        let kind = match attempt.direction {
            Direction::Inbound => Kind::In,
            Direction::Outbound => Kind::Out,
            Direction::Internal => return None,
        };
        let whole_ms = [attempt.prompt_ms, attempt.wait_ms, attempt.talk_ms, attempt.hold_ms];
        Some(Self {
            person: PersonKey::of(attempt.person),
            at_ms: attempt.at.as_millisecond(),
            kind,
            served: attempt.left.is_none(),
            left: attempt.left,
            answered: attempt.answered,
            did,
            who,
            talk_s: seconds(u64::from(attempt.talk_ms)),
            whole_s: seconds(whole_ms.into_iter().map(u64::from).sum()),
            due_min: 0,
        })
    }

    /// A promise, and its keeping if it was kept.
    pub(super) fn of_promise(promise: &Promise, did: u16) -> impl Iterator<Item = Self> {
        let at_ms = promise.made_at.as_millisecond();
        let due_ms = promise.due.as_millisecond().saturating_sub(at_ms).max(0);
        let made = Self {
            person: PersonKey::of(promise.person),
            at_ms,
            kind: Kind::Promise,
            served: false,
            left: Some((Step::Promise, Cause::PromiseBroken)),
            answered: false,
            did,
            who: 0,
            talk_s: 0,
            whole_s: 0,
            due_min: u16::try_from(due_ms / 60_000).unwrap_or(u16::MAX),
        };
        let kept = match promise.state {
            PromiseState::Kept(at) => Some(Self { at_ms: at.as_millisecond(), kind: Kind::Kept, left: None, ..made }),
            PromiseState::Open => None,
        };
        [Some(made), kept].into_iter().flatten()
    }

    /// Vendors' missed call: nobody answered it.
    pub(super) fn is_missed_call(&self) -> bool {
        self.kind == Kind::In && !self.answered
    }

    pub(super) fn due_ms(&self) -> i64 {
        self.at_ms.saturating_add(i64::from(self.due_min) * 60_000)
    }
}

fn seconds(ms: u64) -> u16 {
    u16::try_from(ms / 1000).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_million_rows_fit_into_a_sixth_of_a_gigabyte() {
        assert_eq!(size_of::<Row>(), 32);
    }
}
