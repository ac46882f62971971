//! Contacts: people among the clients.

use crate::{
    Page, Reader, StoreError, Tx, change_cursor::ChangeCursor, columns::Cell, columns::stored_json, contact_points, scope::cells,
    table::Row, table::table, table::tenant,
};
use otklik_model::{ContactId, Timestamp, UserId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Select, Set,
    sea_query::{CaseStatement, Expr},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A fact already known, so that nobody asks for it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// What it is: «Размер проёма».
    pub label: String,
    /// The fact: «800×2000».
    pub value: String,
}

stored_json!(Vec<Known>);

/// A person among the clients.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// «Орлов».
    pub last_name: Option<String>,
    /// «Геннадий».
    pub first_name: Option<String>,
    /// «Семёнович».
    pub patronymic: Option<String>,
    /// The class of clients by money the person belongs to.
    pub tier: Option<String>,
    /// How the person wants to be reached.
    pub preferred_channel: Option<String>,
    /// Which user looks after the person.
    pub owner_id: Option<UserId>,
    /// What is known already.
    pub known: Vec<Known>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the last call or note was. Kept by this crate: what a caller writes here is left out.
    pub last_activity_at: Option<Timestamp>,
    /// Rises with each change; a change has to name the version it was made from.
    pub version: i64,
    /// When it was deleted; such a contact is kept and can be restored.
    pub deleted_at: Option<Timestamp>,
}

table! {
    /// A contact with the columns that only this crate uses.
    pub(crate) struct ContactRow in contact "contacts" {
        key {
            /// Its id.
            id: ContactId,
        }
        /// Family name.
        last_name: Option<String>,
        /// Given name.
        first_name: Option<String>,
        /// Patronymic.
        patronymic: Option<String>,
        /// Class of clients.
        tier: Option<String>,
        /// How to reach.
        preferred_channel: Option<String>,
        /// Who looks after.
        owner_id: Option<UserId>,
        /// What is known.
        known: Vec<Known>,
        /// When made.
        created_at: Timestamp,
        /// When last heard of.
        last_activity_at: Option<Timestamp>,
        /// For optimistic locking.
        version: i64,
        /// When deleted.
        deleted_at: Option<Timestamp>,
        /// Family, given and father's name in lower case: what lists are sorted by.
        sort_name: String,
        /// The number of the last change; see [`crate::change_cursor`].
        change_number: i64,
    }
}

impl From<ContactRow> for Contact {
    fn from(row: ContactRow) -> Self {
        Self {
            id: row.id,
            last_name: row.last_name,
            first_name: row.first_name,
            patronymic: row.patronymic,
            tier: row.tier,
            preferred_channel: row.preferred_channel,
            owner_id: row.owner_id,
            known: row.known,
            created_at: row.created_at,
            last_activity_at: row.last_activity_at,
            version: row.version,
            deleted_at: row.deleted_at,
        }
    }
}

impl Contact {
    /// The row to be written by the change of that number.
    pub(crate) fn into_row(self, change_number: i64) -> ContactRow {
        ContactRow {
            sort_name: self.sort_name(),
            change_number,
            id: self.id,
            last_name: self.last_name,
            first_name: self.first_name,
            patronymic: self.patronymic,
            tier: self.tier,
            preferred_channel: self.preferred_channel,
            owner_id: self.owner_id,
            known: self.known,
            created_at: self.created_at,
            last_activity_at: self.last_activity_at,
            version: self.version,
            deleted_at: self.deleted_at,
        }
    }

    fn sort_name(&self) -> String {
        let names = [&self.last_name, &self.first_name, &self.patronymic];
        let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
        names.join(" ").to_lowercase()
    }
}

/// One contact; deleted ones too, since old calls still name them.
pub async fn find(reader: &Reader<'_>, id: ContactId) -> Result<Option<Contact>, StoreError> {
    Ok(reader.one(reader.select::<ContactRow>().filter(contact::Column::Id.eq(Cell(id)))).await?.map(ContactRow::into))
}

/// Contacts by id, in no promised order; ids that are not there are left out.
pub async fn find_all(reader: &Reader<'_>, ids: &[ContactId]) -> Result<Vec<Contact>, StoreError> {
    contacts(reader, reader.select::<ContactRow>().filter(contact::Column::Id.is_in(cells(ids)))).await
}

/// A page of contacts by name, without deleted ones; `after` is the last one of the page before.
pub async fn list(reader: &Reader<'_>, after: Option<ContactId>, items_max: u64) -> Result<Page<Contact, ContactId>, StoreError> {
    let mut select = reader.select::<ContactRow>().filter(contact::Column::DeletedAt.is_null());
    if let Some(row) = row(reader, after).await? {
        let later_namesake = Condition::all().add(contact::Column::SortName.eq(&row.sort_name)).add(contact::Column::Id.gt(Cell(row.id)));
        select = select.filter(Condition::any().add(contact::Column::SortName.gt(row.sort_name)).add(later_namesake));
    }
    let select = select.order_by_asc(contact::Column::SortName).order_by_asc(contact::Column::Id).limit(items_max + 1);
    Ok(Page::cut(contacts(reader, select).await?, items_max, |contact| contact.id))
}

