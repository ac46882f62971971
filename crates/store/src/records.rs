//! Records about contacts and companies: purchases, contracts, invoices, other documents.

use crate::{Page, Reader, StoreError, Tx, columns::Cell, contacts, scope::cells, table::table};
use otklik_model::{CompanyId, ContactId, Money, RecordId};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};

table! {
    /// Something bought, signed or billed.
    pub struct Record in record "records" {
        key {
            /// Its id.
            id: RecordId,
        }
        /// Whose, when it is a person's.
        contact_id: Option<ContactId>,
        /// Whose, when it is a company's.
        company_id: Option<CompanyId>,
        /// `purchase`, `contract`, `invoice`, `document` or another word.
        kind: String,
        /// What: «Дверь межкомнатная Malta C6».
        title: String,
        /// When, as exactly as it is known: `2009`, `2009-05` or `2009-05-12`. Sorts as text.
        date: Option<String>,
        /// How many pieces.
        quantity: Option<i64>,
        /// For how much.
        amount: Option<Money>,
        /// Where it stands: `signed`, `expired`, `unpaid`.
        status: Option<String>,
        /// Whatever else is known: number of the document, colour, size.
        attributes: serde_json::Map<String, serde_json::Value>,
    }
}

/// Records of these people and companies, newest date first, at most `items_max` of all together.
pub async fn of_clients(
    reader: &Reader<'_>,
    contacts: &[ContactId],
    companies: &[CompanyId],
    items_max: u64,
) -> Result<Vec<Record>, StoreError> {
    let of_them =
        Condition::any().add(record::Column::ContactId.is_in(cells(contacts))).add(record::Column::CompanyId.is_in(cells(companies)));
    let select = reader.select::<Record>().filter(of_them);
    reader.all(select.order_by_desc(record::Column::Date).order_by_desc(record::Column::Id).limit(items_max)).await
}

/// A page of a contact's own records, last written first.
pub async fn of_contact(
    reader: &Reader<'_>,
    contact_id: ContactId,
    after: Option<RecordId>,
    items_max: u64,
) -> Result<Page<Record, RecordId>, StoreError> {
    let mut select = reader.select::<Record>().filter(record::Column::ContactId.eq(Cell(contact_id)));
    if let Some(after) = after {
        select = select.filter(record::Column::Id.lt(Cell(after)));
    }
    let rows = reader.all(select.order_by_desc(record::Column::Id).limit(items_max + 1)).await?;
    Ok(Page::cut(rows, items_max, |record: &Record| record.id))
}

/// All records in the order of their ids, part by part: what a search index is built from. An empty part is the end.
pub async fn stream(reader: &Reader<'_>, after: Option<RecordId>, items_max: u64) -> Result<Vec<Record>, StoreError> {
    let mut select = reader.select::<Record>();
    if let Some(after) = after {
        select = select.filter(record::Column::Id.gt(Cell(after)));
    }
    reader.all(select.order_by_asc(record::Column::Id).limit(items_max)).await
}

/// One record.
pub async fn find(reader: &Reader<'_>, id: RecordId) -> Result<Option<Record>, StoreError> {
    reader.one(reader.select::<Record>().filter(record::Column::Id.eq(Cell(id)))).await
}

/// Adds a record; its contact counts as changed, since it is found by the record's words.
pub async fn insert(tx: &mut Tx, record: &Record) -> Result<(), StoreError> {
    tx.insert(record.clone()).await?;
    touch_contact(tx, record.contact_id).await
}

/// Writes all fields of a record.
pub async fn update(tx: &mut Tx, record: &Record) -> Result<(), StoreError> {
    tx.save_row(record.clone()).await?;
    touch_contact(tx, record.contact_id).await
}

/// Takes a record away.
pub async fn delete(tx: &mut Tx, record: &Record) -> Result<(), StoreError> {
    tx.delete::<Record>(record::Column::Id.eq(Cell(record.id))).await.and_then(StoreError::missing_if_none)?;
    touch_contact(tx, record.contact_id).await
}

async fn touch_contact(tx: &mut Tx, contact_id: Option<ContactId>) -> Result<(), StoreError> {
    match contact_id {
        Some(contact_id) => contacts::touch(tx, contact_id).await,
        None => Ok(()),
    }
}
