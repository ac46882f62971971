//! The media threads: sockets for RTP, and nothing decided.
//!
//! The signalling thread calls [`MediaPool::apply`] with what the switchboard asked for; it never waits. A call lives on one
//! thread with all of its legs, so nothing is locked and a packet is received, rewritten in its buffer and sent by the same
//! thread. Recordings leave as chunks to one writer thread. Reports come back over the channel given in [`MediaConfig`].

mod call;
mod idle_sockets;
mod recordings;
mod reports;
mod sockets;
mod thread;
mod writer;

#[cfg(test)]
mod tests;

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Sender, TrySendError, bounded};
use mio::Waker;
use otklik_media::action::{LegFailure, MediaAction, MediaCallId, MediaEvent};
use otklik_media::prompt::{Prompt, PromptError, PromptLibrary};
use otklik_media::wav::{self, Repaired};

use idle_sockets::IdleSockets;
use reports::Reports;
use sockets::LegSockets;
use thread::{Command, MediaThread, NewLeg};
use writer::Writer;

/// Commands waiting for one media thread. Chosen: a burst of a thousand calls.
const COMMANDS_MAX: usize = 16 * 1024;
/// From here on no new legs are taken, so that endings still find room.
const COMMANDS_BUSY: usize = COMMANDS_MAX / 2;
/// Recording chunks waiting for the disk: a second of sixteen hundred recorded calls, 52 MB.
const WRITER_ORDERS_MAX: usize = 4 * 1024;

/// How the media threads are made.
pub struct MediaConfig {
    /// Address the RTP ports are opened on.
    pub bind_ip: IpAddr,
    /// Media threads; `None` for one per core.
    pub threads: Option<usize>,
    /// Recordings are written below this folder.
    pub recordings_dir: PathBuf,
    /// What can be played.
    pub prompts: PromptLibrary,
    /// A leg not on hold and silent for this long is reported.
    pub silence_limit: Duration,
    /// Takes the reports. Bounded; what finds no room waits on the media thread.
    pub events: Sender<MediaEvent>,
    /// Woken after reports were sent, usually the signalling loop's.
    pub waker: Option<Arc<Waker>>,
}

/// The usual time after which a silent leg is reported.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(60);

/// All media threads and the writer of recordings. Dropping it ends them: recordings are finished, ports closed.
pub struct MediaPool {
    bind_ip: IpAddr,
    threads: Vec<Thread>,
    idle: IdleSockets,
    reports: Reports,
    writer: Option<JoinHandle<()>>,
}

struct Thread {
    commands: Sender<Command>,
    waker: Arc<Waker>,
    /// Whether commands were sent since it was woken.
    wake_due: bool,
    running: Option<JoinHandle<()>>,
}

impl MediaPool {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the recordings folder cannot be made, or the system refuses a thread.
    pub fn start(config: MediaConfig) -> io::Result<Self> {
        fs::create_dir_all(&config.recordings_dir)?;
        let reports = Reports::new(config.events, config.waker);
        let (orders, waiting) = bounded(WRITER_ORDERS_MAX);
        let writer = Writer::new(config.recordings_dir, waiting, reports.clone());
        let writer = std::thread::Builder::new().name("recordings".into()).spawn(move || writer.run())?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let prompts = Arc::new(config.prompts);
        let (idle, socket_return) = IdleSockets::new();
        let mut threads = Vec::new();
        for number in 0..config.threads.unwrap_or(cores).max(1) {
            let (commands, waiting) = bounded(COMMANDS_MAX);
            let thread = MediaThread::new(thread::Parts {
                commands: waiting,
                reports: reports.clone(),
                writer: orders.clone(),
                socket_return: socket_return.clone(),
                prompts: Arc::clone(&prompts),
                silence_limit: config.silence_limit,
                seed: RandomState::new().build_hasher().finish(),
            })?;
            let waker = thread.waker();
            let running = std::thread::Builder::new().name(format!("media-{number}")).spawn(move || thread.run())?;
            threads.push(Thread { commands, waker, wake_due: false, running: Some(running) });
        }
        Ok(Self { bind_ip: config.bind_ip, threads, idle, reports, writer: Some(writer) })
    }

