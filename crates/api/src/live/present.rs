//! What is going on in one tenant now: a pure fold over journal entries.

use otklik_model::{
    CallId, DeviceId, Timestamp, UserId,
    call_record::{CallRecord, CallState},
    event::{DomainEvent, JournalEntry},
};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use utoipa::ToSchema;

/// A connected phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// `address:port`.
    pub address: String,
    /// What it says it is.
    pub user_agent: String,
    /// Since when.
    pub since: Timestamp,
}

/// What a user is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// None of his phones is connected.
    Offline,
    /// A phone is connected and quiet.
    Available,
    /// A phone rings.
    Ringing,
    /// In a conversation.
    Talking,
}

/// What an entry changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A call began, moved on or ended.
    Call(CallId),
    /// A user's phone began to ring in a call: he needs the card.
    Rings(CallId, UserId),
    /// What a user is doing may be different.
    Users(Vec<UserId>),
    /// A call that ended long ago is not kept any more.
    Forgotten(CallId),
}

/// Calls and phones of one tenant now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Present {
    /// Boxed: records are large, and a node of the tree moves them about.
    calls: BTreeMap<CallId, Box<CallRecord>>,
    /// Ended calls still in `calls`, in the order they ended.
    ended: VecDeque<CallId>,
    devices: BTreeMap<DeviceId, Registered>,
    owners: BTreeMap<DeviceId, UserId>,
}

impl Present {
    /// Ended calls kept so that late facts (the end of a recording) still find them.
    const ENDED_KEPT: usize = 1000;

    /// Says whose each device is; devices not named any more are forgotten.
    pub fn set_owners(&mut self, owners: BTreeMap<DeviceId, UserId>) {
        self.devices.retain(|device_id, _| owners.contains_key(device_id));
        self.owners = owners;
    }

    /// Adds an entry and says what it changed.
    pub fn apply(&mut self, entry: &JournalEntry) -> Vec<Change> {
        match entry.call_id {
            Some(call_id) => self.apply_to_call(call_id, entry),
            None => self.apply_to_devices(entry),
        }
    }

    /// A call going on, or ended a moment ago.
    pub fn call(&self, call_id: CallId) -> Option<&CallRecord> {
        self.calls.get(&call_id).map(AsRef::as_ref)
    }

    /// Calls going on, oldest first.
    pub fn live_calls(&self) -> impl Iterator<Item = &CallRecord> {
        self.calls.values().map(AsRef::as_ref).filter(|call: &&CallRecord| !call.has_ended())
    }

    /// Where a device is connected from.
    pub fn registered(&self, device_id: DeviceId) -> Option<&Registered> {
        self.devices.get(&device_id)
    }

    /// How many phones of a user are connected.
    pub fn phones_of(&self, user_id: UserId) -> usize {
        self.devices.keys().filter(|device_id| self.owners.get(device_id) == Some(&user_id)).count()
    }

    /// What a user is doing.
    pub fn user_state(&self, user_id: UserId) -> UserState {
        if self.live_calls().any(|call| talks(call, user_id)) {
            UserState::Talking
        } else if self.live_calls().any(|call| call.ringing_users().contains(&user_id)) {
            UserState::Ringing
        } else if self.phones_of(user_id) > 0 {
            UserState::Available
        } else {
            UserState::Offline
        }
    }

    fn apply_to_call(&mut self, call_id: CallId, entry: &JournalEntry) -> Vec<Change> {
        let was_live = self.call(call_id).is_some_and(|call| !call.has_ended());
        match self.calls.get_mut(&call_id) {
            Some(call) => call.apply(entry),
            None => self.calls.extend(CallRecord::begin(entry).map(|record| (call_id, Box::new(record)))),
        }
        // Who once took part stays in the record, so nobody is forgotten here.
        let Some(call) = self.calls.get(&call_id) else { return Vec::new() };
        let users = call.users();
        let rings = ringing_user(entry).map(|user_id| Change::Rings(call_id, user_id));
        let changes = [Change::Call(call_id)].into_iter().chain(rings).chain([Change::Users(users)]);
        let has_ended = was_live && call.has_ended();
        let forgotten = if has_ended { self.keep_ended(call_id) } else { None };
        changes.chain(forgotten.map(Change::Forgotten)).collect()
    }

    /// Keeps a call that ended in place of the one that ended longest ago, which it gives.
    fn keep_ended(&mut self, call_id: CallId) -> Option<CallId> {
        self.ended.push_back(call_id);
        if self.ended.len() <= Self::ENDED_KEPT {
            return None;
        }
        let oldest = self.ended.pop_front()?;
        self.calls.remove(&oldest);
        Some(oldest)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "no other event is about devices")]
    fn apply_to_devices(&mut self, entry: &JournalEntry) -> Vec<Change> {
        let device_id = match &entry.event {
            DomainEvent::DeviceRegistered { device_id, address, user_agent } => {
                let registered = Registered { address: address.clone(), user_agent: user_agent.clone(), since: entry.at };
                self.devices.insert(*device_id, registered);
                *device_id
            }
            DomainEvent::DeviceUnregistered { device_id } => {
                self.devices.remove(device_id);
                *device_id
            }
            _ => return Vec::new(),
        };
        self.owners.get(&device_id).map(|user_id| Change::Users(vec![*user_id])).into_iter().collect()
    }
}

