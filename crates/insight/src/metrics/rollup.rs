//! Half-hours: what is kept of calls so that figures of any period can be counted again.

use super::{
    Thresholds, definitions,
    fate::Fate,
    people::{self, Outcome, Visit},
};
use crate::{
    attempt::{Attempt, Cause, Promise, PromiseState, Step},
    people::PersonKey,
    report::Metric,
    statistics::survival::{End, Waits, second_of},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::AddAssign};

/// Length of a slot, seconds: the grain staff is planned in, and a whole part of nearly every time zone's offset.
pub const SLOT_S: i64 = 1800;

/// Half-hours of one tenant, by their number since 1970.
///
/// Merging is adding: it does not matter in which order or in how many parts attempts come, as long as each comes once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rollups {
    slots: BTreeMap<i64, Slot>,
}

/// One half-hour. Calls are counted where they began, promises where they are due.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    /// What is only counted.
    pub counts: Counts,
    visits: Vec<Visit>,
}

/// Counts of any number of half-hours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Calls that came when we were closed.
    pub out_of_hours: u64,
    /// Calls that ended before anybody could be asked.
    pub left_before: u64,
    /// Calls answered, by their wait.
    pub answered: Waited,
    /// Calls given up in the queue.
    pub abandoned_in_queue: Waited,
    /// Calls given up while a phone rang.
    pub abandoned_ringing: Waited,
    /// Calls whose wait we ended.
    pub overflowed: Waited,
    /// Calls in opening hours that were hung up in the greeting, by how long it was heard.
    pub left_greeting: Waited,
    /// Those that heard it and went on.
    pub heard_greeting: Waited,
    /// Calls that were promised a call back.
    pub call_back: u64,
    /// Calls that could not be served at once.
    pub rejected: u64,
    /// Talk and hold of calls in that were answered.
    pub talk_and_hold_ms: u64,
    /// Wrap-up after calls in, as far as anybody measures it.
    pub wrap_up_ms: u64,
    /// Time of staff.
    pub staff: StaffTime,
    /// Promises due.
    pub promises_due: u64,
    /// Of these kept in time.
    pub promises_kept: u64,
}

/// Waits by the second they ended in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waited {
    /// How many.
    pub calls: u64,
    /// All of them together.
    pub wait_ms: u64,
    by_second: BTreeMap<u16, u64>,
}

/// Time people were at work on calls or free for them; breaks are neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffTime {
    /// Talk, hold and wrap-up.
    pub busy_ms: u64,
    /// Waiting for a call.
    pub available_ms: u64,
}

impl Rollups {
    /// Adds an attempt. Those of spam, staff and wrong numbers are left out by whoever calls this.
    pub fn add(&mut self, attempt: &Attempt) {
        let slot = self.slot_of(attempt.at);
        if let Some(outcome) = Outcome::of(attempt) {
            let second = attempt.at.as_second().rem_euclid(SLOT_S) as u16;
            slot.visit(Visit { person: PersonKey::of(attempt.person), second, outcome });
        }
        if let Some(fate) = Fate::of(attempt) {
            slot.counts.add(attempt, fate);
        }
    }

    /// Adds a promise as it stands `now`; one that is not due yet and not kept either says nothing and is left out. Whoever it was kept
    /// to was reached then, early or late.
    pub fn add_promise(&mut self, promise: &Promise, now: Timestamp) {
        if let PromiseState::Kept(at) = promise.state {
            let second = at.as_second().rem_euclid(SLOT_S) as u16;
            self.slot_of(at).visit(Visit { person: PersonKey::of(promise.person), second, outcome: Outcome::Rung });
        }
        let kept = matches!(promise.state, PromiseState::Kept(at) if at <= promise.due);
        if kept || promise.due <= now {
            let counts = &mut self.slot_of(promise.due).counts;
            counts.promises_due += 1;
            counts.promises_kept += u64::from(kept);
        }
    }

    /// Adds time of staff.
    pub fn add_staff_time(&mut self, at: Timestamp, time: StaffTime) {
        self.slot_of(at).counts.staff += time;
    }

