//! Journal entries on their way from the signalling thread: to the screens at once, to the journal for good.

use otklik_api::Live;
use otklik_model::event::JournalEntry;
use otklik_net::signalling::Journal;
use otklik_store::{AppendRefused, JournalWriter};
use std::time::Duration;
use tokio::{sync::mpsc, task::JoinHandle};

/// Entries between the threads. When they are full the signalling thread keeps its entries and sheds calls.
const ENTRIES_MAX: usize = 16_384;
/// Entries handed to the journal together.
const BATCH: usize = 256;
/// Before a journal that has no room is asked again.
const RETRY: Duration = Duration::from_millis(20);

/// The signalling thread's outlet, and the task that ends when everything was written.
pub fn start(live: Live, journal: JournalWriter, writing: JoinHandle<()>) -> (Journal, JoinHandle<()>) {
    let (sender, mut entries) = mpsc::channel::<JournalEntry>(ENTRIES_MAX);
    let task = tokio::spawn(async move {
        let mut batch = Vec::with_capacity(BATCH);
        while entries.recv_many(&mut batch, BATCH).await > 0 {
            batch.iter().for_each(|entry| live.feed(entry));
            hand_on(&journal, std::mem::take(&mut batch)).await;
        }
        drop(journal);
        if writing.await.is_err() {
            tracing::error!("the journal writer had panicked");
        }
    });
    #[expect(clippy::result_large_err, reason = "a refused entry goes back whole; a full queue is rare")]
    let outlet = Box::new(move |entry| {
        sender.try_send(entry).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(entry) | mpsc::error::TrySendError::Closed(entry) => entry,
        })
    });
    (outlet, task)
}

/// Waits for room as long as it takes: entries are never dropped.
async fn hand_on(journal: &JournalWriter, mut entries: Vec<JournalEntry>) {
    loop {
        match journal.append(entries) {
            Ok(_) => return,
            Err(AppendRefused::Full(back)) => {
                entries = back;
                tokio::time::sleep(RETRY).await;
            }
            Err(error @ (AppendRefused::Refused(_) | AppendRefused::Stopped)) => {
                tracing::error!(%error, "the journal takes nothing any more");
                return;
            }
        }
    }
}
