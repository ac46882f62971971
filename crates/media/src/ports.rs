//! The range of UDP ports promised in session descriptions.
//!
//! Pure book-keeping owned by the single signalling thread: the port must be known before the SDP is written, and the
//! socket is bound right afterwards by whoever carries out [`crate::action::MediaAction::AddLeg`]. A port whose
//! binding failed is given back with [`PortPool::refuse`] and rests longer.

use std::collections::{BTreeSet, VecDeque};
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

/// A freed port rests so that the last packets of the old call do not reach the next one. Chosen: twice the longest
/// usual jitter buffer.
pub const REST_AFTER_USE: Duration = Duration::from_secs(4);
/// A port another program holds is tried again after this time. Chosen.
pub const REST_AFTER_REFUSAL: Duration = Duration::from_secs(60);

/// Even RTP ports, each with the odd one above it for RTCP (RFC 3550 §11), handed out in turn.
#[derive(Debug)]
pub struct PortPool {
    free: VecDeque<u16>,
    taken: BTreeSet<u16>,
    used: VecDeque<Resting>,
    refused: VecDeque<Resting>,
}

#[derive(Debug)]
struct Resting {
    port: u16,
    until: Instant,
}

impl PortPool {
    /// A pool of the even ports in `range` whose odd neighbour is in it too.
    #[must_use]
    pub fn new(range: RangeInclusive<u16>) -> Self {
        let last = *range.end();
        let free = range.filter(|port| port % 2 == 0 && *port > 0 && *port < last).collect();
        Self { free, taken: BTreeSet::new(), used: VecDeque::new(), refused: VecDeque::new() }
    }

    /// The next port, oldest freed first; `None` when all are taken or resting (the call is refused with 503).
    pub fn allocate(&mut self, now: Instant) -> Option<u16> {
        wake(&mut self.used, &mut self.free, now);
        wake(&mut self.refused, &mut self.free, now);
        let port = self.free.pop_front()?;
        self.taken.insert(port);
        Some(port)
    }

    /// Gives back a port after its leg ended. A port not taken is ignored.
    pub fn free(&mut self, port: u16, now: Instant) {
        if self.taken.remove(&port) {
            self.used.push_back(Resting { port, until: now + REST_AFTER_USE });
        }
    }

    /// Gives back a port that could not be bound. A port not taken is ignored.
    pub fn refuse(&mut self, port: u16, now: Instant) {
        if self.taken.remove(&port) {
            self.refused.push_back(Resting { port, until: now + REST_AFTER_REFUSAL });
        }
    }

    /// Ports of legs alive now.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken.len()
    }

    /// Ports that [`PortPool::allocate`] could give at `now`.
    #[must_use]
    pub fn available(&self, now: Instant) -> usize {
        let rested = |queue: &VecDeque<Resting>| queue.iter().filter(|resting| resting.until <= now).count();
        self.free.len() + rested(&self.used) + rested(&self.refused)
    }
}

/// Moves the ports that rested long enough; all in one queue rest equally long, so its front is due first.
fn wake(queue: &mut VecDeque<Resting>, free: &mut VecDeque<u16>, now: Instant) {
    while let Some(resting) = queue.pop_front_if(|resting| resting.until <= now) {
        free.push_back(resting.port);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_even_ports_with_a_neighbour_are_given() {
        let now = crate::any_instant();
        let mut pool = PortPool::new(30_001..=30_006);
        assert_eq!(pool.allocate(now), Some(30_002));
        assert_eq!(pool.allocate(now), Some(30_004));
        assert_eq!(pool.allocate(now), None, "30006 has no port for RTCP in the range");
        assert_eq!(pool.taken(), 2);
    }

    #[test]
    fn a_freed_port_rests_before_it_is_given_again() {
        let now = crate::any_instant();
        let mut pool = PortPool::new(30_000..=30_001);
        let port = pool.allocate(now).unwrap();
        pool.free(port, now);
        assert_eq!(pool.allocate(now), None);
        assert_eq!(pool.allocate(now + REST_AFTER_USE), Some(port));
    }

    #[test]
    fn a_port_of_another_program_rests_longer() {
        let now = crate::any_instant();
        let mut pool = PortPool::new(30_000..=30_001);
        let port = pool.allocate(now).unwrap();
        pool.refuse(port, now);
        assert_eq!(pool.available(now + REST_AFTER_USE), 0);
        assert_eq!(pool.available(now + REST_AFTER_REFUSAL), 1);
    }

    #[test]
    fn freeing_twice_or_a_foreign_port_changes_nothing() {
        let now = crate::any_instant();
        let mut pool = PortPool::new(30_000..=30_003);
        let port = pool.allocate(now).unwrap();
        pool.free(port, now);
        pool.free(port, now);
        pool.free(99, now);
        assert_eq!(pool.taken(), 0);
        assert_eq!(pool.available(now + REST_AFTER_USE), 2);
    }

    #[test]
    fn ports_are_given_in_turn() {
        let now = crate::any_instant();
        let mut pool = PortPool::new(30_000..=30_005);
        let first = pool.allocate(now).unwrap();
        pool.free(first, now);
        let later = now + REST_AFTER_USE;
        assert_ne!(pool.allocate(later), Some(first), "the others come first");
    }
}
