//! RTP packets in place (RFC 3550 §5.1), and what is counted about a received stream (§6.4.1, appendix A).

use std::ops::Range;
use std::time::Instant;

/// Bytes of a header without contributing sources and extension.
pub const HEADER_BYTES: usize = 12;
/// A sequence number further ahead than this is a restarted sender, not loss (RFC 3550 A.1, MAX_DROPOUT).
pub const SEQUENCE_JUMP: u16 = 3_000;

/// The fixed fields of a header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RtpHeader {
    /// First packet after silence, or of a changed source.
    pub marker: bool,
    /// 0–127.
    pub payload_type: u8,
    /// Grows by one per packet.
    pub sequence: u16,
    /// In ticks of the codec's clock.
    pub timestamp: u32,
    /// The stream.
    pub ssrc: u32,
}

impl RtpHeader {
    /// Reads a packet: its header, and where its payload lies.
    #[must_use]
    pub fn parse(packet: &[u8]) -> Option<(Self, Range<usize>)> {
        let fixed: &[u8; HEADER_BYTES] = packet.first_chunk()?;
        let [flags, kind, sequence @ .., t0, t1, t2, t3, s0, s1, s2, s3] = *fixed;
        if flags >> 6 != 2 || is_rtcp(packet) {
            return None;
        }
        let mut start = HEADER_BYTES + usize::from(flags & 0x0f) * 4;
        if flags & 0x10 != 0 {
            let [_, _, high, low] = *packet.get(start..)?.first_chunk::<4>()?;
            start += 4 + usize::from(u16::from_be_bytes([high, low])) * 4;
        }
        let padding = if flags & 0x20 != 0 { usize::from(*packet.last()?).max(1) } else { 0 };
        let end = packet.len().checked_sub(padding).filter(|end| *end >= start)?;
        let header = Self {
            marker: kind & 0x80 != 0,
            payload_type: kind & 0x7f,
            sequence: u16::from_be_bytes(sequence),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([s0, s1, s2, s3]),
        };
        Some((header, start..end))
    }

    /// Writes the fields over those of a packet that [`RtpHeader::parse`] accepted; padding, extension and
    /// contributing sources stay.
    pub fn rewrite(&self, packet: &mut [u8]) {
        if let Some([_, rest @ ..]) = packet.first_chunk_mut::<HEADER_BYTES>() {
            rest.copy_from_slice(&self.tail());
        }
    }

    /// A header of our own: version 2, nothing optional.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0x80; HEADER_BYTES];
        self.rewrite(&mut bytes);
        bytes
    }

    fn tail(&self) -> [u8; HEADER_BYTES - 1] {
        let kind = self.payload_type & 0x7f | if self.marker { 0x80 } else { 0 };
        let [q0, q1] = self.sequence.to_be_bytes();
        let [t0, t1, t2, t3] = self.timestamp.to_be_bytes();
        let [s0, s1, s2, s3] = self.ssrc.to_be_bytes();
        [kind, q0, q1, t0, t1, t2, t3, s0, s1, s2, s3]
    }
}

/// Whether bytes on an RTP port are RTCP (RFC 5761 §4).
#[must_use]
pub fn is_rtcp(packet: &[u8]) -> bool {
    packet.get(1).is_some_and(|kind| (192..=223).contains(kind))
}

/// Counts one received stream: packets, loss, jitter. A new SSRC begins a new count and keeps the old loss.
#[derive(Clone, Debug, Default)]
pub struct Reception {
    received: u64,
    lost_before: i64,
    stream: Option<Stream>,
}

#[derive(Clone, Debug)]
struct Stream {
    ssrc: u32,
    base: u64,
    /// Sequence number with its wraps in the upper bits.
    highest: u64,
    received: u64,
    epoch: Instant,
    transit: Option<u32>,
    /// Sixteen times the jitter, in clock ticks, as RFC 3550 A.8 keeps it.
    jitter_x16: u64,
    clock_rate: u32,
}

impl Reception {
    /// Counts a packet. `clock_rate` is `None` for packets whose timestamp stands still (telephone events).
    pub fn record(&mut self, header: &RtpHeader, clock_rate: Option<u32>, now: Instant) {
        self.received += 1;
        let restarted = self.stream.as_ref().is_none_or(|stream| stream.restarted(header));
        if restarted {
            self.lost_before = self.lost();
            self.stream = Some(Stream::new(header, now));
        }
        if let Some(stream) = &mut self.stream {
            stream.record(header, clock_rate, now);
        }
    }

    /// Packets received, duplicates included.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Packets expected but not received; negative when duplicates outnumber losses (RFC 3550 A.3).
    #[must_use]
    pub fn lost(&self) -> i64 {
        self.lost_before + self.stream.as_ref().map_or(0, Stream::lost)
    }

    /// Interarrival jitter, microseconds.
    #[must_use]
    pub fn jitter_us(&self) -> u32 {
        self.stream.as_ref().map_or(0, Stream::jitter_us)
    }
}

impl Stream {
    fn new(header: &RtpHeader, now: Instant) -> Self {
        // One cycle up, so that a packet from before the first has a number too.
        let first = (1 << 16) + u64::from(header.sequence);
        Self { ssrc: header.ssrc, base: first, highest: first, received: 0, epoch: now, transit: None, jitter_x16: 0, clock_rate: 8_000 }
    }

