//! Companies: organisations among the clients.

use crate::{
    Page, Reader, StoreError, Tx, affiliations, change_cursor::ChangeCursor, columns::Cell, contacts, scope::cells, table::Row,
    table::table,
};
use otklik_model::{CompanyId, Timestamp};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, Select};

/// An organisation among the clients.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// What it is called: «Дом».
    pub name: String,
    /// What it is called in documents: «ООО „Дом“».
    pub legal_name: Option<String>,
    /// Taxpayer number, 10 or 12 digits.
    pub inn: Option<String>,
    /// Registration reason code, 9 digits.
    pub kpp: Option<String>,
    /// Free text.
    pub notes: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Rises with each change; a change has to name the version it was made from.
    pub version: i64,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
}

table! {
    /// A company with the columns that only this crate uses.
    pub(crate) struct CompanyRow in company "companies" {
        key {
            /// Its id.
            id: CompanyId,
        }
        /// Name.
        name: String,
        /// Name in documents.
        legal_name: Option<String>,
        /// Taxpayer number.
        inn: Option<String>,
        /// Registration reason code.
        kpp: Option<String>,
        /// Free text.
        notes: Option<String>,
        /// When made.
        created_at: Timestamp,
        /// For optimistic locking.
        version: i64,
        /// When deleted.
        deleted_at: Option<Timestamp>,
        /// Name in lower case: what lists are sorted by.
        sort_name: String,
        /// The number of the last change; see [`crate::change_cursor`].
        change_number: i64,
    }
}

impl From<CompanyRow> for Company {
    fn from(row: CompanyRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            legal_name: row.legal_name,
            inn: row.inn,
            kpp: row.kpp,
            notes: row.notes,
            created_at: row.created_at,
            version: row.version,
            deleted_at: row.deleted_at,
        }
    }
}

impl Company {
    fn into_row(self, change_number: i64) -> CompanyRow {
        CompanyRow {
            sort_name: self.name.to_lowercase(),
            change_number,
            id: self.id,
            name: self.name,
            legal_name: self.legal_name,
            inn: self.inn,
            kpp: self.kpp,
            notes: self.notes,
            created_at: self.created_at,
            version: self.version,
            deleted_at: self.deleted_at,
        }
    }
}

/// One company; deleted ones too, since old calls still name them.
pub async fn find(reader: &Reader<'_>, id: CompanyId) -> Result<Option<Company>, StoreError> {
    Ok(row(reader, id).await?.map(Company::from))
}

/// Companies by id, in no promised order; ids that are not there are left out.
pub async fn find_all(reader: &Reader<'_>, ids: &[CompanyId]) -> Result<Vec<Company>, StoreError> {
    companies(reader, reader.select::<CompanyRow>().filter(company::Column::Id.is_in(cells(ids)))).await
}

/// Companies with that taxpayer number, without deleted ones.
pub async fn find_by_inn(reader: &Reader<'_>, inn: &str) -> Result<Vec<Company>, StoreError> {
    companies(reader, live(reader).filter(company::Column::Inn.eq(inn))).await
}

/// A page of companies by name, without deleted ones; `after` is the last one of the page before.
pub async fn list(reader: &Reader<'_>, after: Option<CompanyId>, items_max: u64) -> Result<Page<Company, CompanyId>, StoreError> {
    let mut select = live(reader);
    if let Some(after) = after
        && let Some(row) = row(reader, after).await?
    {
        let later_namesake = Condition::all().add(company::Column::SortName.eq(&row.sort_name)).add(company::Column::Id.gt(Cell(row.id)));
        select = select.filter(Condition::any().add(company::Column::SortName.gt(row.sort_name)).add(later_namesake));
    }
    let select = select.order_by_asc(company::Column::SortName).order_by_asc(company::Column::Id).limit(items_max + 1);
    Ok(Page::cut(companies(reader, select).await?, items_max, |company| company.id))
}

/// Companies changed after the cursor, deleted ones too, in the order of their changes.
pub async fn changed_since(
    reader: &Reader<'_>,
    cursor: ChangeCursor<CompanyId>,
    items_max: u64,
) -> Result<(Vec<Company>, ChangeCursor<CompanyId>), StoreError> {
    let select = reader
        .select::<CompanyRow>()
        .filter(cursor.passed(company::Column::ChangeNumber, company::Column::Id))
        .order_by_asc(company::Column::ChangeNumber)
        .order_by_asc(company::Column::Id)
        .limit(items_max);
    let rows: Vec<CompanyRow> = reader.all(select).await?;
    let next = rows.last().map_or(cursor, |row| ChangeCursor::at(row.change_number, row.id));
    Ok((rows.into_iter().map(Company::from).collect(), next))
}

/// Makes a company. Its version is 1 whatever the row says.
pub async fn insert(tx: &mut Tx, company: &Company) -> Result<(), StoreError> {
    let number = tx.change_number().await?;
    tx.insert(Company { version: 1, ..company.clone() }.into_row(number)).await
}

/// Writes a company made from `company.version`; gives the new version. Its contacts count as changed too: they are found by its name.
pub async fn update(tx: &mut Tx, company: &Company) -> Result<i64, StoreError> {
    let number = tx.change_number().await?;
    let version = company.version + 1;
    let row = Company { version, ..company.clone() }.into_row(number);
    let active = row.into_active(tx.tenant_id());
    tx.save_version::<CompanyRow>(active, company::Column::Version, company.version).await?;
    for affiliation in affiliations::of_companies(&tx.reader(), &[company.id]).await? {
        contacts::touch(tx, affiliation.contact_id).await?;
    }
    Ok(version)
}

fn live(reader: &Reader<'_>) -> Select<company::Entity> {
    reader.select::<CompanyRow>().filter(company::Column::DeletedAt.is_null())
}

async fn row(reader: &Reader<'_>, id: CompanyId) -> Result<Option<CompanyRow>, StoreError> {
    reader.one(reader.select::<CompanyRow>().filter(company::Column::Id.eq(Cell(id)))).await
}

async fn companies(reader: &Reader<'_>, select: Select<company::Entity>) -> Result<Vec<Company>, StoreError> {
    Ok(reader.all::<CompanyRow>(select).await?.into_iter().map(Company::from).collect())
}
