//! Migrations, oldest first. A released one is never edited: what it made is changed by the next one.

mod m0001_tables;
mod m0002_device_digest;
mod m0003_embedding;
mod spec;

use crate::OpenRefused;
use sea_orm::DatabaseConnection;
use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_tables::Migration), Box::new(m0002_device_digest::Migration), Box::new(m0003_embedding::Migration)]
    }
}

/// Brings the database up to this program; refuses one that a newer program has changed.
pub(crate) async fn run(database: &DatabaseConnection) -> Result<(), OpenRefused> {
    let known = Migrator::get_migration_files();
    let applied = Migrator::get_migration_models(database).await?;
    if let Some(newer) = applied.into_iter().find(|model| !known.iter().any(|migration| migration.name() == model.version)) {
        return Err(OpenRefused::Newer(newer.version));
    }
    Ok(Migrator::up(database, None).await?)
}
