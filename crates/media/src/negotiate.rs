//! Offer and answer (RFC 3264) for a back-to-back user agent whose relay does not transcode.
//!
//! Three functions for the three moments of a call, all about its first audio line:
//! [`offer`] when we ring somebody, [`answer`] when we are rung, [`accept`] when the rung one answered. Between the two
//! legs stand [`relayable`] (what of the caller's offer may be offered to the callee) and [`Negotiated::relayed`]
//! (what the callee chose, to be answered to the caller).

use std::net::{IpAddr, SocketAddr};

use thiserror::Error;

use crate::sdp::{Codec, CodecKind, Connection, Direction, MediaLine, Origin, Sdp};

/// Our end of one leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalMedia {
    /// Address peers send to: the public one.
    pub address: IpAddr,
    /// RTP port.
    pub port: u16,
    /// What we take, preferred first.
    pub codecs: Vec<Codec>,
    /// What we want to do; [`Direction::SendOnly`] puts the peer on hold.
    pub direction: Direction,
    /// The same in every description of one dialog.
    pub session_id: u64,
    /// One more than before in every description that differs from the last (RFC 3264 §8).
    pub session_version: u64,
    /// Milliseconds of audio per packet we ask for.
    pub ptime_ms: u16,
}

/// What two ends agreed on, seen from ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Negotiated {
    /// Where RTP goes; `None` when the peer gave no usable address (hold by 0.0.0.0, or a name).
    pub remote: Option<SocketAddr>,
    /// Where RTCP goes.
    pub remote_rtcp: Option<SocketAddr>,
    /// Agreed codecs: the voice the peer prefers first.
    pub codecs: Vec<NegotiatedCodec>,
    /// What *we* may do: a peer that holds us leaves us [`Direction::RecvOnly`] or [`Direction::Inactive`].
    pub direction: Direction,
    /// Milliseconds of audio per packet the peer wants.
    pub ptime_ms: Option<u16>,
}

/// An agreed codec. The two ends may use different numbers for it (RFC 3264 §5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NegotiatedCodec {
    /// What it is; its own number is the one we wrote in our description.
    pub codec: Codec,
    /// Number in packets to the peer.
    pub send_payload_type: u8,
    /// Number in packets from the peer.
    pub receive_payload_type: u8,
}

impl Negotiated {
    /// The voice codec.
    #[must_use]
    pub fn voice(&self) -> Option<&NegotiatedCodec> {
        self.codecs.iter().find(|agreed| agreed.codec.is_voice())
    }

    /// The telephone-event codec.
    #[must_use]
    pub fn telephone_event(&self) -> Option<&NegotiatedCodec> {
        self.codecs.iter().find(|agreed| agreed.codec.kind() == CodecKind::TelephoneEvent)
    }

    /// Whether the peer put us on hold.
    #[must_use]
    pub fn held_by_peer(&self) -> bool {
        !self.direction.sends()
    }

    /// What the other leg must be answered (or offered) so that packets need no transcoding: the chosen voice and the
    /// telephone events.
    #[must_use]
    pub fn relayed(&self) -> Vec<Codec> {
        let events = self.codecs.iter().filter(|agreed| agreed.codec.kind() == CodecKind::TelephoneEvent);
        self.voice().into_iter().chain(events).map(|agreed| agreed.codec.clone()).collect()
    }
}

impl Codec {
    /// Whether the relay can carry it as somebody's voice.
    #[must_use]
    pub fn is_voice(&self) -> bool {
        matches!(self.kind(), CodecKind::Pcma | CodecKind::Pcmu | CodecKind::G722 | CodecKind::Opus)
    }

    fn is_relayable(&self) -> bool {
        self.is_voice() || self.kind() == CodecKind::TelephoneEvent
    }
}

/// The offer has no audio we can carry: 488 Not Acceptable Here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no audio codec in common")]
pub struct NoCommonCodec;

/// Why an answer to our offer leads to no media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// The audio line is missing or its port is 0.
    #[error("the audio was refused")]
    Refused,
    /// It names nothing that was offered.
    #[error("the answer has no codec that was offered")]
    NoCommonCodec,
}

/// The caller's codecs that may be offered to the callee, in the caller's order and with his numbers.
#[must_use]
pub fn relayable(offer: &Sdp) -> Vec<Codec> {
    let line = offer.audio();
    line.into_iter().flat_map(|line| &line.codecs).filter(|codec| codec.is_relayable()).cloned().collect()
}

/// The same codecs with G.711 before the other voices, for a call that is recorded or hears prompts: only G.711 is decoded and
/// produced here, everything else is passed through.
#[must_use]
pub fn g711_first(mut codecs: Vec<Codec>) -> Vec<Codec> {
    codecs.sort_by_key(|codec| !matches!(codec.kind(), CodecKind::Pcma | CodecKind::Pcmu));
    codecs
}

/// Our offer.
#[must_use]
pub fn offer(local: &LocalMedia) -> Sdp {
    let mut sdp = local.empty_sdp();
    let mut line = local.audio_line("RTP/AVP");
    line.codecs.clone_from(&local.codecs);
    line.direction = Some(local.direction);
    sdp.media.push(line);
    sdp
}

