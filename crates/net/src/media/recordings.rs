//! The recordings of one call, and the way of their bytes to the writer thread.

use std::collections::VecDeque;
use std::time::Instant;

use crossbeam_channel::{Sender, TrySendError};
use otklik_media::action::{MediaLegId, RecordingLacks, RecordingRef};
use otklik_media::recorder::{Recorder, Side};
use otklik_media::rtp::RtpHeader;
use otklik_media::sdp::CodecKind;

use super::writer::Order;

/// A piece of audio on its way.
pub(super) struct Heard<'a> {
    pub(super) header: &'a RtpHeader,
    pub(super) codec: CodecKind,
    pub(super) payload: &'a [u8],
}

#[derive(Default)]
pub(super) struct Recordings {
    live: Vec<Recording>,
}

struct Recording {
    reference: RecordingRef,
    leg: MediaLegId,
    recorder: Recorder,
    dropped_chunks: u64,
}

/// The writer did not take the order to create a file.
pub(super) struct WriterOverloaded;

impl Recordings {
    pub(super) fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    /// Begins a recording of `leg`; one that runs already is left alone.
    pub(super) fn start(
        &mut self,
        create: Order,
        (reference, leg): (RecordingRef, MediaLegId),
        writer: &mut WriterLine,
        now: Instant,
    ) -> Result<(), WriterOverloaded> {
        if self.live.iter().any(|known| known.reference == reference) {
            return Ok(());
        }
        if !writer.offer(create) {
            return Err(WriterOverloaded);
        }
        self.live.push(Recording { reference, leg, recorder: Recorder::new(now), dropped_chunks: 0 });
        Ok(())
    }

    pub(super) fn stop(&mut self, reference: RecordingRef, writer: &mut WriterLine, now: Instant) {
        if let Some(index) = self.live.iter().position(|known| known.reference == reference) {
            self.live.swap_remove(index).finish(writer, now);
        }
    }

    /// Ends what records a leg.
    pub(super) fn stop_of(&mut self, leg: MediaLegId, writer: &mut WriterLine, now: Instant) {
        for ended in self.live.extract_if(.., |recording| recording.leg == leg) {
            ended.finish(writer, now);
        }
    }

    /// Takes what a leg said or heard.
    pub(super) fn take(&mut self, leg: MediaLegId, side: Side, heard: &Heard<'_>, now: Instant) {
        for recording in self.live.iter_mut().filter(|recording| recording.leg == leg) {
            recording.recorder.push(side, heard.header, heard.codec, heard.payload, now);
        }
    }

    /// Hands on what is ripe; without room it is dropped and counted.
    pub(super) fn flush(&mut self, writer: &mut WriterLine, now: Instant) {
        for live in &mut self.live {
            let Some(chunk) = live.recorder.flush(now) else { continue };
            if !writer.offer(Order::Append { recording: live.reference, chunk }) {
                live.dropped_chunks += 1;
            }
        }
    }
}

impl Recording {
    fn finish(mut self, writer: &mut WriterLine, now: Instant) {
        let recording = self.reference;
        if let Some(chunk) = self.recorder.finish(now) {
            writer.insist(Order::Append { recording, chunk });
        }
        let lacks = RecordingLacks {
            undecoded_packets: self.recorder.undecoded_packets(),
            late_packets: self.recorder.late_packets(),
            dropped_chunks: self.dropped_chunks,
        };
        writer.insist(Order::Finish { recording, lacks });
    }
}

/// The way to the writer thread. Chunks are dropped when it does not keep up; the end of a file is not.
pub(super) struct WriterLine {
    orders: Sender<Order>,
    unsent: VecDeque<Order>,
}

impl WriterLine {
    pub(super) fn new(orders: Sender<Order>) -> Self {
        Self { orders, unsent: VecDeque::new() }
    }

    /// `false` when there is no room.
    fn offer(&mut self, order: Order) -> bool {
        self.unsent.is_empty() && self.orders.try_send(order).is_ok()
    }

    fn insist(&mut self, order: Order) {
        self.unsent.push_back(order);
        self.retry();
    }

    /// Sends what found no room before.
    pub(super) fn retry(&mut self) {
        while let Some(order) = self.unsent.pop_front() {
            if let Err(TrySendError::Full(order)) = self.orders.try_send(order) {
                self.unsent.push_front(order);
                return;
            }
        }
    }

    /// Sends it all, waiting for room; only when the thread ends.
    pub(super) fn drain(&mut self) {
        for order in self.unsent.drain(..) {
            if self.orders.send(order).is_err() {
                tracing::error!("the writer of recordings is gone");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crossbeam_channel::{Receiver, bounded};
    use otklik_media::action::MediaCallId;

    use super::*;

    const LEG: MediaLegId = MediaLegId(1);
    const RECORDING: RecordingRef = RecordingRef(5);

    fn create() -> Order {
        Order::Create { call: MediaCallId(1), recording: RECORDING, path: "a.wav".to_owned() }
    }

    /// A recording whose file is ordered, and a writer that took nothing yet and has room for one order.
    fn recording() -> (Recordings, WriterLine, Receiver<Order>, Instant) {
        let (sender, orders) = bounded(1);
        let (mut recordings, mut writer, now) = (Recordings::default(), WriterLine::new(sender), Instant::now());
        assert!(recordings.start(create(), (RECORDING, LEG), &mut writer, now).is_ok());
        (recordings, writer, orders, now)
    }

    #[test]
    fn a_writer_that_does_not_keep_up_costs_chunks_but_never_the_end_of_a_file() {
        let (mut recordings, mut writer, orders, start) = recording();
        for second in 1..4 {
            recordings.flush(&mut writer, start + Duration::from_secs(second));
        }
        recordings.stop(RECORDING, &mut writer, start + Duration::from_secs(4));
        assert!(matches!(orders.try_recv(), Ok(Order::Create { .. })));
        writer.retry();
        assert!(matches!(orders.try_recv(), Ok(Order::Append { chunk, .. }) if chunk.duration_ms == 4_000));
        writer.retry();
        let Ok(Order::Finish { lacks, .. }) = orders.try_recv() else { panic!("no end") };
        assert_eq!(lacks.dropped_chunks, 3);
    }

    #[test]
    fn a_recording_is_refused_when_its_file_cannot_even_be_ordered() {
        let (mut recordings, mut writer, _orders, now) = recording();
        let second = (RecordingRef(6), LEG);
        assert!(recordings.start(create(), second, &mut writer, now).is_err());
    }

    #[test]
    fn the_end_of_a_leg_ends_its_recordings_only() {
        let (mut recordings, mut writer, _orders, now) = recording();
        recordings.stop_of(MediaLegId(2), &mut writer, now);
        assert!(!recordings.is_empty());
        recordings.stop_of(LEG, &mut writer, now);
        assert!(recordings.is_empty());
    }
}
