//! One binding: a contact of an address of record, and how to reach it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::NotRegistered;
use crate::flow::{FlowId, Transport};
use crate::headers::{Name, NameAddr};
use crate::message::Message;
use crate::uri::Uri;

/// How a REGISTER came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// The flow it came on.
    pub flow: FlowId,
    /// Its transport.
    pub transport: Transport,
    /// The address it really came from: behind NAT the only one that works.
    pub source: SocketAddr,
}

/// Where a device is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The Contact without `expires` and `q`; its URI is the Request-URI of calls to the device.
    pub contact: NameAddr,
    /// Preference in thousandths.
    pub q_thousandths: u16,
    /// Route to be preset for calls to the device (RFC 3327).
    pub path: Vec<Uri>,
    /// How the device reached us: calls go back the same way.
    pub arrival: Arrival,
    /// The device's lasting name (RFC 5626 §4.1), without quotes and brackets.
    pub instance: Option<String>,
    /// Which of the device's flows this is (RFC 5626 §4.2).
    pub reg_id: Option<u32>,
    /// Its User-Agent.
    pub user_agent: Option<String>,
    /// When it was last heard from.
    pub refreshed: Instant,
    /// When it is over.
    pub ends: Instant,
    order: Order,
}

impl Binding {
    /// What identifies a kept flow, whatever the Contact says (RFC 5626 §6).
    pub(super) fn flow_key(&self) -> Option<(&str, u32)> {
        Some((self.instance.as_deref()?, self.reg_id?))
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self.flow_key(), other.flow_key()) {
            (Some(one), Some(two)) => one == two,
            _ => self.contact.uri.equivalent(&other.contact.uri),
        }
    }

    /// The Contact of an answer, with the seconds left.
    pub(super) fn answered(&self, now: Instant) -> NameAddr {
        let mut contact = self.contact.clone();
        if self.q_thousandths < 1000 {
            contact.params.set("q", &format!("0.{:03}", self.q_thousandths));
        }
        contact.params.set("expires", &self.ends.saturating_duration_since(now).as_secs().to_string());
        contact
    }

    /// What it costs to keep.
    pub(super) fn bytes(&self) -> usize {
        let path: usize = self.path.iter().map(|uri| uri.to_string().len()).sum();
        self.contact.to_string().len() + path + self.user_agent.as_ref().map_or(0, String::len)
    }
}

/// What tells whether one REGISTER of a device came after another (RFC 3261 §10.3 step 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    call_id: String,
    cseq: u32,
}

impl Order {
    fn of(request: &Message) -> Result<Self, NotRegistered> {
        let call_id = request.call_id().map_err(|_| NotRegistered::new(400, "Bad Call-ID"))?.to_owned();
        let cseq = request.cseq().map_err(|_| NotRegistered::new(400, "Bad CSeq"))?.number;
        Ok(Self { call_id, cseq })
    }

    /// Refuses a request that was overtaken by a later one of the same device.
    pub(super) fn check<'a>(&self, mut known: impl Iterator<Item = &'a Binding>) -> Result<(), NotRegistered> {
        let overtaken = known.any(|binding| binding.order.call_id == self.call_id && binding.order.cseq >= self.cseq);
        if overtaken { Err(NotRegistered::new(500, "Out of Order")) } else { Ok(()) }
    }
}

/// The parts that every binding of one request shares.
pub(super) struct Draft<'a> {
    pub(super) request: &'a Message,
    pub(super) order: Order,
    path: Vec<Uri>,
    arrival: Arrival,
    now: Instant,
}

impl<'a> Draft<'a> {
    pub(super) fn new(request: &'a Message, arrival: Arrival, now: Instant) -> Result<Self, NotRegistered> {
        let path = request.paths().map_err(|_| NotRegistered::new(400, "Bad Path"))?;
        let path = path.into_iter().map(|address| address.uri).collect();
        Ok(Self { request, order: Order::of(request)?, path, arrival, now })
    }

    pub(super) fn binding(&self, contact: &NameAddr, q_thousandths: u16, lasts: Duration) -> Binding {
        let mut contact = contact.clone();
        let instance = contact.params.unquoted("+sip.instance").map(|text| text.trim_matches(['<', '>']).to_owned());
        let reg_id = contact.params.get("reg-id").and_then(|digits| digits.parse().ok());
        contact.params.remove("expires");
        contact.params.remove("q");
        Binding {
            contact,
            q_thousandths,
            path: self.path.clone(),
            arrival: self.arrival,
            instance,
            reg_id,
            user_agent: self.request.text(&Name::UserAgent).map(str::to_owned),
            refreshed: self.now,
            ends: self.now + lasts,
            order: self.order.clone(),
        }
    }
}