    /// Carries out an action of the switchboard at the next [`MediaPool::wake`]. Never waits: a leg that cannot be opened is reported
    /// as [`MediaEvent::LegFailed`].
    pub fn apply(&mut self, action: MediaAction) {
        let thread = self.thread_of(action.call());
        let MediaAction::AddLeg { call, leg, local_port, latching, media } = action else {
            self.threads[thread].send(Command::Apply(action));
            return;
        };
        let busy = self.threads[thread].commands.len() > COMMANDS_BUSY;
        let sockets = if busy { Err(LegFailure::Overloaded) } else { self.open(local_port) };
        match sockets {
            Ok(sockets) => self.threads[thread].send(Command::AddLeg(Box::new(NewLeg { call, leg, latching, media, sockets }))),
            Err(reason) => {
                self.reports.send(MediaEvent::LegFailed { call, leg, reason });
                self.reports.flush();
            }
        }
    }

    fn open(&mut self, port: u16) -> Result<LegSockets, LegFailure> {
        if let Some(sockets) = self.idle.take(port) {
            return Ok(sockets);
        }
        let opened = LegSockets::open(self.bind_ip, port);
        if !matches!(opened, Err(LegFailure::NoSocket)) {
            return opened;
        }
        self.idle.close();
        LegSockets::open(self.bind_ip, port)
    }

    /// Lets the threads do what was applied. Once for all actions of a turn: a wake-up costs more than the actions.
    pub fn wake(&mut self) {
        self.threads.iter_mut().filter(|thread| thread.wake_due).for_each(Thread::wake);
    }

    /// Spread by a product (Fibonacci hashing), for ids may come in steps.
    fn thread_of(&self, call: MediaCallId) -> usize {
        let spread = call.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        (spread % self.threads.len() as u64) as usize
    }

    /// Ends all calls' media, finishes recordings and waits for the threads.
    pub fn stop(self) {
        drop(self);
    }
}

impl Thread {
    fn send(&mut self, command: Command) {
        match self.commands.try_send(command) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => tracing::error!("a media thread hangs: its queue is full, a command was dropped"),
            Err(TrySendError::Disconnected(_)) => tracing::error!("a media thread is gone, a command was dropped"),
        }
        self.wake_due = true;
    }

    fn wake(&mut self) {
        self.wake_due = false;
        if let Err(error) = self.waker.wake() {
            tracing::error!(%error, "a media thread could not be woken");
        }
    }
}

impl Drop for MediaPool {
    fn drop(&mut self) {
        for thread in &mut self.threads {
            thread.send(Command::Stop);
            thread.wake();
        }
        let running = self.threads.iter_mut().filter_map(|thread| thread.running.take());
        // The writer ends when the last thread has let go of its queue.
        for thread in running.collect::<Vec<_>>().into_iter().chain(self.writer.take()) {
            if thread.join().is_err() {
                tracing::error!("a media thread had panicked");
            }
        }
    }
}

/// Why a folder of prompts could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum PromptsError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not a prompt.
    #[error("{path}: {source}")]
    NotAPrompt {
        /// Which.
        path: PathBuf,
        /// Why.
        source: PromptError,
    },
}

/// Loads every `.wav` of a folder under its file name, as the directory names prompts.
///
/// # Errors
/// At the first file that cannot be read or is no prompt.
pub fn load_prompts(folder: &Path) -> Result<PromptLibrary, PromptsError> {
    let unreadable = |path: &Path, source| PromptsError::Unreadable { path: path.to_owned(), source };
    let mut library = PromptLibrary::default();
    for entry in fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
        let path = entry.map_err(|source| unreadable(folder, source))?.path();
        let is_wav = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("wav"));
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| is_wav) else { continue };
        let bytes = fs::read(&path).map_err(|source| unreadable(&path, source))?;
        let prompt = Prompt::from_wav(&bytes).map_err(|source| PromptsError::NotAPrompt { path: path.clone(), source })?;
        library.insert(name, prompt);
    }
    Ok(library)
}

/// Mends a recording that a killed process left unfinished, so that it plays; changes nothing in a whole one.
///
/// # Errors
/// What the file system says; [`io::ErrorKind::InvalidData`] for a file that is no recording.
pub fn repair_recording(path: &Path) -> io::Result<Repaired> {
    let mut file = fs::File::options().read(true).write(true).open(path)?;
    let repaired = wav::repair(&mut file)?;
    if file.metadata()?.len() > repaired.bytes {
        file.set_len(repaired.bytes)?;
    }
    Ok(repaired)
}
