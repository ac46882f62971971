//! Opening a database and handing out its two scopes.

use crate::{
    Committed, JournalHealth, OpenRefused, Reader, StoreError, Tx,
    caller_indexes::CallerIndexes,
    folder::Folder,
    migrations,
    row_statements::RowStatements,
    scope::Touched,
    tenants::{self, Versions},
};
use otklik_model::{TenantId, caller_index::CallerIndex};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::{self, Connection, SqliteConnection},
};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::{broadcast, watch};

/// Connections that read at one time (chosen: the card reads eight tables at once, a few cards at a time).
const READERS_MAX: u32 = 16;

/// How long a write waits for another process that writes (chosen: `otklik apply` of a large file takes seconds).
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// Commits a slow listener may fall behind before it has to take a new snapshot (chosen: some seconds of a busy day).
const COMMITTED_MAX: usize = 4096;

/// Where the database is.
#[derive(Debug, Clone)]
pub enum Location {
    /// A folder of ours with an SQLite file in it; made when it is not there.
    Folder(PathBuf),
    /// A PostgreSQL database: `postgres://user:password@host/name`.
    Postgres(String),
}

/// Who opens the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opener {
    /// The server: there is one for a folder.
    Server,
    /// A command that may work beside a running server.
    Command,
}

/// An open database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    readers: DatabaseConnection,
    /// On SQLite one connection, so that writers queue here and not in the file; on PostgreSQL the same pool as `readers`.
    writer: DatabaseConnection,
    caller_indexes: CallerIndexes,
    /// What this process knows of the tenants' counters; see [`Store::catch_up`].
    seen: Mutex<BTreeMap<TenantId, Versions>>,
    row_statements: RowStatements,
    committed: broadcast::Sender<Arc<Committed>>,
    health: watch::Sender<JournalHealth>,
    _folder: Option<Folder>,
}

/// What another process changed since this one looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaughtUp {
    /// The directory has to be loaded anew.
    pub configuration_changed: bool,
    /// Contacts or companies changed; the caller index was renewed already.
    pub clients_changed: bool,
}

impl Store {
    /// Opens a database, making and migrating it when needed.
    pub async fn open(location: &Location, opener: Opener) -> Result<Self, OpenRefused> {
        match location {
            Location::Folder(path) => Self::open_folder(Folder::open(path, opener).await?).await,
            Location::Postgres(url) => Self::open_postgres(url).await,
        }
    }

