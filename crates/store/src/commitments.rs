//! Commitments: what was promised to contacts, until it is kept by proof, broken or withdrawn.

use crate::{
    Page, Reader, StoreError, Tx,
    columns::Cell,
    scope::cells,
    table::{Row, table},
};
use otklik_model::{
    CallId, CommitmentId, ContactId, PhoneNumber, Timestamp, UserId,
    commitment::{CommitmentKind, CommitmentState},
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, Select};

/// A promise.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitment {
    /// Its id.
    pub id: CommitmentId,
    /// What kind of promise.
    pub kind: CommitmentKind,
    /// What was promised, in words; empty when the kind says it all.
    pub text: String,
    /// To whom, when known.
    pub contact_id: Option<ContactId>,
    /// The number to call.
    pub number: Option<PhoneNumber>,
    /// Who has to keep it; `None` while nobody took it.
    pub owner_id: Option<UserId>,
    /// Until when.
    pub due: Timestamp,
    /// Where it stands.
    pub state: CommitmentState,
    /// When it was made.
    pub made_at: Timestamp,
    /// The call it came from.
    pub made_by_call: Option<CallId>,
    /// The user who made it.
    pub made_by_user: Option<UserId>,
    /// How often the client has tried to reach us meanwhile, the first time included.
    pub attempts: u32,
    /// Rises with each change; a change has to name the version it was made from.
    pub version: i64,
}

table! {
    /// A promise with the column it is listed by.
    pub(crate) struct CommitmentRow in commitment "commitments" {
        key {
            /// Its id.
            id: CommitmentId,
        }
        /// What kind.
        kind: CommitmentKind,
        /// In words.
        text: String,
        /// To whom.
        contact_id: Option<ContactId>,
        /// Number to call.
        number: Option<PhoneNumber>,
        /// Who has to keep it.
        owner_id: Option<UserId>,
        /// Until when.
        due: Timestamp,
        /// Whether `state` is open.
        open: bool,
        /// Where it stands.
        state: CommitmentState,
        /// When made.
        made_at: Timestamp,
        /// By which call.
        made_by_call: Option<CallId>,
        /// By which user.
        made_by_user: Option<UserId>,
        /// Tries of the client.
        attempts: u32,
        /// For optimistic locking.
        version: i64,
    }
}

impl From<CommitmentRow> for Commitment {
    fn from(row: CommitmentRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            text: row.text,
            contact_id: row.contact_id,
            number: row.number,
            owner_id: row.owner_id,
            due: row.due,
            state: row.state,
            made_at: row.made_at,
            made_by_call: row.made_by_call,
            made_by_user: row.made_by_user,
            attempts: row.attempts,
            version: row.version,
        }
    }
}

impl From<Commitment> for CommitmentRow {
    fn from(commitment: Commitment) -> Self {
        Self {
            open: commitment.is_open(),
            id: commitment.id,
            kind: commitment.kind,
            text: commitment.text,
            contact_id: commitment.contact_id,
            number: commitment.number,
            owner_id: commitment.owner_id,
            due: commitment.due,
            state: commitment.state,
            made_at: commitment.made_at,
            made_by_call: commitment.made_by_call,
            made_by_user: commitment.made_by_user,
            attempts: commitment.attempts,
            version: commitment.version,
        }
    }
}

impl Commitment {
    /// Whether it still has to be kept.
    pub fn is_open(&self) -> bool {
        self.state == CommitmentState::Open
    }
}

/// Which commitments to list; `Default` is all of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CommitmentFilter {
    /// Only those that have to be kept (`true`) or no longer have to be (`false`).
    pub open: Option<bool>,
    /// Only of that owner.
    pub owner_id: Option<UserId>,
    /// Only to that person.
    pub contact_id: Option<ContactId>,
    /// Only those of that user or of nobody.
    pub visible_to: Option<UserId>,
}

/// One commitment.
pub async fn find(reader: &Reader<'_>, id: CommitmentId) -> Result<Option<Commitment>, StoreError> {
    Ok(reader.one(reader.select::<CommitmentRow>().filter(commitment::Column::Id.eq(Cell(id)))).await?.map(CommitmentRow::into))
}

/// A page of commitments, the one due first first; `after` is the last one of the page before.
pub async fn list(
    reader: &Reader<'_>,
    filter: &CommitmentFilter,
    after: Option<CommitmentId>,
    items_max: u64,
) -> Result<Page<Commitment, CommitmentId>, StoreError> {
    let mut select = reader.select::<CommitmentRow>().filter(condition(filter));
    if let Some(after) = after
        && let Some(last) = find(reader, after).await?
    {
        let same_due = Condition::all().add(commitment::Column::Due.eq(Cell(last.due))).add(commitment::Column::Id.gt(Cell(after)));
        select = select.filter(Condition::any().add(commitment::Column::Due.gt(Cell(last.due))).add(same_due));
    }
    let select = select.order_by_asc(commitment::Column::Due).order_by_asc(commitment::Column::Id).limit(items_max + 1);
    Ok(Page::cut(commitments(reader, select).await?, items_max, |commitment| commitment.id))
}

