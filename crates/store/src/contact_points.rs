//! Contact points: phones, e-mails and handles of contacts; the keys of identification.

use crate::{
    Reader, StoreError, Tx,
    columns::{Cell, stored_words},
    contacts::{self, ContactRow, contact},
    scope::cells,
    table::{Row, table, tenant},
};
use otklik_model::{ContactId, ContactPointId, PhoneNumber, TenantId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr, sea_query::Query,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What kind of address a contact point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A name in Telegram.
    Telegram,
    /// A WhatsApp account.
    Whatsapp,
    /// A web site.
    Web,
    /// Anything else.
    Other,
}

stored_words!(PointKind);

table! {
    /// An address of a contact.
    pub struct ContactPoint in point "contact_points" {
        key {
            /// Its id.
            id: ContactPointId,
        }
        /// Whose it is.
        contact_id: ContactId,
        /// What it is.
        kind: PointKind,
        /// As it was written.
        value: String,
        /// The number, for phones that are one.
        number: Option<PhoneNumber>,
        /// «рабочий».
        label: Option<String>,
        /// Whether it is the one to use first.
        preferred: bool,
        /// Place among the points of the contact, from 0.
        position: u32,
    }
}

/// Points of contacts, each contact's in their order.
pub async fn of_contacts(reader: &Reader<'_>, ids: &[ContactId]) -> Result<Vec<ContactPoint>, StoreError> {
    let select = reader.select::<ContactPoint>().filter(point::Column::ContactId.is_in(cells(ids)));
    reader.all(select.order_by_asc(point::Column::Position).order_by_asc(point::Column::Id)).await
}

/// Points with exactly that value, of contacts that are not deleted: who has this e-mail or handle.
pub async fn find_by_value(reader: &Reader<'_>, kind: PointKind, value: &str) -> Result<Vec<ContactPoint>, StoreError> {
    let select = live(reader).filter(point::Column::Kind.eq(Cell(kind))).filter(point::Column::Value.eq(value));
    reader.all(select).await
}

/// Points with one of these numbers, of contacts that are not deleted.
pub async fn find_by_numbers(reader: &Reader<'_>, numbers: &[PhoneNumber]) -> Result<Vec<ContactPoint>, StoreError> {
    reader.all(live(reader).filter(point::Column::Number.is_in(cells(numbers)))).await
}

/// Sets all points of a contact anew; `contact_id` of each must be that contact.
pub async fn set(tx: &mut Tx, contact_id: ContactId, points: &[ContactPoint]) -> Result<(), StoreError> {
    touch_numbers_of(tx, contact_id).await?;
    tx.delete::<ContactPoint>(point::Column::ContactId.eq(Cell(contact_id))).await?;
    tx.insert_all(points.to_vec()).await?;
    touch_numbers(tx, points);
    contacts::touch(tx, contact_id).await
}

/// Says that candidates for the numbers of a contact have to be looked up anew after the commit.
pub(crate) async fn touch_numbers_of(tx: &mut Tx, contact_id: ContactId) -> Result<(), StoreError> {
    let points = of_contacts(&tx.reader(), &[contact_id]).await?;
    touch_numbers(tx, &points);
    Ok(())
}

pub(crate) fn touch_numbers(tx: &mut Tx, points: &[ContactPoint]) {
    tx.touched().numbers.extend(points.iter().filter_map(|point| point.number));
}

/// All points of contacts that are not deleted, in the order of their ids: what the caller index is built from.
pub(crate) async fn stream_numbers(
    database: &impl ConnectionTrait,
    tenant_id: TenantId,
    after: Option<ContactPointId>,
    items_max: u64,
) -> Result<Vec<(ContactPointId, Option<PhoneNumber>, ContactId)>, StoreError> {
    let mut select = point::Entity::find()
        .select_only()
        .columns([point::Column::Id, point::Column::Number, point::Column::ContactId])
        .filter(point::Column::TenantId.eq(tenant(tenant_id)))
        .filter(not_deleted(tenant_id));
    if let Some(after) = after {
        select = select.filter(point::Column::Id.gt(Cell(after)));
    }
    // Points without a number are left out by the caller: asked for numbers, SQLite would walk the index of numbers and sort each page.
    type Raw = (Cell<ContactPointId>, Option<Cell<PhoneNumber>>, Cell<ContactId>);
    let rows: Vec<Raw> = select.order_by_asc(point::Column::Id).limit(items_max).into_tuple().all(database).await?;
    Ok(rows.into_iter().map(|(id, number, contact_id)| (id.0, number.map(|number| number.0), contact_id.0)).collect())
}

/// Who has these numbers now, deleted contacts left out.
pub(crate) async fn owners(
    database: &DatabaseConnection,
    tenant_id: TenantId,
    numbers: &BTreeSet<PhoneNumber>,
) -> Result<Vec<(PhoneNumber, ContactId)>, StoreError> {
    let numbers: Vec<PhoneNumber> = numbers.iter().copied().collect();
    let points = find_by_numbers(&Reader::new(database, tenant_id), &numbers).await?;
    Ok(points.into_iter().filter_map(|point| Some((point.number?, point.contact_id))).collect())
}

fn live(reader: &Reader<'_>) -> sea_orm::Select<point::Entity> {
    reader.select::<ContactPoint>().filter(not_deleted(reader.tenant_id()))
}

/// The owner is not deleted. Deleted contacts are few, so the list of exceptions is the quick way round.
fn not_deleted(tenant_id: TenantId) -> Condition {
    let deleted = Query::select()
        .column(contact::Column::Id)
        .from(contact::Entity)
        .and_where(Expr::col(ContactRow::tenant_column()).eq(tenant(tenant_id)))
        .and_where(Expr::col(contact::Column::DeletedAt).is_not_null())
        .take();
    Condition::all().add(point::Column::ContactId.not_in_subquery(deleted))
}
