//! Calls: folded from the journal by this crate, never written by hand.

use crate::{
    Page, Reader, StoreError, Tx,
    columns::{Cell, Encoded, Json, Stored, json_text, stored_encoded},
    row_statements::Rows,
    scope::cells,
    table::{Row, table, tenant},
};
use otklik_model::{
    CallId, ContactId, DidId, GroupId, PhoneNumber, TenantId, Timestamp, UserId,
    call_record::{CallRecord, CallState, Outcome},
    event::{Direction, RoutedTo},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, Iterable, PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect, Select, Value,
    sea_query::{Expr, OnConflict, Query, SelectStatement},
};

/// A call with who it was with.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What signalling knows.
    pub record: CallRecord,
    /// The person outside: the only candidate of the number, or whom a user chose.
    pub contact_id: Option<ContactId>,
}

/// Which calls to list; `Default` is all of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CallFilter {
    /// Only those going on, or only those that are over.
    pub phase: Option<Phase>,
    /// Only with that outcome.
    pub outcome: Option<Outcome>,
    /// Only with that person.
    pub contact_id: Option<ContactId>,
    /// Only those that user rang in, answered or made.
    pub user_id: Option<UserId>,
    /// Only begun then or later.
    pub from: Option<Timestamp>,
    /// Only begun before.
    pub to: Option<Timestamp>,
    /// Only what somebody without the right to see all calls may see.
    pub visible_to: Option<Viewer>,
}

/// Somebody who may see calls of his own and those of his groups that nobody answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Viewer {
    /// Who looks.
    pub user_id: UserId,
    /// The groups he is in.
    pub group_ids: Vec<GroupId>,
}

/// Whether a call is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It goes on.
    Live,
    /// It is over.
    Ended,
}

impl Encoded for Phase {
    type Raw = bool;

    fn encode(&self) -> bool {
        *self == Self::Live
    }

    fn decode(raw: bool) -> Option<Self> {
        Some(if raw { Self::Live } else { Self::Ended })
    }
}

stored_encoded!(Phase);

table! {
    /// A call with the columns it is listed by.
    pub(crate) struct CallRow in call "calls" {
        key {
            /// Its id.
            id: CallId,
        }
        /// Which way.
        direction: Direction,
        /// Whether it goes on.
        live: Phase,
        /// How it ended.
        outcome: Option<Outcome>,
        /// The number outside.
        client_number: Option<PhoneNumber>,
        /// The own number called.
        did_id: Option<DidId>,
        /// The group it was sent to.
        group_id: Option<GroupId>,
        /// When it began.
        started_at: Timestamp,
        /// When it ended.
        ended_at: Option<Timestamp>,
        /// Who of ours has or had it.
        answered_by: Option<UserId>,
        /// The person outside.
        contact_id: Option<ContactId>,
        /// Everything else.
        record: CallRecord,
    }
}

table! {
    /// A user who took part in a call.
    pub(crate) struct CallUser in call_user "call_users" {
        key {
            /// The user.
            user_id: UserId,
            /// The call.
            call_id: CallId,
        }
    }
}

/// What is read of a row: the other columns only repeat what the record says.
type Kept = (Option<Cell<ContactId>>, Cell<Json<CallRecord>>);

async fn all(reader: &Reader<'_>, select: Select<call::Entity>) -> Result<Vec<Call>, StoreError> {
    let kept = select.select_only().column(call::Column::ContactId).column(call::Column::Record).into_tuple::<Kept>();
    let call = |(contact_id, record)| Call { record: Stored::load(record), contact_id: Stored::load(contact_id) };
    Ok(kept.all(&reader.executor).await?.into_iter().map(call).collect())
}

/// In the order of the entity's columns.
fn values(tenant_id: TenantId, Call { record, contact_id }: &Call) -> [Value; 13] {
    let ended_at = match record.state {
        CallState::Ended { at, .. } => Some(at),
        CallState::Ringing | CallState::Talking { .. } | CallState::Held { .. } => None,
    };
    let group_id = match record.routed_to {
        Some(RoutedTo::Group(group_id)) => Some(group_id),
        Some(RoutedTo::User(_) | RoutedTo::Trunk(_) | RoutedTo::Prompt | RoutedTo::Rejected) | None => None,
    };
    [
        Cell(record.call_id).into(),
        tenant(tenant_id).into(),
        Cell(record.direction).into(),
        Cell(if record.has_ended() { Phase::Ended } else { Phase::Live }).into(),
        record.outcome().map(Cell).into(),
        record.client_number().map(Cell).into(),
        record.did_id.map(Cell).into(),
        group_id.map(Cell).into(),
        Cell(record.started_at).into(),
        ended_at.map(Cell).into(),
        record.answered_by.map(Cell).into(),
        contact_id.map(Cell).into(),
        json_text(record).into(),
    ]
}

/// One call.
pub async fn find(reader: &Reader<'_>, id: CallId) -> Result<Option<Call>, StoreError> {
    Ok(all(reader, reader.select::<CallRow>().filter(call::Column::Id.eq(Cell(id)))).await?.pop())
}

/// Those of these calls that are there, in no order.
pub async fn find_all(reader: &Reader<'_>, ids: &[CallId]) -> Result<Vec<Call>, StoreError> {
    all(reader, reader.select::<CallRow>().filter(call::Column::Id.is_in(cells(ids)))).await
}

