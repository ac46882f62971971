//! Notes: internal text about a contact.

use crate::{Reader, StoreError, Tx, columns::Cell, contacts, scope::cells, table::table};
use otklik_model::{CallId, ContactId, NoteId, Timestamp, UserId};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

table! {
    /// Internal text about a contact.
    pub struct Note in note "notes" {
        key {
            /// Its id.
            id: NoteId,
        }
        /// About whom.
        contact_id: ContactId,
        /// The call it was written during or about.
        call_id: Option<CallId>,
        /// Who wrote it.
        author_id: UserId,
        /// When.
        at: Timestamp,
        /// What.
        text: String,
    }
}

/// Notes about a contact, latest first; `until` leaves out later ones.
pub async fn of_contact(
    reader: &Reader<'_>,
    contact_id: ContactId,
    until: Option<Timestamp>,
    items_max: u64,
) -> Result<Vec<Note>, StoreError> {
    let mut select = reader.select::<Note>().filter(note::Column::ContactId.eq(Cell(contact_id)));
    if let Some(until) = until {
        select = select.filter(note::Column::At.lte(Cell(until)));
    }
    reader.all(select.order_by_desc(note::Column::At).order_by_desc(note::Column::Id).limit(items_max)).await
}

/// Notes by id, in no promised order.
pub async fn find_all(reader: &Reader<'_>, ids: &[NoteId]) -> Result<Vec<Note>, StoreError> {
    reader.all(reader.select::<Note>().filter(note::Column::Id.is_in(cells(ids)))).await
}

/// Writes a note.
pub async fn insert(tx: &mut Tx, note: &Note) -> Result<(), StoreError> {
    tx.insert(note.clone()).await?;
    contacts::note_activities(tx, &BTreeMap::from([(note.contact_id, note.at)])).await
}
