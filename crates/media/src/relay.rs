//! The legs of one call and what passes between them, packet by packet, without copying or allocating.
//!
//! The caller of [`Relay`] owns the sockets: it gives each datagram with its leg and source, gets told where the same
//! buffer (its header rewritten in place) goes, and sends it. Legs are parties of one call; a bridge pairs two.

use std::net::SocketAddr;
use std::ops::Range;
use std::time::{Duration, Instant};

use crate::action::{Latching, LegStatistics, MediaLegId};
use crate::dtmf::{KeyDecoder, KeyEdge};
use crate::g711::Law;
use crate::latch::{Latch, Verdict};
use crate::limits::LEGS_PER_CALL_MAX;
use crate::negotiate::{Negotiated, NegotiatedCodec};
use crate::rtcp::{self, ReportBlock, RtcpPacket};
use crate::rtp::{self, Reception, RtpHeader};
use crate::sdp::{CodecKind, Direction};
use crate::timeline::{Speaker, Timeline};

/// All legs of one call.
#[derive(Debug)]
pub struct Relay {
    legs: Vec<Leg>,
    seed: u64,
    sounds: u64,
}

#[derive(Debug)]
struct Leg {
    id: MediaLegId,
    latch: Latch,
    media: Option<Negotiated>,
    /// Starts as what was negotiated; narrowed or widened by [`Relay::set_direction`].
    direction: Direction,
    partner: Option<MediaLegId>,
    routes: Vec<Route>,
    timeline: Timeline,
    sound: Option<Sounding>,
    keys: KeyDecoder,
    keys_ssrc: Option<u32>,
    reception: Reception,
    counts: LegStatistics,
    clock_rate: u32,
    heard_at: Instant,
    silence_told: bool,
}

/// Payload type from this leg, payload type to its partner.
#[derive(Clone, Copy, Debug)]
struct Route {
    from: u8,
    to: u8,
    clock_rate: u32,
}

#[derive(Clone, Copy, Debug)]
struct Sounding {
    number: u64,
    sequence: u16,
    timestamp: u32,
}

/// What became of a received packet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Received {
    /// The packet as it came; `None` when it was not taken (a stranger's, not RTP, not agreed).
    pub packet: Option<Accepted>,
    /// Where it goes now, already rewritten; `None` when nobody hears it.
    pub forward: Option<Forward>,
    /// A key pressed or released.
    pub key: Option<KeyEdge>,
}

/// A packet taken from a leg.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// Its header before rewriting.
    pub header: RtpHeader,
    /// Its payload.
    pub payload: Range<usize>,
    /// Its codec.
    pub codec: CodecKind,
    /// The first one of this leg, or after its silence was told.
    pub first: bool,
}

/// A packet to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forward {
    /// From this leg's socket.
    pub leg: MediaLegId,
    /// To this address.
    pub destination: SocketAddr,
    /// The header it has now.
    pub header: RtpHeader,
}