/// Commitments to a person, last made first; `until` leaves out later ones.
pub async fn of_contact(
    reader: &Reader<'_>,
    contact_id: ContactId,
    until: Option<Timestamp>,
    items_max: u64,
) -> Result<Vec<Commitment>, StoreError> {
    let mut select = reader.select::<CommitmentRow>().filter(commitment::Column::ContactId.eq(Cell(contact_id)));
    if let Some(until) = until {
        select = select.filter(commitment::Column::MadeAt.lte(Cell(until)));
    }
    commitments(reader, select.order_by_desc(commitment::Column::MadeAt).order_by_desc(commitment::Column::Id).limit(items_max)).await
}

/// What still has to be kept towards these people or numbers, due first first.
pub async fn open_with(reader: &Reader<'_>, contacts: &[ContactId], numbers: &[PhoneNumber]) -> Result<Vec<Commitment>, StoreError> {
    let select = open(reader, contacts, numbers).order_by_asc(commitment::Column::Due).order_by_asc(commitment::Column::Id);
    commitments(reader, select).await
}

/// The same, locked on PostgreSQL until the transaction ends: a fold cannot be told to read again.
pub(crate) async fn lock_open_with(tx: &Tx, contacts: &[ContactId], numbers: &[PhoneNumber]) -> Result<Vec<Commitment>, StoreError> {
    let reader = tx.reader();
    let select = open(&reader, contacts, numbers).order_by_asc(commitment::Column::Id).lock_exclusive();
    commitments(&reader, select).await
}

/// Commitments that came from these calls.
pub async fn made_by_calls(reader: &Reader<'_>, calls: &[CallId]) -> Result<Vec<Commitment>, StoreError> {
    commitments(reader, reader.select::<CommitmentRow>().filter(commitment::Column::MadeByCall.is_in(cells(calls)))).await
}

/// Keeps a new commitment. Its version is 1 whatever the row says. The caller also appends `CommitmentMade` to the journal.
pub async fn insert(tx: &mut Tx, commitment: &Commitment) -> Result<(), StoreError> {
    let commitment = Commitment { version: 1, ..commitment.clone() };
    tx.insert(CommitmentRow::from(commitment.clone())).await?;
    tx.touched().commitments.insert(commitment.id, commitment);
    Ok(())
}

/// Writes a commitment made from `commitment.version`; gives it back with the new version.
///
/// The caller also appends what happened to the journal.
pub async fn update(tx: &mut Tx, commitment: &Commitment) -> Result<Commitment, StoreError> {
    let next = Commitment { version: commitment.version + 1, ..commitment.clone() };
    let active = CommitmentRow::from(next.clone()).into_active(tx.tenant_id());
    tx.save_version::<CommitmentRow>(active, commitment::Column::Version, commitment.version).await?;
    tx.touched().commitments.insert(next.id, next.clone());
    Ok(next)
}

fn open(reader: &Reader<'_>, contacts: &[ContactId], numbers: &[PhoneNumber]) -> Select<commitment::Entity> {
    let with_them =
        Condition::any().add(commitment::Column::ContactId.is_in(cells(contacts))).add(commitment::Column::Number.is_in(cells(numbers)));
    reader.select::<CommitmentRow>().filter(commitment::Column::Open.eq(true)).filter(with_them)
}

fn condition(filter: &CommitmentFilter) -> Condition {
    let visible =
        |user_id| Condition::any().add(commitment::Column::OwnerId.eq(Cell::<UserId>(user_id))).add(commitment::Column::OwnerId.is_null());
    Condition::all()
        .add_option(filter.open.map(|open| commitment::Column::Open.eq(open)))
        .add_option(filter.owner_id.map(|owner_id| commitment::Column::OwnerId.eq(Cell(owner_id))))
        .add_option(filter.contact_id.map(|contact_id| commitment::Column::ContactId.eq(Cell(contact_id))))
        .add_option(filter.visible_to.map(visible))
}

async fn commitments(reader: &Reader<'_>, select: Select<commitment::Entity>) -> Result<Vec<Commitment>, StoreError> {
    Ok(reader.all::<CommitmentRow>(select).await?.into_iter().map(Commitment::from).collect())
}
