//! Affiliations: a contact acting for a company in a role, for a time. Many to many.

use crate::{Reader, StoreError, Tx, columns::Cell, contacts, scope::cells, table::table};
use jiff::civil;
use otklik_model::{AffiliationId, CompanyId, ContactId};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

table! {
    /// A contact acting for a company.
    pub struct Affiliation in affiliation "affiliations" {
        key {
            /// Its id.
            id: AffiliationId,
        }
        /// Who.
        contact_id: ContactId,
        /// For which company.
        company_id: CompanyId,
        /// As what: «директор».
        role: Option<String>,
        /// Since when, as far as known.
        since: Option<civil::Date>,
        /// Until when; `None` while it lasts.
        until: Option<civil::Date>,
    }
}

/// Affiliations of contacts, past ones too.
pub async fn of_contacts(reader: &Reader<'_>, ids: &[ContactId]) -> Result<Vec<Affiliation>, StoreError> {
    let select = reader.select::<Affiliation>().filter(affiliation::Column::ContactId.is_in(cells(ids)));
    reader.all(select.order_by_asc(affiliation::Column::Id)).await
}

/// Affiliations with companies, past ones too.
pub async fn of_companies(reader: &Reader<'_>, ids: &[CompanyId]) -> Result<Vec<Affiliation>, StoreError> {
    let select = reader.select::<Affiliation>().filter(affiliation::Column::CompanyId.is_in(cells(ids)));
    reader.all(select.order_by_asc(affiliation::Column::Id)).await
}

/// Adds one affiliation.
pub async fn insert(tx: &mut Tx, affiliation: &Affiliation) -> Result<(), StoreError> {
    tx.insert(affiliation.clone()).await?;
    contacts::touch(tx, affiliation.contact_id).await
}

/// Sets all affiliations of a contact anew; `contact_id` of each must be that contact.
pub async fn set(tx: &mut Tx, contact_id: ContactId, affiliations: &[Affiliation]) -> Result<(), StoreError> {
    tx.delete::<Affiliation>(affiliation::Column::ContactId.eq(Cell(contact_id))).await?;
    tx.insert_all(affiliations.to_vec()).await?;
    contacts::touch(tx, contact_id).await
}
