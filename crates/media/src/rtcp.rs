//! RTCP as far as a relay needs it: what the peer says about the stream we send it (RFC 3550 §6.4).
//!
//! Reports end here, they are not forwarded: towards each leg we are the sender.

/// One RTCP packet of a compound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RtcpPacket {
    /// The peer's counters as a sender, and what it received.
    SenderReport {
        /// The peer's stream.
        ssrc: u32,
        /// RTP packets it says it sent.
        packets: u32,
        /// Its first report block.
        report: Option<ReportBlock>,
    },
    /// What a peer that does not send received.
    ReceiverReport {
        /// The reporter.
        ssrc: u32,
        /// Its first report block.
        report: Option<ReportBlock>,
    },
    /// The peer ends a stream.
    Goodbye,
    /// SDES, APP, feedback: counted only.
    Other {
        /// Packet type.
        kind: u8,
    },
}

/// What a peer received of one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportBlock {
    /// The stream reported on.
    pub ssrc: u32,
    /// Lost since the last report, in 256ths.
    pub fraction_lost: u8,
    /// Lost since the beginning; 24 bits, signed.
    pub lost: i32,
    /// In ticks of the stream's clock.
    pub jitter: u32,
}

/// The packets of a compound; it ends where a length does not fit.
pub fn packets(compound: &[u8]) -> impl Iterator<Item = RtcpPacket> {
    let mut rest = compound;
    std::iter::from_fn(move || {
        let [flags, kind, high, low] = *rest.first_chunk::<4>()?;
        let bytes = (usize::from(u16::from_be_bytes([high, low])) + 1) * 4;
        let (packet, behind) = rest.split_at_checked(bytes).filter(|_| flags >> 6 == 2)?;
        rest = behind;
        Some(read(kind, flags & 0x1f, packet))
    })
}

fn read(kind: u8, blocks: u8, packet: &[u8]) -> RtcpPacket {
    let block = |at: usize| packet.get(at..).filter(|_| blocks > 0).and_then(ReportBlock::read);
    let parsed = match kind {
        200 => word(packet, 4).zip(word(packet, 20)).map(|(ssrc, packets)| RtcpPacket::SenderReport { ssrc, packets, report: block(28) }),
        201 => word(packet, 4).map(|ssrc| RtcpPacket::ReceiverReport { ssrc, report: block(8) }),
        203 => Some(RtcpPacket::Goodbye),
        _ => None,
    };
    parsed.unwrap_or(RtcpPacket::Other { kind })
}

impl ReportBlock {
    fn read(bytes: &[u8]) -> Option<Self> {
        let loss = word(bytes, 4)?;
        Some(Self {
            ssrc: word(bytes, 0)?,
            fraction_lost: (loss >> 24) as u8,
            // Shifted up and back to carry the sign of 24 bits.
            lost: ((loss << 8) as i32) >> 8,
            jitter: word(bytes, 12)?,
        })
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn report_block() -> Vec<u8> {
        let mut block = 0xAABB_CCDDu32.to_be_bytes().to_vec();
        block.extend([64, 0xff, 0xff, 0xfe]);
        block.extend(1_000u32.to_be_bytes());
        block.extend(40u32.to_be_bytes());
        block.extend([0; 8]);
        block
    }

    #[test]
    fn a_compound_of_sender_report_description_and_goodbye_is_read() {
        let mut compound = vec![0x81, 200, 0, 12];
        compound.extend(1u32.to_be_bytes());
        compound.extend([0; 12]);
        compound.extend(500u32.to_be_bytes());
        compound.extend([0; 4]);
        compound.extend(report_block());
        compound.extend([0x81, 202, 0, 1, 0, 0, 0, 0]);
        compound.extend([0x81, 203, 0, 1, 0, 0, 0, 1]);
        let report = ReportBlock { ssrc: 0xAABB_CCDD, fraction_lost: 64, lost: -2, jitter: 40 };
        let expected = [
            RtcpPacket::SenderReport { ssrc: 1, packets: 500, report: Some(report) },
            RtcpPacket::Other { kind: 202 },
            RtcpPacket::Goodbye,
        ];
        assert_eq!(packets(&compound).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_receiver_report_without_blocks_has_no_report() {
        let empty = [0x80, 201, 0, 1, 0, 0, 0, 9];
        assert_eq!(packets(&empty).next(), Some(RtcpPacket::ReceiverReport { ssrc: 9, report: None }));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            prop_assert!(packets(&bytes).count() <= 64);
        }
    }
}
