//! The two scopes of a tenant: reading, and reading with writing.

use crate::{
    Store, StoreError,
    calls::Call,
    columns::Cell,
    commitments::Commitment,
    table::{Row, tenant},
    tenants,
};
use otklik_model::{CallId, CommitmentId, ContactId, PhoneNumber, TenantId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseExecutor, DatabaseTransaction, EntityTrait, ExprTrait, InsertMany, Iterable, PrimaryKeyToColumn,
    QueryFilter, Select,
    sea_query::{Expr, OnConflict},
};
use std::collections::{BTreeMap, BTreeSet};

/// Rows that one INSERT carries at most: SQLite takes 32,766 parameters, PostgreSQL 65,535, and no table has more than sixty columns.
const STATEMENT_ROWS_MAX: usize = 512;

/// Reads of one tenant. Cheap to make; holds no connection between reads.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(crate) executor: DatabaseExecutor<'a>,
    tenant_id: TenantId,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(executor: impl Into<DatabaseExecutor<'a>>, tenant_id: TenantId) -> Self {
        Self { executor: executor.into(), tenant_id }
    }

    /// Whose rows are read.
    pub const fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    pub(crate) fn select<R: Row>(&self) -> Select<R::Entity> {
        R::Entity::find().filter(R::tenant_column().eq(tenant(self.tenant_id)))
    }

    pub(crate) async fn all<R: Row>(&self, select: Select<R::Entity>) -> Result<Vec<R>, StoreError> {
        Ok(select.all(&self.executor).await?.into_iter().map(R::from_model).collect())
    }

    pub(crate) async fn one<R: Row>(&self, select: Select<R::Entity>) -> Result<Option<R>, StoreError> {
        Ok(select.one(&self.executor).await?.map(R::from_model))
    }
}

/// A database transaction of one tenant. Dropped without [`Tx::commit`], it changes nothing.
///
/// On SQLite there is one at a time (`BEGIN IMMEDIATE`): keep it short and never wait inside it for anything but the database.
#[derive(Debug)]
pub struct Tx {
    pub(crate) store: Store,
    pub(crate) database: DatabaseTransaction,
    tenant_id: TenantId,
    touched: BTreeMap<TenantId, Touched>,
}

/// What a transaction changed of a tenant that others are told about after its commit.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    pub calls: BTreeMap<CallId, Call>,
    pub commitments: BTreeMap<CommitmentId, Commitment>,
    pub contacts: BTreeSet<ContactId>,
    pub numbers: BTreeSet<PhoneNumber>,
    pub change_number: Option<i64>,
    pub configuration_changed: bool,
}

impl Tx {
    pub(crate) fn new(store: Store, database: DatabaseTransaction, tenant_id: TenantId) -> Self {
        Self { store, database, tenant_id, touched: BTreeMap::new() }
    }

