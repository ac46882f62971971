//! The period played again with something changed: the same people ring at the same moments, and for each who was lost it is seen whether he
//! would have been.
//!
//! What the calls do not tell is drawn: how long somebody who was answered would have waited, how long the talk of somebody who was not would
//! have taken, and whether somebody who gets a chance is served, with the share of those who had that chance.

use crate::{
    attempt::{Attempt, Cause, Step},
    erlang::patience::PATIENCE_MAX,
    ledger::Episode,
    metrics::{Fate, rollup::SLOT_S},
    people::PersonKey,
    statistics::share::Counts,
};
use otklik_model::event::Direction;
use rand::{Rng, rngs::StdRng};
use rand_distr::{Distribution, Exp};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

const SLOT_MS: i64 = SLOT_S * 1000;

/// How many of the calls refused for want of a line must have come when as many went on as ever do (chosen: starts and ends are told by
/// the second).
const AT_THE_LIMIT: f64 = 0.8;

/// A phone is picked up as soon as one answered call in so many is: those waited for nothing else (chosen).
const PICK_UP_QUANTILE: usize = 10;

/// One call, as small as a replay can do with: a file has five million of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Past {
    pub person: PersonKey,
    pub at_ms: i64,
    pub prompt_ms: u32,
    pub wait_ms: u32,
    /// Talk and hold.
    pub busy_ms: u32,
    /// On hold or in a transfer until he left.
    pub parted_ms: u32,
    /// Whose phone it was, by the number findings gave him; 0 is nobody known.
    pub who: u16,
    pub end: End,
}

/// How a call ended, as far as a replay cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Answered,
    /// Answered, and left on hold or in a transfer.
    Parted,
    /// Not answered, and the client gave up.
    GaveUp,
    /// Not answered, and we ended it.
    Unanswered,
    LeftGreeting,
    OutOfHours,
    NoLine,
    /// A call of ours.
    Ours,
    Otherwise,
}

/// A person lost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    person: PersonKey,
    began_ms: i64,
    pub last_ms: i64,
}

/// How many people get how many chances.
pub(super) type Chances = BTreeMap<u32, u64>;

/// All calls of the period.
#[derive(Debug, Default)]
pub(super) struct Replay {
    /// By person and time.
    past: Vec<Past>,
}

/// Lines that are too few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lines {
    /// As many calls go on at most.
    pub now: usize,
    /// As many would have.
    pub needed: usize,
}

impl Past {
    pub(super) fn of(attempt: &Attempt, who: u16) -> Self {
        Self {
            person: PersonKey::of(attempt.person),
            at_ms: attempt.at.as_millisecond(),
            prompt_ms: attempt.prompt_ms,
            wait_ms: attempt.wait_ms,
            busy_ms: attempt.talk_ms.saturating_add(attempt.hold_ms),
            parted_ms: attempt.parted_ms,
            who,
            end: End::of(attempt),
        }
    }

    pub(super) const fn enters_ms(&self) -> i64 {
        self.at_ms + self.prompt_ms as i64
    }

    const fn ends_ms(&self) -> i64 {
        self.enters_ms() + self.wait_ms as i64 + self.busy_ms as i64 + self.parted_ms as i64
    }

    const fn is_answered(&self) -> bool {
        matches!(self.end, End::Answered | End::Parted)
    }

    /// Whether it rang or waited in vain.
    pub(super) const fn is_missed(&self) -> bool {
        matches!(self.end, End::GaveUp | End::Unanswered)
    }
}

impl End {
    fn of(attempt: &Attempt) -> Self {
        let Some(fate) = Fate::of(attempt) else {
            return if attempt.direction == Direction::Outbound { Self::Ours } else { Self::Otherwise };
        };
        match (attempt.left, fate) {
            (_, Fate::OutOfHours) => Self::OutOfHours,
            (Some((Step::Greeting, Cause::LongGreeting)), _) => Self::LeftGreeting,
            (Some((Step::Reach, Cause::TrunkUnavailable)), _) => Self::NoLine,
            (None, Fate::Answered) => Self::Answered,
            (Some(_), Fate::Answered) => Self::Parted,
            (Some((Step::Queue | Step::Ring, _)), _) if attempt.gave_up => Self::GaveUp,
            (Some((Step::Queue | Step::Ring, _)), _) => Self::Unanswered,
            (None | Some(_), _) => Self::Otherwise,
        }
    }
}

