//! Phone number → candidates, in memory, so that a call is recognised without the database.

use crate::{ContactId, PhoneNumber};
use std::{collections::BTreeMap, sync::Arc};

/// One contact who may be calling from a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Candidate {
    /// Who.
    pub contact_id: ContactId,
}

/// An immutable snapshot: a sorted base of everything loaded at once, under a small overlay of what changed since.
///
/// A change copies only the overlay; when it has grown to [`CallerIndex::OVERLAY_NUMBERS_MAX`] numbers it is merged into a new base.
#[derive(Debug, Clone, Default)]
pub struct CallerIndex {
    base: Arc<Vec<(PhoneNumber, Candidate)>>,
    overlay: Arc<BTreeMap<PhoneNumber, Vec<Candidate>>>,
}

impl CallerIndex {
    /// Chosen: copying 4096 small entries takes well under a millisecond.
    pub const OVERLAY_NUMBERS_MAX: usize = 4096;

    /// Builds the base from pairs in any order; doubled pairs count once.
    pub fn from_pairs(mut pairs: Vec<(PhoneNumber, Candidate)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        Self { base: Arc::new(pairs), overlay: Arc::default() }
    }

    /// Everybody known at that number, in order of id.
    pub fn candidates(&self, number: PhoneNumber) -> Vec<Candidate> {
        match self.overlay.get(&number) {
            Some(candidates) => candidates.clone(),
            None => self.base_candidates(number).iter().map(|(_, candidate)| *candidate).collect(),
        }
    }

    /// The snapshot after all candidates of one number were set anew.
    #[must_use]
    pub fn with_number(&self, number: PhoneNumber, mut candidates: Vec<Candidate>) -> Self {
        candidates.sort_unstable();
        candidates.dedup();
        let mut overlay = BTreeMap::clone(&self.overlay);
        overlay.insert(number, candidates);
        let next = Self { base: Arc::clone(&self.base), overlay: Arc::new(overlay) };
        if next.overlay.len() > Self::OVERLAY_NUMBERS_MAX { next.merged() } else { next }
    }

    fn base_candidates(&self, number: PhoneNumber) -> &[(PhoneNumber, Candidate)] {
        let start = self.base.partition_point(|(at, _)| *at < number);
        let end = self.base.partition_point(|(at, _)| *at <= number);
        self.base.get(start..end).unwrap_or_default()
    }

    fn merged(&self) -> Self {
        let kept = self.base.iter().filter(|(number, _)| !self.overlay.contains_key(number)).copied();
        let changed = self.overlay.iter().flat_map(|(number, candidates)| candidates.iter().map(|candidate| (*number, *candidate)));
        Self::from_pairs(kept.chain(changed).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(last: u64) -> PhoneNumber {
        PhoneNumber::from_digits(79_160_000_000 + last).unwrap()
    }

    fn candidate(id: u128) -> Candidate {
        Candidate { contact_id: ContactId::from_u128(id) }
    }

    #[test]
    fn two_people_on_one_number_are_both_candidates() {
        let index = CallerIndex::from_pairs(vec![(number(1), candidate(2)), (number(1), candidate(1)), (number(2), candidate(3))]);
        assert_eq!(index.candidates(number(1)), [candidate(1), candidate(2)]);
        assert_eq!(index.candidates(number(9)), []);
    }

    #[test]
    fn a_changed_number_hides_what_was_loaded_and_older_snapshots_stay() {
        let before = CallerIndex::from_pairs(vec![(number(1), candidate(1))]);
        let after = before.with_number(number(1), vec![]).with_number(number(2), vec![candidate(7)]);
        assert_eq!(before.candidates(number(1)), [candidate(1)]);
        assert_eq!(after.candidates(number(1)), []);
        assert_eq!(after.candidates(number(2)), [candidate(7)]);
    }

    #[test]
    fn merging_a_full_overlay_loses_nobody() {
        let mut index = CallerIndex::from_pairs((0..100).map(|n| (number(n), candidate(u128::from(n)))).collect());
        for n in 50..50 + CallerIndex::OVERLAY_NUMBERS_MAX as u64 + 10 {
            index = index.with_number(number(n), vec![candidate(u128::from(n) + 1)]);
        }
        assert!(index.overlay.len() <= CallerIndex::OVERLAY_NUMBERS_MAX);
        assert_eq!(index.candidates(number(49)), [candidate(49)]);
        assert_eq!(index.candidates(number(50)), [candidate(51)]);
        assert_eq!(index.candidates(number(4000)), [candidate(4001)]);
    }
}
