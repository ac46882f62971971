//! The journal: every domain event, in the order of commits. Calls, recordings and commitments are folds of it.

use crate::{
    Reader, StoreError, Tx,
    columns::{Cell, Json, Stored, json_text},
    row_statements::Rows,
    scope::cells,
    table::tenant,
};
use jiff::SignedDuration;
use otklik_model::{
    CallId, ContactId, EventId, TenantId, Timestamp,
    event::{DomainEvent, JournalEntry},
};
use sea_orm::{QueryOrder, QuerySelect, Value, entity::prelude::*};
use std::collections::BTreeSet;

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

/// Entries of a period in their order, behind a position; with where each stands.
pub async fn page(
    reader: &Reader<'_>,
    (from, to): (Timestamp, Timestamp),
    after: i64,
    items_max: u64,
) -> Result<Vec<(i64, JournalEntry)>, StoreError> {
    let select = in_period(reader, (from, to)).filter(entry::Column::Position.gt(after));
    let page = select.order_by_asc(entry::Column::Position).limit(items_max).all(&reader.executor).await?;
    Ok(page.into_iter().map(|model| (model.position, JournalEntry::from(model))).collect())
}

/// A position that no entry of that moment or later stands before. Entries are written within seconds of what they tell, so the order of
/// commits is nearly the order of time, and a search in halves finds the place without an index.
pub async fn position_of(reader: &Reader<'_>, at: Timestamp) -> Result<i64, StoreError> {
    let margin = at.saturating_sub(SignedDuration::from_hours(LATE_HOURS_MAX)).unwrap_or(Timestamp::MIN);
    let last = entry::Entity::find().order_by_desc(entry::Column::Position).one(&reader.executor).await?;
    let (mut low, mut high) = (0, last.map_or(0, |last| last.position));
    while low < high {
        let middle = low + (high - low) / 2;
        let next = entry::Entity::find().filter(entry::Column::Position.gt(middle)).order_by_asc(entry::Column::Position);
        match next.one(&reader.executor).await? {
            Some(next) if next.at.0 < margin => low = next.position,
            _ => high = middle,
        }
    }
    Ok(low)
}

/// Contacts that entries of a period name.
pub async fn contacts(reader: &Reader<'_>, period: (Timestamp, Timestamp)) -> Result<Vec<ContactId>, StoreError> {
    let select = in_period(reader, period).filter(entry::Column::ContactId.is_not_null());
    let ids: Vec<Cell<ContactId>> =
        select.select_only().column(entry::Column::ContactId).distinct().into_tuple().all(&reader.executor).await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// How late an entry may be written after what it tells: the journal catches up after an outage of the database (chosen).
const LATE_HOURS_MAX: i64 = 24;

fn in_period(reader: &Reader<'_>, (from, to): (Timestamp, Timestamp)) -> Select<entry::Entity> {
    entry::Entity::find()
        .filter(entry::Column::TenantId.eq(tenant(reader.tenant_id())))
        .filter(entry::Column::At.gte(Cell(from)))
        .filter(entry::Column::At.lt(Cell(to)))
}

/// Which of these events are in the journal already.
pub(crate) async fn known(tx: &Tx, entries: &[&JournalEntry]) -> Result<BTreeSet<EventId>, StoreError> {
    let ids: Vec<EventId> = entries.iter().map(|entry| entry.event_id).collect();
    let select = entry::Entity::find().select_only().column(entry::Column::EventId);
    let known: Vec<Cell<EventId>> = select.filter(entry::Column::EventId.is_in(cells(&ids))).into_tuple().all(&tx.database).await?;
    Ok(known.into_iter().map(|id| id.0).collect())
}

/// Appends rows only; the fold is made by whoever calls this.
pub(crate) async fn insert(tx: &Tx, entries: &[&JournalEntry]) -> Result<(), StoreError> {
    use entry::Column::{At, CallId, ContactId, Event, EventId, TenantId};
    let written = Rows { table: entry::Entity, columns: [EventId, TenantId, At, CallId, ContactId, Event], on_conflict: None };
    written.write(tx, entries, |entry| values(entry)).await
}

/// In the order `insert` names the columns.
fn values(entry: &JournalEntry) -> [Value; 6] {
    [
        Cell(entry.event_id).into(),
        Cell(entry.tenant_id).into(),
        Cell(entry.at).into(),
        entry.call_id.map(Cell).into(),
        contact_of(&entry.event).map(Cell).into(),
        json_text(&entry.event).into(),
    ]
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
        | DomainEvent::AgentStateChanged { .. }
        | DomainEvent::ConfigurationChanged { .. } => None,
    }
}
