//! The media side of one leg: its port, its session descriptions, and what was agreed.

use otklik_media::{
    action::MediaLegId,
    negotiate::{self, AnswerError, LocalMedia, Negotiated, NoCommonCodec},
    sdp::{Codec, Direction, Sdp},
};
use otklik_sip::Body;
use std::net::IpAddr;

/// Milliseconds of audio per packet we ask for (RFC 3551 §4.2 default).
const PTIME_MS: u16 = 20;

/// Payload type of telephone events in our own offers: what most phones use.
const TELEPHONE_EVENT_PAYLOAD_TYPE: u8 = 101;

/// What became of the port promised to a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PortUse {
    /// Kept free, so that an answer never fails for want of a port.
    Reserved,
    /// Opened by the media threads.
    Open,
}

/// Media of one leg as signalling sees it.
#[derive(Debug)]
pub(crate) struct LegMedia {
    pub(crate) leg: MediaLegId,
    address: IpAddr,
    port: u16,
    session_id: u64,
    version: u64,
    /// Whether the media threads know of it.
    pub(crate) port_use: PortUse,
    /// What we want to do towards the peer: [`Direction::SendOnly`] while it is on hold.
    pub(crate) wanted: Direction,
    /// What we last told the peer that we want.
    told: Direction,
    /// Our offer that has no answer yet.
    offered: Option<Sdp>,
    pub(crate) agreed: Option<Negotiated>,
    /// Our last description, repeated when nothing changed.
    last: Option<String>,
}

impl LegMedia {
    pub(crate) fn new(leg: MediaLegId, address: IpAddr, port: u16, session_id: u64) -> Self {
        let both = Direction::SendRecv;
        Self {
            leg,
            address,
            port,
            session_id,
            version: 0,
            port_use: PortUse::Reserved,
            wanted: both,
            told: both,
            offered: None,
            agreed: None,
            last: None,
        }
    }

    /// What the other leg of the call has to be offered or answered.
    pub(crate) fn relayed(&self) -> Option<Vec<Codec>> {
        self.agreed.as_ref().map(Negotiated::relayed)
    }

    /// Offers these codecs.
    pub(crate) fn offer(&mut self, codecs: Vec<Codec>) -> Body {
        let local = self.local(codecs);
        let sdp = negotiate::offer(&local);
        self.offered = Some(sdp.clone());
        self.write(&sdp)
    }

    /// Offers what is agreed already, with the direction we want now; `None` while nothing is agreed.
    pub(crate) fn offer_again(&mut self) -> Option<Body> {
        let codecs = self.relayed()?;
        Some(self.offer(codecs))
    }

    /// Answers the peer's offer with the first of these codecs it has.
    pub(crate) fn answer(&mut self, offer: &Sdp, codecs: Vec<Codec>) -> Result<Body, NoCommonCodec> {
        let local = self.local(codecs);
        let (sdp, negotiated) = negotiate::answer(offer, &local)?;
        self.agreed = Some(negotiated);
        Ok(self.write(&sdp))
    }

    /// Takes the peer's answer to our offer.
    pub(crate) fn take_answer(&mut self, answer: &Sdp) -> Result<(), AnswerError> {
        let offered = self.offered.take().ok_or(AnswerError::Refused)?;
        self.agreed = Some(negotiate::accept(answer, &offered)?);
        Ok(())
    }

    /// Takes what came with the 200; without a description what was agreed early holds. Whether the leg can be heard.
    pub(crate) fn take_final_answer(&mut self, answer: Option<&Sdp>) -> bool {
        let taken = match answer {
            Some(answer) => self.take_answer(answer).is_ok(),
            None => self.agreed.is_some(),
        };
        self.withdraw_offer();
        taken
    }

    /// Takes an answer that may not be the last: the offer still stands.
    pub(crate) fn take_early_answer(&mut self, answer: &Sdp) -> Result<(), AnswerError> {
        let offered = self.offered.clone();
        let taken = self.take_answer(answer);
        self.offered = offered;
        taken
    }

    /// Our offer came to nothing; what was agreed before holds.
    pub(crate) fn withdraw_offer(&mut self) {
        self.offered = None;
    }

    /// Our last description, once more.
    pub(crate) fn last_body(&self) -> Option<Body> {
        self.last.clone().map(Body::sdp)
    }

    /// Whether an offer of ours waits for its answer.
    pub(crate) fn is_offering(&self) -> bool {
        self.offered.is_some()
    }

    /// Whether what we want changed while our last offer was under way.
    pub(crate) fn offer_is_due(&self) -> bool {
        self.told != self.wanted
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    fn local(&mut self, codecs: Vec<Codec>) -> LocalMedia {
        self.version += 1;
        self.told = self.wanted;
        LocalMedia {
            address: self.address,
            port: self.port,
            codecs,
            direction: self.wanted,
            session_id: self.session_id,
            session_version: self.version,
            ptime_ms: PTIME_MS,
        }
    }

    fn write(&mut self, sdp: &Sdp) -> Body {
        let text = sdp.to_string();
        self.last = Some(text.clone());
        Body::sdp(text)
    }
}

/// What we offer or take when nobody else decides: what prompts can be played in.
pub(crate) fn own_codecs() -> Vec<Codec> {
    vec![Codec::pcma(), Codec::pcmu(), Codec::telephone_event(TELEPHONE_EVENT_PAYLOAD_TYPE, 8_000)]
}