impl Relay {
    /// A relay without legs; SSRCs and first numbers are drawn from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { legs: Vec::new(), seed, sounds: 0 }
    }

    /// Adds a leg; `false` when its id is taken or the call has [`LEGS_PER_CALL_MAX`] already.
    pub fn add_leg(&mut self, id: MediaLegId, latching: Latching, now: Instant) -> bool {
        if self.leg(id).is_some() || self.legs.len() == LEGS_PER_CALL_MAX {
            return false;
        }
        let (identity, beginning) = (self.random(), self.random());
        let timeline = Timeline::new(identity as u32, (identity >> 40) as u16, beginning as u32);
        self.legs.push(Leg::new(id, latching, timeline, now));
        true
    }

    /// Gives a leg what was negotiated, first or anew.
    pub fn set_media(&mut self, id: MediaLegId, media: Negotiated, now: Instant) {
        if let Some(leg) = self.leg_mut(id) {
            leg.latch.signal(media.remote);
            leg.set_direction(media.direction, now);
            leg.clock_rate = media.voice().map_or(8_000, |voice| voice.codec.clock_rate);
            leg.media = Some(media);
        }
        self.reroute();
    }

    /// Hold and resume on our own decision.
    pub fn set_direction(&mut self, id: MediaLegId, direction: Direction, now: Instant) {
        if let Some(leg) = self.leg_mut(id) {
            leg.set_direction(direction, now);
        }
    }

    /// Lets two legs hear each other; each leaves its former partner.
    pub fn bridge(&mut self, first: MediaLegId, second: MediaLegId) {
        if first == second || self.leg(first).is_none() || self.leg(second).is_none() {
            return;
        }
        self.unbridge(first);
        self.unbridge(second);
        for (id, partner) in [(first, second), (second, first)] {
            if let Some(leg) = self.leg_mut(id) {
                leg.partner = Some(partner);
            }
        }
        self.reroute();
    }

    /// Parts a leg and its partner.
    pub fn unbridge(&mut self, id: MediaLegId) {
        let partner = self.leg_mut(id).and_then(|leg| leg.partner.take());
        if let Some(partner) = partner.and_then(|partner| self.leg_mut(partner)) {
            partner.partner = None;
        }
        self.reroute();
    }

    /// Removes a leg; what passed through it.
    pub fn remove_leg(&mut self, id: MediaLegId) -> Option<LegStatistics> {
        self.unbridge(id);
        let index = self.legs.iter().position(|leg| leg.id == id)?;
        Some(self.legs.swap_remove(index).statistics())
    }

    /// The ids of all legs.
    pub fn leg_ids(&self) -> impl Iterator<Item = MediaLegId> {
        self.legs.iter().map(|leg| leg.id)
    }

    /// Takes a datagram that came to `id`'s RTP socket.
    pub fn on_packet(&mut self, id: MediaLegId, source: SocketAddr, packet: &mut [u8], now: Instant) -> Received {
        let Some(index) = self.legs.iter().position(|leg| leg.id == id) else {
            return Received::default();
        };
        let Some(leg) = self.legs.get_mut(index) else { return Received::default() };
        if rtp::is_rtcp(packet) {
            leg.count_rtcp(source, packet, now);
            return Received::default();
        }
        let Some((accepted, key)) = leg.accept(source, packet, now) else {
            leg.counts.refused += 1;
            return Received::default();
        };
        let hop = leg.hop(&accepted.header);
        let forward = hop.and_then(|hop| self.forward(&hop, &accepted.header, packet, now));
        Received { packet: Some(accepted), forward, key }
    }

    /// Takes a datagram that came to `id`'s RTCP socket: reports are counted, and show that the peer is there.
    pub fn on_rtcp(&mut self, id: MediaLegId, source: SocketAddr, packet: &[u8], now: Instant) {
        if let Some(leg) = self.leg_mut(id) {
            leg.count_rtcp(source, packet, now);
        }
    }

    /// What a sound to `id` must be encoded in; `None` without an agreed G.711.
    #[must_use]
    pub fn sound_law(&self, id: MediaLegId) -> Option<Law> {
        match self.leg(id)?.media.as_ref()?.voice()?.codec.kind() {
            CodecKind::Pcma => Some(Law::A),
            CodecKind::Pcmu => Some(Law::Mu),
            CodecKind::G722 | CodecKind::Opus | CodecKind::TelephoneEvent | CodecKind::Other => None,
        }
    }

    /// Begins a sound to `id`: its partner is not heard until [`Relay::end_sound`].
    pub fn begin_sound(&mut self, id: MediaLegId) {
        let number = self.sounds;
        self.sounds += 1;
        if let Some(leg) = self.leg_mut(id) {
            leg.sound = Some(Sounding { number, sequence: 0, timestamp: 0 });
        }
    }

    /// Ends it: the partner is heard again.
    pub fn end_sound(&mut self, id: MediaLegId) {
        if let Some(leg) = self.leg_mut(id) {
            leg.sound = None;
        }
    }

    /// Makes a frame of the sound a packet in `out`; `None` while nothing may be sent (hold, no address yet). The sound's
    /// time passes nevertheless.
    pub fn sound_packet(&mut self, id: MediaLegId, frame: &[u8], out: &mut Vec<u8>, now: Instant) -> Option<Forward> {
        let leg = self.leg_mut(id)?;
        let payload_type = leg.media.as_ref()?.voice()?.send_payload_type;
        let sounding = leg.sound.as_mut()?;
        let header = RtpHeader { marker: false, payload_type, sequence: sounding.sequence, timestamp: sounding.timestamp, ssrc: 0 };
        sounding.sequence = sounding.sequence.wrapping_add(1);
        sounding.timestamp = sounding.timestamp.wrapping_add(frame.len() as u32);
        let speaker = Speaker::Sound(sounding.number);
        let forward = leg.send(speaker, &header, leg.clock_rate, now)?;
        out.clear();
        out.extend_from_slice(&forward.header.to_bytes());
        out.extend_from_slice(frame);
        Some(forward)
    }

    /// Legs that should be heard and were not for `limit`; each is told once until it is heard again.
    pub fn silent_legs(&mut self, limit: Duration, now: Instant) -> impl Iterator<Item = (MediaLegId, Duration)> {
        self.legs.iter_mut().filter_map(move |leg| {
            let silent_for = now.saturating_duration_since(leg.heard_at);
            let expected = leg.media.is_some() && leg.direction == Direction::SendRecv;
            let told = leg.silence_told || !expected || silent_for < limit;
            leg.silence_told |= !told;
            (!told).then_some((leg.id, silent_for))
        })
    }

    fn forward(&mut self, hop: &Hop, header: &RtpHeader, packet: &mut [u8], now: Instant) -> Option<Forward> {
        let leg = self.leg_mut(hop.to).filter(|leg| leg.sound.is_none())?;
        let header = RtpHeader { payload_type: hop.route.to, ..*header };
        let forward = leg.send(hop.speaker, &header, hop.route.clock_rate, now)?;
        forward.header.rewrite(packet);
        Some(forward)
    }

    /// Works out anew which payload type becomes which; the only place that compares codecs.
    fn reroute(&mut self) {
        for index in 0..self.legs.len() {
            let routes = self.legs.get(index).map(|leg| self.routes_of(leg)).unwrap_or_default();
            if let Some(leg) = self.legs.get_mut(index) {
                leg.routes = routes;
            }
        }
    }

    fn routes_of(&self, leg: &Leg) -> Vec<Route> {
        let partner = leg.partner.and_then(|partner| self.leg(partner));
        let (Some(ours), Some(theirs)) = (&leg.media, partner.and_then(|partner| partner.media.as_ref())) else {
            return Vec::new();
        };
        let to = |from: &NegotiatedCodec| theirs.codecs.iter().find(|to| to.codec.same_encoding(&from.codec));
        let route = |from: &NegotiatedCodec| {
            let to = to(from)?.send_payload_type;
            Some(Route { from: from.receive_payload_type, to, clock_rate: from.codec.clock_rate })
        };
        ours.codecs.iter().filter_map(route).collect()
    }

    fn leg(&self, id: MediaLegId) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.id == id)
    }

    fn leg_mut(&mut self, id: MediaLegId) -> Option<&mut Leg> {
        self.legs.iter_mut().find(|leg| leg.id == id)
    }

    /// SplitMix64: enough to make identities differ; secrecy is not claimed for plain RTP.
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.seed ^ (self.seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

struct Hop {
    to: MediaLegId,
    route: Route,
    speaker: Speaker,
}

impl Leg {
    fn new(id: MediaLegId, latching: Latching, timeline: Timeline, now: Instant) -> Self {
        Self {
            id,
            latch: Latch::new(latching),
            media: None,
            direction: Direction::SendRecv,
            partner: None,
            routes: Vec::new(),
            timeline,
            sound: None,
            keys: KeyDecoder::default(),
            keys_ssrc: None,
            reception: Reception::default(),
            counts: LegStatistics::default(),
            clock_rate: 8_000,
            heard_at: now,
            silence_told: false,
        }
    }

    fn set_direction(&mut self, direction: Direction, now: Instant) {
        self.direction = direction;
        self.heard_at = now;
        self.silence_told = false;
    }

    fn accept(&mut self, source: SocketAddr, packet: &[u8], now: Instant) -> Option<(Accepted, Option<KeyEdge>)> {
        let (header, payload) = RtpHeader::parse(packet)?;
        let (codec, clock_rate) = self.agreed(header.payload_type)?;
        if self.latch.on_packet(source, header.ssrc, now) == Verdict::Refuse {
            return None;
        }
        self.heard_at = now;
        let was_silent = std::mem::take(&mut self.silence_told);
        let first = was_silent || self.reception.received() == 0;
        let is_key = codec == CodecKind::TelephoneEvent;
        self.reception.record(&header, (!is_key).then_some(clock_rate), now);
        let key = if is_key { self.key(&header, packet.get(payload.clone())?, clock_rate) } else { None };
        Some((Accepted { header, payload, codec, first }, key))
    }

    fn agreed(&self, payload_type: u8) -> Option<(CodecKind, u32)> {
        let codecs = &self.media.as_ref()?.codecs;
        let agreed = codecs.iter().find(|agreed| agreed.receive_payload_type == payload_type)?;
        Some((agreed.codec.kind(), agreed.codec.clock_rate))
    }

    fn key(&mut self, header: &RtpHeader, payload: &[u8], clock_rate: u32) -> Option<KeyEdge> {
        if self.keys_ssrc.replace(header.ssrc) != Some(header.ssrc) {
            self.keys.reset();
        }
        self.keys.on_event(header.timestamp, payload, clock_rate)
    }

    fn hop(&self, header: &RtpHeader) -> Option<Hop> {
        let to = self.partner.filter(|_| self.direction.receives())?;
        let route = self.routes.iter().find(|route| route.from == header.payload_type)?;
        Some(Hop { to, route: *route, speaker: Speaker::Leg { leg: self.id, ssrc: header.ssrc } })
    }

    fn send(&mut self, speaker: Speaker, header: &RtpHeader, clock_rate: u32, now: Instant) -> Option<Forward> {
        let destination = self.latch.destination().filter(|_| self.direction.sends())?;
        let header = self.timeline.place(speaker, header, clock_rate, now)?;
        self.counts.sent += 1;
        Some(Forward { leg: self.id, destination, header })
    }

    fn count_rtcp(&mut self, source: SocketAddr, compound: &[u8], now: Instant) {
        let known = self.latch.destination().is_some_and(|peer| peer.ip() == source.ip());
        if !known {
            self.counts.refused += 1;
            return;
        }
        self.counts.rtcp_received += 1;
        // A phone that suppresses silence is alive all the same.
        self.heard_at = now;
        let ours = self.timeline.ssrc();
        for packet in rtcp::packets(compound) {
            if let RtcpPacket::SenderReport { report: Some(report), .. } | RtcpPacket::ReceiverReport { report: Some(report), .. } = packet
                && report.ssrc == ours
            {
                self.note_report(&report);
            }
        }
    }

    fn note_report(&mut self, report: &ReportBlock) {
        let jitter_us = u64::from(report.jitter) * 1_000_000 / u64::from(self.clock_rate.max(1));
        self.counts.peer_lost = Some(report.lost);
        self.counts.peer_jitter_us = Some(u32::try_from(jitter_us).unwrap_or(u32::MAX));
    }

    fn statistics(&self) -> LegStatistics {
        LegStatistics {
            received: self.reception.received(),
            lost: self.reception.lost(),
            jitter_us: self.reception.jitter_us(),
            address_changes: self.latch.switches(),
            ..self.counts
        }
    }
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
