//! A running server: all rooms wired together, from the sockets to the console.

mod housekeeping;
mod intake;
mod prompts;
mod recovering;
mod web;

use crate::{figures, options::Options};
use anyhow::Context;
use otklik_api::{Api, Live, Surroundings, SwitchboardLine};
use otklik_crm::search::Search;
use otklik_model::{Timestamp, directory::Directory};
use otklik_net::{
    media::{MediaConfig, MediaPool, SILENCE_LIMIT},
    signalling::{Line, Parts, Signalling},
    wire::{TCP_LISTENER_FLOW, UDP_FLOW, Wire},
};
use otklik_sip::{SipConfig, Transport, engine::LocalFlow};
use otklik_store::{JournalWriter, Location, Opener, Store};
use otklik_switchboard::{Switchboard, SwitchboardConfig};
use rand::{RngCore, SeedableRng, rngs::StdRng};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// How long calls going on may last after the server was told to stop.
const CALLS_MAY_LAST: Duration = Duration::from_secs(30);
/// How long the last BYEs and journal entries may take.
const FAREWELL: Duration = Duration::from_secs(5);
/// A phone that vanished in the middle of a call is noticed after this at the latest (the usual value, RFC 4028 §4).
const SESSION_EXPIRES: Duration = Duration::from_secs(1800);
/// Reports of media threads waiting for the signalling thread.
const MEDIA_EVENTS_MAX: usize = 65_536;

/// The server while it runs.
pub struct Running {
    /// Where the console and the API are.
    pub http: SocketAddr,
    /// Where SIP is.
    pub sip: SocketAddr,
    /// How many screens are open.
    pub live: Live,
    line: Line,
    signalling: Signalling,
    stop: watch::Sender<bool>,
    web: JoinHandle<()>,
    journal: JoinHandle<()>,
}

/// Sockets taken before anything is written, so that a port in use changes nothing.
struct Sockets {
    wire: Wire,
    http: TcpListener,
}

impl Running {
    /// Starts everything; what fails is told and nothing is left half started.
    pub async fn start(options: &Options) -> anyhow::Result<Self> {
        raise_file_limit();
        refuse_huge_pages();
        let sockets = Sockets::take(options).await?;
        let store = open_store(options, Opener::Server).await?;
        let recordings_dir = options.data.join("recordings");
        let mut rng = StdRng::from_os_rng();
        recovering::recover(&store, &recordings_dir, &mut rng).await?;
        store.load_caller_indexes().await.context("the numbers of contacts could not be read")?;
        let search = Search::open(&options.data.join("search")).context("the search index could not be opened")?;
        let prompts = prompts::load(&options.data)?;

        let (sip, http) = (sockets.wire.address(), sockets.http.local_addr()?);
        let (events, media_events) = crossbeam_channel::bounded(MEDIA_EVENTS_MAX);
        let media = MediaPool::start(MediaConfig {
            bind_ip: options.sip.ip(),
            threads: None,
            recordings_dir: recordings_dir.clone(),
            prompts,
            silence_limit: SILENCE_LIMIT,
            events,
            waker: Some(sockets.wire.waker()),
        })
        .context("the media threads could not be started")?;
        let clock: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(Timestamp::now);
        let live = Live::new(store.clone(), Arc::clone(&clock));
        live.load().await?;
        let (journal, writing) = JournalWriter::start(store.clone());
        let (outlet, journal_task) = intake::start(live.clone(), journal, writing);
        let switchboard = Switchboard::new(switchboard_config(options, sip, &mut rng), rng.next_u64(), (Instant::now(), Timestamp::now()));
        let signalling = Signalling::start(Parts { wire: sockets.wire, switchboard, media, media_events, journal: outlet })?;
        let line = signalling.line();
        line.publish(Arc::new(load_directory(&store).await?))?;

        let (stop, stopped) = watch::channel(false);
        let (switchboard_line, asked) = SwitchboardLine::open();
        let figures_line = line.clone();
        let surroundings = Surroundings {
            clock,
            rng: Arc::new(Mutex::new(rng)),
            recordings_dir,
            metrics: Arc::new(move || figures::prometheus(&figures_line)),
        };
        let pages_store = store.clone();
        let api = Api::new(store.clone(), search.clone(), switchboard_line, live.clone(), surroundings);
        housekeeping::start(housekeeping::Parts { store, search, live: live.clone(), line: line.clone(), asked, stopped: stopped.clone() });
        let web = tokio::spawn(web::serve(sockets.http, otklik_api::router(api), pages_store, stopped));
        Ok(Self { http, sip, live, line, signalling, stop, web, journal: journal_task })
    }

