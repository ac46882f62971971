//! Keys as RFC 4733 telephone events: many packets per press become one press and one release.

/// What an event packet told that the ones before it did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyEdge {
    /// A key went down.
    Pressed(char),
    /// It went up again.
    Released {
        /// Which.
        digit: char,
        /// How long it was down, milliseconds.
        duration_ms: u32,
    },
}

/// Follows the telephone events of one stream.
#[derive(Clone, Debug, Default)]
pub struct KeyDecoder {
    press: Option<Press>,
}

#[derive(Clone, Copy, Debug)]
struct Press {
    event: u8,
    /// Of the first segment.
    timestamp: u32,
    /// Of the present segment and its duration so far: a press longer than 16 bits goes on in another (§2.5.1.3).
    segment: u32,
    duration: u32,
    released: bool,
}

impl KeyDecoder {
    /// Reads the payload of a packet with RTP `timestamp`; `None` when it repeats what is known, is older than the
    /// present press, or is not one of the sixteen keys.
    pub fn on_event(&mut self, timestamp: u32, payload: &[u8], clock_rate: u32) -> Option<KeyEdge> {
        let [event, flags, high, low] = *payload.first_chunk::<4>()?;
        let digit = key(event)?;
        let duration = u32::from(u16::from_be_bytes([high, low]));
        let ended = flags & 0x80 != 0;
        match &mut self.press {
            Some(press) if press.is_same(event, timestamp) => {
                press.go_on(timestamp, duration, ended).then(|| press.release(digit, clock_rate))
            }
            Some(press) if (timestamp.wrapping_sub(press.segment) as i32) < 0 => None,
            _ => {
                // The end may come in the very first packet seen; its two repetitions then tell the release.
                self.press = Some(Press { event, timestamp, segment: timestamp, duration, released: false });
                Some(KeyEdge::Pressed(digit))
            }
        }
    }

    /// Forgets the present press: another stream began.
    pub fn reset(&mut self) {
        self.press = None;
    }
}

impl Press {
    fn is_same(&self, event: u8, timestamp: u32) -> bool {
        let next_segment = self.segment.wrapping_add(self.duration);
        let long = self.duration >= 0xff00 && !self.released && timestamp == next_segment;
        self.event == event && (timestamp == self.segment || long)
    }

    /// Whether this packet is the first to tell the end.
    fn go_on(&mut self, timestamp: u32, duration: u32, ended: bool) -> bool {
        let fresh = timestamp != self.segment;
        self.segment = timestamp;
        self.duration = if fresh { duration } else { self.duration.max(duration) };
        let first = ended && !self.released;
        self.released |= ended;
        first
    }

    fn release(&self, digit: char, clock_rate: u32) -> KeyEdge {
        let ticks = u64::from(self.segment.wrapping_sub(self.timestamp)) + u64::from(self.duration);
        let duration_ms = u32::try_from(ticks * 1_000 / u64::from(clock_rate.max(1))).unwrap_or(u32::MAX);
        KeyEdge::Released { digit, duration_ms }
    }
}

/// The key of an event number (RFC 4733 §3.2).
#[must_use]
pub fn key(event: u8) -> Option<char> {
    "0123456789*#ABCD".chars().nth(usize::from(event))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(event: u8, ended: bool, duration: u16) -> [u8; 4] {
        let [high, low] = duration.to_be_bytes();
        [event, if ended { 0x8a } else { 0x0a }, high, low]
    }

    fn edges(packets: &[(u32, [u8; 4])]) -> Vec<KeyEdge> {
        let mut decoder = KeyDecoder::default();
        packets.iter().filter_map(|(timestamp, payload)| decoder.on_event(*timestamp, payload, 8_000)).collect()
    }

    #[test]
    fn one_press_of_many_packets_is_one_press_and_one_release() {
        let five = |ended, duration| (1_000, packet(5, ended, duration));
        let heard = edges(&[five(false, 160), five(false, 320), five(true, 800), five(true, 800), five(true, 800)]);
        assert_eq!(heard, [KeyEdge::Pressed('5'), KeyEdge::Released { digit: '5', duration_ms: 100 }]);
    }

    #[test]
    fn the_same_key_twice_is_two_presses_even_if_the_ends_are_lost() {
        let heard = edges(&[(1_000, packet(1, false, 160)), (3_000, packet(1, false, 160))]);
        assert_eq!(heard, [KeyEdge::Pressed('1'), KeyEdge::Pressed('1')]);
    }

    #[test]
    fn a_late_packet_of_the_former_press_is_nothing_new() {
        let heard = edges(&[(1_000, packet(1, false, 160)), (3_000, packet(2, false, 160)), (1_000, packet(1, true, 800))]);
        assert_eq!(heard, [KeyEdge::Pressed('1'), KeyEdge::Pressed('2')]);
    }

    #[test]
    fn a_press_longer_than_sixteen_bits_stays_one_press() {
        let heard = edges(&[(0, packet(11, false, 0xffff)), (0xffff, packet(11, false, 160)), (0xffff, packet(11, true, 800))]);
        assert_eq!(heard, [KeyEdge::Pressed('#'), KeyEdge::Released { digit: '#', duration_ms: 8_291 }]);
    }

    #[test]
    fn only_keys_are_digits() {
        assert_eq!(edges(&[(1, packet(16, false, 160)), (2, packet(200, true, 1))]), []);
        assert_eq!((key(0), key(10), key(15), key(16)), (Some('0'), Some('*'), Some('D'), None));
        assert!(KeyDecoder::default().on_event(1, &[1, 2], 8_000).is_none(), "short payload");
    }
}