    /// Adds the wrap-up of a call in.
    pub fn add_wrap_up(&mut self, at: Timestamp, wrap_up_ms: u64) {
        self.slot_of(at).counts.wrap_up_ms += wrap_up_ms;
    }

    /// Adds other half-hours to these.
    pub fn merge(&mut self, other: Self) {
        for (number, slot) in other.slots {
            let own = self.slots.entry(number).or_default();
            own.counts += &slot.counts;
            own.visits.extend(slot.visits);
            own.visits.sort_unstable();
        }
    }

    /// Half-hours that begin at or after `from` and before `to`, with their beginnings.
    pub fn slots(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = (Timestamp, &Slot)> {
        let first = from.as_second().div_euclid(SLOT_S);
        let (first, end) = (first, number_after(to).max(first));
        self.slots.range(first..end).map(|(number, slot)| (beginning(*number), slot))
    }

    /// The beginning of the first half-hour anything is known of, and the end of the last.
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let (first, last) = (self.slots.first_key_value()?.0, self.slots.last_key_value()?.0);
        Some((beginning(*first), beginning(last + 1)))
    }

    /// Counts of a period, by whole half-hours.
    pub fn counts(&self, from: Timestamp, to: Timestamp) -> Counts {
        let mut total = Counts::default();
        self.slots(from, to).for_each(|(_, slot)| total += &slot.counts);
        total
    }

    /// Every figure of a period, by whole half-hours.
    pub fn metrics(&self, from: Timestamp, to: Timestamp, thresholds: &Thresholds) -> Vec<Metric> {
        // A promise may be due long after the last call anybody knows of.
        let last = self.slots.iter().rev().find(|(_, slot)| !slot.visits.is_empty());
        let known_until = last.map_or(to, |(number, _)| beginning(number + 1));
        let reach = jiff::SignedDuration::try_from(thresholds.return_within).unwrap_or(jiff::SignedDuration::ZERO);
        let around = |at: Timestamp, by| at.checked_add(by).unwrap_or(at);
        let visits = self.slots(around(from, -reach), around(to, reach)).flat_map(|(at, slot)| {
            let began = at.as_second();
            slot.visits.iter().map(move |visit| visit.at(began))
        });
        let people = people::Figures::of(visits.collect(), from.as_second()..to.as_second(), known_until.as_second(), thresholds);
        definitions::metrics(&self.counts(from, to), &people, thresholds)
    }

    fn slot_of(&mut self, at: Timestamp) -> &mut Slot {
        self.slots.entry(at.as_second().div_euclid(SLOT_S)).or_default()
    }
}

impl Slot {
    /// Kept in order, so that the same calls make the same half-hour whichever way they came.
    fn visit(&mut self, visit: Visit) {
        let place = self.visits.partition_point(|other| *other <= visit);
        self.visits.insert(place, visit);
    }
}

impl Counts {
    /// Calls people of ours were asked to take.
    pub fn offered(&self) -> u64 {
        self.answered.calls + self.abandoned() + self.overflowed.calls + self.call_back + self.rejected
    }

    /// Calls given up.
    pub const fn abandoned(&self) -> u64 {
        self.abandoned_in_queue.calls + self.abandoned_ringing.calls
    }

    /// All calls in.
    pub fn calls_in(&self) -> u64 {
        self.offered() + self.out_of_hours + self.left_before
    }

    /// Calls given up within so many seconds.
    pub fn abandoned_within(&self, seconds: u16) -> u64 {
        self.abandoned_in_queue.within(seconds) + self.abandoned_ringing.within(seconds)
    }

    /// All waits, for the patience in them.
    pub fn waits(&self) -> Waits {
        let mut waits = Waits::default();
        let ends = [
            (&self.answered, End::Otherwise),
            (&self.overflowed, End::Otherwise),
            (&self.abandoned_in_queue, End::GaveUp),
            (&self.abandoned_ringing, End::GaveUp),
        ];
        for (waited, end) in ends {
            waited.by_second.iter().for_each(|(second, calls)| waits.add_many(*second, end, *calls));
            waits.waited(waited.wait_ms as f64 / 1000.0);
        }
        waits
    }

