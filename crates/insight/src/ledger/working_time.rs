//! Time in which the company is open, as a running total: so a window of working hours is one subtraction.

use crate::ledger::moment;
use jiff::{ToSpan, civil, tz::TimeZone};
use otklik_model::schedule::Schedule;

/// How many days before and after the rows are laid out (chosen: longer than any window and any row of holidays).
const DAYS_AROUND: i64 = 60;

const DAY_MS: i64 = 86_400_000;

/// Open time of a company around a period.
#[derive(Debug, Clone, Default)]
pub struct WorkingTime {
    /// Open stretches in order, not overlapping: from, to, and the open time before `from`. Empty: every minute counts.
    stretches: Vec<(i64, i64, i64)>,
}

impl WorkingTime {
    /// The open time around a period given in milliseconds since 1970. Without a schedule, or with one that never opens, every minute
    /// counts.
    pub fn over(schedule: Option<&Schedule>, first_ms: i64, last_ms: i64) -> Self {
        let zone = schedule.and_then(|schedule| otklik_model::schedule::time_zone(&schedule.time_zone).ok());
        let (Some(schedule), Some(zone), true) = (schedule, zone, first_ms <= last_ms) else { return Self::default() };
        let mut stretches: Vec<(i64, i64)> = Vec::new();
        let last = local_date(last_ms.saturating_add(DAYS_AROUND * DAY_MS), &zone);
        let mut date = local_date(first_ms.saturating_sub(DAYS_AROUND * DAY_MS), &zone);
        while date <= last {
            stretches.extend(open_hours(schedule, date, &zone));
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        Self { stretches: with_totals(joined(stretches)) }
    }

    /// Whether every minute counts.
    pub const fn is_calendar(&self) -> bool {
        self.stretches.is_empty()
    }

    /// Open stretches, from and to, in order.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (i64, i64)> {
        self.stretches.iter().map(|(from, to, _)| (*from, *to))
    }

    /// Open milliseconds up to a moment, from a beginning that is the same for all moments.
    pub fn until(&self, at_ms: i64) -> i64 {
        if self.is_calendar() {
            return at_ms;
        }
        let after = self.stretches.partition_point(|(from, ..)| *from <= at_ms);
        let Some((from, to, before)) = after.checked_sub(1).and_then(|place| self.stretches.get(place)) else { return 0 };
        before + at_ms.min(*to) - from
    }

    /// Whether the company is open; always, when every minute counts.
    pub fn is_open(&self, at_ms: i64) -> bool {
        let after = self.stretches.partition_point(|(from, ..)| *from <= at_ms);
        self.is_calendar() || after.checked_sub(1).and_then(|place| self.stretches.get(place)).is_some_and(|(_, to, _)| at_ms < *to)
    }
}

fn local_date(at_ms: i64, zone: &TimeZone) -> civil::Date {
    moment(at_ms).to_zoned(zone.clone()).date()
}

/// Open stretches of one local day, as [`Schedule::is_open`] understands them.
fn open_hours(schedule: &Schedule, date: civil::Date, zone: &TimeZone) -> Vec<(i64, i64)> {
    let hours: Vec<(civil::Time, civil::Time)> = match schedule.special_days.iter().find(|day| day.date == date) {
        Some(day) => day.hours.into_iter().collect(),
        None => {
            let weekday = date.weekday().to_monday_one_offset().unsigned_abs();
            let open = schedule.weekly.iter().filter(|hours| hours.weekdays.contains(&weekday));
            open.map(|hours| (hours.from, hours.to)).collect()
        }
    };
    let stretch = |(from, to): (civil::Time, civil::Time)| {
        let end = if to <= from { date.checked_add(1.day()).ok()?.at(0, 0, 0, 0) } else { date.to_datetime(to) };
        Some((unix_ms(date.to_datetime(from), zone)?, unix_ms(end, zone)?))
    };
    hours.into_iter().filter_map(stretch).collect()
}

fn unix_ms(local: civil::DateTime, zone: &TimeZone) -> Option<i64> {
    zone.to_timestamp(local).ok().map(|at| at.as_millisecond())
}

/// Stretches in order; those that touch or overlap made one.
fn joined(mut stretches: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    stretches.sort_unstable();
    let mut apart: Vec<(i64, i64)> = Vec::new();
    for (from, to) in stretches {
        match apart.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => apart.push((from, to)),
        }
    }
    apart
}

fn with_totals(stretches: Vec<(i64, i64)>) -> Vec<(i64, i64, i64)> {
    let mut before = 0;
    let add = |(from, to): (i64, i64)| {
        let stretch = (from, to, before);
        before += to - from;
        stretch
    };
    stretches.into_iter().map(add).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use otklik_model::schedule::{Hours, SpecialDay};

    const HOUR_MS: i64 = 3_600_000;

    fn ms(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
    }

    fn office() -> Schedule {
        let hours = |weekdays: &[u8], from, to| Hours {
            weekdays: weekdays.to_vec(),
            from: civil::time(from, 0, 0, 0),
            to: civil::time(to, 0, 0, 0),
        };
        Schedule {
            time_zone: "Europe/Moscow".into(),
            weekly: vec![hours(&[1, 2, 3, 4, 5], 9, 18), hours(&[5], 17, 20)],
            special_days: vec![SpecialDay { date: civil::date(2026, 11, 4), hours: None }],
        }
    }

    fn november() -> WorkingTime {
        WorkingTime::over(Some(&office()), ms("2026-11-01T00:00:00Z"), ms("2026-11-30T00:00:00Z"))
    }

    #[test]
    fn nights_and_holidays_take_no_working_time() {
        let time = november();
        let between = |from, to| time.until(ms(to)) - time.until(ms(from));
        assert_eq!(between("2026-11-02T06:00:00Z", "2026-11-02T08:00:00Z"), 2 * HOUR_MS);
        // Tuesday 17:00 to Thursday 10:00 over the holiday: an hour before, an hour after.
        assert_eq!(between("2026-11-03T14:00:00Z", "2026-11-05T07:00:00Z"), 2 * HOUR_MS);
        // Friday has overlapping hours until 20: 11 of them, and none on Saturday.
        assert_eq!(between("2026-11-06T00:00:00Z", "2026-11-08T00:00:00Z"), 11 * HOUR_MS);
    }

    #[test]
    fn it_is_open_exactly_when_the_schedule_says_so() {
        let (time, schedule) = (november(), office());
        for minute in (0..12 * 24 * 60).step_by(7) {
            let at_ms = ms("2026-11-01T00:00:00Z") + minute * 60_000;
            assert_eq!(time.is_open(at_ms), schedule.is_open(moment(at_ms)).unwrap(), "{}", moment(at_ms));
        }
    }

    #[test]
    fn without_opening_hours_every_minute_counts() {
        let never = Schedule { weekly: vec![], ..office() };
        for schedule in [None, Some(&never)] {
            let time = WorkingTime::over(schedule, 0, 1000);
            assert!(time.is_calendar() && time.is_open(5));
            assert_eq!(time.until(700) - time.until(200), 500);
        }
    }
}
