//! When: lost people by weekday and hour, local time.

use jiff::{Timestamp, tz::TimeZone};
use std::ops::Range;

/// People by weekday (0 = Monday) and hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Week {
    counts: [[u32; 24]; 7],
}

impl Week {
    /// Counts one at that moment.
    pub fn add(&mut self, at: Timestamp, zone: &TimeZone) {
        let local = zone.to_datetime(at);
        let weekday = local.weekday().to_monday_zero_offset().unsigned_abs();
        if let Some(count) = self.counts.get_mut(usize::from(weekday)).and_then(|day| day.get_mut(usize::from(local.hour().unsigned_abs())))
        {
            *count += 1;
        }
    }

    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().flatten().zip(other.counts.iter().flatten()) {
            *count += more;
        }
    }

    /// As the report has it; empty when nothing was counted.
    pub fn picture(&self) -> Vec<[u32; 24]> {
        if *self == Self::default() { Vec::new() } else { self.counts.to_vec() }
    }

    /// The stretch of at most `hours_max` hours, the same on all days, in which the most were counted, and how many.
    pub fn busiest(&self, hours_max: usize) -> (Range<usize>, u32) {
        let by_hour: Vec<u32> = (0..24).map(|hour| self.counts.iter().map(|day| day[hour]).sum()).collect();
        let stretches = (0..24).map(|from| from..(from + hours_max).min(24));
        let trimmed = stretches.map(|hours| trim(hours, &by_hour));
        let counted = trimmed.map(|hours| (hours.clone(), by_hour[hours].iter().sum()));
        counted.max_by_key(|(hours, count): &(Range<usize>, u32)| (*count, 24 - hours.len())).unwrap_or((0..0, 0))
    }

    /// Weekdays (1 = Monday) with at least a tenth of what an even share of these hours would be.
    pub fn weekdays_in(&self, hours: &Range<usize>) -> Vec<usize> {
        let of_day = |day: &[u32; 24]| day[hours.clone()].iter().sum::<u32>();
        let total: u32 = self.counts.iter().map(of_day).sum();
        let worth = |count: u32| count > 0 && count * 70 >= total;
        (1..).zip(&self.counts).filter(|(_, day)| worth(of_day(day))).map(|(weekday, _)| weekday).collect()
    }
}

/// Without the empty hours at both ends.
fn trim(hours: Range<usize>, counts: &[u32]) -> Range<usize> {
    let from = hours.clone().find(|hour| counts[*hour] > 0).unwrap_or(hours.end);
    let to = hours.clone().rev().find(|hour| counts[*hour] > 0).map_or(from, |hour| hour + 1);
    from..to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(moments: &[&str]) -> Week {
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        let mut week = Week::default();
        moments.iter().for_each(|at| week.add(at.parse().unwrap(), &zone));
        week
    }

    #[test]
    fn hours_are_local() {
        // Sunday 22:30 UTC is Monday 01:30 in Moscow.
        let picture = week(&["2026-11-08T22:30:00Z"]).picture();
        assert_eq!(picture[0][1], 1);
        assert!(Week::default().picture().is_empty());
    }

    #[test]
    fn the_busiest_stretch_is_as_short_as_its_hours() {
        let busy = week(&["2026-11-09T15:00:00Z", "2026-11-10T16:00:00Z", "2026-11-10T16:20:00Z", "2026-11-11T03:00:00Z"]);
        assert_eq!(busy.busiest(4), (18..20, 3));
        assert_eq!(busy.weekdays_in(&(18..20)), [1, 2]);
    }
}
