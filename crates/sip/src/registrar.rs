//! Registrations: where the devices of an address of record are (RFC 3261 §10.3, RFC 3327, RFC 5626).
//!
//! Pure: who may register is decided before; sending the answer and reacting to changes is the caller's business.

mod binding;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use binding::{Arrival, Binding};

use binding::Draft;

use crate::build::{ResponseBuilder, tagged_response_to};
use crate::flow::FlowId;
use crate::headers::{ContactHeader, Name, NameAddr};
use crate::message::Message;
use crate::uri::Uri;

/// An address of record: `user@domain`, by which devices are found. Port and parameters don't belong to it (RFC 3261 §10.3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Aor(Arc<str>);

impl Aor {
    /// From its parts; the domain is compared without regard to case.
    pub fn new(user: &str, domain: &str) -> Self {
        Self(format!("{user}@{}", domain.to_ascii_lowercase()).into())
    }

    /// From a SIP or SIPS URI with a user.
    pub fn of(uri: &Uri) -> Option<Self> {
        let user = uri.user.as_deref().filter(|_| uri.scheme.is_sip())?;
        Some(Self::new(user, &uri.host.to_string()))
    }

    /// `user@domain`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Time limits and sizes.
#[derive(Debug, Clone)]
pub struct RegistrarLimits {
    /// Given when the device names no time (RFC 3261 §10.2 suggests an hour).
    pub expires_default: Duration,
    /// Shorter wishes get 423, so that a device can't keep us busy.
    pub expires_min: Duration,
    /// Longer wishes are shortened.
    pub expires_max: Duration,
    /// Bindings per address. With more, the one refreshed longest ago goes: a softphone that starts with a new port each time
    /// must not lock its user out.
    pub bindings_max: usize,
    /// Longest contact and path together, bytes.
    pub binding_bytes_max: usize,
}

impl Default for RegistrarLimits {
    fn default() -> Self {
        Self {
            expires_default: Duration::from_secs(3600),
            expires_min: Duration::from_secs(60),
            expires_max: Duration::from_secs(7200),
            bindings_max: 10,
            binding_bytes_max: 4096,
        }
    }
}

/// What happened to a binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The device is new here.
    Added(Binding),
    /// The device was here and may have moved.
    Refreshed(Binding),
    /// The device is gone: it said so, its time ran out, or its connection closed.
    Removed(Binding),
}

/// A REGISTER that was carried out.
#[derive(Debug, Clone)]
pub struct Registered {
    /// Every present binding, with the seconds left in `expires`: the Contacts of the answer.
    pub contacts: Vec<NameAddr>,
    /// What this request changed.
    pub changes: Vec<Change>,
    /// Whether a flow was kept for the device, which the answer has to tell (RFC 5626 §6).
    pub keeps_flow: bool,
}

impl Registered {
    /// The 200 to the request.
    pub fn response(&self, request: &Message, to_tag: &str) -> ResponseBuilder {
        let mut response = tagged_response_to(request, 200, "OK", to_tag).copy(request, &Name::Path);
        for contact in &self.contacts {
            response = response.header(Name::Contact, contact);
        }
        if self.keeps_flow { response.header(Name::Require, "outbound") } else { response }
    }
}

/// A REGISTER that changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{status} {reason}")]
pub struct NotRegistered {
    /// Status of the answer.
    pub status: u16,
    /// What is wrong, fit for a reason phrase.
    pub reason: &'static str,
    /// Headers the status wants: Min-Expires.
    pub headers: Vec<(Name, String)>,
}

impl NotRegistered {
    fn new(status: u16, reason: &'static str) -> Self {
        Self { status, reason, headers: Vec::new() }
    }

    /// The answer to the request.
    pub fn response(&self, request: &Message, to_tag: &str) -> ResponseBuilder {
        tagged_response_to(request, self.status, self.reason, to_tag).headers(&self.headers)
    }
}

/// The bindings of every address.
#[derive(Debug, Default)]
pub struct Registrar {
    limits: RegistrarLimits,
    devices: BTreeMap<Aor, Devices>,
    /// The earliest end among the bindings of each address.
    deadlines: BTreeSet<(Instant, Aor)>,
    /// Addresses that registered over a connection; some may have left it since.
    connections: BTreeMap<FlowId, BTreeSet<Aor>>,
}

