//! When people call a generated company.

use super::CannotGenerate;
use crate::ledger::WorkingTime;
use jiff::civil::Date;
use otklik_model::schedule::Schedule;
use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

const MINUTE_MS: i64 = 60_000;

const DAY_MS: i64 = 86_400_000;

/// Moments drawn for each call, of which the busiest is taken (chosen: two make a rush and leave no hour empty).
const TRIES: usize = 2;

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
    pub(super) fn of(schedule: &Schedule, from: Date, days: u16) -> Result<Self, CannotGenerate> {
        let zone = otklik_model::schedule::time_zone(&schedule.time_zone).map_err(|_| CannotGenerate::NeverOpen)?;
        let midnight = from.to_zoned(zone).map_err(|_| CannotGenerate::NeverOpen)?;
        let first_ms = midnight.timestamp().as_millisecond();
        let end_ms = first_ms + i64::from(days) * DAY_MS;
        let hours = WorkingTime::over(Some(schedule), first_ms, end_ms);
        let within = hours.stretches().map(|(from, to)| (from.max(first_ms), to.min(end_ms)));
        let open: Vec<(i64, i64)> = within.filter(|(from, to)| from < to).collect();
        let nights = open.windows(2).map(|pair| (pair[0].1, pair[1].0));
        let evenings: Vec<(i64, i64)> = nights.filter(|(from, to)| (60 * MINUTE_MS..NIGHT_MS_MAX).contains(&(to - from))).collect();
        if open.is_empty() { Err(CannotGenerate::NeverOpen) } else { Ok(Self { open, evenings }) }
    }

    /// Open stretches, from and to.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (i64, i64)> {
        self.open.iter().copied()
    }

    /// Whether it is open.
    pub(super) fn is_open(&self, at_ms: i64) -> bool {
        self.opens(at_ms) == at_ms
    }

    /// That moment if it is open then, else when it opens next; the last closing when it never does again.
    pub(super) fn opens(&self, at_ms: i64) -> i64 {
        let next = self.open.iter().find(|(_, to)| at_ms < *to);
        next.or(self.open.last()).map_or(at_ms, |(from, to)| at_ms.clamp(*from, *to))
    }

    /// A moment in opening hours, with enough left of them for what follows; more of them in the rush of the day than at its ends.
    pub(super) fn in_hours(&self, left_ms: i64, rng: &mut StdRng) -> i64 {
        let stretch = *self.open.choose(rng).expect("a company is open at least once");
        moment_within(stretch, left_ms, rng)
    }

    /// A moment in the first half of the period, for what must be over before it ends.
    pub(super) fn in_early_hours(&self, left_ms: i64, rng: &mut StdRng) -> i64 {
        let (first, last) = (self.open.first().map_or(0, |(from, _)| *from), self.open.last().map_or(0, |(_, to)| *to));
        let middle = i64::midpoint(first, last);
        let early: Vec<(i64, i64)> =
            self.open.iter().filter(|(from, _)| *from < middle).map(|(from, to)| (*from, *to.min(&middle))).collect();
        let stretch = *early.choose(rng).expect("the first half of a period begins with its first open hour");
        moment_within(stretch, left_ms, rng)
    }

    /// A moment soon after closing, and when it opens again; `None` for a company that never closes for a night.
    pub(super) fn evening(&self, rng: &mut StdRng) -> Option<(i64, i64)> {
        let (closed, opens) = *self.evenings.choose(rng)?;
        let latest = (closed + 150 * MINUTE_MS).min(opens - 50 * MINUTE_MS);
        Some((rng.random_range(closed + MINUTE_MS..latest.max(closed + 2 * MINUTE_MS)), opens))
    }
}

fn moment_within((from, to): (i64, i64), left_ms: i64, rng: &mut StdRng) -> i64 {
    let latest = (to - left_ms).max(from + 1);
    let mut drawn = || rng.random_range(from..latest);
    let moments: [i64; TRIES] = std::array::from_fn(|_| drawn());
    let busy = |at_ms: &i64| rush((at_ms - from) as f64 / (to - from) as f64);
    moments.into_iter().max_by(|one, other| busy(one).total_cmp(&busy(other))).unwrap_or(from)
}

/// How busy a moment of the open day is, 0 to 1, by how much of the day is over: two humps, one before noon and one after.
fn rush(over: f64) -> f64 {
    let hump = |middle: f64, width: f64| (1.0 - ((over - middle) / width).abs()).max(0.0);
    hump(0.22, 0.22).max(0.8 * hump(0.65, 0.35))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::generator;

    #[test]
    fn there_is_a_rush_before_noon_and_another_after() {
        let mut rng = generator(1);
        let mut by_hour = [0_u32; 9];
        for _ in 0..9000 {
            by_hour[usize::try_from(moment_within((0, 9 * 60), 0, &mut rng) / 60).unwrap()] += 1;
        }
        assert!(by_hour[1] > by_hour[0] && by_hour[5] > by_hour[8] && by_hour[1] > by_hour[3], "{by_hour:?}");
        assert!(by_hour.iter().all(|calls| *calls > 0));
    }
}
