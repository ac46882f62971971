//! Which hash a device is asked for. Those made before are asked for MD5, as they were.

use sea_orm::DbErr;
use sea_orm_migration::{
    MigrationName, MigrationTrait, SchemaManager, async_trait,
    sea_query::{Alias, ColumnDef, Table},
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0002_device_digest"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let digest = ColumnDef::new(Alias::new("digest")).text().not_null().default("md5").take();
        manager.alter_table(Table::alter().table(Alias::new("devices")).add_column(digest).take()).await
    }
}
