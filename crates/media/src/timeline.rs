//! One unbroken stream towards a leg, whoever speaks in it.
//!
//! A phone that hears ringback, then a greeting, then a person, must see one SSRC with sequence numbers and timestamps
//! that only grow; a jump would make it wait or drop. Packets of one source keep their distances (so loss and order
//! upstream stay visible downstream); a new source is attached behind the last packet sent, with the marker bit.

use std::time::Instant;

use crate::action::MediaLegId;
use crate::rtp::{RtpHeader, SEQUENCE_JUMP};

/// Who speaks in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// A stream from another leg.
    Leg {
        /// The leg.
        leg: MediaLegId,
        /// Its SSRC.
        ssrc: u32,
    },
    /// The n-th sound played.
    Sound(u64),
}

/// The stream we send to one leg.
#[derive(Clone, Debug)]
pub struct Timeline {
    ssrc: u32,
    highest: Option<Sent>,
    attached: Option<Attached>,
    first: (u16, u32),
}

#[derive(Clone, Copy, Debug)]
struct Sent {
    sequence: u16,
    timestamp: u32,
    at: Instant,
}

#[derive(Clone, Copy, Debug)]
struct Attached {
    speaker: Speaker,
    /// First sequence number of the speaker in this stream; what is older belongs before it and is dropped.
    base: u16,
    highest: u16,
    sequence_offset: u16,
    timestamp_offset: u32,
}

impl Timeline {
    /// A stream with random identity and beginning (RFC 3550 §5.1 wants both unguessable).
    #[must_use]
    pub fn new(ssrc: u32, first_sequence: u16, first_timestamp: u32) -> Self {
        Self { ssrc, highest: None, attached: None, first: (first_sequence, first_timestamp) }
    }

    /// The SSRC.
    #[must_use]
    pub fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// The header a speaker's packet gets in this stream, its payload type untouched; `None` for a packet that came
    /// after its speaker's turn had been taken up later in the sequence.
    pub fn place(&mut self, speaker: Speaker, header: &RtpHeader, clock_rate: u32, now: Instant) -> Option<RtpHeader> {
        let going_on = self.attached.filter(|attached| attached.speaker == speaker && !attached.jumped(header));
        let mut attached = going_on.unwrap_or_else(|| self.attach(speaker, header, clock_rate, now));
        if (header.sequence.wrapping_sub(attached.base) as i16) < 0 {
            return None;
        }
        let placed = RtpHeader {
            marker: header.marker || going_on.is_none(),
            sequence: header.sequence.wrapping_add(attached.sequence_offset),
            timestamp: header.timestamp.wrapping_add(attached.timestamp_offset),
            ssrc: self.ssrc,
            ..*header
        };
        attached.advance(header.sequence);
        self.attached = Some(attached);
        self.note(&placed, now);
        Some(placed)
    }

    fn attach(&self, speaker: Speaker, header: &RtpHeader, clock_rate: u32, now: Instant) -> Attached {
        let (sequence, timestamp) = match self.highest {
            Some(sent) => (sent.sequence.wrapping_add(1), sent.timestamp.wrapping_add(ticks_since(sent.at, clock_rate, now))),
            None => self.first,
        };
        Attached {
            speaker,
            base: header.sequence,
            highest: header.sequence,
            sequence_offset: sequence.wrapping_sub(header.sequence),
            timestamp_offset: timestamp.wrapping_sub(header.timestamp),
        }
    }

    fn note(&mut self, placed: &RtpHeader, now: Instant) {
        let newer = |sent: &Sent| (placed.sequence.wrapping_sub(sent.sequence) as i16) > 0;
        if self.highest.as_ref().is_none_or(newer) {
            self.highest = Some(Sent { sequence: placed.sequence, timestamp: placed.timestamp, at: now });
        }
    }
}

impl Attached {
    fn jumped(&self, header: &RtpHeader) -> bool {
        let ahead = header.sequence.wrapping_sub(self.highest);
        (SEQUENCE_JUMP..u16::MAX - SEQUENCE_JUMP).contains(&ahead)
    }

