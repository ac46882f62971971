//! How often one address may use the calculator, and how many may at once.

use crate::{problem::Problem, state::Api};
use axum::http::StatusCode;
use otklik_model::Timestamp;
use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What is asked of the calculator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// Typed figures: every move of a slider asks.
    Figures,
    /// A file.
    File,
    /// A report to be drawn.
    Render,
}

impl Use {
    /// So many within so many seconds from one address (chosen: more than a person does, and an office behind one address).
    const fn limit(self) -> (usize, i64) {
        match self {
            Self::Figures => (1200, 60),
            Self::File => (60, 600),
            Self::Render => (120, 600),
        }
    }
}

/// Heavy work at once, files and papers together; each may take a core and some memory.
const AT_ONCE_MAX: usize = 4;
/// Addresses remembered; beyond it the oldest are forgotten.
const ADDRESSES_MAX: usize = 10_000;

/// When each address used what.
type Uses = BTreeMap<(Use, IpAddr), VecDeque<Timestamp>>;

/// Turns of those who use the calculator.
#[derive(Debug, Clone)]
pub struct Turns {
    uses: Arc<Mutex<Uses>>,
    places: Arc<Semaphore>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { uses: Arc::default(), places: Arc::new(Semaphore::new(AT_ONCE_MAX)) }
    }
}

impl Turns {
    /// Notes a use, or says when to come again.
    pub fn take(&self, what: Use, address: IpAddr, now: Timestamp) -> Result<(), Problem> {
        let (uses_max, window_s) = what.limit();
        let mut all = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        forget_old(&mut all, now);
        let uses = all.entry((what, address)).or_default();
        while uses.front().is_some_and(|first| now.as_second() - first.as_second() >= window_s) {
            uses.pop_front();
        }
        match uses.front().filter(|_| uses.len() >= uses_max) {
            Some(first) => Err(too_often(window_s - (now.as_second() - first.as_second()))),
            None => {
                uses.push_back(now);
                Ok(())
            }
        }
    }

    /// A place for heavy work, free when it is dropped.
    pub fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let busy = "Others are being counted right now; try again in a few seconds.";
        Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", busy).with_retry_after(5))
    }
}

/// Both: a turn and a place.
pub fn admit(api: &Api, what: Use, address: IpAddr) -> Result<OwnedSemaphorePermit, Problem> {
    api.turns.take(what, address, api.now())?;
    api.turns.place()
}

fn forget_old(all: &mut Uses, now: Timestamp) {
    if all.len() < ADDRESSES_MAX {
        return;
    }
    all.retain(|(what, _), uses| uses.back().is_some_and(|last| now.as_second() - last.as_second() < what.limit().1));
    while all.len() >= ADDRESSES_MAX {
        all.pop_first();
    }
}

fn too_often(wait_s: i64) -> Problem {
    let wait_s = u64::try_from(wait_s).unwrap_or(0).max(1);
    let detail = format!("Too many from this address; try again in {wait_s} s.");
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_often", "Too often", detail).with_retry_after(wait_s)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn an_address_that_asks_too_often_waits_and_another_does_not() {
        let turns = Turns::default();
        assert!((0..60).all(|_| turns.take(Use::File, HOME, at(0)).is_ok()));
        assert_eq!(turns.take(Use::File, HOME, at(1)).unwrap_err().status(), 429);
        assert!(turns.take(Use::File, AWAY, at(1)).is_ok());
        assert!(turns.take(Use::Render, HOME, at(1)).is_ok());
        assert!(turns.take(Use::File, HOME, at(600)).is_ok());
    }

    #[test]
    fn a_place_is_free_again_when_its_work_is_over() {
        let turns = Turns::default();
        let mut places: Vec<_> = (0..AT_ONCE_MAX).map(|_| turns.place().unwrap()).collect();
        assert_eq!(turns.place().unwrap_err().status(), 503);
        places.pop();
        assert!(turns.place().is_ok());
    }
}
