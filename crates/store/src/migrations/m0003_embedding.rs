//! Sites that may show the calculator. Before, the operator of the server named them; companies name theirs anew.

use sea_orm::DbErr;
use sea_orm_migration::{
    MigrationName, MigrationTrait, SchemaManager, async_trait,
    sea_query::{Alias, ColumnDef, Table},
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0003_embedding"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sites = ColumnDef::new(Alias::new("embed_calculator")).text().not_null().default("[]").take();
        manager.alter_table(Table::alter().table(Alias::new("tenants")).add_column(sites).take()).await
    }
}