impl Case {
    pub(super) fn of(episode: &Episode) -> Self {
        Self { person: episode.person, began_ms: episode.began.as_millisecond(), last_ms: episode.last.as_millisecond() }
    }
}

impl Replay {
    pub(super) fn of(mut past: Vec<Past>) -> Self {
        past.sort_unstable();
        Self { past }
    }

    /// His calls from the first to the last.
    fn calls_of(&self, case: &Case) -> &[Past] {
        let from = self.past.partition_point(|past| (past.person, past.at_ms) < (case.person, case.began_ms));
        let to = self.past.partition_point(|past| (past.person, past.at_ms) <= (case.person, case.last_ms));
        self.past.get(from..to).unwrap_or_default()
    }

    /// How many of those lost made a call to which the change would have given another chance, and how many such calls each.
    pub(super) fn chances(&self, cases: &[Case], gets_one: impl Fn(&Past) -> bool) -> Chances {
        let mut chances = Chances::new();
        for case in cases {
            let calls = self.calls_of(case).iter().filter(|past| gets_one(past)).count();
            if calls > 0 {
                *chances.entry(u32::try_from(calls).unwrap_or(u32::MAX)).or_default() += 1;
            }
        }
        chances
    }

    /// Of the calls in that got as far as that, how many were answered and served.
    pub(super) fn served(&self, gets_so_far: impl Fn(&Past) -> bool) -> Counts {
        let so_far = self.past.iter().filter(|past| past.end != End::Ours && gets_so_far(past));
        so_far.fold(Counts::default(), |sum, past| Counts { yes: sum.yes + u64::from(past.end == End::Answered), of: sum.of + 1 })
    }

    /// Who talked when.
    pub(super) fn talks(&self) -> Talks {
        let mut talks = Talks::default();
        for past in self.past.iter().filter(|past| past.who != 0 && matches!(past.end, End::Answered | End::Parted | End::Ours)) {
            let begun_ms = past.enters_ms() + i64::from(past.wait_ms);
            talks.of.entry(past.who).or_default().push((begun_ms, begun_ms + i64::from(past.busy_ms)));
        }
        talks.of.values_mut().for_each(|talks| talks.sort_unstable());
        talks
    }

    /// Calls to phones of others than `who` that were not on a call: how many were picked up. Whoever hung up before it could be is no case.
    pub(super) fn picked_up_by_others(&self, who: u16, talks: &Talks) -> Counts {
        let mut waits: Vec<u32> = self.past.iter().filter(|past| past.is_answered()).map(|past| past.wait_ms).collect();
        waits.sort_unstable();
        let pick_up_ms = waits.get(waits.len() / 2).copied().unwrap_or(0);
        let could = |past: &&Past| past.is_missed() && past.wait_ms >= pick_up_ms && !talks.is_on_a_call(past.who, past.enters_ms());
        let of_others = || self.past.iter().filter(|past| past.who != who && talks.of.contains_key(&past.who));
        let answered = of_others().filter(|past| past.is_answered()).count() as u64;
        Counts { yes: answered, of: answered + of_others().filter(could).count() as u64 }
    }