/// Our answer to `offer`, and what is agreed by it. One voice codec is chosen, the first of *our* list that is offered:
/// on a relayed call that list is what the other leg chose. All other media are refused in their places (RFC 3264 §6).
///
/// # Errors
/// [`NoCommonCodec`] when no audio line offers a voice codec of ours.
pub fn answer(offer: &Sdp, local: &LocalMedia) -> Result<(Sdp, Negotiated), NoCommonCodec> {
    let chosen = offer.media.iter().position(|line| choose_voice(line, local).is_some()).ok_or(NoCommonCodec)?;
    let mut sdp = local.empty_sdp();
    let mut negotiated = None;
    for (index, offered) in offer.media.iter().enumerate() {
        match choose_voice(offered, local).filter(|_| index == chosen) {
            Some(voice) => {
                let agreed = agree(offer, offered, voice, local);
                sdp.media.push(answer_line(offered, &agreed, local));
                negotiated = Some(agreed);
            }
            None => sdp.media.push(refusal(offered)),
        }
    }
    Ok((sdp, negotiated.ok_or(NoCommonCodec)?))
}

/// What `answer` agrees to of our `offer`.
///
/// # Errors
/// [`AnswerError`] when the call cannot have audio: it is ended with a BYE after the ACK.
pub fn accept(answer: &Sdp, offer: &Sdp) -> Result<Negotiated, AnswerError> {
    let offered = offer.audio().ok_or(AnswerError::Refused)?;
    let index = offer.media.iter().position(|line| std::ptr::eq(line, offered)).ok_or(AnswerError::Refused)?;
    let line = answer.media.get(index).filter(|line| line.kind == "audio" && line.port != 0);
    let line = line.ok_or(AnswerError::Refused)?;
    let codecs: Vec<_> = line.codecs.iter().filter_map(|theirs| pair(theirs, &offered.codecs)).collect();
    let direction = offer.direction_of(offered).and(answer.direction_of(line).reversed());
    let negotiated =
        Negotiated { remote: answer.rtp_address(line), remote_rtcp: answer.rtcp_address(line), codecs, direction, ptime_ms: line.ptime_ms };
    if negotiated.voice().is_some() { Ok(negotiated) } else { Err(AnswerError::NoCommonCodec) }
}

impl LocalMedia {
    fn empty_sdp(&self) -> Sdp {
        let address = Connection::Ip(self.address);
        let origin = Origin {
            username: "-".to_owned(),
            session_id: self.session_id,
            session_version: self.session_version,
            address: address.clone(),
        };
        Sdp::new(origin, address)
    }

    fn audio_line(&self, protocol: &str) -> MediaLine {
        let mut line = MediaLine::new("audio", self.port, protocol);
        line.ptime_ms = Some(self.ptime_ms);
        line
    }
}

/// The first voice codec of ours that `offered` has: ours and theirs.
fn choose_voice<'a>(offered: &'a MediaLine, local: &'a LocalMedia) -> Option<(&'a Codec, &'a Codec)> {
    if !offered.is_rtp_audio() || offered.port == 0 {
        return None;
    }
    local.codecs.iter().filter(|ours| ours.is_voice()).find_map(|ours| Some((ours, find(ours, &offered.codecs)?)))
}

fn agree(offer: &Sdp, line: &MediaLine, voice: (&Codec, &Codec), local: &LocalMedia) -> Negotiated {
    let events = choose_events(line, local, voice.0.clock_rate);
    // The answer uses the offer's numbers, so both directions have the same (RFC 3264 §6.1).
    let voice = Codec { fmtp: voice.0.fmtp.clone(), ..voice.1.clone() };
    let codecs = std::iter::once(voice).chain(events.cloned()).map(|codec| NegotiatedCodec {
        send_payload_type: codec.payload_type,
        receive_payload_type: codec.payload_type,
        codec,
    });
    Negotiated {
        remote: offer.rtp_address(line),
        remote_rtcp: offer.rtcp_address(line),
        codecs: codecs.collect(),
        direction: local.direction.and(offer.direction_of(line).reversed()),
        ptime_ms: line.ptime_ms,
    }
}

/// Telephone events, at the voice's clock when there are several (RFC 4733 §2.5.1.1 has them share the stream).
fn choose_events<'a>(line: &'a MediaLine, local: &LocalMedia, clock_rate: u32) -> Option<&'a Codec> {
    let ours = |codec: &&Codec| codec.kind() == CodecKind::TelephoneEvent && find(codec, &local.codecs).is_some();
    let mut common = line.codecs.iter().filter(ours).peekable();
    let first = common.peek().copied();
    common.find(|codec| codec.clock_rate == clock_rate).or(first)
}

fn answer_line(offered: &MediaLine, agreed: &Negotiated, local: &LocalMedia) -> MediaLine {
    let mut line = local.audio_line(&offered.protocol);
    line.codecs = agreed.codecs.iter().map(|agreed| agreed.codec.clone()).collect();
    for codec in line.codecs.iter_mut().filter(|codec| codec.kind() == CodecKind::TelephoneEvent) {
        codec.fmtp = Some("0-16".to_owned());
    }
    line.direction = Some(agreed.direction);
    line
}

/// Port 0 and one format of the offer, since an m= line must have one (RFC 3264 §6).
fn refusal(offered: &MediaLine) -> MediaLine {
    let mut line = MediaLine::new(&offered.kind, 0, &offered.protocol);
    line.codecs = offered.codecs.iter().take(1).cloned().collect();
    line.formats = offered.formats.iter().take(1).cloned().collect();
    line
}

/// A codec of an answer with the offer's number for it: the answerer sends with the number of the offer.
fn pair(theirs: &Codec, offered: &[Codec]) -> Option<NegotiatedCodec> {
    let ours = find(theirs, offered)?;
    let codec = Codec { payload_type: ours.payload_type, ..theirs.clone() };
    Some(NegotiatedCodec { codec, send_payload_type: theirs.payload_type, receive_payload_type: ours.payload_type })
}

fn find<'a>(wanted: &Codec, among: &'a [Codec]) -> Option<&'a Codec> {
    among.iter().find(|codec| codec.same_encoding(wanted))
}

#[cfg(test)]
#[path = "negotiate_tests.rs"]
mod tests;
