//! Opening hours.

use crate::Timestamp;
use jiff::{civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Hours of one or several weekdays, local time, end not included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Monday is 1, Sunday is 7.
    pub weekdays: Vec<u8>,
    /// Opens.
    pub from: civil::Time,
    /// Closes; a time not after `from` means that the day ends at midnight.
    pub to: civil::Time,
}

/// A date that differs from its weekday: a holiday (no hours) or a moved working day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// The date.
    pub date: civil::Date,
    /// Open from–to; `None` is closed all day.
    pub hours: Option<(civil::Time, civil::Time)>,
}

/// When a company, a number or a group is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// IANA name, for example `Europe/Moscow`.
    pub time_zone: String,
    /// Ordinary weeks.
    pub weekly: Vec<Hours>,
    /// Exceptions; they win over weekdays.
    pub special_days: Vec<SpecialDay>,
}

/// A time zone the bundled database does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone {0:?}; use an IANA name such as Europe/Moscow")]
pub struct UnknownTimeZone(pub String);

impl Schedule {
    /// Whether it is open at that moment.
    pub fn is_open(&self, at: Timestamp) -> Result<bool, UnknownTimeZone> {
        let local = at.to_zoned(time_zone(&self.time_zone)?).datetime();
        if let Some(day) = self.special_days.iter().find(|day| day.date == local.date()) {
            return Ok(day.hours.is_some_and(|(from, to)| within(local.time(), from, to)));
        }
        let weekday = local.weekday().to_monday_one_offset().unsigned_abs();
        let open = self.weekly.iter().any(|hours| hours.weekdays.contains(&weekday) && within(local.time(), hours.from, hours.to));
        Ok(open)
    }
}

/// The zone of that IANA name, from the bundled database.
pub fn time_zone(name: &str) -> Result<TimeZone, UnknownTimeZone> {
    TimeZone::get(name).map_err(|_| UnknownTimeZone(name.to_owned()))
}

fn within(time: civil::Time, from: civil::Time, to: civil::Time) -> bool {
    time >= from && (time < to || to <= from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office() -> Schedule {
        Schedule {
            time_zone: "Europe/Moscow".into(),
            weekly: vec![Hours { weekdays: vec![1, 2, 3, 4, 5], from: civil::time(9, 0, 0, 0), to: civil::time(18, 0, 0, 0) }],
            special_days: vec![SpecialDay { date: civil::date(2026, 11, 4), hours: None }],
        }
    }

    fn open_at(text: &str) -> bool {
        office().is_open(text.parse().unwrap()).unwrap()
    }

    #[test]
    fn local_hours_decide_and_the_end_is_not_included() {
        assert!(open_at("2026-11-02T06:00:00Z"));
        assert!(!open_at("2026-11-02T05:59:59Z"));
        assert!(!open_at("2026-11-02T15:00:00Z"));
    }

    #[test]
    fn a_holiday_wins_over_its_weekday() {
        assert!(!open_at("2026-11-04T09:00:00Z"));
    }

    #[test]
    fn an_unknown_zone_is_told() {
        let schedule = Schedule { time_zone: "Mars/Olympus".into(), ..office() };
        assert!(schedule.is_open(Timestamp::UNIX_EPOCH).is_err());
    }
}