    /// How many lines there are and how many it takes; `None` when calls were refused although fewer went on than usual.
    pub(super) fn lines(&self) -> Option<Lines> {
        let mut calls: Vec<(i64, i64, bool)> = self.past.iter().map(|past| (past.at_ms, past.ends_ms(), past.end == End::NoLine)).collect();
        calls.sort_unstable();
        let mut going_on = GoingOn::default();
        let (mut most, mut found) = (0, Vec::new());
        for (at_ms, ends_ms, refused) in &calls {
            let others = going_on.at(*at_ms);
            if *refused {
                found.push(others);
            } else {
                going_on.ends.push(Reverse(*ends_ms));
                most = most.max(others + 1);
            }
        }
        let at_the_limit = found.iter().filter(|others| **others >= most).count();
        let is_limit = most > 1 && !found.is_empty() && at_the_limit as f64 >= AT_THE_LIMIT * found.len() as f64;
        is_limit.then(|| Lines { now: most, needed: self.lines_needed(&calls) })
    }

    /// Those who were refused would have stayed as long as the others do.
    fn lines_needed(&self, calls: &[(i64, i64, bool)]) -> usize {
        let stayed: Vec<i64> = calls.iter().filter(|(.., refused)| !refused).map(|(at_ms, ends_ms, _)| ends_ms - at_ms).collect();
        let mean_ms = stayed.iter().sum::<i64>() / i64::try_from(stayed.len().max(1)).unwrap_or(1);
        let mut going_on = GoingOn::default();
        let counted = calls.iter().map(|(at_ms, ends_ms, refused)| {
            let others = going_on.at(*at_ms);
            going_on.ends.push(Reverse(if *refused { at_ms + mean_ms } else { *ends_ms }));
            others + 1
        });
        counted.max().unwrap_or(0)
    }

    /// Calls that waited for somebody, to be played with other people at work; `None` in `agents` leaves a half-hour as it was.
    pub(super) fn queue(&self, agents: impl Fn(i64) -> Option<u32>) -> Queue<'_> {
        let mut calls: Vec<&Past> = self.past.iter().filter(|past| past.is_answered() || past.is_missed()).collect();
        calls.sort_unstable_by_key(|past| past.enters_ms());
        let first = calls.first().map_or(0, |past| past.enters_ms().div_euclid(SLOT_MS));
        let last = calls.last().map_or(-1, |past| past.enters_ms().div_euclid(SLOT_MS));
        let slots = (first..=last).map(|slot| agents(slot * SLOT_MS)).collect();
        let answered = || calls.iter().filter(|past| past.is_answered());
        let talks = answered().map(|past| past.busy_ms).collect();
        let mut waits: Vec<u32> = answered().map(|past| past.wait_ms).collect();
        waits.sort_unstable();
        let pick_up_ms = waits.get(waits.len() / PICK_UP_QUANTILE).map_or(0, |wait_ms| i64::from(*wait_ms));
        Queue { calls, talks, pick_up_ms, first_slot: first, slots }
    }
}

/// Who of ours talked when.
#[derive(Debug, Default)]
pub(super) struct Talks {
    of: BTreeMap<u16, Vec<(i64, i64)>>,
}

impl Talks {
    /// Whether somebody else than him was not on a call then.
    pub(super) fn is_another_free(&self, who: u16, at_ms: i64) -> bool {
        self.of.keys().any(|other| *other != who && !self.is_on_a_call(*other, at_ms))
    }

    /// A phone has few calls at once: the last ones begun tell.
    fn is_on_a_call(&self, who: u16, at_ms: i64) -> bool {
        const AT_ONCE_MAX: usize = 3;
        let Some(talks) = self.of.get(&who) else { return false };
        let begun = talks.partition_point(|(begun_ms, _)| *begun_ms <= at_ms);
        talks[..begun].iter().rev().take(AT_ONCE_MAX).any(|(_, over_ms)| *over_ms > at_ms)
    }
}

/// Calls going on while time goes by.
#[derive(Default)]
struct GoingOn {
    ends: BinaryHeap<Reverse<i64>>,
}

impl GoingOn {
    fn at(&mut self, at_ms: i64) -> usize {
        while self.ends.peek().is_some_and(|Reverse(ends_ms)| *ends_ms <= at_ms) {
            self.ends.pop();
        }
        self.ends.len()
    }
}

/// The queue of the period.
pub(super) struct Queue<'a> {
    calls: Vec<&'a Past>,
    talks: Vec<u32>,
    /// From the moment somebody is free to the answer.
    pick_up_ms: i64,
    first_slot: i64,
    slots: Vec<Option<u32>>,
}