    /// Runs until SIGTERM or Ctrl C, then stops gracefully.
    pub async fn until_told(self) -> anyhow::Result<()> {
        told_to_stop().await?;
        tracing::info!("stopping: no new calls; a second signal ends the present ones");
        self.stop().await
    }

    /// Takes no new calls, waits for the present ones, hangs up what is left, writes everything down.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.line.drain()?;
        tokio::select! {
            () = no_calls(&self.line, CALLS_MAY_LAST) => {}
            signal = told_to_stop() => signal?,
        }
        self.line.end_all()?;
        no_calls(&self.line, FAREWELL).await;
        let signalling = self.signalling;
        tokio::task::spawn_blocking(move || signalling.stop()).await?;
        self.stop.send_replace(true);
        // The outlet of the signalling thread is gone: the intake ends when it has handed on everything.
        tokio::time::timeout(FAREWELL, self.journal).await.context("the journal was not written to its end")??;
        let _ = tokio::time::timeout(FAREWELL, self.web).await;
        Ok(())
    }
}

impl Sockets {
    async fn take(options: &Options) -> anyhow::Result<Self> {
        let wire = Wire::listen(options.sip)?;
        let http = TcpListener::bind(options.http).await.with_context(|| {
            format!("the console's address {} is in use or not of this machine; choose another with --http", options.http)
        })?;
        Ok(Self { wire, http })
    }
}

/// Opens the database the options name.
pub async fn open_store(options: &Options, opener: Opener) -> anyhow::Result<Store> {
    open_location(&location(options), opener).await
}

/// Opens a database.
pub async fn open_location(location: &Location, opener: Opener) -> anyhow::Result<Store> {
    Ok(Store::open(location, opener).await?)
}

fn location(options: &Options) -> Location {
    match &options.database {
        Some(url) => Location::Postgres(url.clone()),
        None => Location::Folder(options.data.clone()),
    }
}

/// The configuration of all companies as the switchboard routes by it.
async fn load_directory(store: &Store) -> anyhow::Result<Directory> {
    store.load_directory().await.context("the configuration of the companies could not be read")
}

fn switchboard_config(options: &Options, sip: SocketAddr, rng: &mut StdRng) -> SwitchboardConfig {
    let advertised = SocketAddr::new(options.public_address, sip.port());
    let local = [(UDP_FLOW, Transport::Udp), (TCP_LISTENER_FLOW, Transport::Tcp)];
    let local = local.map(|(flow, transport)| LocalFlow { flow, transport, advertised });
    let mut nonce_secret = [0; 32];
    rng.fill_bytes(&mut nonce_secret);
    let mut sip = SipConfig::new(concat!("Otklik/", env!("CARGO_PKG_VERSION")), local.to_vec());
    sip.timers.session_expires = Some(SESSION_EXPIRES);
    SwitchboardConfig::new(sip, options.public_address, options.rtp.clone(), nonce_secret)
}

async fn no_calls(line: &Line, patience: Duration) {
    let deadline = tokio::time::Instant::now() + patience;
    let mut look = tokio::time::interval(Duration::from_millis(50));
    while line.figures().calls() > 0 && tokio::time::Instant::now() < deadline {
        look.tick().await;
    }
}

async fn told_to_stop() -> anyhow::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}

/// Whether the folder can be written to, and the room on its disk in MiB.
pub fn recording_room(data: &std::path::Path) -> anyhow::Result<u64> {
    std::fs::create_dir_all(data).with_context(|| format!("{} cannot be made", data.display()))?;
    let probe = data.join(".otklik-check");
    std::fs::write(&probe, b"probe").with_context(|| format!("{} is not writable", data.display()))?;
    std::fs::remove_file(&probe)?;
    let room = rustix::fs::statvfs(data)?;
    Ok(room.f_bavail.saturating_mul(room.f_frsize) >> 20)
}

/// A call is many small pieces of memory and a batch of the journal a few large ones: the kernel would clear two megabytes for each that
/// begins a new region, a tenth of the processor time of a busy server.
fn refuse_huge_pages() {
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "huge pages stay on");
    }
}

/// Every leg of a call has two sockets: the soft limit of 1024 files usual in shells would end at some 250 calls.
fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files could not be raised; it bounds the calls at one time");
    }
}
