//! Where a peer's packets really come from, and who may change it (RFC 4961; phones behind NAT).
//!
//! A stranger who guesses the port must not be able to take a conversation over or to redirect it. So: an address is
//! believed after [`LATCH_PROBATION_PACKETS`]; the one believed is replaced only by
//! [`LATCH_TAKEOVER_PACKETS`] in a row from one other source, none from the present one between, within
//! [`LATCH_TAKEOVER_WINDOW`]; then not again for [`LATCH_COOLDOWN`]; and [`LATCH_SWITCHES_MAX`] times at most. The
//! address of the SDP is believed at once.

use std::net::SocketAddr;
use std::time::Instant;

use crate::action::Latching;
use crate::limits::{
    LATCH_CANDIDATES_MAX, LATCH_COOLDOWN, LATCH_PROBATION_PACKETS, LATCH_SWITCHES_MAX, LATCH_TAKEOVER_PACKETS, LATCH_TAKEOVER_WINDOW,
};

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// From the peer.
    Accept,
    /// From the peer, whose address is now this one.
    Latched,
    /// Not from the peer, or not known yet.
    Refuse,
}

/// The latch of one leg.
#[derive(Clone, Debug)]
pub struct Latch {
    policy: Latching,
    signalled: Option<SocketAddr>,
    current: Option<SocketAddr>,
    candidates: Vec<Candidate>,
    switches: u32,
    last_switch: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    address: SocketAddr,
    ssrc: u32,
    packets: u32,
    first_at: Instant,
}

impl Latch {
    /// A latch before any SDP.
    #[must_use]
    pub fn new(policy: Latching) -> Self {
        Self { policy, signalled: None, current: None, candidates: Vec::new(), switches: 0, last_switch: None }
    }

    /// The address of a new SDP. A changed one starts learning anew; `None` (hold by 0.0.0.0) changes nothing.
    pub fn signal(&mut self, address: Option<SocketAddr>) {
        if address.is_some() && address != self.signalled {
            self.signalled = address;
            self.current = None;
            self.candidates.clear();
        }
    }

    /// Where to send to: what was learnt, otherwise what was signalled.
    #[must_use]
    pub fn destination(&self) -> Option<SocketAddr> {
        self.current.or(self.signalled)
    }

    /// How often the learnt address was replaced.
    #[must_use]
    pub fn switches(&self) -> u32 {
        self.switches
    }

    /// Judges a packet.
    pub fn on_packet(&mut self, source: SocketAddr, ssrc: u32, now: Instant) -> Verdict {
        match (self.policy, self.current) {
            (Latching::Off, _) => self.by_signalled_ip(source),
            (Latching::On, Some(current)) if current == source => {
                self.candidates.clear();
                Verdict::Accept
            }
            (Latching::On, None) if self.signalled == Some(source) => self.latch(source),
            (Latching::On, None) => self.on_probation(source, ssrc, now),
            (Latching::On, Some(_)) => self.on_takeover(source, ssrc, now),
        }
    }

    fn by_signalled_ip(&self, source: SocketAddr) -> Verdict {
        let same = self.signalled.is_some_and(|signalled| signalled.ip() == source.ip());
        if same { Verdict::Accept } else { Verdict::Refuse }
    }

    fn on_probation(&mut self, source: SocketAddr, ssrc: u32, now: Instant) -> Verdict {
        let packets = self.count(source, ssrc, now);
        if packets >= LATCH_PROBATION_PACKETS { self.latch(source) } else { Verdict::Refuse }
    }

    fn on_takeover(&mut self, source: SocketAddr, ssrc: u32, now: Instant) -> Verdict {
        let cooling = self.last_switch.is_some_and(|last| now.saturating_duration_since(last) < LATCH_COOLDOWN);
        if cooling || self.switches >= LATCH_SWITCHES_MAX {
            return Verdict::Refuse;
        }
        // In a row means from one source: another one's packet starts the count again.
        self.candidates.retain(|candidate| candidate.address == source && candidate.ssrc == ssrc);
        self.candidates.retain(|candidate| now.saturating_duration_since(candidate.first_at) <= LATCH_TAKEOVER_WINDOW);
        let needed = if self.signalled == Some(source) { 1 } else { LATCH_TAKEOVER_PACKETS };
        if self.count(source, ssrc, now) < needed {
            return Verdict::Refuse;
        }
        self.switches += 1;
        self.last_switch = Some(now);
        self.latch(source)
    }

    fn count(&mut self, address: SocketAddr, ssrc: u32, now: Instant) -> u32 {
        let known = self.candidates.iter_mut().find(|candidate| candidate.address == address && candidate.ssrc == ssrc);
        if let Some(candidate) = known {
            candidate.packets += 1;
            return candidate.packets;
        }
        if self.candidates.len() == LATCH_CANDIDATES_MAX {
            self.candidates.remove(0);
        }
        self.candidates.push(Candidate { address, ssrc, packets: 1, first_at: now });
        1
    }

    fn latch(&mut self, source: SocketAddr) -> Verdict {
        self.current = Some(source);
        self.candidates.clear();
        Verdict::Latched
    }
}

#[cfg(test)]
#[path = "latch_tests.rs"]
mod tests;
