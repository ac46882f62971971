//! Slows down whoever guesses passwords: 5 failures in 30 s or 20 in 5 min per address and login.

use otklik_model::Timestamp;
use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
};

const SHORT_WINDOW_S: i64 = 30;
const SHORT_FAILURES_MAX: usize = 5;
const LONG_WINDOW_S: i64 = 300;
const LONG_FAILURES_MAX: usize = 20;
/// Address–login pairs remembered; beyond it the oldest is forgotten.
const PAIRS_MAX: usize = 10_000;

/// Failed logins of the last five minutes.
#[derive(Debug, Default)]
pub struct Attempts {
    failures: BTreeMap<(IpAddr, String), VecDeque<Timestamp>>,
}

impl Attempts {
    /// Seconds to wait before the next attempt is looked at; `None` when it may be tried now.
    pub fn wait_s(&self, address: IpAddr, login: &str, now: Timestamp) -> Option<u64> {
        let failures = self.failures.get(&(address, login.to_lowercase()))?;
        let short = wait_for(failures, now, SHORT_WINDOW_S, SHORT_FAILURES_MAX);
        let long = wait_for(failures, now, LONG_WINDOW_S, LONG_FAILURES_MAX);
        short.max(long)
    }

    /// Notes a failure.
    pub fn failed(&mut self, address: IpAddr, login: &str, now: Timestamp) {
        self.forget_old(now);
        let failures = self.failures.entry((address, login.to_lowercase())).or_default();
        failures.push_back(now);
        if failures.len() > LONG_FAILURES_MAX {
            failures.pop_front();
        }
    }

    /// A right password clears the pair.
    pub fn succeeded(&mut self, address: IpAddr, login: &str) {
        self.failures.remove(&(address, login.to_lowercase()));
    }

    fn forget_old(&mut self, now: Timestamp) {
        if self.failures.len() < PAIRS_MAX {
            return;
        }
        self.failures.retain(|_, failures| failures.back().is_some_and(|last| age_s(*last, now) < LONG_WINDOW_S));
        while self.failures.len() >= PAIRS_MAX {
            self.failures.pop_first();
        }
    }
}

fn wait_for(failures: &VecDeque<Timestamp>, now: Timestamp, window_s: i64, failures_max: usize) -> Option<u64> {
    let inside: Vec<Timestamp> = failures.iter().copied().filter(|at| age_s(*at, now) < window_s).collect();
    let oldest_that_counts = inside.len().checked_sub(failures_max).and_then(|skipped| inside.get(skipped))?;
    u64::try_from(window_s - age_s(*oldest_that_counts, now)).ok()
}

fn age_s(at: Timestamp, now: Timestamp) -> i64 {
    now.as_second() - at.as_second()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_sixth_attempt_within_half_a_minute_waits_and_later_may_try_again() {
        let mut attempts = Attempts::default();
        (0..5).for_each(|second| attempts.failed(HOME, "101", at(second)));
        assert_eq!(attempts.wait_s(HOME, "101", at(5)), Some(25));
        assert_eq!(attempts.wait_s(HOME, "102", at(5)), None);
        assert_eq!(attempts.wait_s(HOME, "101", at(30)), None);
    }

    #[test]
    fn twenty_slow_failures_wait_for_minutes() {
        let mut attempts = Attempts::default();
        (0..20).for_each(|n| attempts.failed(HOME, "101", at(n * 10)));
        assert_eq!(attempts.wait_s(HOME, "101", at(240)), Some(60));
    }

    #[test]
    fn a_right_password_clears_the_failures() {
        let mut attempts = Attempts::default();
        (0..5).for_each(|_| attempts.failed(HOME, "101", at(0)));
        attempts.succeeded(HOME, "101");
        assert_eq!(attempts.wait_s(HOME, "101", at(1)), None);
    }

    #[test]
    fn memory_is_bounded_whoever_guesses() {
        let mut attempts = Attempts::default();
        (0..PAIRS_MAX + 50).for_each(|n| attempts.failed(HOME, &n.to_string(), at(0)));
        assert!(attempts.failures.len() <= PAIRS_MAX);
    }
}