/// A page of calls, latest first; `after` is the last one of the page before.
pub async fn list(
    reader: &Reader<'_>,
    filter: &CallFilter,
    after: Option<CallId>,
    items_max: u64,
) -> Result<Page<Call, CallId>, StoreError> {
    let mut select = reader.select::<CallRow>().filter(condition(reader, filter));
    if let Some(after) = after {
        select = select.filter(call::Column::Id.lt(Cell(after)));
    }
    let calls = all(reader, select.order_by_desc(call::Column::Id).limit(items_max + 1)).await?;
    Ok(Page::cut(calls, items_max, |call| call.record.call_id))
}

/// Calls with a person, latest first; `until` leaves out those begun later.
pub async fn of_contact(
    reader: &Reader<'_>,
    contact_id: ContactId,
    until: Option<Timestamp>,
    items_max: u64,
) -> Result<Vec<Call>, StoreError> {
    let mut select = reader.select::<CallRow>().filter(call::Column::ContactId.eq(Cell(contact_id)));
    if let Some(until) = until {
        select = select.filter(call::Column::StartedAt.lte(Cell(until)));
    }
    all(reader, select.order_by_desc(call::Column::StartedAt).order_by_desc(call::Column::Id).limit(items_max)).await
}

/// Calls of a number outside, latest first.
pub async fn of_number(reader: &Reader<'_>, number: PhoneNumber, items_max: u64) -> Result<Vec<Call>, StoreError> {
    let select = reader.select::<CallRow>().filter(call::Column::ClientNumber.eq(Cell(number)));
    all(reader, select.order_by_desc(call::Column::Id).limit(items_max)).await
}

fn condition(reader: &Reader<'_>, filter: &CallFilter) -> Condition {
    let of_user = |user_id| call::Column::Id.in_subquery(calls_of_user(reader, user_id));
    Condition::all()
        .add_option(filter.phase.map(|phase| call::Column::Live.eq(Cell(phase))))
        .add_option(filter.outcome.map(|outcome| call::Column::Outcome.eq(Cell(outcome))))
        .add_option(filter.contact_id.map(|contact_id| call::Column::ContactId.eq(Cell(contact_id))))
        .add_option(filter.user_id.map(of_user))
        .add_option(filter.from.map(|from| call::Column::StartedAt.gte(Cell(from))))
        .add_option(filter.to.map(|to| call::Column::StartedAt.lt(Cell(to))))
        .add_option(filter.visible_to.as_ref().map(|viewer| {
            let missed = Condition::all()
                .add(call::Column::GroupId.is_in(cells(&viewer.group_ids)))
                .add(call::Column::Outcome.is_not_null())
                .add(call::Column::Outcome.ne(Cell(Outcome::Answered)));
            Condition::any().add(of_user(viewer.user_id)).add(missed)
        }))
}

fn calls_of_user(reader: &Reader<'_>, user_id: UserId) -> SelectStatement {
    Query::select()
        .column(call_user::Column::CallId)
        .from(call_user::Entity)
        .and_where(Expr::col(CallUser::tenant_column()).eq(tenant(reader.tenant_id())))
        .and_where(Expr::col(call_user::Column::UserId).eq(Cell(user_id)))
        .take()
}

/// Calls by id for the fold. Locked on PostgreSQL, in the order of their ids, so that two folds of one call follow each other.
pub(crate) async fn lock(tx: &Tx, ids: &[CallId]) -> Result<Vec<Call>, StoreError> {
    let reader = tx.reader();
    let select = reader.select::<CallRow>().filter(call::Column::Id.is_in(cells(ids))).order_by_asc(call::Column::Id).lock_exclusive();
    all(&reader, select).await
}

/// Calls of the tenant that have not ended.
pub(crate) async fn live(reader: &Reader<'_>) -> Result<Vec<Call>, StoreError> {
    let select = reader.select::<CallRow>().filter(call::Column::Live.eq(Cell(Phase::Live))).order_by_asc(call::Column::Id);
    all(reader, select).await
}

/// Writes calls where they stand or anew, and who took part in them.
pub(crate) async fn put(
    tx: &Tx,
    calls: impl Iterator<Item = &Call>,
    users: impl Iterator<Item = &(CallId, UserId)>,
) -> Result<(), StoreError> {
    let users = users.map(|(call_id, user_id)| CallUser { user_id: *user_id, call_id: *call_id }).collect();
    let columns = call::Column::iter().collect::<Vec<_>>().try_into().expect("thirteen columns, as `values` gives");
    let written = Rows { table: call::Entity, columns, on_conflict: Some(replace::<CallRow>()) };
    written.write(tx, &calls.collect::<Vec<_>>(), |call| values(tx.tenant_id(), call)).await?;
    tx.put_all(users, keep::<CallUser>()).await
}

/// On a taken key all other columns are written over.
fn replace<R: Row>() -> OnConflict {
    let keys = <R::Entity as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
    let is_key = |column: &_| <R::Entity as EntityTrait>::PrimaryKey::from_column(*column).is_some();
    let others = <R::Entity as EntityTrait>::Column::iter().filter(|column| !is_key(column));
    OnConflict::columns(keys).update_columns(others).to_owned()
}

/// On a taken key the row stays as it is.
fn keep<R: Row>() -> OnConflict {
    OnConflict::columns(<R::Entity as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column)).do_nothing().to_owned()
}
