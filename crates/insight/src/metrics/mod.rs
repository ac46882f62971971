//! Figures of calls, each with a named definition, a unit and the number it was counted over.
//!
//! Attempts are added once to [`Rollups`], half-hours that can be kept, merged in any order and read again; every figure is counted from those,
//! so that a change of a threshold or of a definition never touches what is stored. What is stored of people is who, when and with what outcome.
//!
//! ```text
//! calls in ─┬─ out of hours
//!           ├─ left before anybody could be asked (greeting, menu)
//!           └─ offered ─┬─ answered
//!                       ├─ abandoned, in the queue or while a phone rang
//!                       ├─ overflowed: we ended the wait
//!                       ├─ call back promised instead
//!                       └─ rejected: busy, refused, nobody reachable, failed
//! ```
//!
//! **Invariant:** offered is the sum of its five. Calls still going on are not attempts yet, see [`crate::fold::Attempts::still_open`]. Legs are
//! never counted as calls.
//!
//! ```
//! use otklik_insight::metrics::{Rollups, Thresholds, words::words};
//!
//! let rollups = Rollups::default(); // `rollups.add(&attempt)` for each one that is not excluded
//! let figures = rollups.metrics(jiff::Timestamp::UNIX_EPOCH, jiff::Timestamp::MAX, &Thresholds::default());
//! let level = figures.iter().find(|figure| figure.name == "service_level_negative").unwrap();
//! assert_eq!((level.value, level.sample), (None, 0), "nothing counted is no figure, not a nought");
//! assert_eq!(words("service_level_negative").unwrap().english.title, "Service level, abandoned calls count against it");
//! ```

pub mod rollup;
pub mod words;

mod definitions;
mod fate;
mod people;
#[cfg(test)]
mod tests;

pub use definitions::names;
pub use fate::Fate;
pub use rollup::{Rollups, StaffTime};

use std::time::Duration;

/// The numbers definitions leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thresholds {
    /// A call answered within so many seconds was answered in time; at least one.
    pub answer_within_s: u16,
    /// Whoever gives up within so many seconds did not really wait.
    pub short_abandon_s: u16,
    /// A matter is closed when the client does not come back for so long.
    pub return_within: Duration,
    /// A call within so long after one that was not served is the same attempt again.
    pub repeat_within: Duration,
}

impl Default for Thresholds {
    /// 20 s, 5 s, 7 days, 24 h: what the trade uses most.
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(24 * 3600);
        Self { answer_within_s: 20, short_abandon_s: 5, return_within: DAY * 7, repeat_within: DAY }
    }
}
