//! Tasks beside the calls: configuration on its way to the switchboard, commits on their way to screens and search, commands.

use otklik_api::{Asked, Live};
use otklik_crm::search::{Search, lower_priority};
use otklik_net::signalling::Line;
use otklik_store::Store;
use std::{sync::Arc, time::Duration};
use tokio::{
    runtime::Handle,
    sync::{broadcast::error::RecvError, mpsc, watch},
    time::MissedTickBehavior,
};

/// How often changes made by another process (`otklik apply`) are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What the tasks work with.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The index that follows it.
    pub search: Search,
    /// The screens.
    pub live: Live,
    /// The way to the switchboard.
    pub line: Line,
    /// Commands from the API.
    pub asked: mpsc::Receiver<Asked>,
    /// True when the server stops.
    pub stopped: watch::Receiver<bool>,
}

/// Starts all of them; they end when the server stops.
pub fn start(parts: Parts) {
    let Parts { store, search, live, line, asked, stopped } = parts;
    tokio::spawn(carry_commands(line.clone(), asked));
    tokio::spawn(tell_commits(store.clone(), live.clone(), line.clone()));
    spawn_until(stopped.clone(), watch_configuration(store.clone(), live, line));
    index_aside(store, search, stopped);
}

/// The index is written on a thread of its own beside the async ones, and calls come before it.
fn index_aside(store: Store, search: Search, mut stopped: watch::Receiver<bool>) {
    let runtime = Handle::current();
    let follow = async move {
        tokio::select! {
            () = search.follow(&store) => {}
            _ = stopped.wait_for(|stop| *stop) => {}
        }
    };
    let started = std::thread::Builder::new().name("search".into()).spawn(move || {
        lower_priority();
        runtime.block_on(follow);
    });
    if let Err(error) = started {
        tracing::error!(%error, "the search index is not kept up to date");
    }
}

fn spawn_until(mut stopped: watch::Receiver<bool>, work: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(async move {
        tokio::select! {
            () = work => {}
            _ = stopped.wait_for(|stop| *stop) => {}
        }
    });
}

async fn carry_commands(line: Line, mut asked: mpsc::Receiver<Asked>) {
    while let Some((request, answer)) = asked.recv().await {
        // When the line is closed, `answer` is dropped and whoever asked is told that telephony does not answer.
        let given = line.command(request, move |outcome| {
            let _ = answer.send(outcome);
        });
        if given.is_err() {
            tracing::error!("the signalling thread takes no commands");
        }
    }
}

async fn tell_commits(store: Store, live: Live, line: Line) {
    let mut commits = store.committed_from_now();
    loop {
        match commits.recv().await {
            Ok(committed) => {
                live.committed(&committed).await;
                if committed.configuration_changed {
                    publish(&store, &line).await;
                }
            }
            Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "screens missed some changes of records"),
            Err(RecvError::Closed) => return,
        }
    }
}

async fn watch_configuration(store: Store, live: Live, line: Line) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        match store.catch_up().await {
            Ok(caught_up) if caught_up.configuration_changed => {
                publish(&store, &line).await;
                live.load().await.unwrap_or_else(|error| tracing::error!(%error, "names for screens could not be loaded"));
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "changes made elsewhere could not be looked for"),
        }
    }
}

async fn publish(store: &Store, line: &Line) {
    match super::load_directory(store).await {
        Ok(directory) => line.publish(Arc::new(directory)).unwrap_or_else(|error| tracing::error!(%error, "routing was not renewed")),
        Err(error) => tracing::error!(error = format!("{error:#}"), "routing was not renewed"),
    }
}
