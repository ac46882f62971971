//! The records of Otklik: everything that outlives a call, in one database.
//!
//! SQLite in the data folder by default, PostgreSQL for growth; one code path runs on both. This is the only crate that knows SQL. It
//! keeps what it is given and folds the journal into calls, recordings and commitments to call back; what a change *means* is decided in
//! `crm`, who may ask for it in `api`. Nothing of the real-time half waits for it.
//!
//! Each table has a module named by its noun with its row type and its reads and writes. Reads take a [`Reader`], writes a [`Tx`]; both
//! belong to one tenant, so no query can forget the tenant.
//!
//! ```
//! use otklik_model::{ContactId, Region, TenantId, Timestamp};
//! use otklik_store::{Location, Opener, Store, contacts, tenants};
//!
//! # async fn example(folder: std::path::PathBuf) -> Result<(), Box<dyn std::error::Error>> {
//! let store = Store::open(&Location::Folder(folder), Opener::Server).await?;
//! let tenant_id = TenantId::from_parts(1, 1);
//! let mut tx = store.begin(tenant_id).await?;
//! let doors = tenants::Tenant {
//!     id: tenant_id,
//!     name: "Двери".into(),
//!     domain: "doors.example".into(),
//!     region: Region::RU,
//!     time_zone: "Europe/Moscow".into(),
//!     recorded: true,
//!     embed_calculator: Vec::new(),
//!     created_at: Timestamp::UNIX_EPOCH,
//! };
//! tenants::insert(&mut tx, &doors).await?;
//! tx.commit().await?;
//! assert_eq!(contacts::find(&store.read(tenant_id), ContactId::from_parts(1, 1)).await?, None);
//! # Ok(())
//! # }
//! # let folder = std::env::temp_dir().join(format!("otklik-doc-{}", std::process::id()));
//! # tokio::runtime::Runtime::new().unwrap().block_on(example(folder.clone())).unwrap();
//! # std::fs::remove_dir_all(folder).unwrap();
//! ```
#![deny(missing_docs)]

mod caller_indexes;
mod columns;
mod committed;
mod directory;
mod error;
mod event_ids;
mod fold;
mod folder;
mod follow_up;
mod journal_writer;
mod migrations;
mod page;
mod row_statements;
mod scope;
mod store;
mod table;

pub mod affiliations;
pub mod blockers;
pub mod bulk;
pub mod call_back;
pub mod calls;
pub mod card_rows;
pub mod change_cursor;
pub mod commitments;
pub mod companies;
pub mod contact_points;
pub mod contacts;
pub mod devices;
pub mod dids;
pub mod groups;
pub mod idempotency;
pub mod jobs;
pub mod journal;
pub mod notes;
pub mod recordings;
pub mod records;
pub mod recovery;
pub mod schedules;
pub mod tenants;
pub mod trunks;
pub mod users;
pub mod web_sessions;

pub use committed::Committed;
pub use error::{OpenRefused, StoreError};
pub use journal_writer::{Acknowledgement, AppendRefused, JournalHealth, JournalWriter};
pub use page::Page;
pub use scope::{Reader, Tx};
pub use store::{CaughtUp, Location, Opener, Store};