impl Queue<'_> {
    pub(super) const fn len(&self) -> usize {
        self.calls.len()
    }

    /// Plays it once and tells which of the calls nobody answered are answered now. First come, first served: whoever came before has been
    /// given his place already, and while he waited nobody was free.
    pub(super) fn play(&self, patience_mean_s: f64, rng: &mut StdRng, saved: &mut dyn FnMut(&Past)) {
        let patience = Exp::new(1.0 / (patience_mean_s * 1000.0)).ok();
        let more_ms = |rng: &mut StdRng| patience.map_or(PATIENCE_MAX.as_millis() as f64, |patience| patience.sample(rng)) as i64;
        let mut served = GoingOn::default();
        let mut nobody_free_before_ms = i64::MIN;
        for past in &self.calls {
            let enters_ms = past.enters_ms();
            let Some(agents) = self.agents_at(enters_ms) else { continue };
            let patience_ms = i64::from(past.wait_ms) + if past.end == End::GaveUp { 0 } else { more_ms(rng) };
            let until_ms = enters_ms + patience_ms - self.pick_up_ms;
            let begins_ms = self.next_free(enters_ms.max(nobody_free_before_ms), until_ms, agents, &mut served);
            nobody_free_before_ms = nobody_free_before_ms.max(begins_ms.unwrap_or(until_ms));
            let Some(begins_ms) = begins_ms else { continue };
            let talk_ms = if past.is_answered() {
                past.busy_ms
            } else {
                self.talks.get(rng.random_range(0..self.talks.len().max(1))).copied().unwrap_or(0)
            };
            served.ends.push(Reverse(begins_ms + self.pick_up_ms + i64::from(talk_ms)));
            if past.is_missed() {
                saved(past);
            }
        }
    }

    /// When somebody is free between two moments.
    fn next_free(&self, from_ms: i64, until_ms: i64, agents: u32, served: &mut GoingOn) -> Option<i64> {
        let mut at_ms = from_ms;
        while at_ms < until_ms {
            let agents = self.agents_at(at_ms).unwrap_or(agents);
            if served.at(at_ms) < agents as usize {
                return Some(at_ms);
            }
            let next_slot_ms = (at_ms.div_euclid(SLOT_MS) + 1) * SLOT_MS;
            let next_end_ms = served.ends.peek().map_or(next_slot_ms, |Reverse(ends_ms)| *ends_ms);
            at_ms = next_end_ms.min(next_slot_ms);
        }
        None
    }

    fn agents_at(&self, at_ms: i64) -> Option<u32> {
        let slot = usize::try_from(at_ms.div_euclid(SLOT_MS) - self.first_slot).ok()?;
        self.slots.get(slot).copied().flatten()
    }
}

/// Whether a call is one of these people's: a set looked into for each call that is answered now.
pub(super) struct Lost {
    cases: Vec<Case>,
}

impl Lost {
    pub(super) fn of(cases: &[Case]) -> Self {
        let mut cases = cases.to_vec();
        cases.sort_unstable_by_key(|case| (case.person, case.began_ms));
        Self { cases }
    }

