//! Calls told in events.

use crate::database::{TENANT, at};
use otklik_model::{
    CallId, DeviceId, DidId, EventId, GroupId, LegId, PhoneNumber, TrunkId, UserId,
    event::{Direction, DomainEvent, JournalEntry, LegParty, Opening, Party, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};

pub const AGENT: UserId = UserId::from_u128(101);
pub const GROUP: GroupId = GroupId::from_u128(7);
pub const DID: DidId = DidId::from_u128(8);

pub fn number(last: u64) -> PhoneNumber {
    PhoneNumber::from_digits(79_160_000_000 + last).unwrap()
}

/// One call; each step is a second after the one before.
pub struct Story {
    pub call_id: CallId,
    pub entries: Vec<JournalEntry>,
    second: i64,
}

impl Story {
    pub fn inbound(id: u128, second: i64, from: PhoneNumber) -> Self {
        let from = Party { raw: from.to_string(), number: Some(from), ..Party::default() };
        Self::begun(id, second, Direction::Inbound, from, Party::default())
            .then(DomainEvent::CallRouted { to: RoutedTo::Group(GROUP), opening: Opening::Open })
    }

    pub fn outbound(id: u128, second: i64, to: PhoneNumber) -> Self {
        let to = Party { raw: to.to_string(), number: Some(to), ..Party::default() };
        let from = Party { user_id: Some(AGENT), ..Party::default() };
        Self::begun(id, second, Direction::Outbound, from, to)
    }

    fn begun(id: u128, second: i64, direction: Direction, from: Party, to: Party) -> Self {
        let did_id = (direction == Direction::Inbound).then_some(DID);
        let story = Self { call_id: CallId::from_u128(id), entries: Vec::new(), second };
        story.then(DomainEvent::CallStarted { direction, from, to, did_id, trunk_id: None, leg_id: LegId::from_u128(1) })
    }

    pub fn then(mut self, event: DomainEvent) -> Self {
        let event_id = EventId::from_u128(self.call_id.to_u128() << 16 | self.entries.len() as u128);
        self.entries.push(JournalEntry { event_id, tenant_id: TENANT, at: at(self.second), call_id: Some(self.call_id), event });
        self.second += 1;
        self
    }

    pub fn after(mut self, seconds: i64) -> Self {
        self.second += seconds - 1;
        self
    }

    pub fn rings(self, user_id: UserId) -> Self {
        self.then(DomainEvent::LegRinging { leg_id: leg(user_id), party: device(user_id) })
    }

    pub fn answered(self, user_id: UserId) -> Self {
        self.then(DomainEvent::LegAnswered { leg_id: leg(user_id), party: device(user_id) })
    }

    pub fn client_answers(self) -> Self {
        let party = LegParty::External { trunk_id: TrunkId::from_u128(1), number: None };
        self.then(DomainEvent::LegAnswered { leg_id: LegId::from_u128(2), party })
    }

    pub fn ended(self) -> Self {
        self.then(DomainEvent::CallEnded { cause: HangUpCause::new(HangUpCause::NORMAL, EndedBy::Caller) })
    }
}

fn leg(user_id: UserId) -> LegId {
    LegId::from_u128(user_id.to_u128())
}

fn device(user_id: UserId) -> LegParty {
    LegParty::Device { user_id, device_id: DeviceId::from_u128(user_id.to_u128()) }
}
