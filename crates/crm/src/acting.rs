//! Who acts, when, and the randomness his acts need.

use otklik_model::{EventId, TenantId, Timestamp, UserId, event::DomainEvent, event::JournalEntry};
use rand::{RngCore, rngs::StdRng};

/// The circumstances of one use case. Clock and generator are made at the edge; here they are arguments.
#[derive(Debug, Clone)]
pub struct Acting {
    /// The moment it happens.
    pub now: Timestamp,
    /// The user who does it; `None` for an applied file.
    pub by: Option<UserId>,
    /// Makes ids and passwords.
    pub rng: StdRng,
}

impl Acting {
    /// A new id: `acting.id(NoteId::from_parts)`.
    pub fn id<Id>(&mut self, make: fn(u64, u128) -> Id) -> Id {
        let unix_ms = u64::try_from(self.now.as_millisecond()).unwrap_or(0);
        let random = (u128::from(self.rng.next_u64()) << 64) | u128::from(self.rng.next_u64());
        make(unix_ms, random)
    }

    /// A journal entry of a fact that belongs to no call.
    pub(crate) fn entry(&mut self, tenant_id: TenantId, event: DomainEvent) -> JournalEntry {
        JournalEntry { event_id: self.id(EventId::from_parts), tenant_id, at: self.now, call_id: None, event }
    }
}
