//! How many lines or people a load of calls needs: Erlang B, extended B, C, A, and priorities by Cobham.
//!
//! | model | callers who find everybody busy | question |
//! |---|---|---|
//! | [`blocking`] (B) | are refused | lines of a trunk, numbers of a call-tracking pool |
//! | [`blocking::with_recall`] (extended B) | are refused, some ring again | the same |
//! | [`waiting`] (C) | wait for ever | people, when nobody ever gives up |
//! | [`patience`] (A) | wait, and give up after a time of their own | people, as it really is |
//! | [`priority`] (Cobham) | wait, the dearest first | what a tier costs the others |
//!
//! A load nobody can work off is [`Unstable`], never a negative number. For a command or a form there is [`question::answer`]:
//!
//! ```
//! use otklik_insight::erlang::question::{Model, Question, State, answer};
//! use std::time::Duration;
//!
//! let question = Question {
//!     calls: 100.0,
//!     interval: Duration::from_secs(30 * 60),
//!     aht: Duration::from_secs(180),
//!     agents: None, // the smallest number that meets the service level
//!     target: Duration::from_secs(20),
//!     service_level: 0.8,
//!     ..Question::default()
//! };
//! let answer = answer(Model::C, &question)?;
//! assert_eq!(answer.agents, 14);
//! let State::Steady(figures) = answer.state else { panic!("14 people work off 10 erlang") };
//! assert_eq!(format!("{:.6}", figures.service_level.unwrap()), "0.888350");
//! # Ok::<(), otklik_insight::erlang::question::Refused>(())
//! ```

pub mod blocking;
pub mod patience;
pub mod priority;
pub mod question;
pub mod waiting;

use std::time::Duration;

/// The largest load anything here is asked about. Chosen: a hundred thousand calls at once is more than a country's emergency line,
/// and every answer still takes milliseconds.
pub const ERLANG_MAX: f64 = 100_000.0;

/// The most lines or people anything here is asked about.
pub const AGENTS_MAX: u32 = 200_000;

/// Calls come faster than they can be worked off: the queue grows without end.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{erlang} erlang cannot be worked off by {agents}: at least {agents_min} are needed")]
pub struct Unstable {
    /// The load.
    pub erlang: f64,
    /// People.
    pub agents: u32,
    /// The fewest people who can work it off.
    pub agents_min: u32,
}

impl Unstable {
    fn check(erlang: f64, agents: u32) -> Result<(), Self> {
        if erlang < f64::from(agents) {
            return Ok(());
        }
        Err(Self { erlang, agents, agents_min: (erlang.floor() as u32).saturating_add(1) })
    }
}

/// Calls offered: how many, and how long each keeps a line or a person busy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    calls_per_s: f64,
    aht_s: f64,
}

impl Load {
    /// `calls` in each `interval`, `aht` each. `None` when it is not a load: a negative or infinite number, an empty interval,
    /// no handling time, or more than [`ERLANG_MAX`].
    pub fn new(calls: f64, interval: Duration, aht: Duration) -> Option<Self> {
        let load = Self { calls_per_s: calls / interval.as_secs_f64(), aht_s: aht.as_secs_f64() };
        (load.calls_per_s >= 0.0 && load.aht_s > 0.0 && load.erlang() <= ERLANG_MAX).then_some(load)
    }

    /// Arrivals per second × handling time.
    pub fn erlang(self) -> f64 {
        self.calls_per_s * self.aht_s
    }

    fn calls_served_per_s(self) -> f64 {
        self.aht_s.recip()
    }
}

/// How many have to be on the roster so that `agents` are at work, when a share of the time goes to leave, training and breaks;
/// `None` when nobody would be left.
pub fn rostered(agents: u32, shrinkage: f64) -> Option<u32> {
    // Chosen: a billionth absorbs the rounding of the division and no real fraction of a person.
    const ROUNDING: f64 = 1e-9;
    let at_work = 1.0 - shrinkage;
    (0.0..1.0).contains(&shrinkage).then(|| (f64::from(agents) / at_work - ROUNDING).ceil() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roster_makes_up_for_leave_and_breaks() {
        for (agents, shrinkage, expected) in
            [(14, 0.3, Some(20)), (7, 0.3, Some(10)), (14, 0.0, Some(14)), (1, 0.5, Some(2)), (3, 1.0, None)]
        {
            assert_eq!(rostered(agents, shrinkage), expected);
        }
        assert_eq!(rostered(3, f64::NAN), None);
    }

    #[test]
    fn what_is_not_a_load_is_refused() {
        let second = Duration::from_secs(1);
        assert!(Load::new(-1.0, second, second).is_none());
        assert!(Load::new(f64::NAN, second, second).is_none());
        assert!(Load::new(1.0, Duration::ZERO, second).is_none());
        assert!(Load::new(0.0, Duration::ZERO, second).is_none());
        assert!(Load::new(1.0, second, Duration::ZERO).is_none());
        assert!(Load::new(1e9, second, second).is_none());
        assert_eq!(Load::new(0.0, second, second).map(Load::erlang), Some(0.0));
    }
}
