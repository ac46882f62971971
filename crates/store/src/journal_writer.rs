//! The one task that appends what real time says to the journal: many entries in one commit, each acknowledged only after it.

use crate::{Store, StoreError, journal};
use otklik_model::{TenantId, event::JournalEntry};
use std::{collections::BTreeMap, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::{Instant, timeout_at},
};

/// Entries in one commit (chosen: some milliseconds of work).
const BATCH_ENTRIES: usize = 1024;

/// How long a commit waits for more entries: little in quiet times, more after a batch of [`BUSY_ENTRIES`], when fewer and larger commits
/// leave the processor to calls (chosen: below what anybody notices).
const BATCH_WAIT: Duration = Duration::from_millis(20);
const BUSY_BATCH_WAIT: Duration = Duration::from_millis(200);
const BUSY_ENTRIES: usize = 32;

/// Appends that may wait before whoever appends has to wait too (chosen: minutes of a busy company while the disk is full).
const WAITING_APPENDS: usize = 4096;

/// How long to wait before a failed commit is tried again: the first and the longest time.
const RETRY_WAIT: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(2));

/// Whether the journal can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalHealth {
    /// It can.
    Writing,
    /// It cannot for now: nothing is acknowledged, nothing is lost, it is tried again and again.
    Failing {
        /// What the database says.
        error: String,
        /// Failed commits in a row.
        failures: u32,
    },
}

/// Entries that will never be in the journal.
#[derive(Debug, thiserror::Error)]
pub enum AppendRefused {
    /// The entries themselves were refused, for example because of an id that is there already.
    #[error("the entries were refused: {0}")]
    Refused(StoreError),
    /// The writer has stopped.
    #[error("the journal writer has stopped")]
    Stopped,
}

/// Where entries are handed in. Cheap to clone; the writer stops when all are gone and everything is written.
#[derive(Debug, Clone)]
pub struct JournalWriter {
    queue: mpsc::Sender<Append>,
}

/// Resolves after the commit.
#[derive(Debug)]
pub struct Acknowledgement(oneshot::Receiver<Result<(), StoreError>>);

#[derive(Debug)]
struct Append {
    entries: Vec<JournalEntry>,
    done: oneshot::Sender<Result<(), StoreError>>,
}

impl JournalWriter {
    /// Starts the task. To stop it: drop all writers, then await the handle.
    pub fn start(store: Store) -> (Self, JoinHandle<()>) {
        let (queue, appends) = mpsc::channel(WAITING_APPENDS);
        (Self { queue }, tokio::spawn(run(store, appends)))
    }

    /// Hands entries in, in their order; waits for room while the database fails for long.
    pub async fn append(&self, entries: Vec<JournalEntry>) -> Result<Acknowledgement, AppendRefused> {
        let (done, acknowledged) = oneshot::channel();
        self.queue.send(Append { entries, done }).await.map_err(|_| AppendRefused::Stopped)?;
        Ok(Acknowledgement(acknowledged))
    }
}

impl Acknowledgement {
    /// Waits until the entries are durable or will never be.
    pub async fn durable(self) -> Result<(), AppendRefused> {
        match self.0.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(refused)) => Err(AppendRefused::Refused(refused)),
            Err(_) => Err(AppendRefused::Stopped),
        }
    }
}

async fn run(store: Store, mut appends: mpsc::Receiver<Append>) {
    let mut wait = BATCH_WAIT;
    while let Some(first) = appends.recv().await {
        let batch = gather(first, &mut appends, wait).await;
        wait = if entries_in(&batch) < BUSY_ENTRIES { BATCH_WAIT } else { BUSY_BATCH_WAIT };
        write(&store, batch).await;
    }
}

fn entries_in(batch: &[Append]) -> usize {
    batch.iter().map(|append| append.entries.len()).sum()
}

/// Takes what comes within a moment of the first entries, up to the size of a batch.
async fn gather(first: Append, appends: &mut mpsc::Receiver<Append>, wait: Duration) -> Vec<Append> {
    let until = Instant::now() + wait;
    let mut entries = first.entries.len();
    let mut batch = vec![first];
    while entries < BATCH_ENTRIES {
        let Ok(Some(append)) = timeout_at(until, appends.recv()).await else { break };
        entries += append.entries.len();
        batch.push(append);
    }
    batch
}

