//! Ids and times: a seeded generator, and a wall clock that follows the monotonic one.

use otklik_model::{CallId, EventId, LegId, RecordingId, Timestamp};
use otklik_sip::rng::Rng;
use std::time::Instant;

/// Random bits of a ULID; the top one is left clear so that counting up never overflows.
const RANDOM_BITS: u32 = 79;

/// The only source of ids and wall-clock times.
#[derive(Debug)]
pub(crate) struct Ids {
    rng: Rng,
    anchor: (Instant, Timestamp),
    last: (u64, u128),
}

impl Ids {
    pub(crate) fn new(seed: u64, started: (Instant, Timestamp)) -> Self {
        Self { rng: Rng::new(seed), anchor: started, last: (0, 0) }
    }

    /// The wall clock was read anew.
    pub(crate) fn set_clock(&mut self, now: Instant, wall_clock: Timestamp) {
        self.anchor = (now, wall_clock);
    }

    pub(crate) fn wall_clock(&self, now: Instant) -> Timestamp {
        let (at, wall_clock) = self.anchor;
        wall_clock.saturating_add(now.saturating_duration_since(at)).unwrap_or(wall_clock)
    }

    /// Strictly greater than every event id before, whatever the clock did.
    pub(crate) fn event_id(&mut self, now: Instant) -> EventId {
        let unix_ms = self.unix_ms(now);
        let (last_ms, last_random) = self.last;
        self.last = if unix_ms > last_ms { (unix_ms, self.random()) } else { (last_ms, last_random + 1) };
        EventId::from_parts(self.last.0, self.last.1)
    }

    pub(crate) fn call_id(&mut self, now: Instant) -> CallId {
        CallId::from_parts(self.unix_ms(now), self.random())
    }

    pub(crate) fn leg_id(&mut self, now: Instant) -> LegId {
        LegId::from_parts(self.unix_ms(now), self.random())
    }

    pub(crate) fn recording_id(&mut self, now: Instant) -> RecordingId {
        RecordingId::from_parts(self.unix_ms(now), self.random())
    }

    /// A number for the o= line of a session description; within what old phones read (31 bits).
    pub(crate) fn sdp_number(&mut self) -> u64 {
        self.rng.next_u64() >> 33
    }

    fn unix_ms(&self, now: Instant) -> u64 {
        u64::try_from(self.wall_clock(now).as_millisecond()).unwrap_or(0)
    }

    fn random(&mut self) -> u128 {
        let bits = (u128::from(self.rng.next_u64()) << 64) | u128::from(self.rng.next_u64());
        bits >> (u128::BITS - RANDOM_BITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[expect(clippy::disallowed_methods, reason = "one base instant, the time then moves as an argument")]
    fn ids() -> (Ids, Instant) {
        let now = Instant::now();
        (Ids::new(1, (now, Timestamp::from_second(1_700_000_000).unwrap())), now)
    }

    #[test]
    fn event_ids_grow_within_a_millisecond_and_when_the_clock_steps_back() {
        let (mut ids, now) = ids();
        let mut last = ids.event_id(now);
        for step in 0..1000 {
            if step == 500 {
                ids.set_clock(now, Timestamp::UNIX_EPOCH);
            }
            let next = ids.event_id(now);
            assert!(next > last);
            last = next;
        }
    }

    #[test]
    fn the_wall_clock_follows_the_monotonic_one() {
        let (ids, now) = ids();
        let later = ids.wall_clock(now + Duration::from_millis(1500));
        assert_eq!(later.as_millisecond(), 1_700_000_001_500);
    }
}
