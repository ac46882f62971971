//! One ordered queue for every timer of the engine: arming and disarming cost a tree operation, firing never scans a table.

use std::collections::BTreeMap;
use std::time::Instant;

/// Names an armed timer so that it can be disarmed. Instants may be equal, the serial number makes each unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Alarm {
    at: Instant,
    serial: u64,
}

/// Timers in the order they fire; equal instants fire in the order they were armed.
#[derive(Debug)]
pub(crate) struct TimerQueue<T> {
    armed: BTreeMap<Alarm, T>,
    next_serial: u64,
}

impl<T> TimerQueue<T> {
    pub(crate) fn new() -> Self {
        Self { armed: BTreeMap::new(), next_serial: 0 }
    }

    pub(crate) fn arm(&mut self, at: Instant, timer: T) -> Alarm {
        let alarm = Alarm { at, serial: self.next_serial };
        self.next_serial += 1;
        self.armed.insert(alarm, timer);
        alarm
    }

    pub(crate) fn disarm(&mut self, alarm: Alarm) {
        self.armed.remove(&alarm);
    }

    /// Takes the first timer that is due at `now`.
    pub(crate) fn fire(&mut self, now: Instant) -> Option<T> {
        let entry = self.armed.first_entry()?;
        (entry.key().at <= now).then(|| entry.remove())
    }

    pub(crate) fn next(&self) -> Option<Instant> {
        self.armed.first_key_value().map(|(alarm, _)| alarm.at)
    }

    pub(crate) fn len(&self) -> usize {
        self.armed.len()
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "one base instant per test")]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn fires_in_order_of_time_then_of_arming_and_never_early() {
        let start = Instant::now();
        let mut queue = TimerQueue::new();
        let later = start + Duration::from_millis(10);
        queue.arm(later, "second");
        queue.arm(later, "third");
        queue.arm(start, "first");
        assert_eq!(queue.fire(start), Some("first"));
        assert_eq!(queue.fire(start), None);
        assert_eq!(queue.next(), Some(later));
        assert_eq!(queue.fire(later), Some("second"));
        assert_eq!(queue.fire(later), Some("third"));
        assert_eq!(queue.len(), 0);
    }

    #[test]
    fn a_disarmed_timer_never_fires() {
        let start = Instant::now();
        let mut queue = TimerQueue::new();
        let alarm = queue.arm(start, ());
        queue.disarm(alarm);
        assert_eq!(queue.fire(start), None);
        assert_eq!(queue.next(), None);
    }
}
