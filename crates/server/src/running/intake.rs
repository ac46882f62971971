//! Journal entries on their way from the signalling thread: to the screens at once, to the journal for good.

use otklik_api::Live;
use otklik_model::event::JournalEntry;
use otklik_net::signalling::Journal;
use otklik_store::JournalWriter;
use tokio::{sync::mpsc, task::JoinHandle};

/// Batches between the threads. When they are full the signalling thread keeps its entries and sheds calls.
const BATCHES_MAX: usize = 256;

/// The signalling thread's outlet, and the task that ends when everything was written.
pub fn start(live: Live, journal: JournalWriter, writing: JoinHandle<()>) -> (Journal, JoinHandle<()>) {
    let (sender, mut batches) = mpsc::channel::<Vec<JournalEntry>>(BATCHES_MAX);
    let task = tokio::spawn(async move {
        while let Some(entries) = batches.recv().await {
            entries.iter().for_each(|entry| live.feed(entry));
            // Waits for room as long as it takes: entries are never dropped.
            if let Err(error) = journal.append(entries).await {
                tracing::error!(%error, "the journal takes nothing any more");
            }
        }
        drop(journal);
        if writing.await.is_err() {
            tracing::error!("the journal writer had panicked");
        }
    });
    let outlet = Box::new(move |entries| {
        sender.try_send(entries).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(entries) | mpsc::error::TrySendError::Closed(entries) => entries,
        })
    });
    (outlet, task)
}