    fn restarted(&self, header: &RtpHeader) -> bool {
        let ahead = header.sequence.wrapping_sub(self.highest as u16);
        self.ssrc != header.ssrc || (SEQUENCE_JUMP..u16::MAX - SEQUENCE_JUMP).contains(&ahead)
    }

    fn record(&mut self, header: &RtpHeader, clock_rate: Option<u32>, now: Instant) {
        let ahead = header.sequence.wrapping_sub(self.highest as u16) as i16;
        let extended = self.highest.saturating_add_signed(i64::from(ahead));
        self.highest = self.highest.max(extended);
        self.base = self.base.min(extended);
        self.received += 1;
        if let Some(clock_rate) = clock_rate {
            self.clock_rate = clock_rate;
            self.jitter(header.timestamp, now);
        }
    }

    fn jitter(&mut self, timestamp: u32, now: Instant) {
        let micros = now.saturating_duration_since(self.epoch).as_micros();
        let arrival = micros * u128::from(self.clock_rate) / 1_000_000;
        // Both wrap; the difference of two transit times is small nevertheless.
        let transit = (arrival as u32).wrapping_sub(timestamp);
        if let Some(last) = self.transit.replace(transit) {
            let step = u64::from((transit.wrapping_sub(last) as i32).unsigned_abs());
            self.jitter_x16 = self.jitter_x16 + step - ((self.jitter_x16 + 8) >> 4);
        }
    }

    fn lost(&self) -> i64 {
        let expected = self.highest - self.base + 1;
        expected as i64 - self.received as i64
    }

    fn jitter_us(&self) -> u32 {
        let micros = self.jitter_x16 * 1_000_000 / 16 / u64::from(self.clock_rate.max(1));
        u32::try_from(micros).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn header(sequence: u16, timestamp: u32) -> RtpHeader {
        RtpHeader { sequence, timestamp, ssrc: 7, ..RtpHeader::default() }
    }

    #[test]
    fn header_with_extension_sources_and_padding_leaves_the_payload() {
        let mut packet = vec![0x80 | 0x20 | 0x10 | 1, 8, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3];
        packet.extend([9, 9, 9, 9]);
        packet.extend([0xbe, 0xde, 0, 1, 5, 5, 5, 5]);
        packet.extend([42, 43, 0, 2]);
        let (read, payload) = RtpHeader::parse(&packet).unwrap();
        assert_eq!(&packet[payload], [42, 43]);
        assert_eq!(read, RtpHeader { marker: false, payload_type: 8, sequence: 1, timestamp: 2, ssrc: 3 });
    }

    #[test]
    fn what_is_not_rtp_is_refused() {
        let whole = header(1, 1).to_bytes();
        assert!(RtpHeader::parse(&whole[..11]).is_none(), "short");
        assert!(RtpHeader::parse(&[0; 12]).is_none(), "version 0");
        let mut sender_report = whole;
        sender_report[1] = 200;
        assert!(RtpHeader::parse(&sender_report).is_none(), "RTCP");
        let mut padded = whole;
        padded[0] |= 0x20;
        padded[11] = 13;
        assert!(RtpHeader::parse(&padded).is_none(), "more padding than packet");
    }

    #[test]
    fn loss_counts_gaps_across_the_wrap_and_not_reordering() {
        let now = crate::any_instant();
        let mut reception = Reception::default();
        for sequence in [65_533, 65_534, 0, 65_535, 3] {
            reception.record(&header(sequence, 0), None, now);
        }
        assert_eq!((reception.received(), reception.lost()), (5, 2));
    }

    #[test]
    fn a_restarted_sender_is_not_loss() {
        let now = crate::any_instant();
        let mut reception = Reception::default();
        for sequence in [1, 2, 4, 40_000, 40_001] {
            reception.record(&header(sequence, 0), None, now);
        }
        assert_eq!(reception.lost(), 1);
    }

    #[test]
    fn jitter_is_zero_for_an_even_stream_and_grows_with_unevenness() {
        let start = crate::any_instant();
        let (mut even, mut uneven) = (Reception::default(), Reception::default());
        for step in 0..100u16 {
            let stamp = header(step, (u32::MAX - 4_000).wrapping_add(u32::from(step) * 160));
            let at = start + Duration::from_millis(20) * u32::from(step);
            even.record(&stamp, Some(8_000), at);
            uneven.record(&stamp, Some(8_000), at + Duration::from_millis(if step % 2 == 0 { 0 } else { 8 }));
        }
        assert_eq!(even.jitter_us(), 0);
        assert!((7_000..=8_100).contains(&uneven.jitter_us()), "{}", uneven.jitter_us());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            if let Some((_, payload)) = RtpHeader::parse(&bytes) {
                prop_assert!(bytes.get(payload).is_some());
            }
        }

        #[test]
        fn a_written_header_is_read_back(
            marker: bool, payload_type in 0u8..64, sequence: u16, timestamp: u32, ssrc: u32,
        ) {
            let written = RtpHeader { marker, payload_type, sequence, timestamp, ssrc };
            let (read, payload) = RtpHeader::parse(&written.to_bytes()).unwrap();
            prop_assert_eq!(read, written);
            prop_assert!(payload.is_empty());
        }
    }
}
