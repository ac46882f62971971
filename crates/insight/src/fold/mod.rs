//! Entries of the journal folded to attempts: live calls are kept open here, and each comes out when it ends.
//!
//! It doesn't matter whether the entries are our own or were read from a file of another system's calls. Promises to call back are
//! gathered beside the calls, because they are made and kept between calls.

mod open_call;
#[cfg(test)]
mod tests;

use crate::attempt::{Attempt, Person, Promise, PromiseState};
use open_call::OpenCall;
use otklik_model::{
    CallId, CommitmentId, ContactId,
    commitment::CommitmentKind,
    event::{Direction, DomainEvent, JournalEntry, Party},
};
use std::collections::{BTreeMap, HashMap};

/// Calls kept open at once (chosen: ten times the calls a big company has going on). Beyond it the oldest is given up as endless.
pub const OPEN_CALLS_MAX: usize = 100_000;

/// The fold from entries to attempts.
///
/// Entries of one call must come in their order; entries of different calls may be mixed.
#[derive(Debug, Default)]
pub struct Attempts {
    open: BTreeMap<CallId, OpenCall>,
    promises: BTreeMap<CommitmentId, Promise>,
    contacts: HashMap<ContactId, Person>,
    never_ended: u64,
}

impl Attempts {
    /// A fold that also knows which number stands for a contact, so that promises made to contacts find their people.
    pub fn knowing(contacts: HashMap<ContactId, Person>) -> Self {
        Self { contacts, ..Self::default() }
    }

    /// Takes the next entry; gives the attempt when the entry ends a call with somebody outside.
    pub fn feed(&mut self, entry: &JournalEntry) -> Option<Attempt> {
        self.feed_promise(entry);
        let call_id = entry.call_id?;
        if let DomainEvent::CallStarted { direction, from, to, did_id, leg_id, .. } = &entry.event {
            let outside = if *direction == Direction::Outbound { to } else { from };
            let call = OpenCall::begin(entry.at, *direction, person(outside, call_id), *did_id, *leg_id, from.user_id);
            self.begin(call_id, call);
            return None;
        }
        if matches!(entry.event, DomainEvent::CallEnded { .. } | DomainEvent::CallInterrupted) {
            let call = self.open.remove(&call_id)?;
            return (call.direction() != Direction::Internal).then(|| call.end(entry.at, &entry.event));
        }
        self.open.get_mut(&call_id)?.apply(entry.at, &entry.event);
        None
    }

    /// Promises to call back heard of so far.
    pub fn promises(&self) -> impl Iterator<Item = &Promise> {
        self.promises.values()
    }

    /// Calls begun whose end has not been told.
    pub fn still_open(&self) -> usize {
        self.open.len()
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
        if let DomainEvent::CommitmentMade { commitment_id, kind: CommitmentKind::CallBack, contact_id, due, .. } = &entry.event {
            let told = !is_made_by_rule(*commitment_id, entry.call_id);
            if let Some((person, did_id)) = told.then(|| self.promised_to(entry.call_id, *contact_id)).flatten() {
                let promise = Promise { person, did_id, made_at: entry.at, due: *due, state: PromiseState::Open };
                self.promises.insert(*commitment_id, promise);
            }
        } else if let DomainEvent::CommitmentKept { commitment_id, .. } = &entry.event {
            self.promises.entry(*commitment_id).and_modify(|promise| promise.state = PromiseState::Kept(entry.at));
        } else if let DomainEvent::CommitmentWithdrawn { commitment_id, .. } = &entry.event {
            self.promises.remove(commitment_id);
        }
    }

    fn promised_to(&self, call_id: Option<CallId>, contact_id: Option<ContactId>) -> Option<(Person, Option<otklik_model::DidId>)> {
        let on_call = call_id.and_then(|call_id| self.open.get(&call_id)).map(|call| (call.person(), call.did_id()));
        on_call.or_else(|| contact_id.and_then(|contact_id| self.contacts.get(&contact_id)).map(|person| (*person, None)))
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