/// What is known of one address.
#[derive(Debug, Default)]
struct Devices {
    bindings: Vec<Binding>,
    /// Its entry among the deadlines.
    deadline: Option<Instant>,
}

/// One contact of a request, ready to be carried out.
struct Wish {
    binding: Binding,
    lasts: Duration,
}

impl Wish {
    fn keeps_flow(&self) -> bool {
        self.binding.flow_key().is_some() && !self.lasts.is_zero()
    }
}

impl Registrar {
    /// Without bindings.
    pub fn new(limits: RegistrarLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Carries out a screened and authenticated REGISTER, wholly or not at all (RFC 3261 §10.3).
    pub fn register(&mut self, aor: &Aor, request: &Message, arrival: Arrival, now: Instant) -> Result<Registered, NotRegistered> {
        let contacts = request.contacts().map_err(|_| NotRegistered::new(400, "Bad Contact"))?;
        let draft = Draft::new(request, arrival, now)?;
        let mut keeps_flow = false;
        let changes = if contacts.contains(&ContactHeader::Wildcard) {
            if contacts.len() > 1 || request.expires() != Some(Duration::ZERO) {
                return Err(NotRegistered::new(400, "Bad Wildcard Contact"));
            }
            draft.order.check(self.bindings(aor))?;
            self.forget(aor).into_iter().map(Change::Removed).collect()
        } else {
            let wishes = self.wishes(&contacts, &draft)?;
            let touched = |known: &&Binding| wishes.iter().any(|wish| known.is_same(&wish.binding));
            draft.order.check(self.bindings(aor).filter(touched))?;
            keeps_flow = wishes.iter().any(Wish::keeps_flow);
            wishes.into_iter().flat_map(|wish| self.carry_out(aor, wish)).collect()
        };
        self.reschedule(aor);
        Ok(Registered { contacts: self.contacts(aor, now), changes, keeps_flow })
    }

    /// The bindings of an address that are alive, the most preferred first, then the latest refreshed.
    pub fn lookup(&self, aor: &Aor, now: Instant) -> Vec<&Binding> {
        let mut found: Vec<&Binding> = self.bindings(aor).filter(|binding| binding.ends > now).collect();
        found.sort_by(|one, two| two.q_thousandths.cmp(&one.q_thousandths).then(two.refreshed.cmp(&one.refreshed)));
        found
    }

    /// When [`expire`](Self::expire) has something to do next.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.deadlines.first().map(|(ends, _)| *ends)
    }

    /// Removes the bindings whose time has run out.
    pub fn expire(&mut self, now: Instant) -> Vec<(Aor, Binding)> {
        let mut removed = Vec::new();
        while let Some((_, aor)) = self.deadlines.first().filter(|(ends, _)| *ends <= now).cloned() {
            removed.extend(self.remove_where(&aor, |binding| binding.ends <= now));
        }
        removed
    }

    /// Removes the bindings that came over a connection which is closed: their devices can't be reached any more (RFC 5626 §7).
    pub fn flow_closed(&mut self, flow: FlowId) -> Vec<(Aor, Binding)> {
        let touched = self.connections.remove(&flow).unwrap_or_default();
        touched.iter().flat_map(|aor| self.remove_where(aor, |binding| binding.arrival.flow == flow)).collect()
    }

    /// Removes every binding of an address, when its account is closed or its password changed.
    pub fn forget(&mut self, aor: &Aor) -> Vec<Binding> {
        self.remove_where(aor, |_| true).into_iter().map(|(_, binding)| binding).collect()
    }

    /// How many bindings there are.
    pub fn len(&self) -> usize {
        self.devices.values().map(|devices| devices.bindings.len()).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.devices.is_empty()
    }

    fn bindings(&self, aor: &Aor) -> impl Iterator<Item = &Binding> {
        self.devices.get(aor).into_iter().flat_map(|devices| &devices.bindings)
    }

    fn contacts(&self, aor: &Aor, now: Instant) -> Vec<NameAddr> {
        self.lookup(aor, now).into_iter().map(|binding| binding.answered(now)).collect()
    }