/// Writes a batch, however long that takes. Entries that are refused for what they are do not hold up the others.
async fn write(store: &Store, mut batch: Vec<Append>) {
    let Err(refused) = commit_until_decided(store, &batch).await else {
        return batch.into_iter().for_each(|append| append.tell(Ok(())));
    };
    if batch.len() == 1 {
        return batch.remove(0).tell(Err(refused));
    }
    for append in batch {
        let decided = commit_until_decided(store, std::slice::from_ref(&append)).await;
        append.tell(decided);
    }
}

/// Tries until the entries are durable or the database says that they never will be.
async fn commit_until_decided(store: &Store, batch: &[Append]) -> Result<(), StoreError> {
    let mut wait = RETRY_WAIT.0;
    let mut failures = 0;
    loop {
        let attempt = if failures == 0 { Attempt::First } else { Attempt::Repeated };
        match commit(store, batch, attempt).await {
            Err(error) if error.is_transient() => {
                failures += 1;
                tracing::error!(%error, failures, "the journal cannot be written; nothing is acknowledged, it is tried again");
                store.set_health(JournalHealth::Failing { error: error.to_string(), failures });
            }
            decided => {
                if failures > 0 {
                    store.set_health(JournalHealth::Writing);
                }
                return decided;
            }
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(RETRY_WAIT.1);
    }
}

/// Whether the entries may be in the journal already: a commit may happen and its answer be lost.
#[derive(Clone, Copy, PartialEq)]
enum Attempt {
    First,
    Repeated,
}

async fn commit(store: &Store, batch: &[Append], attempt: Attempt) -> Result<(), StoreError> {
    let mut by_tenant: BTreeMap<TenantId, Vec<&JournalEntry>> = BTreeMap::new();
    for entry in batch.iter().flat_map(|append| &append.entries) {
        by_tenant.entry(entry.tenant_id).or_default().push(entry);
    }
    let Some(first) = by_tenant.keys().next() else { return Ok(()) };
    let mut tx = store.begin(*first).await?;
    for (tenant_id, mut entries) in by_tenant {
        tx.enter(tenant_id);
        if attempt == Attempt::Repeated {
            let known = journal::known(&tx, &entries).await?;
            entries.retain(|entry| !known.contains(&entry.event_id));
        }
        tx.append_all(&entries).await?;
    }
    tx.commit().await
}

impl Append {
    /// A caller who no longer waits is none of our business: the entries are where they are.
    fn tell(self, decided: Result<(), StoreError>) {
        if let Err(refused) = &decided {
            tracing::error!(%refused, entries = self.entries.len(), "entries will not be in the journal");
        }
        let _ = self.done.send(decided);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Location, Opener, journal::entry};
    use otklik_model::{DeviceId, EventId, Timestamp, event::DomainEvent};
    use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

    #[tokio::test]
    async fn a_full_disk_loses_nothing_and_what_was_written_is_not_written_twice() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Location::Folder(folder.path().to_owned()), Opener::Server).await.unwrap();
        forbid_growth(&store).await;
        let batch = [Append { entries: vec![longer_than_the_room_left()], done: oneshot::channel().0 }];
        let error = commit(&store, &batch, Attempt::First).await.unwrap_err();
        assert!(error.is_transient(), "{error}");
        assert_eq!(entry::Entity::find().count(store.readers()).await.unwrap(), 0);
        commit(&store, &batch, Attempt::Repeated).await.unwrap();
        commit(&store, &batch, Attempt::Repeated).await.unwrap();
        assert_eq!(entry::Entity::find().count(store.readers()).await.unwrap(), 1);
    }

    /// The limit lasts as long as the connection, which the failure ends: that is when there is room again.
    async fn forbid_growth(store: &Store) {
        let database = store.begin_database().await.unwrap();
        database.execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
        database.commit().await.unwrap();
    }

    fn longer_than_the_room_left() -> JournalEntry {
        JournalEntry {
            event_id: EventId::from_u128(1),
            tenant_id: TenantId::from_u128(1),
            at: Timestamp::UNIX_EPOCH,
            call_id: None,
            event: DomainEvent::DeviceRegistered {
                device_id: DeviceId::from_u128(1),
                address: "192.0.2.1:5060".into(),
                user_agent: "x".repeat(1_000_000),
            },
        }
    }
}
