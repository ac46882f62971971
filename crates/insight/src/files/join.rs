//! Legs gathered into calls, within bounded memory.

use super::names::hash_of;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What joins a leg to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// The file says which call it belongs to.
    Call(u64),
    /// The file does not: legs of one caller that touch in time are one call.
    Caller(u64),
}

/// A leg with what joins it.
pub(crate) struct Joined<L> {
    pub(crate) joint: Joint,
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) leg: L,
    pub(crate) ties: Ties,
}

/// What a leg says about calls besides its own.
#[derive(Debug, Default)]
pub(crate) struct Ties {
    /// They are one call with it.
    pub(crate) same_as: Vec<u64>,
    /// The client who began its call. Calls of two clients are never one, whoever brought them together.
    pub(crate) client: Option<u64>,
}

/// Calls of which more legs may come.
pub(crate) struct Joiner<'a, L> {
    open: HashMap<u64, Open<L>>,
    /// Open calls by the moment they began.
    by_start: BTreeSet<(i64, u64)>,
    /// Calls already told, of this file and of those before it: a leg that comes later cannot be added to them.
    told: &'a mut HashSet<u64>,
    /// The open call of a caller, where the file names no calls.
    callers: HashMap<u64, u64>,
    /// Calls that turned out to be another one, and which.
    aliases: HashMap<u64, u64>,
    newest_first: bool,
    calls_max: usize,
}

struct Open<L> {
    start: i64,
    end: i64,
    legs: Vec<L>,
    caller: Option<u64>,
    client: Option<u64>,
}

impl<'a, L> Joiner<'a, L> {
    pub(crate) fn new(newest_first: bool, calls_max: usize, told: &'a mut HashSet<u64>) -> Self {
        Self {
            open: HashMap::new(),
            by_start: BTreeSet::new(),
            told,
            callers: HashMap::new(),
            aliases: HashMap::new(),
            newest_first,
            calls_max,
        }
    }

    /// Adds a leg; gives it back when its call was already told.
    pub(crate) fn add(&mut self, joined: Joined<L>) -> Result<(), L> {
        let Joined { joint, start, end, leg, ties } = joined;
        let (key, caller) = match joint {
            Joint::Call(key) => (self.whole(key), None),
            Joint::Caller(caller) => (self.touching(caller, start, end), Some(caller)),
        };
        if self.told.contains(&key) {
            return Err(leg);
        }
        let begun = || Open { start, end, legs: Vec::new(), caller, client: None };
        let by_start = &mut self.by_start;
        let call = self.open.entry(key).or_insert_with(|| {
            by_start.insert((start, key));
            begun()
        });
        if start < call.start {
            by_start.remove(&(call.start, key));
            by_start.insert((start, key));
            call.start = start;
        }
        call.end = call.end.max(end);
        call.client = call.client.or(ties.client);
        call.legs.push(leg);
        ties.same_as.into_iter().fold(key, |key, other| self.unite(key, other));
        Ok(())
    }

    /// The call that one was found to be.
    fn whole(&self, mut key: u64) -> u64 {
        while let Some(other) = self.aliases.get(&key) {
            key = *other;
        }
        key
    }

    /// Makes an open call one with another; gives which of both it is now: the one that began first.
    fn unite(&mut self, one: u64, other: u64) -> u64 {
        let other = self.whole(other);
        if one == other || self.told.contains(&other) {
            return one;
        }
        let Some(second) = self.open.get(&other) else {
            // Nothing of it was read yet.
            self.aliases.insert(other, one);
            return one;
        };
        let first = self.open.get(&one).expect("it was just added to");
        if first.client.zip(second.client).is_some_and(|(first, second)| first != second) {
            return one;
        }
        let (older, younger) = if (first.start, one) <= (second.start, other) { (one, other) } else { (other, one) };
        let ended = self.open.remove(&younger).expect("both are open");
        self.by_start.remove(&(ended.start, younger));
        self.aliases.insert(younger, older);
        let call = self.open.get_mut(&older).expect("both are open");
        call.end = call.end.max(ended.end);
        call.client = call.client.or(ended.client);
        call.legs.extend(ended.legs);
        older
    }

    /// A call that can be told because too many are open: the oldest, or the newest in a file that runs backwards.
    pub(crate) fn overdue(&mut self) -> Option<(u64, Vec<L>)> {
        if self.open.len() > self.calls_max { self.next() } else { None }
    }

    /// The next call in the order of time.
    pub(crate) fn next(&mut self) -> Option<(u64, Vec<L>)> {
        let (_, key) = if self.newest_first { self.by_start.pop_last() } else { self.by_start.pop_first() }?;
        let call = self.open.remove(&key).expect("both maps hold the same calls");
        if let Some(caller) = call.caller {
            self.callers.remove(&caller);
        }
        self.told.insert(key);
        Some((key, call.legs))
    }

