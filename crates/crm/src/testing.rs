//! A company in a temporary folder, for the tests of this crate.

use crate::{
    acting::Acting,
    configuration::{self, Application, Applied, Source},
};
use otklik_model::{
    CallId, ContactId, EventId, LegId, PhoneNumber, TenantId, Timestamp, UserId,
    event::{Direction, DomainEvent, JournalEntry, LegParty, Party},
    hang_up::{EndedBy, HangUpCause},
};
use otklik_store::{Location, Opener, Store, calls, contact_points, users};
use rand::{SeedableRng, rngs::StdRng};

pub const DOORS: &str = include_str!("../../../examples/doors.toml");

/// The company of the example, in a store of its own. Saturday, 21 November 2026, 14:05 in Moscow.
pub struct House {
    pub store: Store,
    pub tenant_id: TenantId,
    pub acting: Acting,
    _folder: tempfile::TempDir,
}

impl House {
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Location::Folder(folder.path().to_owned()), Opener::Server).await.unwrap();
        let now = "2026-11-21T11:05:00Z".parse().unwrap();
        let acting = Acting { now, by: None, rng: StdRng::seed_from_u64(1) };
        Self { store, tenant_id: TenantId::from_u128(0), acting, _folder: folder }
    }

    pub async fn doors() -> Self {
        let mut house = Self::empty().await;
        house.tenant_id = house.apply(DOORS).await.tenant_id;
        house.store.load_caller_indexes().await.unwrap();
        house
    }

    pub async fn apply(&mut self, text: &str) -> Applied {
        let source = Source { file: "company.toml", text };
        let file = configuration::read(source).unwrap();
        configuration::apply(&self.store, Application { file: &file, source, only: None }, &mut self.acting).await.unwrap()
    }

    pub fn later(&mut self, seconds: i64) {
        self.acting.now = Timestamp::from_second(self.acting.now.as_second() + seconds).unwrap();
    }

    pub async fn user(&self, login: &str) -> UserId {
        users::find_by_login(&self.store.read(self.tenant_id), login).await.unwrap().unwrap().id
    }

    pub async fn contact(&self, digits: u64) -> ContactId {
        let number = PhoneNumber::from_digits(digits).unwrap();
        contact_points::find_by_numbers(&self.store.read(self.tenant_id), &[number]).await.unwrap()[0].contact_id
    }

    /// A call from that number, answered by 101 and talked for a minute, or given up by the caller.
    pub async fn call(&mut self, from: u64, ending: Ending) -> calls::Call {
        let call_id = self.acting.id(CallId::from_parts);
        let user_id = self.user("101").await;
        let (caller, agent) = (LegId::from_u128(1), LegId::from_u128(2));
        let number = PhoneNumber::from_digits(from);
        let client = Party { raw: format!("+{from}"), number, ..Party::default() };
        let own = PhoneNumber::from_digits(74_950_000_001);
        let did = otklik_store::dids::list(&self.store.read(self.tenant_id)).await.unwrap().into_iter().find(|did| Some(did.number) == own);
        let party = LegParty::Device { user_id, device_id: otklik_model::DeviceId::from_u128(1) };
        let started = DomainEvent::CallStarted {
            direction: Direction::Inbound,
            from: client,
            to: Party { raw: "+74950000001".into(), number: own, ..Party::default() },
            did_id: did.map(|did| did.id),
            trunk_id: None,
            leg_id: caller,
        };
        self.event(call_id, started).await;
        self.event(call_id, DomainEvent::LegRinging { leg_id: agent, party: party.clone() }).await;
        if ending == Ending::Served {
            self.event(call_id, DomainEvent::LegAnswered { leg_id: agent, party }).await;
            self.event(call_id, DomainEvent::Bridged { legs: [caller, agent] }).await;
            self.later(60);
        }
        if ending != Ending::Rings {
            let cause = HangUpCause::new(HangUpCause::NORMAL, EndedBy::Caller);
            self.event(call_id, DomainEvent::CallEnded { cause }).await;
        }
        calls::find(&self.store.read(self.tenant_id), call_id).await.unwrap().unwrap()
    }

    async fn event(&mut self, call_id: CallId, event: DomainEvent) {
        let event_id = self.acting.id(EventId::from_parts);
        let entry = JournalEntry { event_id, tenant_id: self.tenant_id, at: self.acting.now, call_id: Some(call_id), event };
        let mut tx = self.store.begin(self.tenant_id).await.unwrap();
        tx.append(vec![entry]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// How a call of a test goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Rings,
    Served,
    Missed,
}