/// All contacts without deleted ones in the order of their ids, part by part: what a search index is built from.
///
/// `after` is the last id of the part before. An empty part is the end.
pub async fn stream(reader: &Reader<'_>, after: Option<ContactId>, items_max: u64) -> Result<Vec<Contact>, StoreError> {
    let mut select = reader.select::<ContactRow>().filter(contact::Column::DeletedAt.is_null());
    if let Some(after) = after {
        select = select.filter(contact::Column::Id.gt(Cell(after)));
    }
    contacts(reader, select.order_by_asc(contact::Column::Id).limit(items_max)).await
}

/// Contacts changed after the cursor, deleted ones too, in the order of their changes.
pub async fn changed_since(
    reader: &Reader<'_>,
    cursor: ChangeCursor<ContactId>,
    items_max: u64,
) -> Result<(Vec<Contact>, ChangeCursor<ContactId>), StoreError> {
    let select = reader
        .select::<ContactRow>()
        .filter(cursor.passed(contact::Column::ChangeNumber, contact::Column::Id))
        .order_by_asc(contact::Column::ChangeNumber)
        .order_by_asc(contact::Column::Id)
        .limit(items_max);
    let rows: Vec<ContactRow> = reader.all(select).await?;
    let next = rows.last().map_or(cursor, |row| ChangeCursor::at(row.change_number, row.id));
    Ok((rows.into_iter().map(Contact::from).collect(), next))
}

/// Makes a contact. Its version is 1 whatever the row says.
pub async fn insert(tx: &mut Tx, contact: &Contact) -> Result<(), StoreError> {
    let number = tx.change_number().await?;
    tx.touched().contacts.insert(contact.id);
    tx.insert(Contact { version: 1, ..contact.clone() }.into_row(number)).await
}

/// Writes a contact made from `contact.version`; gives the new version.
pub async fn update(tx: &mut Tx, contact: &Contact) -> Result<i64, StoreError> {
    let number = tx.change_number().await?;
    let version = contact.version + 1;
    let row = Contact { version, ..contact.clone() }.into_row(number);
    let active = contact::ActiveModel { last_activity_at: NotSet, ..row.into_active(tx.tenant_id()) };
    tx.save_version::<ContactRow>(active, contact::Column::Version, contact.version).await?;
    tx.touched().contacts.insert(contact.id);
    Ok(version)
}

/// Deletes a contact so that it can be restored: lists, searches and the caller index no longer find it.
pub async fn delete(tx: &mut Tx, id: ContactId, at: Timestamp) -> Result<(), StoreError> {
    set_deleted(tx, id, Some(at)).await
}

/// Takes a deletion back.
pub async fn restore(tx: &mut Tx, id: ContactId) -> Result<(), StoreError> {
    set_deleted(tx, id, None).await
}

/// Marks a contact as changed because something that belongs to it was: a point, an affiliation, a record.
pub(crate) async fn touch(tx: &mut Tx, id: ContactId) -> Result<(), StoreError> {
    let change_number = Set(tx.change_number().await?);
    tx.touched().contacts.insert(id);
    tx.save::<ContactRow>(contact::ActiveModel { id: Set(Cell(id)), change_number, ..Default::default() }).await
}

/// Notes when each of these people was last heard of, unless something later is known; no change of the contact itself.
pub(crate) async fn note_activities(tx: &Tx, last: &BTreeMap<ContactId, Timestamp>) -> Result<(), StoreError> {
    let column = || contact::Column::LastActivityAt;
    let mut moment = CaseStatement::new();
    for (id, at) in last {
        let is_later = Condition::any().add(column().is_null()).add(column().lt(Cell(*at)));
        moment = moment.case(Condition::all().add(contact::Column::Id.eq(Cell(*id))).add(is_later), Expr::value(Cell(*at)));
    }
    if last.is_empty() {
        return Ok(());
    }
    let ids: Vec<ContactId> = last.keys().copied().collect();
    let update = contact::Entity::update_many()
        .col_expr(column(), moment.finally(Expr::col(column())).into())
        .filter(ContactRow::tenant_column().eq(tenant(tx.tenant_id())))
        .filter(contact::Column::Id.is_in(cells(&ids)));
    update.exec(&tx.database).await?;
    Ok(())
}

async fn set_deleted(tx: &mut Tx, id: ContactId, deleted_at: Option<Timestamp>) -> Result<(), StoreError> {
    contact_points::touch_numbers_of(tx, id).await?;
    let deleted_at = Set(deleted_at.map(Cell));
    tx.save::<ContactRow>(contact::ActiveModel { id: Set(Cell(id)), deleted_at, ..Default::default() }).await?;
    touch(tx, id).await
}

async fn row(reader: &Reader<'_>, id: Option<ContactId>) -> Result<Option<ContactRow>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    reader.one(reader.select::<ContactRow>().filter(contact::Column::Id.eq(Cell(id)))).await
}

async fn contacts(reader: &Reader<'_>, select: Select<contact::Entity>) -> Result<Vec<Contact>, StoreError> {
    Ok(reader.all::<ContactRow>(select).await?.into_iter().map(Contact::from).collect())
}
