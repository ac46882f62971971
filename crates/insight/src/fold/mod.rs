//! Entries of the journal folded to attempts: live calls are kept open here, and each comes out when it ends.
//!
//! It doesn't matter whether the entries are our own or were read from a file of another system's calls. Promises to call back are
//! gathered beside the calls, because they are made and kept between calls.

mod open_call;
mod staff;
#[cfg(test)]
mod tests;

use crate::{
    attempt::{Attempt, Person, Promise, PromiseState},
    people::People,
};
use open_call::OpenCall;
use otklik_model::{
    CallId, CommitmentId, ContactId, DidId,
    commitment::CommitmentKind,
    event::{Direction, DomainEvent, JournalEntry, Party},
};
pub use staff::StaffHours;
use std::collections::BTreeMap;

/// Calls kept open at once (chosen: ten times the calls a big company has going on). Beyond it the oldest is given up as endless.
pub const OPEN_CALLS_MAX: usize = 100_000;

/// The fold from entries to attempts.
///
/// Entries of one call must come in their order; entries of different calls may be mixed.
#[derive(Debug, Default)]
pub struct Attempts {
    open: BTreeMap<CallId, OpenCall>,
    promises: BTreeMap<CommitmentId, Promise>,
    people: People,
    never_ended: u64,
    staff: StaffHours,
}

/// Calls in whose end has not been told: with the fates of those that ended they are all calls in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InProgress {
    /// Sent to people of ours, or talking to them.
    pub offered: u64,
    /// Not yet: in the greeting, or out of hours.
    pub before: u64,
}

impl Attempts {
    /// A fold that also knows which numbers are one person's and who contacts are: what comes out names people, not numbers.
    pub fn knowing(people: People) -> Self {
        Self { people, ..Self::default() }
    }

    /// Takes the next entry; gives the attempt when the entry ends a call with somebody outside.
    pub fn feed(&mut self, entry: &JournalEntry) -> Option<Attempt> {
        self.feed_promise(entry);
        if let DomainEvent::AgentStateChanged { user_id, state } = &entry.event {
            self.staff.changed(entry.at, *user_id, state, entry.call_id);
            return None;
        }
        self.staff.goes_on(entry.at);
        let call_id = entry.call_id?;
        if let DomainEvent::CallStarted { direction, from, to, did_id, leg_id, .. } = &entry.event {
            let outside = if *direction == Direction::Outbound { to } else { from };
            let call =
                OpenCall::begin(entry.at, *direction, self.people.known_as(person(outside, call_id)), *did_id, *leg_id, from.user_id);
            self.begin(call_id, call);
            return None;
        }
        if matches!(entry.event, DomainEvent::CallEnded { .. } | DomainEvent::CallInterrupted) {
            let call = self.open.remove(&call_id)?;
            if call.is_handled() {
                self.staff.ended(call_id, call.began());
            }
            return (call.direction() != Direction::Internal).then(|| call.end(entry.at, &entry.event));
        }
        self.open.get_mut(&call_id)?.apply(entry.at, &entry.event);
        None
    }

    /// Promises to call back heard of so far.
    pub fn promises(&self) -> impl Iterator<Item = &Promise> {
        self.promises.values()
    }

    /// What staff did, as far as it was told.
    pub const fn staff(&self) -> &StaffHours {
        &self.staff
    }

    /// Calls begun whose end has not been told.
    pub fn still_open(&self) -> usize {
        self.open.len()
    }

    /// Calls in that are going on.
    pub fn in_progress(&self) -> InProgress {
        let inbound = self.open.values().filter(|call| call.direction() == Direction::Inbound);
        let (offered, before): (Vec<_>, Vec<_>) = inbound.partition(|call| call.is_offered());
        InProgress { offered: offered.len() as u64, before: before.len() as u64 }
    }

    /// Calls given up because too many were open at once.
    pub const fn never_ended(&self) -> u64 {
        self.never_ended
    }

    fn begin(&mut self, call_id: CallId, call: OpenCall) {
        if self.open.len() >= OPEN_CALLS_MAX && self.open.pop_first().is_some() {
            self.never_ended += 1;
        }
        self.open.insert(call_id, call);
    }

    fn feed_promise(&mut self, entry: &JournalEntry) {
        if let DomainEvent::CommitmentMade { commitment_id, kind, contact_id, due, .. } = &entry.event {
            if is_made_by_rule(*commitment_id, entry.call_id) {
                return;
            }
            if let Some(call) = entry.call_id.and_then(|call_id| self.open.get_mut(&call_id)) {
                call.promised(*kind);
            }
            if let Some((person, did_id)) = self.promised_to(entry.call_id, *contact_id).filter(|_| *kind == CommitmentKind::CallBack) {
                let promise = Promise { person, did_id, made_at: entry.at, due: *due, state: PromiseState::Open };
                self.promises.insert(*commitment_id, promise);
            }
        } else if let DomainEvent::CommitmentKept { commitment_id, .. } = &entry.event {
            self.promises.entry(*commitment_id).and_modify(|promise| promise.state = PromiseState::Kept(entry.at));
        } else if let DomainEvent::CommitmentWithdrawn { commitment_id, .. } = &entry.event {
            self.promises.remove(commitment_id);
        }
    }

    fn promised_to(&self, call_id: Option<CallId>, contact_id: Option<ContactId>) -> Option<(Person, Option<DidId>)> {
        let on_call = call_id.and_then(|call_id| self.open.get(&call_id)).map(|call| (call.person(), call.did_id()));
        on_call.or_else(|| Some((self.people.of_contact(contact_id?)?, None)))
    }
}

/// A lost call makes a commitment of its own number by rule; the client was not told of it, so it is not a promise broken to him.
fn is_made_by_rule(commitment_id: CommitmentId, call_id: Option<CallId>) -> bool {
    call_id.is_some_and(|call_id| call_id.to_u128() == commitment_id.to_u128())
}

/// Who the party outside is. Words carriers send for a withheld number are no name of anybody.
fn person(party: &Party, call_id: CallId) -> Person {
    const WITHHELD: [&str; 6] = ["", "anonymous", "unknown", "restricted", "private", "unavailable"];
    if let Some(number) = party.number {
        return Person::Number(number);
    }
    let text = party.raw.trim();
    if WITHHELD.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Person::Withheld(fnv1a(&call_id.to_u128().to_be_bytes()));
    }
    Person::Text(fnv1a(text.as_bytes()))
}

/// FNV-1a, 64 bits: the same on every machine and in every release, which the standard hasher does not promise.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