    /// The base follows at half the number space, or a long stream would be taken for its own past.
    fn advance(&mut self, sequence: u16) {
        if (sequence.wrapping_sub(self.highest) as i16) > 0 {
            self.highest = sequence;
        }
        if self.highest.wrapping_sub(self.base) > 2 * SEQUENCE_JUMP {
            self.base = self.highest.wrapping_sub(SEQUENCE_JUMP);
        }
    }
}

/// The pause in ticks, at least one frame of 20 ms, so that the timestamp grows even when speakers change at once.
fn ticks_since(at: Instant, clock_rate: u32, now: Instant) -> u32 {
    let micros = now.saturating_duration_since(at).as_micros();
    let ticks = micros * u128::from(clock_rate) / 1_000_000;
    (ticks as u32).max(clock_rate / 50)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const CALLEE: Speaker = Speaker::Leg { leg: MediaLegId(2), ssrc: 9 };

    fn packet(sequence: u16, timestamp: u32) -> RtpHeader {
        RtpHeader { sequence, timestamp, ssrc: 9, payload_type: 8, marker: false }
    }

    fn placed(timeline: &mut Timeline, speaker: Speaker, header: RtpHeader, now: Instant) -> Option<(u16, u32, bool)> {
        let placed = timeline.place(speaker, &header, 8_000, now)?;
        assert_eq!(placed.ssrc, timeline.ssrc());
        Some((placed.sequence, placed.timestamp, placed.marker))
    }

    #[test]
    fn a_new_speaker_goes_on_behind_the_last_with_a_marker() {
        let now = crate::any_instant();
        let mut timeline = Timeline::new(1, 100, 5_000);
        assert_eq!(placed(&mut timeline, Speaker::Sound(0), packet(0, 0), now), Some((100, 5_000, true)));
        assert_eq!(placed(&mut timeline, Speaker::Sound(0), packet(1, 160), now), Some((101, 5_160, false)));
        let later = now + Duration::from_millis(100);
        assert_eq!(placed(&mut timeline, CALLEE, packet(65_535, u32::MAX), later), Some((102, 5_960, true)));
        assert_eq!(placed(&mut timeline, CALLEE, packet(0, 159), later), Some((103, 6_120, false)));
    }

    #[test]
    fn speakers_changing_at_once_still_move_the_timestamp() {
        let now = crate::any_instant();
        let mut timeline = Timeline::new(1, 0, 0);
        placed(&mut timeline, Speaker::Sound(0), packet(0, 0), now);
        assert_eq!(placed(&mut timeline, Speaker::Sound(1), packet(0, 0), now), Some((1, 160, true)));
    }

    #[test]
    fn loss_and_order_of_the_speaker_stay_visible() {
        let now = crate::any_instant();
        let mut timeline = Timeline::new(1, 0, 0);
        let sequences = [10, 12, 11, 15].map(|n| placed(&mut timeline, CALLEE, packet(n, 0), now).map(|placed| placed.0));
        assert_eq!(sequences, [Some(0), Some(2), Some(1), Some(5)]);
    }

    #[test]
    fn a_packet_from_before_the_speakers_turn_is_dropped() {
        let now = crate::any_instant();
        let mut timeline = Timeline::new(1, 0, 0);
        placed(&mut timeline, Speaker::Sound(0), packet(0, 0), now);
        placed(&mut timeline, CALLEE, packet(50, 0), now);
        assert_eq!(placed(&mut timeline, CALLEE, packet(49, 0), now), None);
    }

    #[test]
    fn a_restarted_sender_is_attached_anew() {
        let now = crate::any_instant();
        let mut timeline = Timeline::new(1, 0, 0);
        placed(&mut timeline, CALLEE, packet(1, 0), now);
        assert_eq!(placed(&mut timeline, CALLEE, packet(30_000, 77), now), Some((1, 160, true)));
    }

    #[test]
    fn a_stream_longer_than_its_number_space_goes_on() {
        let now = crate::any_instant();
        let mut timeline = Timeline::new(1, 7, 0);
        for turn in 0..200_000u32 {
            let expected = (turn + 7) as u16;
            let sent = placed(&mut timeline, CALLEE, packet(turn as u16, turn.wrapping_mul(160)), now);
            assert_eq!(sent.map(|sent| sent.0), Some(expected));
        }
    }
}