    fn wishes(&self, contacts: &[ContactHeader], draft: &Draft<'_>) -> Result<Vec<Wish>, NotRegistered> {
        let wishes = contacts.iter().map(|contact| self.wish(contact, draft)).collect::<Result<Vec<_>, _>>()?;
        // RFC 5626 §6: one flow can't be two bindings.
        if wishes.len() > self.limits.bindings_max || wishes.iter().filter(|wish| wish.keeps_flow()).count() > 1 {
            return Err(NotRegistered::new(400, "Too Many Contacts"));
        }
        Ok(wishes)
    }

    fn wish(&self, contact: &ContactHeader, draft: &Draft<'_>) -> Result<Wish, NotRegistered> {
        let lasts = self.lasting(contact, draft.request)?;
        let address = contact.address().ok_or(NotRegistered::new(400, "Bad Contact"))?;
        let binding = draft.binding(address, contact.q_thousandths(), lasts);
        if binding.bytes() > self.limits.binding_bytes_max {
            return Err(NotRegistered::new(400, "Contact Too Long"));
        }
        Ok(Wish { binding, lasts })
    }

    /// How long a contact is to last; zero removes it (RFC 3261 §10.3 step 7).
    fn lasting(&self, contact: &ContactHeader, request: &Message) -> Result<Duration, NotRegistered> {
        let limits = &self.limits;
        let wanted = contact.expires().or_else(|| request.expires()).unwrap_or(limits.expires_default);
        if !wanted.is_zero() && wanted < limits.expires_min {
            let least = (Name::MinExpires, limits.expires_min.as_secs().to_string());
            return Err(NotRegistered { headers: vec![least], ..NotRegistered::new(423, "Interval Too Brief") });
        }
        Ok(wanted.min(limits.expires_max))
    }

    fn carry_out(&mut self, aor: &Aor, wish: Wish) -> Vec<Change> {
        let arrival = wish.binding.arrival;
        if arrival.transport.is_reliable() && !wish.lasts.is_zero() {
            self.connections.entry(arrival.flow).or_default().insert(aor.clone());
        }
        let known = &mut self.devices.entry(aor.clone()).or_default().bindings;
        let place = known.iter().position(|binding| binding.is_same(&wish.binding));
        match (place.map(|place| known.remove(place)), wish.lasts.is_zero()) {
            (None, true) => Vec::new(),
            (Some(gone), true) => vec![Change::Removed(gone)],
            (Some(_), false) => {
                known.push(wish.binding.clone());
                vec![Change::Refreshed(wish.binding)]
            }
            (None, false) => {
                let evicted = if known.len() >= self.limits.bindings_max { evict(known) } else { None };
                known.push(wish.binding.clone());
                evicted.map(Change::Removed).into_iter().chain([Change::Added(wish.binding)]).collect()
            }
        }
    }

    fn remove_where(&mut self, aor: &Aor, gone: impl Fn(&Binding) -> bool) -> Vec<(Aor, Binding)> {
        let known = self.devices.get_mut(aor).map(|devices| &mut devices.bindings);
        let removed = known.map(|known| known.extract_if(.., |binding| gone(binding)).collect::<Vec<_>>());
        self.reschedule(aor);
        removed.into_iter().flatten().map(|binding| (aor.clone(), binding)).collect()
    }

    /// Keeps one deadline per address, the earliest, and no address without bindings.
    fn reschedule(&mut self, aor: &Aor) {
        let Some(devices) = self.devices.get_mut(aor) else { return };
        let earliest = devices.bindings.iter().map(|binding| binding.ends).min();
        if let Some(before) = std::mem::replace(&mut devices.deadline, earliest) {
            self.deadlines.remove(&(before, aor.clone()));
        }
        match earliest {
            Some(ends) => {
                self.deadlines.insert((ends, aor.clone()));
            }
            None => {
                self.devices.remove(aor);
            }
        }
    }
}

/// Takes out the binding refreshed longest ago.
fn evict(known: &mut Vec<Binding>) -> Option<Binding> {
    let (place, _) = known.iter().enumerate().min_by_key(|(_, binding)| binding.refreshed)?;
    Some(known.remove(place))
}

#[cfg(test)]
mod tests;