    /// The open call of a caller that touches these moments, or a new one.
    fn touching(&mut self, caller: u64, start: i64, end: i64) -> u64 {
        let known = self.callers.get(&caller).copied();
        let touches = |call: &Open<L>| start <= call.end && call.start <= end;
        if let Some(key) = known.filter(|key| self.open.get(key).is_some_and(touches)) {
            return key;
        }
        let key = hash_of((caller, start));
        self.callers.insert(caller, key);
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(joint: Joint, start: i64, end: i64, name: char) -> Joined<char> {
        Joined { joint, start, end, leg: name, ties: Ties::default() }
    }

    fn told(joiner: &mut Joiner<'_, char>) -> Vec<String> {
        std::iter::from_fn(|| joiner.next()).map(|(_, legs)| legs.into_iter().collect()).collect()
    }

    #[test]
    fn legs_of_one_call_come_together_in_any_order() {
        let mut calls = HashSet::new();
        let mut joiner = Joiner::new(false, 10, &mut calls);
        for (key, start, name) in [(2, 50, 'c'), (1, 20, 'b'), (1, 10, 'a'), (2, 40, 'd')] {
            joiner.add(leg(Joint::Call(key), start, start + 5, name)).unwrap();
        }
        assert_eq!(told(&mut joiner), ["ba", "cd"]);
    }

    #[test]
    fn only_so_many_calls_are_kept_open_and_late_legs_are_told() {
        let mut calls = HashSet::new();
        let mut joiner = Joiner::new(false, 2, &mut calls);
        for key in 1..=3 {
            joiner.add(leg(Joint::Call(key), key as i64, 10, 'a')).unwrap();
        }
        assert_eq!(joiner.overdue(), Some((1, vec!['a'])));
        assert_eq!(joiner.overdue(), None);
        assert_eq!(joiner.add(leg(Joint::Call(1), 5, 10, 'z')), Err('z'));
    }

    #[test]
    fn a_backward_file_is_told_from_its_newest_call() {
        let mut calls = HashSet::new();
        let mut joiner = Joiner::new(true, 1, &mut calls);
        joiner.add(leg(Joint::Call(2), 20, 25, 'b')).unwrap();
        joiner.add(leg(Joint::Call(1), 10, 15, 'a')).unwrap();
        assert_eq!(joiner.overdue(), Some((2, vec!['b'])));
    }

    #[test]
    fn rows_of_one_caller_are_one_call_when_they_touch() {
        let mut calls = HashSet::new();
        let mut joiner = Joiner::new(false, 10, &mut calls);
        for (start, end, name) in [(0, 20_000, 'a'), (20_000, 60_000, 'b'), (200_000, 210_000, 'c')] {
            joiner.add(leg(Joint::Caller(7), start, end, name)).unwrap();
        }
        joiner.add(leg(Joint::Caller(8), 5_000, 6_000, 'x')).unwrap();
        assert_eq!(told(&mut joiner), ["ab", "x", "c"]);
    }

    fn tied(key: u64, start: i64, name: char, same_as: &[u64], client: Option<u64>) -> Joined<char> {
        Joined { ties: Ties { same_as: same_as.to_vec(), client }, ..leg(Joint::Call(key), start, start + 5, name) }
    }

    #[test]
    fn calls_said_to_be_one_are_told_as_the_older_one() {
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            let mut calls = HashSet::new();
            let mut joiner = Joiner::new(false, 10, &mut calls);
            for place in order {
                let legs = [
                    tied(1, 10, 'a', &[], Some(7)),
                    tied(2, 20, 'b', &[], None),
                    tied(1, 30, 'c', &[2], None),
                    tied(2, 40, 'd', &[], None),
                ];
                joiner.add(legs.into_iter().nth(place).unwrap()).unwrap();
            }
            let (key, mut legs) = joiner.next().unwrap();
            legs.sort_unstable();
            assert_eq!((key, legs, joiner.next()), (1, vec!['a', 'b', 'c', 'd'], None), "{order:?}");
        }
    }

    #[test]
    fn calls_of_two_clients_stay_two() {
        let mut calls = HashSet::new();
        let mut joiner = Joiner::new(false, 10, &mut calls);
        joiner.add(tied(1, 10, 'a', &[], Some(7))).unwrap();
        joiner.add(tied(2, 20, 'b', &[1], Some(8))).unwrap();
        assert_eq!(told(&mut joiner), ["a", "b"]);
    }

    #[test]
    fn what_was_told_is_not_joined_any_more() {
        let mut calls = HashSet::new();
        let mut joiner = Joiner::new(false, 10, &mut calls);
        joiner.add(tied(1, 10, 'a', &[], None)).unwrap();
        assert_eq!(joiner.next(), Some((1, vec!['a'])));
        joiner.add(tied(2, 20, 'b', &[1], None)).unwrap();
        assert_eq!(told(&mut joiner), ["b"]);
    }
}
