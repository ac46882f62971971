//! Blockers: what stands in a client's way now, shown first on the card.

use crate::{Reader, StoreError, Tx, columns::Cell, columns::stored_json, contacts::Known, scope::cells, table::table};
use otklik_model::{BlockerId, CompanyId, ContactId};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

/// Where, when and with what the client gets rid of a blocker, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Details(pub Vec<Known>);

stored_json!(Details);

table! {
    /// Something in a client's way.
    pub struct Blocker in blocker "blockers" {
        key {
            /// Its id.
            id: BlockerId,
        }
        /// The person it stops.
        contact_id: Option<ContactId>,
        /// The company it stops, with everybody who acts for it.
        company_id: Option<CompanyId>,
        /// `contract_to_resign`, `debt`, `blocked` or another word.
        kind: String,
        /// In two words.
        title: String,
        /// What to say.
        sentence: String,
        /// What to offer to do now.
        action: Option<String>,
        /// Office, hours, documents to bring.
        details: Details,
        /// Whether it still stands in the way.
        active: bool,
    }
}

/// What stands in the way of these people and companies now, oldest first.
pub async fn active(reader: &Reader<'_>, contacts: &[ContactId], companies: &[CompanyId]) -> Result<Vec<Blocker>, StoreError> {
    let of_them =
        Condition::any().add(blocker::Column::ContactId.is_in(cells(contacts))).add(blocker::Column::CompanyId.is_in(cells(companies)));
    reader.all(reader.select::<Blocker>().filter(blocker::Column::Active.eq(true)).filter(of_them).order_by_asc(blocker::Column::Id)).await
}

/// All blockers of a contact, past ones too.
pub async fn of_contact(reader: &Reader<'_>, contact_id: ContactId) -> Result<Vec<Blocker>, StoreError> {
    reader.all(reader.select::<Blocker>().filter(blocker::Column::ContactId.eq(Cell(contact_id))).order_by_asc(blocker::Column::Id)).await
}

/// Adds a blocker.
pub async fn insert(tx: &mut Tx, blocker: &Blocker) -> Result<(), StoreError> {
    tx.insert(blocker.clone()).await
}

/// Writes all fields of a blocker.
pub async fn update(tx: &mut Tx, blocker: &Blocker) -> Result<(), StoreError> {
    tx.save_row(blocker.clone()).await
}

/// Takes a blocker away with its past.
pub async fn delete(tx: &mut Tx, id: BlockerId) -> Result<(), StoreError> {
    tx.delete::<Blocker>(blocker::Column::Id.eq(Cell(id))).await.and_then(StoreError::missing_if_none)
}
