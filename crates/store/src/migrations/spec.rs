//! Tables written down as plain lists, turned into statements for either database.

use sea_orm::DbErr;
use sea_orm_migration::{
    SchemaManager,
    sea_query::{Alias, ColumnDef, ForeignKey, ForeignKeyAction, Index, Table, TableCreateStatement},
};

/// What a column holds.
#[derive(Clone, Copy)]
pub enum Kind {
    /// An id or a digest.
    Bytes,
    Text,
    /// Moments, money, phone numbers, counts.
    Number,
    Flag,
}
pub use Kind::{Bytes, Flag, Number, Text};

/// A column; `null` ones are those that may be unknown.
pub struct ColumnSpec(pub &'static str, pub Kind, pub Null);

#[derive(Clone, Copy, PartialEq)]
pub enum Null {
    Refused,
    Allowed,
}

pub const fn must(name: &'static str, kind: Kind) -> ColumnSpec {
    ColumnSpec(name, kind, Null::Refused)
}

pub const fn may(name: &'static str, kind: Kind) -> ColumnSpec {
    ColumnSpec(name, kind, Null::Allowed)
}

/// A table. `tenant_id` is added to each.
pub struct TableSpec {
    pub name: &'static str,
    pub key: &'static [&'static str],
    pub columns: &'static [ColumnSpec],
    /// `(column, table)`: the column names a row of that table, which may not be deleted before.
    pub references: &'static [(&'static str, &'static str)],
    /// Columns after `tenant_id` that may not repeat together.
    pub unique: &'static [&'static [&'static str]],
    /// Columns after `tenant_id` that are searched by.
    pub indexes: &'static [&'static [&'static str]],
}

/// Makes a table with its indexes.
pub async fn create(manager: &SchemaManager<'_>, spec: &TableSpec) -> Result<(), DbErr> {
    manager.create_table(table(spec)).await?;
    for columns in spec.unique {
        let mut index = index(spec, columns, "unique");
        manager.create_index(index.unique().take()).await?;
    }
    for columns in spec.indexes {
        manager.create_index(index(spec, columns, "by")).await?;
    }
    Ok(())
}

fn table(spec: &TableSpec) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(Alias::new(spec.name));
    table.col(column(&must("tenant_id", Bytes)));
    spec.columns.iter().for_each(|spec| {
        table.col(column(spec));
    });
    let mut key = Index::create();
    spec.key.iter().for_each(|name| {
        key.col(Alias::new(*name));
    });
    table.primary_key(&mut key);
    spec.references.iter().for_each(|(name, target)| {
        let (from, to) = ((Alias::new(spec.name), Alias::new(*name)), (Alias::new(*target), Alias::new("id")));
        table.foreign_key(ForeignKey::create().from(from.0, from.1).to(to.0, to.1).on_delete(ForeignKeyAction::Restrict));
    });
    table.take()
}

fn column(spec: &ColumnSpec) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(spec.0));
    match spec.1 {
        Bytes => column.blob(),
        Text => column.text(),
        Number => column.big_integer(),
        Flag => column.boolean(),
    };
    if spec.2 == Null::Refused {
        column.not_null();
    }
    column
}

fn index(spec: &TableSpec, columns: &[&'static str], word: &str) -> sea_orm_migration::sea_query::IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{}_{word}_{}", spec.name, columns.join("_"))).table(Alias::new(spec.name)).col(Alias::new("tenant_id"));
    columns.iter().for_each(|name| {
        index.col(Alias::new(*name));
    });
    index
}
