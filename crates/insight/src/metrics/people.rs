//! Figures of people rather than calls: who was served in the end, who had to ring again, whose matter was settled by one call.

use super::Thresholds;
use crate::{attempt::Attempt, people::PersonKey};
use otklik_model::{commitment::CommitmentKind, event::Direction};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How one call of or to a person ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// He rang and was served.
    Served,
    /// He rang and was served as far as one call can: something was promised to him.
    Deferred,
    /// He rang, was answered and was promised a call back: until then he is not served.
    Promised,
    /// He rang and was answered, but left on hold or in a transfer.
    Left,
    /// He rang and nobody answered.
    Unanswered,
    /// We rang him and spoke to him.
    Rung,
}

/// One call of or to a person within its half-hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(u16, PersonKey, Outcome)", into = "(u16, PersonKey, Outcome)")]
pub(super) struct Visit {
    /// Seconds since the half-hour began.
    pub(super) second: u16,
    /// Who.
    pub(super) person: PersonKey,
    /// How it ended.
    pub(super) outcome: Outcome,
}

/// A visit with its moment, in the order figures are counted in: person by person, each in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dated {
    person: PersonKey,
    at_s: i64,
    outcome: Outcome,
}

/// Counts of people and of what they came for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Figures {
    /// Calls in.
    pub(super) attempts: u64,
    /// Calls in soon after one that was not served.
    pub(super) repeats: u64,
    /// People who rang.
    pub(super) people: u64,
    /// Of these served in the end, by a call of theirs or of ours.
    pub(super) reached: u64,
    /// Matters people came with: calls with no longer a gap between them than the window. Only those known to the end of their window.
    pub(super) matters: u64,
    /// Calls answered in those.
    pub(super) contacts: u64,
    /// Matters settled by their first answered call.
    pub(super) settled_at_once: u64,
    /// Of the matters, those whose first answered call could not settle them: something was promised in it.
    pub(super) matters_deferred: u64,
    /// Calls answered in those.
    pub(super) contacts_deferred: u64,
    /// Whether anything is known of promises. Where nothing is, nobody can say which matters one call could settle.
    pub(super) knows_promises: bool,
}

impl Outcome {
    /// Of an attempt; `None` for a call out nobody answered, which is no visit.
    pub(super) fn of(attempt: &Attempt) -> Option<Self> {
        let served = attempt.answered && attempt.left.is_none();
        match attempt.direction {
            Direction::Inbound if served => Some(match attempt.promised {
                None => Self::Served,
                Some(CommitmentKind::Other) => Self::Deferred,
                Some(CommitmentKind::CallBack) => Self::Promised,
            }),
            Direction::Inbound if attempt.answered => Some(Self::Left),
            Direction::Inbound => Some(Self::Unanswered),
            Direction::Outbound if served => Some(Self::Rung),
            Direction::Outbound | Direction::Internal => None,
        }
    }

    const fn is_inbound(self) -> bool {
        !matches!(self, Self::Rung)
    }

    const fn is_served(self) -> bool {
        matches!(self, Self::Served | Self::Deferred | Self::Rung)
    }

    const fn is_deferred(self) -> bool {
        matches!(self, Self::Deferred | Self::Promised)
    }
}

impl Visit {
    pub(super) const fn at(&self, slot_began_s: i64) -> Dated {
        Dated { person: self.person, at_s: slot_began_s + self.second as i64, outcome: self.outcome }
    }
}

impl From<(u16, PersonKey, Outcome)> for Visit {
    fn from((second, person, outcome): (u16, PersonKey, Outcome)) -> Self {
        Self { second, person, outcome }
    }
}

impl From<Visit> for (u16, PersonKey, Outcome) {
    fn from(visit: Visit) -> Self {
        (visit.second, visit.person, visit.outcome)
    }
}

impl Figures {
    /// Counts the `period` out of visits of it and of the window around it; `known_until_s` is where knowledge ends.
    pub(super) fn of(mut visits: Vec<Dated>, period: Range<i64>, known_until_s: i64, thresholds: &Thresholds) -> Self {
        visits.sort_unstable();
        let mut figures = Self::default();
        for visits in visits.chunk_by(|one, next| one.person == next.person) {
            figures.count_reach(visits, &period);
            figures.count_repeats(visits, &period, seconds(thresholds.repeat_within));
            let window_s = seconds(thresholds.return_within);
            let begun = period.start..period.end.min(known_until_s.saturating_sub(window_s));
            figures.count_matters(visits, &begun, window_s);
        }
        figures
    }

    fn count_reach(&mut self, visits: &[Dated], period: &Range<i64>) {
        let Some(first) = visits.iter().position(|visit| visit.is_attempt_in(period)) else { return };
        self.people += 1;
        self.reached += u64::from(visits[first..].iter().any(|visit| visit.outcome.is_served()));
    }

    fn count_repeats(&mut self, visits: &[Dated], period: &Range<i64>, within_s: i64) {
        let mut unserved_at_s = None;
        for visit in visits {
            let again = unserved_at_s.is_some_and(|at_s| visit.at_s - at_s <= within_s);
            if visit.is_attempt_in(period) {
                self.attempts += 1;
                self.repeats += u64::from(again);
            }
            unserved_at_s = (!visit.outcome.is_served()).then_some(visit.at_s);
        }
    }

    /// A matter begins with an answered call; it goes on as long as the client rings again within the window.
    fn count_matters(&mut self, visits: &[Dated], begun: &Range<i64>, window_s: i64) {
        let mut matter: Option<Matter> = None;
        for visit in visits.iter().filter(|visit| visit.outcome.is_inbound()) {
            self.knows_promises |= visit.outcome.is_deferred();
            match &mut matter {
                Some(matter) if visit.at_s - matter.last_at_s <= window_s => matter.goes_on(visit),
                _ if visit.outcome == Outcome::Unanswered => {}
                _ => {
                    let before = matter.replace(Matter::begun_by(visit));
                    self.take(before, begun);
                }
            }
        }
        self.take(matter, begun);
    }

    fn take(&mut self, matter: Option<Matter>, begun: &Range<i64>) {
        let Some(matter) = matter.filter(|matter| begun.contains(&matter.began_s)) else { return };
        self.matters += 1;
        self.contacts += matter.contacts;
        self.settled_at_once += u64::from(matter.settled_at_once);
        if matter.deferred {
            self.matters_deferred += 1;
            self.contacts_deferred += matter.contacts;
        }
    }
}

/// What one person came for once.
struct Matter {
    began_s: i64,
    last_at_s: i64,
    contacts: u64,
    settled_at_once: bool,
    deferred: bool,
}

impl Matter {
    fn begun_by(visit: &Dated) -> Self {
        let settled_at_once = visit.outcome == Outcome::Served;
        Self { began_s: visit.at_s, last_at_s: visit.at_s, contacts: 1, settled_at_once, deferred: visit.outcome.is_deferred() }
    }

    fn goes_on(&mut self, visit: &Dated) {
        self.last_at_s = visit.at_s;
        self.settled_at_once = false;
        self.contacts += u64::from(visit.outcome != Outcome::Unanswered);
    }
}

impl Dated {
    fn is_attempt_in(&self, period: &Range<i64>) -> bool {
        self.outcome.is_inbound() && period.contains(&self.at_s)
    }
}

fn seconds(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