    /// Reads of one tenant.
    pub fn read(&self, tenant_id: TenantId) -> Reader<'_> {
        Reader::new(&self.shared.readers, tenant_id)
    }

    /// Begins a transaction of one tenant.
    pub async fn begin(&self, tenant_id: TenantId) -> Result<Tx, StoreError> {
        Ok(Tx::new(self.clone(), self.begin_database().await?, tenant_id))
    }

    pub(crate) fn row_statements(&self) -> &RowStatements {
        &self.shared.row_statements
    }

    /// Who may be calling from a number, as of the last commit. Empty before [`Store::load_caller_indexes`].
    pub fn caller_index(&self, tenant_id: TenantId) -> CallerIndex {
        self.shared.caller_indexes.get(tenant_id)
    }

    /// Loads the caller indexes of all tenants; from then on commits keep them fresh.
    pub async fn load_caller_indexes(&self) -> Result<(), StoreError> {
        for (tenant_id, versions) in tenants::versions(self).await? {
            self.shared.caller_indexes.load(&self.shared.readers, tenant_id).await?;
            self.seen_mut(|seen| seen.insert(tenant_id, versions));
        }
        Ok(())
    }

    /// What is committed from now on. A listener that falls behind by 4096 commits is told so and takes a new snapshot.
    pub fn committed_from_now(&self) -> broadcast::Receiver<Arc<Committed>> {
        self.shared.committed.subscribe()
    }

    /// Whether the journal can be written.
    pub fn journal_health(&self) -> watch::Receiver<JournalHealth> {
        self.shared.health.subscribe()
    }

    /// Looks whether another process (`otklik apply` on the same folder, another node) changed anything, and renews what this one keeps in
    /// memory. To be called each second.
    pub async fn catch_up(&self) -> Result<CaughtUp, StoreError> {
        let mut caught_up = CaughtUp::default();
        for (tenant_id, now) in tenants::versions(self).await? {
            let before = self.seen_mut(|seen| seen.insert(tenant_id, now)).unwrap_or_default();
            caught_up.configuration_changed |= before.configuration < now.configuration;
            if before.change_number < now.change_number {
                caught_up.clients_changed = true;
                self.shared.caller_indexes.load(&self.shared.readers, tenant_id).await?;
            }
        }
        Ok(caught_up)
    }

    /// Reads all numbers of a tenant anew, if anybody uses the index.
    pub(crate) async fn reload_caller_index(&self, tenant_id: TenantId) -> Result<(), StoreError> {
        self.shared.caller_indexes.reload(&self.shared.readers, tenant_id).await
    }

    pub(crate) fn readers(&self) -> &DatabaseConnection {
        &self.shared.readers
    }

    pub(crate) fn set_health(&self, health: JournalHealth) {
        self.shared.health.send_replace(health);
    }

    /// A transaction outside any tenant. On SQLite it takes the right to write at once: waiting for it half-way would be a deadlock.
    pub(crate) async fn begin_database(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: Some(AccessMode::ReadWrite).filter(|_| self.backend() == DbBackend::Postgres),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate).filter(|_| self.backend() == DbBackend::Sqlite),
        };
        Ok(self.shared.writer.begin_with_options(options).await?)
    }

    /// Renews what is in memory after a commit, then tells the listeners.
    pub(crate) async fn committed(&self, touched: BTreeMap<TenantId, Touched>) {
        for (tenant_id, touched) in touched {
            self.shared.caller_indexes.renew(&self.shared.readers, tenant_id, &touched.numbers).await;
            self.seen_mut(|seen| count_own(seen.entry(tenant_id).or_default(), &touched));
            // Nobody listening is not a failure.
            let _ = self.shared.committed.send(Arc::new(Committed::from_touched(tenant_id, touched)));
        }
    }

    fn backend(&self) -> DbBackend {
        self.shared.writer.get_database_backend()
    }

    fn seen_mut<T>(&self, change: impl FnOnce(&mut BTreeMap<TenantId, Versions>) -> T) -> T {
        change(&mut self.shared.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    async fn open_folder(folder: Folder) -> Result<Self, OpenRefused> {
        let writer = connect_sqlite(&folder, 1).await?;
        {
            let _alone = folder.lock_for_migration().await?;
            migrations::run(&writer).await?;
        }
        let readers = connect_sqlite(&folder, READERS_MAX).await?;
        Ok(Self::new(readers, writer, Some(folder)))
    }

    async fn open_postgres(url: &str) -> Result<Self, OpenRefused> {
        let mut options = ConnectOptions::new(url);
        options.max_connections(READERS_MAX * 2).sqlx_logging(false).acquire_timeout(BUSY_TIMEOUT);
        let database = Database::connect(options).await?;
        demand_utf8(&database).await?;
        migrations::run(&database).await?;
        Ok(Self::new(database.clone(), database, None))
    }

    fn new(readers: DatabaseConnection, writer: DatabaseConnection, folder: Option<Folder>) -> Self {
        let (committed, _) = broadcast::channel(COMMITTED_MAX);
        let (health, _) = watch::channel(JournalHealth::Writing);
        let (caller_indexes, seen) = (CallerIndexes::default(), Mutex::default());
        Self {
            shared: Arc::new(Shared {
                readers,
                writer,
                caller_indexes,
                seen,
                row_statements: RowStatements::default(),
                committed,
                health,
                _folder: folder,
            }),
        }
    }
}

/// A change of our own needs no catching up, unless another process changed something between: then its number is not the next one.
fn count_own(seen: &mut Versions, touched: &Touched) {
    if touched.change_number == Some(seen.change_number + 1) {
        seen.change_number += 1;
    }
}

async fn connect_sqlite(folder: &Folder, connections_max: u32) -> Result<DatabaseConnection, DbErr> {
    let path = folder.database_path();
    let mut options = ConnectOptions::new("sqlite://otklik?mode=rwc"); // the name is replaced: a path with `?` or `%` is no URL
    options.max_connections(connections_max).sqlx_logging(false).acquire_timeout(BUSY_TIMEOUT).map_sqlx_sqlite_opts(move |options| {
        options
            .filename(&path)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL") // an acknowledged call survives a power cut; group commit makes it cheap
            .pragma("cache_size", "-65536") // kibibytes
            .pragma("wal_autocheckpoint", "8192") // pages, 32 MiB: a busy hour writes the same pages again and again
            .pragma("temp_store", "MEMORY")
    });
    options.map_sqlx_sqlite_before_acquire(|connection, _| Box::pin(is_clean(connection)));
    Database::connect(options).await
}

/// On a full disk SQLite rolls back by itself; the driver's own ROLLBACK then fails and it takes the connection for being inside a
/// transaction for ever. Such a connection is thrown away, or nothing could be written even when there is room again.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.ping().await?; // a rollback begun by a dropped transaction is done before the answer comes
    Ok(!connection.is_in_transaction())
}

async fn demand_utf8(database: &DatabaseConnection) -> Result<(), OpenRefused> {
    // Raw SQL: a setting of the server, which no query builder names; asked of PostgreSQL only.
    let statement = Statement::from_string(DbBackend::Postgres, "SELECT current_setting('server_encoding') AS encoding");
    let row = database.query_one_raw(statement).await?;
    let encoding: String = row.map(|row| row.try_get("", "encoding")).transpose()?.unwrap_or_default();
    if encoding == "UTF8" { Ok(()) } else { Err(OpenRefused::NotUtf8(encoding)) }
}
