//! When people call a generated company.

use super::{CannotGenerate, Company};
use crate::ledger::WorkingTime;
use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

const MINUTE_MS: i64 = 60_000;

const DAY_MS: i64 = 86_400_000;

/// The longest time from the end of one open stretch to the beginning of the next for calls of the evening to be answered in the morning
/// within a window of 24 hours by the calendar.
const NIGHT_MS_MAX: i64 = 18 * 60 * MINUTE_MS;

/// Open stretches of the period.
pub(super) struct Calendar {
    open: Vec<(i64, i64)>,
    /// Ends of stretches before a closed time, and when it is over.
    evenings: Vec<(i64, i64)>,
}

impl Calendar {
    pub(super) fn of(company: &Company) -> Result<Self, CannotGenerate> {
        let zone = otklik_model::schedule::time_zone(&company.schedule.time_zone).map_err(|_| CannotGenerate::NeverOpen)?;
        let midnight = company.from.to_zoned(zone).map_err(|_| CannotGenerate::NeverOpen)?;
        let first_ms = midnight.timestamp().as_millisecond();
        let end_ms = first_ms + i64::from(company.days) * DAY_MS;
        let hours = WorkingTime::over(Some(&company.schedule), first_ms, end_ms);
        let open: Vec<(i64, i64)> = hours.stretches().filter(|(from, to)| *from >= first_ms && *to <= end_ms).collect();
        let nights = open.windows(2).map(|pair| (pair[0].1, pair[1].0));
        let evenings: Vec<(i64, i64)> = nights.filter(|(from, to)| (60 * MINUTE_MS..NIGHT_MS_MAX).contains(&(to - from))).collect();
        if open.is_empty() { Err(CannotGenerate::NeverOpen) } else { Ok(Self { open, evenings }) }
    }

    /// A moment in opening hours, with enough left of them for what follows.
    pub(super) fn in_hours(&self, left_ms: i64, rng: &mut StdRng) -> i64 {
        let (from, to) = *self.open.choose(rng).expect("a company is open at least once");
        rng.random_range(from..(to - left_ms).max(from + 1))
    }

    /// A moment in the first half of the period, for what must be over before it ends.
    pub(super) fn in_early_hours(&self, left_ms: i64, rng: &mut StdRng) -> i64 {
        let early = &self.open[..self.open.len().div_ceil(2)];
        let (from, to) = *early.choose(rng).expect("half of something is something");
        rng.random_range(from..(to - left_ms).max(from + 1))
    }

    /// A moment soon after closing, and when it opens again; `None` for a company that never closes for a night.
    pub(super) fn evening(&self, rng: &mut StdRng) -> Option<(i64, i64)> {
        let (closed, opens) = *self.evenings.choose(rng)?;
        let latest = (closed + 150 * MINUTE_MS).min(opens - 50 * MINUTE_MS);
        Some((rng.random_range(closed + MINUTE_MS..latest.max(closed + 2 * MINUTE_MS)), opens))
    }
}
