//! A call as a stereo WAV: left what the recorded leg says, right what it hears.
//!
//! A packet's place is found once per stream from its arrival and afterwards from its RTP timestamp, so jitter does not
//! stretch speech, a gap is silence, and a late packet still finds its place. The last
//! [`RECORDER_LATENESS`] of audio stay in memory for that; everything older is handed out as chunks to be appended,
//! each followed by the header with the new sizes. A process killed at any moment leaves a file that plays, or that
//! [`crate::wav::repair`] mends.

use std::time::{Duration, Instant};

use crate::g711::Law;
use crate::limits::{RECORDER_DRIFT_MAX, RECORDER_FLUSH_EVERY, RECORDER_FRAMES_MAX, RECORDER_LATENESS};
use crate::rtp::RtpHeader;
use crate::sdp::CodecKind;
use crate::tone::SAMPLE_RATE;
use crate::wav::{HEADER_BYTES, WavFormat};

/// Frames that may lie in memory: what is held back, one flush, and room for a stalled thread. Chosen.
const PENDING_FRAMES_MAX: usize = 4 * SAMPLE_RATE as usize;

/// Channel of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Left: what the recorded leg says.
    Said,
    /// Right: what it hears.
    Heard,
}

/// Bytes for the file: first the samples behind what is there, then the header over the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Where the samples belong; always the file's present end.
    pub offset: u64,
    /// The samples.
    pub samples: Vec<u8>,
    /// The header for the file's beginning.
    pub header: [u8; HEADER_BYTES],
    /// Audio in the file with this chunk.
    pub duration_ms: u64,
}

impl Chunk {
    /// Size of the file with this chunk.
    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        self.offset + self.samples.len() as u64
    }
}

/// One recording.
#[derive(Debug)]
pub struct Recorder {
    started: Instant,
    flushed_at: Instant,
    /// Frames handed out.
    written: u64,
    /// Frames not handed out yet, from `written` on.
    pending: Vec<[i16; 2]>,
    said: Track,
    heard: Track,
    undecoded_packets: u64,
    late_packets: u64,
}

#[derive(Debug, Default)]
struct Track {
    anchor: Option<Anchor>,
}

/// Ties a stream's timestamps to frames of the file.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    ssrc: u32,
    timestamp: u32,
    frame: u64,
}

