//! The journal: every domain event, in the order of commits. Calls, recordings and commitments are folds of it.

use crate::{
    Reader, StoreError, Tx,
    columns::{Cell, Json, Stored},
    scope::cells,
    table::tenant,
};
use otklik_model::{
    CallId, ContactId, EventId, TenantId, Timestamp,
    event::{DomainEvent, JournalEntry},
};
use sea_orm::{NotSet, QueryOrder, QuerySelect, Set, entity::prelude::*};
use std::collections::BTreeSet;

/// Entries that one INSERT carries: seven parameters each, under the 32,766 that SQLite takes.
const INSERT_ENTRIES: usize = 4000;

pub(crate) mod entry {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub position: i64,
        pub event_id: Cell<EventId>,
        pub tenant_id: Cell<TenantId>,
        pub at: Cell<Timestamp>,
        pub call_id: Option<Cell<CallId>>,
        pub contact_id: Option<Cell<ContactId>>,
        pub event: Cell<Json<DomainEvent>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<entry::Model> for JournalEntry {
    fn from(model: entry::Model) -> Self {
        Self {
            event_id: model.event_id.0,
            tenant_id: model.tenant_id.0,
            at: model.at.0,
            call_id: Stored::load(model.call_id),
            event: Stored::load(model.event),
        }
    }
}

/// All entries of a call, in their order.
pub async fn of_call(reader: &Reader<'_>, call_id: CallId) -> Result<Vec<JournalEntry>, StoreError> {
    let select = entry::Entity::find()
        .filter(entry::Column::TenantId.eq(tenant(reader.tenant_id())))
        .filter(entry::Column::CallId.eq(Cell(call_id)))
        .order_by_asc(entry::Column::Position);
    Ok(select.all(&reader.executor).await?.into_iter().map(JournalEntry::from).collect())
}

/// Entries that name a contact (`ContactChanged`, `CallerChosen`, `NoteAdded`, …), latest first; `until` leaves out later ones.
pub async fn of_contact(
    reader: &Reader<'_>,
    contact_id: ContactId,
    until: Option<Timestamp>,
    items_max: u64,
) -> Result<Vec<JournalEntry>, StoreError> {
    let mut select = entry::Entity::find()
        .filter(entry::Column::TenantId.eq(tenant(reader.tenant_id())))
        .filter(entry::Column::ContactId.eq(Cell(contact_id)));
    if let Some(until) = until {
        select = select.filter(entry::Column::At.lte(Cell(until)));
    }
    let select = select.order_by_desc(entry::Column::At).order_by_desc(entry::Column::Position).limit(items_max);
    Ok(select.all(&reader.executor).await?.into_iter().map(JournalEntry::from).collect())
}

/// Which of these events are in the journal already.
pub(crate) async fn known(tx: &Tx, entries: &[JournalEntry]) -> Result<BTreeSet<EventId>, StoreError> {
    let ids: Vec<EventId> = entries.iter().map(|entry| entry.event_id).collect();
    let select = entry::Entity::find().select_only().column(entry::Column::EventId);
    let known: Vec<Cell<EventId>> = select.filter(entry::Column::EventId.is_in(cells(&ids))).into_tuple().all(&tx.database).await?;
    Ok(known.into_iter().map(|id| id.0).collect())
}

/// Appends rows only; the fold is made by whoever calls this.
pub(crate) async fn insert(tx: &Tx, entries: &[JournalEntry]) -> Result<(), StoreError> {
    for part in entries.chunks(INSERT_ENTRIES) {
        entry::Entity::insert_many(part.iter().map(active)).exec_without_returning(&tx.database).await?;
    }
    Ok(())
}

fn active(entry: &JournalEntry) -> entry::ActiveModel {
    entry::ActiveModel {
        position: NotSet,
        event_id: Set(Cell(entry.event_id)),
        tenant_id: Set(Cell(entry.tenant_id)),
        at: Set(Cell(entry.at)),
        call_id: Set(entry.call_id.map(Cell)),
        contact_id: Set(contact_of(&entry.event).map(Cell)),
        event: Set(entry.event.clone().store()),
    }
}

fn contact_of(event: &DomainEvent) -> Option<ContactId> {
    match event {
        DomainEvent::CallerChosen { contact_id, .. }
        | DomainEvent::ContactChanged { contact_id, .. }
        | DomainEvent::NoteAdded { contact_id, .. } => Some(*contact_id),
        DomainEvent::CardShown { contact_id, .. } | DomainEvent::CommitmentMade { contact_id, .. } => *contact_id,
        DomainEvent::CallStarted { .. }
        | DomainEvent::CallRouted { .. }
        | DomainEvent::PromptStarted { .. }
        | DomainEvent::PromptFinished { .. }
        | DomainEvent::LegRinging { .. }
        | DomainEvent::LegAnswered { .. }
        | DomainEvent::LegEnded { .. }
        | DomainEvent::Bridged { .. }
        | DomainEvent::Held { .. }
        | DomainEvent::Resumed { .. }
        | DomainEvent::TransferStarted { .. }
        | DomainEvent::TransferCompleted { .. }
        | DomainEvent::TransferFailed { .. }
        | DomainEvent::RecordingStarted { .. }
        | DomainEvent::RecordingFinished { .. }
        | DomainEvent::CallEnded { .. }
        | DomainEvent::CallInterrupted
        | DomainEvent::DeviceRegistered { .. }
        | DomainEvent::DeviceUnregistered { .. }
        | DomainEvent::CommitmentKept { .. }
        | DomainEvent::CommitmentWithdrawn { .. }
        | DomainEvent::ConfigurationChanged { .. } => None,
    }
}