    /// Whose rows are written.
    pub const fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    /// Reads inside the transaction, seeing its own writes.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.database, self.tenant_id)
    }

    /// Makes everything durable at once, then tells the listeners and renews the caller index.
    pub async fn commit(self) -> Result<(), StoreError> {
        for (tenant_id, _) in self.touched.iter().filter(|(_, touched)| touched.configuration_changed) {
            tenants::count_configuration(&self.database, *tenant_id).await?;
        }
        self.database.commit().await?;
        self.store.committed(self.touched).await;
        Ok(())
    }

    /// Goes on with another tenant: the journal's batches hold entries of many.
    pub(crate) fn enter(&mut self, tenant_id: TenantId) {
        self.tenant_id = tenant_id;
    }

    pub(crate) fn touched(&mut self) -> &mut Touched {
        self.touched.entry(self.tenant_id).or_default()
    }

    /// Says that routing has to be loaded anew after the commit.
    pub(crate) fn configuration_changed(&mut self) {
        self.touched().configuration_changed = true;
    }

    /// The number of this transaction among those of the tenant that changed contacts or companies.
    ///
    /// Taking it locks the tenant's row, so numbers become visible in their order: a reader who saw 7 will never meet a late 6.
    pub(crate) async fn change_number(&mut self) -> Result<i64, StoreError> {
        if let Some(number) = self.touched().change_number {
            return Ok(number);
        }
        let number = tenants::count_change(&self.database, self.tenant_id).await?;
        self.touched().change_number = Some(number);
        Ok(number)
    }

    pub(crate) async fn insert<R: Row>(&self, row: R) -> Result<(), StoreError> {
        self.insert_all(vec![row]).await
    }

    pub(crate) async fn insert_all<R: Row>(&self, rows: Vec<R>) -> Result<(), StoreError> {
        self.insert_parts(rows, |insert| insert).await
    }

    /// Inserts rows; `on_conflict` says what becomes of those whose key is taken.
    pub(crate) async fn put_all<R: Row>(&self, rows: Vec<R>, on_conflict: OnConflict) -> Result<(), StoreError> {
        self.insert_parts(rows, |insert| insert.on_conflict(on_conflict.clone())).await
    }

    async fn insert_parts<R: Row>(
        &self,
        rows: Vec<R>,
        finish: impl Fn(InsertMany<R::Active>) -> InsertMany<R::Active>,
    ) -> Result<(), StoreError> {
        let rows: Vec<R::Active> = rows.into_iter().map(|row| row.into_active(self.tenant_id)).collect();
        for part in statement_parts(&rows) {
            finish(R::Entity::insert_many(part.iter().cloned())).exec_without_returning(&self.database).await?;
        }
        Ok(())
    }

    /// Writes all columns of a row; [`StoreError::Missing`] when the tenant has none with its key.
    pub(crate) async fn save_row<R: Row>(&self, row: R) -> Result<(), StoreError> {
        self.save::<R>(row.into_active(self.tenant_id)).await
    }

    /// Writes the columns that are set, where its key says; [`StoreError::Missing`] when the tenant has none with it.
    pub(crate) async fn save<R: Row>(&self, active: R::Active) -> Result<(), StoreError> {
        self.save_where::<R>(active, Expr::value(true)).await.and_then(StoreError::missing_if_none)
    }

    /// Writes the columns that are set if `version` is still the one stored.
    pub(crate) async fn save_version<R: Row>(
        &self,
        active: R::Active,
        version_column: <R::Entity as EntityTrait>::Column,
        version: i64,
    ) -> Result<(), StoreError> {
        match self.save_where::<R>(active, version_column.eq(version)).await? {
            0 => Err(StoreError::ChangedMeanwhile),
            _ => Ok(()),
        }
    }

    /// Writes the columns that are set in rows that meet a condition and says how many they were.
    pub(crate) async fn save_where<R: Row>(&self, mut active: R::Active, condition: Expr) -> Result<u64, StoreError> {
        let mut update = R::Entity::update_many().filter(R::tenant_column().eq(tenant(self.tenant_id))).filter(condition);
        for key in <R::Entity as EntityTrait>::PrimaryKey::iter() {
            let column = key.into_column();
            let value = active.take(column).into_value().expect("whoever writes a row sets its key");
            update = update.filter(Expr::col(column).eq(value));
        }
        Ok(update.set(active).exec(&self.database).await?.rows_affected)
    }

    /// Deletes the rows of the tenant that meet a condition and says how many they were.
    pub(crate) async fn delete<R: Row>(&self, condition: Expr) -> Result<u64, StoreError> {
        let delete = R::Entity::delete_many().filter(R::tenant_column().eq(tenant(self.tenant_id))).filter(condition);
        Ok(delete.exec(&self.database).await?.rows_affected)
    }
}

/// Ids as values for `IN`.
pub(crate) fn cells<T: Copy>(ids: &[T]) -> Vec<Cell<T>> {
    ids.iter().copied().map(Cell).collect()
}

/// Rows in parts of a few sizes: the driver keeps the statement of each size prepared, and reading a statement of hundreds of rows anew
/// takes as long as carrying it out.
pub(crate) fn statement_parts<T>(rows: &[T]) -> Vec<&[T]> {
    let (mut parts, mut rest) = (Vec::new(), rows);
    let mut size = STATEMENT_ROWS_MAX;
    while !rest.is_empty() {
        while size > rest.len() {
            size /= 4;
        }
        let (part, after) = rest.split_at(size.max(1));
        parts.push(part);
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_a_few_sizes_and_together_are_all_rows_in_their_order() {
        for count in [0, 1, 3, 4, 511, 512, 513, 2000] {
            let rows: Vec<usize> = (0..count).collect();
            let parts = statement_parts(&rows);
            assert_eq!(parts.concat(), rows);
            assert!(parts.iter().all(|part| [1, 2, 8, 32, 128, 512].contains(&part.len())), "{count}");
        }
    }
}