    /// The place of the person whose call it is, among these.
    pub(super) fn place_of(&self, past: &Past) -> Option<usize> {
        let after = self.cases.partition_point(|case| (case.person, case.began_ms) <= (past.person, past.at_ms));
        let place = after.checked_sub(1)?;
        self.cases.get(place).filter(|case| case.person == past.person && past.at_ms <= case.last_ms).map(|_| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{attempt::Person, statistics::generator};

    fn call(person: u64, at_s: i64, wait_s: u32, busy_s: u32, end: End) -> Past {
        let person = PersonKey::of(Person::Text(person << 2));
        Past { person, at_ms: at_s * 1000, prompt_ms: 0, wait_ms: wait_s * 1000, busy_ms: busy_s * 1000, parted_ms: 0, who: 1, end }
    }

    fn case(person: u64, began_s: i64, last_s: i64) -> Case {
        Case { person: PersonKey::of(Person::Text(person << 2)), began_ms: began_s * 1000, last_ms: last_s * 1000 }
    }

    /// Who is answered now, with so many at work.
    fn saved(calls: Vec<Past>, agents: u32) -> Vec<i64> {
        let replay = Replay::of(calls);
        let mut saved = Vec::new();
        replay.queue(|_| Some(agents)).play(60.0, &mut generator(1), &mut |past| saved.push(past.at_ms / 1000));
        saved
    }

    #[test]
    fn a_second_person_takes_those_who_gave_up_while_the_first_talked() {
        let calls = vec![call(1, 0, 0, 300, End::Answered), call(2, 10, 60, 0, End::GaveUp), call(3, 20, 30, 0, End::GaveUp)];
        assert_eq!(saved(calls.clone(), 1), [] as [i64; 0], "nobody is free before they give up");
        assert_eq!(saved(calls.clone(), 2)[0], 10);
        assert_eq!(saved(calls, 3), [10, 20]);
    }

    #[test]
    fn whoever_waits_is_taken_before_those_who_came_later() {
        let calls = vec![call(1, 0, 0, 30, End::Answered), call(2, 10, 60, 0, End::GaveUp), call(3, 25, 10, 0, End::GaveUp)];
        assert_eq!(saved(calls, 1)[0], 10, "free after 30 s, within the minute of the second");
    }

    #[test]
    fn half_hours_of_which_nothing_is_known_stay_as_they_were() {
        let replay = Replay::of(vec![call(1, 0, 5, 0, End::GaveUp)]);
        replay.queue(|_| None).play(60.0, &mut generator(1), &mut |_| panic!("nothing is known of that half-hour"));
    }

    #[test]
    fn refusals_while_all_lines_are_taken_are_a_matter_of_lines_and_others_are_not() {
        let going = |at_s| call(at_s as u64, at_s, 0, 100, End::Answered);
        let refused = |at_s| call(at_s as u64, at_s, 0, 0, End::NoLine);
        let full = Replay::of(vec![going(0), going(1), refused(50), refused(60), going(500)]);
        assert_eq!(full.lines(), Some(Lines { now: 2, needed: 4 }));
        assert_eq!(Replay::of(vec![going(0), going(1), refused(300), refused(400)]).lines(), None, "nothing else went on");
    }

    #[test]
    fn chances_are_counted_among_the_calls_of_the_lost_and_no_others() {
        let left = |person, at_s, heard_s: u32| Past { prompt_ms: heard_s * 1000, ..call(person, at_s, 0, 0, End::LeftGreeting) };
        let replay = Replay::of(vec![left(1, 0, 9), left(1, 60, 12), left(1, 9000, 12), left(2, 0, 3), left(3, 0, 12)]);
        let chances = replay.chances(&[case(1, 0, 60), case(2, 0, 0)], |past| past.end == End::LeftGreeting && past.prompt_ms >= 6000);
        assert_eq!(chances, Chances::from([(2, 1)]));
    }

    #[test]
    fn a_deputy_is_free_when_anybody_else_is() {
        let of = |who, past: Past| Past { who, ..past };
        let calls =
            vec![of(2, call(9, 0, 0, 100, End::Answered)), of(2, call(1, 50, 20, 0, End::GaveUp)), of(2, call(2, 150, 20, 0, End::GaveUp))];
        let replay = Replay::of(calls);
        let talks = replay.talks();
        assert!(!talks.is_another_free(1, 50_000) && talks.is_another_free(1, 100_000));
        assert!(!talks.is_another_free(2, 100_000), "there is nobody else");
        assert_eq!(replay.picked_up_by_others(1, &talks), Counts { yes: 1, of: 2 }, "a phone on a call could not be picked up");
    }

    #[test]
    fn a_call_stays_small() {
        assert!(size_of::<Past>() <= 40, "{} bytes", size_of::<Past>());
    }
}
