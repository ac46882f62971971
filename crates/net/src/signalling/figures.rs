//! What the loop is doing, readable from any thread.

use crate::wire::Counted;
use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

/// Gauges and counters of the signalling thread. Each is right by itself; together they may be one turn apart.
#[derive(Debug, Default)]
pub struct Figures {
    calls: AtomicUsize,
    entries_waiting: AtomicUsize,
    turn_us_max: AtomicU64,
    received: AtomicU64,
    sent: AtomicU64,
    send_failed: AtomicU64,
}

impl Figures {
    /// Calls going on.
    pub fn calls(&self) -> usize {
        self.calls.load(Relaxed)
    }

    /// Journal entries the journal could not take yet.
    pub fn entries_waiting(&self) -> usize {
        self.entries_waiting.load(Relaxed)
    }

    /// The longest turn since this was last asked, microseconds.
    pub fn take_turn_us_max(&self) -> u64 {
        self.turn_us_max.swap(0, Relaxed)
    }

    /// SIP messages received, sent, and failed to be sent.
    pub fn messages(&self) -> (u64, u64, u64) {
        (self.received.load(Relaxed), self.sent.load(Relaxed), self.send_failed.load(Relaxed))
    }

    pub(super) fn note_turn(&self, took: Duration, calls: usize, entries_waiting: usize, counted: Counted) {
        self.calls.store(calls, Relaxed);
        self.entries_waiting.store(entries_waiting, Relaxed);
        self.turn_us_max.fetch_max(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
        self.received.store(counted.received, Relaxed);
        self.sent.store(counted.sent, Relaxed);
        self.send_failed.store(counted.send_failed, Relaxed);
    }
}
