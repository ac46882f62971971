//! One party's sound: speaks a recorded sentence over RTP, listens to nothing.

use otklik_media::{
    action::Repeat,
    g711::Law,
    negotiate::{self, LocalMedia, Negotiated, NoCommonCodec},
    prompt::{Player, Prompt, Step},
    rtp::RtpHeader,
    sdp::{Codec, Direction, Sdp},
};
use otklik_sip::Body;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, UdpSocket},
    sync::Arc,
    time::Instant,
};

/// The payload type of A-law (RFC 3551 §6).
const PCMA: u8 = 8;
/// Samples in a frame of 20 ms.
const FRAME_SAMPLES: u32 = 160;

/// The sound of one call.
pub struct Voice {
    socket: UdpSocket,
    local: LocalMedia,
    remote: Option<Negotiated>,
    player: Player,
    header: RtpHeader,
}

impl Voice {
    /// Opens a port; nothing is said before the other end is known.
    pub fn open(prompt: Arc<Prompt>, seed: u64, now: Instant) -> io::Result<Self> {
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let socket = UdpSocket::bind((address, 0))?;
        socket.set_nonblocking(true)?;
        let local = LocalMedia {
            address,
            port: socket.local_addr()?.port(),
            codecs: vec![Codec::pcma(), Codec::telephone_event(101, 8000)],
            direction: Direction::SendRecv,
            session_id: seed >> 1,
            session_version: 1,
            ptime_ms: 20,
        };
        let header =
            RtpHeader { marker: true, payload_type: PCMA, ssrc: u32::try_from(seed & 0xffff_ffff).unwrap_or(1), ..RtpHeader::default() };
        Ok(Self { socket, local, remote: None, player: Player::new(prompt, Law::A, Repeat::Forever, now), header })
    }

    /// What we offer.
    pub fn offer(&self) -> Sdp {
        negotiate::offer(&self.local)
    }

    /// Answers an offer, or says that there is no codec in common.
    pub fn answer(&mut self, offer: &[u8]) -> Result<Body, NoCommonCodec> {
        let offer = Sdp::parse(offer).map_err(|_| NoCommonCodec)?;
        let (answer, agreed) = negotiate::answer(&offer, &self.local)?;
        self.local.session_version += 1;
        self.remote = Some(agreed);
        Ok(Body::sdp(answer.to_string()))
    }

    /// Takes the answer to our offer; one that cannot be used leaves us silent.
    pub fn accept(&mut self, answer: &[u8]) {
        self.remote = Sdp::parse(answer).ok().and_then(|answer| negotiate::accept(&answer, &self.offer()).ok());
    }

    /// When the next frame is due.
    pub fn due(&self) -> Option<Instant> {
        self.remote.as_ref().map(|_| self.player.due())
    }

    /// Speaks what is due.
    pub fn speak(&mut self, now: Instant) {
        self.hear();
        let speaking = self.remote.as_ref().filter(|remote| remote.direction.sends()).and_then(|remote| remote.remote);
        while let Step::Frame(frame) = self.player.poll(now) {
            let mut packet = self.header.to_bytes().to_vec();
            packet.extend_from_slice(frame);
            if let Some(destination) = speaking {
                // A lost packet of a demonstration is nobody's loss.
                self.socket.send_to(&packet, destination).ok();
            }
            self.header.marker = false;
            self.header.sequence = self.header.sequence.wrapping_add(1);
            self.header.timestamp = self.header.timestamp.wrapping_add(FRAME_SAMPLES);
        }
    }

    /// Empties the socket, so that the system does not keep old sound.
    fn hear(&self) {
        let mut packet = [0; 2048];
        while self.socket.recv_from(&mut packet).is_ok() {}
    }
}
