//! The way back to signalling: never blocks a media thread, never loses a report in an ordinary burst.

use std::collections::VecDeque;
use std::sync::Arc;

use crossbeam_channel::{Sender, TrySendError};
use mio::Waker;
use otklik_media::action::MediaEvent;

/// Reports kept here while the channel is full. Chosen: more than one thread's legs ending at once.
const WAITING_MAX: usize = 64 * 1024;

pub(super) struct Reports {
    events: Sender<MediaEvent>,
    waker: Option<Arc<Waker>>,
    waiting: VecDeque<MediaEvent>,
    sent: bool,
}

impl Clone for Reports {
    fn clone(&self) -> Self {
        Self::new(self.events.clone(), self.waker.clone())
    }
}

impl Reports {
    pub(super) fn new(events: Sender<MediaEvent>, waker: Option<Arc<Waker>>) -> Self {
        Self { events, waker, waiting: VecDeque::new(), sent: false }
    }

    /// Queues a report; [`Reports::flush`] hands it on.
    pub(super) fn send(&mut self, event: MediaEvent) {
        if self.waiting.len() == WAITING_MAX {
            tracing::error!(?event, "signalling does not take media reports; this one is lost");
            return;
        }
        self.waiting.push_back(event);
    }

    /// Hands on what there is room for and wakes signalling once.
    pub(super) fn flush(&mut self) {
        while let Some(event) = self.waiting.pop_front() {
            match self.events.try_send(event) {
                Ok(()) => self.sent = true,
                Err(TrySendError::Full(event)) => {
                    self.waiting.push_front(event);
                    break;
                }
                // Signalling is gone; nobody is left to tell.
                Err(TrySendError::Disconnected(_)) => self.waiting.clear(),
            }
        }
        if std::mem::take(&mut self.sent)
            && let Some(waker) = &self.waker
            && let Err(error) = waker.wake()
        {
            tracing::error!(%error, "signalling could not be woken");
        }
    }

    /// Whether reports wait for room.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::bounded;
    use otklik_media::action::{MediaCallId, MediaLegId};

    use super::*;

    fn started(leg: u64) -> MediaEvent {
        MediaEvent::MediaStarted { call: MediaCallId(1), leg: MediaLegId(leg) }
    }

    #[test]
    fn a_burst_beyond_the_channel_waits_and_keeps_its_order() {
        let (sender, events) = bounded(1);
        let mut reports = Reports::new(sender, None);
        (0..3).for_each(|leg| reports.send(started(leg)));
        for leg in 0..3 {
            assert!(reports.is_waiting());
            reports.flush();
            assert_eq!(events.try_recv(), Ok(started(leg)));
        }
        assert!(!reports.is_waiting());
    }

    #[test]
    fn without_signalling_reports_are_let_go() {
        let (sender, events) = bounded(1);
        drop(events);
        let mut reports = Reports::new(sender, None);
        reports.send(started(1));
        reports.flush();
        assert!(!reports.is_waiting());
    }
}