impl Recorder {
    /// A recording that begins at `now`.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            started: now,
            flushed_at: now,
            written: 0,
            pending: Vec::new(),
            said: Track::default(),
            heard: Track::default(),
            undecoded_packets: 0,
            late_packets: 0,
        }
    }

    /// The bytes of the empty file.
    #[must_use]
    pub fn beginning() -> [u8; HEADER_BYTES] {
        WavFormat::RECORDING.header(0)
    }

    /// Places a packet. Telephone events are not audio; codecs other than G.711 are counted and stay silence.
    pub fn push(&mut self, side: Side, header: &RtpHeader, codec: CodecKind, payload: &[u8], now: Instant) {
        let law = match codec {
            CodecKind::Pcma => Law::A,
            CodecKind::Pcmu => Law::Mu,
            CodecKind::TelephoneEvent => return,
            CodecKind::G722 | CodecKind::Opus | CodecKind::Other => {
                self.undecoded_packets += 1;
                return;
            }
        };
        let arrived = self.frame_at(now);
        let track = match side {
            Side::Said => &mut self.said,
            Side::Heard => &mut self.heard,
        };
        let frame = track.place(header, arrived);
        self.write(side, frame, law, payload);
    }

    /// The next chunk, when it is time for one.
    pub fn flush(&mut self, now: Instant) -> Option<Chunk> {
        if now.saturating_duration_since(self.flushed_at) < RECORDER_FLUSH_EVERY {
            return None;
        }
        self.flushed_at = now;
        let until = self.frame_at(now).saturating_sub(frames_in(RECORDER_LATENESS));
        self.take_until(until)
    }

    /// The last chunk: everything up to `now`, and what came ahead of its time.
    pub fn finish(&mut self, now: Instant) -> Option<Chunk> {
        let received = self.written + self.pending.len() as u64;
        self.take_until(received.max(self.frame_at(now)))
    }

    /// Packets in a codec that is not decoded.
    #[must_use]
    pub fn undecoded_packets(&self) -> u64 {
        self.undecoded_packets
    }

    /// Packets that came after their place was handed out.
    #[must_use]
    pub fn late_packets(&self) -> u64 {
        self.late_packets
    }

    /// Audio handed out so far.
    #[must_use]
    pub fn duration_ms(&self) -> u64 {
        self.written * 1_000 / u64::from(SAMPLE_RATE)
    }

    /// Size of the file with all chunks handed out so far.
    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        HEADER_BYTES as u64 + self.written * u64::from(WavFormat::RECORDING.frame_bytes())
    }

    fn frame_at(&self, now: Instant) -> u64 {
        frames_in(now.saturating_duration_since(self.started)).min(RECORDER_FRAMES_MAX)
    }

    fn write(&mut self, side: Side, frame: u64, law: Law, payload: &[u8]) {
        let Some(start) = frame.checked_sub(self.written) else {
            self.late_packets += 1;
            return;
        };
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let end = start.saturating_add(payload.len());
        if end > PENDING_FRAMES_MAX {
            self.late_packets += 1;
            return;
        }
        if self.pending.len() < end {
            self.pending.resize(end, [0; 2]);
        }
        let places = self.pending.get_mut(start..end).unwrap_or_default();
        for ([left, right], code) in places.iter_mut().zip(payload) {
            match side {
                Side::Said => *left = law.decode(*code),
                Side::Heard => *right = law.decode(*code),
            }
        }
    }

    fn take_until(&mut self, until: u64) -> Option<Chunk> {
        let frames = usize::try_from(until.checked_sub(self.written)?).ok().filter(|frames| *frames > 0)?;
        let offset = self.file_bytes();
        let mut samples = Vec::with_capacity(frames * 4);
        let known = frames.min(self.pending.len());
        for [left, right] in self.pending.drain(..known) {
            samples.extend_from_slice(&left.to_le_bytes());
            samples.extend_from_slice(&right.to_le_bytes());
        }
        samples.resize(frames * 4, 0);
        self.written = until;
        let data = u32::try_from(self.file_bytes() - HEADER_BYTES as u64).unwrap_or(u32::MAX);
        Some(Chunk { offset, samples, header: WavFormat::RECORDING.header(data), duration_ms: self.duration_ms() })
    }
}

impl Track {
    /// The frame of the packet's first sample.
    fn place(&mut self, header: &RtpHeader, arrived: u64) -> u64 {
        let expected = self.anchor.filter(|anchor| anchor.ssrc == header.ssrc).and_then(|anchor| anchor.frame_of(header.timestamp));
        let frame = expected.filter(|frame| frame.abs_diff(arrived) <= frames_in(RECORDER_DRIFT_MAX)).unwrap_or(arrived);
        // The anchor moves along, so that the distance to it never wraps.
        let newest = self.anchor.is_none_or(|anchor| anchor.ssrc != header.ssrc || frame >= anchor.frame);
        if newest || expected != Some(frame) {
            self.anchor = Some(Anchor { ssrc: header.ssrc, timestamp: header.timestamp, frame });
        }
        frame
    }
}

impl Anchor {
    fn frame_of(self, timestamp: u32) -> Option<u64> {
        let ahead = timestamp.wrapping_sub(self.timestamp) as i32;
        self.frame.checked_add_signed(i64::from(ahead))
    }
}

fn frames_in(time: Duration) -> u64 {
    (time.as_micros() * u128::from(SAMPLE_RATE) / 1_000_000) as u64
}

#[cfg(test)]
#[path = "recorder_tests.rs"]
mod tests;
