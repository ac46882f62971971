//! Statements that write many rows at once, as the journal and its fold do at every commit.
//!
//! Their texts are made once: a statement built around its values copies each of them and takes as long as encoding them.

use crate::scope::statement_parts;
use crate::{StoreError, Tx};
use sea_orm::{
    ConnectionTrait, EntityTrait, Statement, Value,
    sea_query::{Expr, OnConflict, Query, Values},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Texts of INSERT by table and number of rows; of the latter there are six.
#[derive(Debug, Default)]
pub(crate) struct RowStatements(Mutex<BTreeMap<(&'static str, usize), Arc<str>>>);

impl RowStatements {
    fn text(&self, key: (&'static str, usize), make: impl FnOnce() -> String) -> Arc<str> {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(texts.entry(key).or_insert_with(|| make().into()))
    }
}

/// One table's way of being written: always with the same columns and the same rule for taken keys.
pub(crate) struct Rows<E: EntityTrait, const N: usize> {
    pub table: E,
    pub columns: [E::Column; N],
    pub on_conflict: Option<OnConflict>,
}

impl<E: EntityTrait, const N: usize> Rows<E, N> {
    /// Writes rows whose values come in the order of the columns.
    pub async fn write<T>(&self, tx: &Tx, rows: &[T], values: impl Fn(&T) -> [Value; N]) -> Result<(), StoreError> {
        let db_backend = tx.database.get_database_backend();
        for part in statement_parts(rows) {
            let made = || db_backend.build(&self.statement(part.len())).sql;
            let text = tx.store.row_statements().text((self.table.table_name(), part.len()), made);
            let values = Some(Values(part.iter().flat_map(&values).collect()));
            tx.database.execute_raw(Statement { sql: text.to_string(), values, db_backend }).await?;
        }
        Ok(())
    }

    fn statement(&self, rows: usize) -> sea_orm::sea_query::InsertStatement {
        let mut insert = Query::insert();
        insert.into_table(self.table).columns(self.columns);
        for _ in 0..rows {
            insert.values_panic([const { Expr::Value(Value::Bool(Some(false))) }; N]);
        }
        if let Some(on_conflict) = &self.on_conflict {
            insert.on_conflict(on_conflict.clone());
        }
        insert
    }
}