fn talks(call: &CallRecord, user_id: UserId) -> bool {
    let joined = matches!(call.state, CallState::Talking { .. } | CallState::Held { .. });
    let answered = call.legs.values().any(|leg| leg.user_id() == Some(user_id) && leg.answered_at.is_some() && leg.ended.is_none());
    joined && (answered || call.from.user_id == Some(user_id))
}

fn ringing_user(entry: &JournalEntry) -> Option<UserId> {
    let DomainEvent::LegRinging { party, .. } = &entry.event else { return None };
    match party {
        otklik_model::event::LegParty::Device { user_id, .. } => Some(*user_id),
        otklik_model::event::LegParty::External { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use otklik_model::{
        EventId, LegId, TenantId,
        event::{Direction, LegParty, Party},
        hang_up::{EndedBy, HangUpCause},
    };

    const AGENT: UserId = UserId::from_u128(101);
    const PHONE: DeviceId = DeviceId::from_u128(5);
    const CALL: CallId = CallId::from_u128(9);

    fn entry(call_id: Option<CallId>, event: DomainEvent) -> JournalEntry {
        JournalEntry { event_id: EventId::from_u128(1), tenant_id: TenantId::from_u128(1), at: Timestamp::UNIX_EPOCH, call_id, event }
    }

    fn present() -> Present {
        let mut present = Present::default();
        present.set_owners(BTreeMap::from([(PHONE, AGENT)]));
        present
    }

    fn started() -> JournalEntry {
        let (from, to) = (Party::default(), Party::default());
        let leg_id = LegId::from_u128(1);
        entry(Some(CALL), DomainEvent::CallStarted { direction: Direction::Inbound, from, to, did_id: None, trunk_id: None, leg_id })
    }

    fn rings() -> JournalEntry {
        let party = LegParty::Device { user_id: AGENT, device_id: PHONE };
        entry(Some(CALL), DomainEvent::LegRinging { leg_id: LegId::from_u128(2), party })
    }

    #[test]
    fn a_user_goes_from_offline_through_ringing_to_talking_and_back() {
        let mut present = present();
        assert_eq!(present.user_state(AGENT), UserState::Offline);
        present.apply(&entry(None, DomainEvent::DeviceRegistered { device_id: PHONE, address: String::new(), user_agent: String::new() }));
        assert_eq!(present.user_state(AGENT), UserState::Available);
        present.apply(&started());
        present.apply(&rings());
        assert_eq!(present.user_state(AGENT), UserState::Ringing);
        let (leg_id, party) = (LegId::from_u128(2), LegParty::Device { user_id: AGENT, device_id: PHONE });
        present.apply(&entry(Some(CALL), DomainEvent::LegAnswered { leg_id, party }));
        present.apply(&entry(Some(CALL), DomainEvent::Bridged { legs: [LegId::from_u128(1), leg_id] }));
        assert_eq!(present.user_state(AGENT), UserState::Talking);
        present.apply(&entry(Some(CALL), DomainEvent::CallEnded { cause: HangUpCause::new(16, EndedBy::Caller) }));
        assert_eq!(present.user_state(AGENT), UserState::Available);
        assert_eq!(present.live_calls().count(), 0);
    }

    #[test]
    fn ringing_asks_for_the_card_of_whoever_is_rung() {
        let mut present = present();
        present.apply(&started());
        assert!(present.apply(&rings()).contains(&Change::Rings(CALL, AGENT)));
    }

    #[test]
    fn a_call_that_ended_long_ago_is_forgotten_and_told_so() {
        let mut present = present();
        let of = |n: usize, event: JournalEntry| JournalEntry { call_id: Some(CallId::from_u128(n as u128)), ..event };
        let ended = || entry(None, DomainEvent::CallEnded { cause: HangUpCause::new(16, EndedBy::Caller) });
        for n in 0..=Present::ENDED_KEPT {
            present.apply(&of(n, started()));
            let forgets = present.apply(&of(n, ended())).contains(&Change::Forgotten(CallId::from_u128(0)));
            assert_eq!(forgets, n == Present::ENDED_KEPT);
        }
        assert!(present.call(CallId::from_u128(0)).is_none());
        assert!(present.call(CallId::from_u128(1)).is_some());
    }

    #[test]
    fn an_event_of_an_unknown_call_changes_nothing() {
        assert_eq!(present().apply(&rings()), []);
    }
}
