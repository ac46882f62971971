//! One empty database for each test.

use crate::postgres;
use otklik_model::{Region, TenantId, Timestamp};
use otklik_store::{Location, Opener, Store, tenants};
use tempfile::TempDir;

pub const TENANT: TenantId = TenantId::from_u128(1);

/// A place for a database that ends with the test.
pub struct Database {
    pub location: Location,
    _folder: Option<TempDir>,
}

impl Database {
    pub fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        Self { location: Location::Folder(folder.path().to_owned()), _folder: Some(folder) }
    }

    pub fn postgres(name: &str) -> Self {
        Self { location: Location::Postgres(postgres::new_database(name, "UTF8")), _folder: None }
    }

    /// Opens it as the server does.
    pub async fn server(&self) -> Store {
        Store::open(&self.location, Opener::Server).await.unwrap()
    }

    /// Opens it as a command beside the server does.
    pub async fn command(&self) -> Store {
        Store::open(&self.location, Opener::Command).await.unwrap()
    }

    /// Opens it with one tenant in it.
    pub async fn with_tenant(&self) -> Store {
        let store = self.server().await;
        add_tenant(&store, TENANT).await;
        store
    }
}

pub async fn add_tenant(store: &Store, id: TenantId) {
    let mut tx = store.begin(id).await.unwrap();
    let tenant = tenants::Tenant {
        id,
        name: "Двери".into(),
        domain: "doors.example".into(),
        region: Region::RU,
        time_zone: "Europe/Moscow".into(),
        recorded: true,
        embed_calculator: Vec::new(),
        created_at: Timestamp::UNIX_EPOCH,
    };
    tenants::insert(&mut tx, &tenant).await.unwrap();
    tx.commit().await.unwrap();
}

/// Seconds after the beginning of time.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// Runs a test on both databases.
macro_rules! on_both {
    ($(async fn $name:ident($database:ident: Database) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn test($database: crate::database::Database) $body

            #[tokio::test]
            async fn sqlite() {
                test(crate::database::Database::sqlite()).await;
            }

            #[tokio::test]
            async fn postgres() {
                test(crate::database::Database::postgres(concat!(module_path!()))).await;
            }
        }
    )*};
}
pub(crate) use on_both;