    /// The greeting as something to be patient with: whoever heard it to its end would have stayed at least so long.
    pub fn greeting(&self) -> Waits {
        let mut waits = Waits::default();
        for (heard, end) in [(&self.left_greeting, End::GaveUp), (&self.heard_greeting, End::Otherwise)] {
            heard.by_second.iter().for_each(|(second, calls)| waits.add_many(*second, end, *calls));
            waits.waited(heard.wait_ms as f64 / 1000.0);
        }
        waits
    }

    fn add(&mut self, attempt: &Attempt, fate: Fate) {
        if attempt.prompt_ms > 0 && !attempt.out_of_hours {
            let left = attempt.left == Some((Step::Greeting, Cause::LongGreeting));
            if left { &mut self.left_greeting } else { &mut self.heard_greeting }.add(attempt.prompt_ms);
        }
        match fate {
            Fate::OutOfHours => self.out_of_hours += 1,
            Fate::LeftBefore => self.left_before += 1,
            Fate::Answered => {
                self.answered.add(attempt.wait_ms);
                self.talk_and_hold_ms += u64::from(attempt.talk_ms) + u64::from(attempt.hold_ms);
            }
            Fate::AbandonedInQueue => self.abandoned_in_queue.add(attempt.wait_ms),
            Fate::AbandonedRinging => self.abandoned_ringing.add(attempt.wait_ms),
            Fate::Overflowed => self.overflowed.add(attempt.wait_ms),
            Fate::CallBack => self.call_back += 1,
            Fate::Rejected => self.rejected += 1,
        }
    }
}

impl AddAssign<&Self> for Counts {
    fn add_assign(&mut self, other: &Self) {
        self.out_of_hours += other.out_of_hours;
        self.left_before += other.left_before;
        self.answered += &other.answered;
        self.abandoned_in_queue += &other.abandoned_in_queue;
        self.abandoned_ringing += &other.abandoned_ringing;
        self.overflowed += &other.overflowed;
        self.left_greeting += &other.left_greeting;
        self.heard_greeting += &other.heard_greeting;
        self.call_back += other.call_back;
        self.rejected += other.rejected;
        self.talk_and_hold_ms += other.talk_and_hold_ms;
        self.wrap_up_ms += other.wrap_up_ms;
        self.staff += other.staff;
        self.promises_due += other.promises_due;
        self.promises_kept += other.promises_kept;
    }
}

impl Waited {
    /// How many waited no longer than that.
    pub fn within(&self, seconds: u16) -> u64 {
        self.by_second.range(..seconds).map(|(_, calls)| calls).sum()
    }

    /// Half of them took no longer than that, seconds; `None` of nobody.
    pub fn median_s(&self) -> Option<u16> {
        let mut below = 0;
        let half = |(_, calls): &(&u16, &u64)| {
            below += **calls;
            2 * below >= self.calls
        };
        self.by_second.iter().find(half).map(|(second, _)| second + 1)
    }

    fn add(&mut self, wait_ms: u32) {
        self.calls += 1;
        self.wait_ms += u64::from(wait_ms);
        *self.by_second.entry(second_of(wait_ms)).or_default() += 1;
    }
}

impl AddAssign<&Self> for Waited {
    fn add_assign(&mut self, other: &Self) {
        self.calls += other.calls;
        self.wait_ms += other.wait_ms;
        other.by_second.iter().for_each(|(second, calls)| *self.by_second.entry(*second).or_default() += calls);
    }
}

impl AddAssign for StaffTime {
    fn add_assign(&mut self, other: Self) {
        self.busy_ms += other.busy_ms;
        self.available_ms += other.available_ms;
    }
}

fn number_after(at: Timestamp) -> i64 {
    // Rounded up: a half-hour begun before `at` belongs to the period.
    -(-at.as_second()).div_euclid(SLOT_S)
}

fn beginning(number: i64) -> Timestamp {
    Timestamp::from_second(number.saturating_mul(SLOT_S)).unwrap_or(Timestamp::MAX)
}
