//! The signalling thread: SIP, calls and queues in one loop, without locks.
//!
//! The order of a turn is fixed: due timers, orders from other threads, media events, packets; after each step all outputs leave.
//! Every source has a budget, so none can starve the others.

mod figures;
mod orders;

pub use figures::Figures;
pub use orders::{CommandOutcome, Line, LineClosed};

use crate::{
    media::MediaPool,
    wire::{Received, Wire},
};
use crossbeam_channel::{Receiver, TryRecvError};
use orders::{Order, Replies};
use otklik_media::action::MediaEvent;
use otklik_model::{Timestamp, event::JournalEntry};
use otklik_switchboard::{Input, JournalPace, Output, Switchboard};
use std::{
    io, mem,
    ops::ControlFlow,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// Orders and media events taken in one turn (chosen: packets come again within milliseconds).
const ORDERS_PER_TURN: usize = 256;
/// Packets that come within that time are taken in one turn: waking up, and waking those who are sent to, costs more than a packet
/// (chosen: nobody notices it in a call; at 500 calls a second it halved the kernel's part of this thread). The more packets the last turn
/// had, the longer they are gathered, up to a fiftieth of the time after which a phone sends again (RFC 3261 §17.1.1.2).
const GATHER: [(u64, Duration); 3] = [(16, Duration::from_millis(10)), (4, Duration::from_millis(5)), (0, Duration::from_millis(2))];
/// How often the switchboard is told the wall clock, so that a stepped clock shows in the journal soon.
const CLOCK_EVERY: Duration = Duration::from_secs(10);

/// Journal entries kept here while the journal cannot take more; beyond it new calls are refused (chosen: some thousand calls' worth).
const WAITING_ENTRIES_MAX: usize = 20_000;
/// How long to wait before entries are offered again to a journal that had no room.
const OFFER_AGAIN: Duration = Duration::from_millis(5);

/// Takes journal entries in their order, or gives them all back when there is no room now.
pub type Journal = Box<dyn FnMut(Vec<JournalEntry>) -> Result<(), Vec<JournalEntry>> + Send>;

/// Everything the loop drives.
pub struct Parts {
    /// The SIP sockets.
    pub wire: Wire,
    /// The calls.
    pub switchboard: Switchboard,
    /// The media threads.
    pub media: MediaPool,
    /// What the media threads report.
    pub media_events: Receiver<MediaEvent>,
    /// Where domain events go.
    pub journal: Journal,
}

/// The running thread.
pub struct Signalling {
    line: Line,
    thread: thread::JoinHandle<()>,
}

impl Signalling {
    /// Starts the loop on a thread of its own.
    pub fn start(parts: Parts) -> io::Result<Self> {
        let figures = Arc::new(Figures::default());
        let (line, orders) = Line::open(parts.wire.waker(), Arc::clone(&figures));
        let turns = Turns {
            wire: parts.wire,
            switchboard: parts.switchboard,
            media: parts.media,
            media_events: parts.media_events,
            journal: parts.journal,
            waiting: Vec::new(),
            hand_on_due: None,
            pace: JournalPace::KeepsUp,
            orders,
            replies: Replies::default(),
            figures,
            clock_due: Instant::now(),
        };
        let thread = thread::Builder::new().name("signalling".into()).spawn(move || turns.run())?;
        Ok(Self { line, thread })
    }

    /// The way in for commands; cheap to clone.
    pub fn line(&self) -> Line {
        self.line.clone()
    }

    /// Ends the loop after everything said before was done, and waits for it.
    pub fn stop(self) {
        self.line.stop();
        if self.thread.join().is_err() {
            tracing::error!("the signalling thread had panicked");
        }
    }
}

/// How long packets are gathered after a turn that had so many.
fn gathering(packets: u64) -> Duration {
    GATHER.iter().find(|(from, _)| packets >= *from).map_or(Duration::ZERO, |(_, pause)| *pause)
}

struct Turns {
    wire: Wire,
    switchboard: Switchboard,
    media: MediaPool,
    media_events: Receiver<MediaEvent>,
    journal: Journal,
    waiting: Vec<JournalEntry>,
    /// When the waiting entries are handed on; `None` while there are none.
    hand_on_due: Option<Instant>,
    pace: JournalPace,
    orders: Receiver<Order>,
    replies: Replies,
    figures: Arc<Figures>,
    clock_due: Instant,
}

impl Turns {
    fn run(mut self) {
        loop {
            if let Err(error) = self.wire.wait(self.patience()) {
                tracing::error!(%error, "waiting for sockets failed; signalling ends");
                return;
            }
            let begun = Instant::now();
            let received = self.wire.counted().received;
            if self.turn(begun).is_break() {
                self.media.stop();
                return;
            }
            let took = begun.elapsed();
            self.figures.note_turn(took, self.switchboard.calls(), self.waiting.len(), self.wire.counted());
            thread::sleep(gathering(self.wire.counted().received - received).saturating_sub(took));
        }
    }

    /// How long nothing is due.
    fn patience(&self) -> Option<Duration> {
        let now = Instant::now();
        let due = [self.switchboard.poll_timeout(), self.hand_on_due].into_iter().flatten().fold(self.clock_due, Instant::min);
        Some(due.saturating_duration_since(now))
    }

    fn turn(&mut self, now: Instant) -> ControlFlow<()> {
        self.keep_time(now);
        let going = self.take_orders(now);
        if going.is_continue() {
            self.take_media_events(now);
            self.take_packets(now);
        }
        self.media.wake();
        if going.is_break() || self.hand_on_due.is_some_and(|due| due <= now) {
            self.hand_on(now);
        }
        going
    }

    fn keep_time(&mut self, now: Instant) {
        if now >= self.clock_due {
            self.clock_due = now + CLOCK_EVERY;
            self.switchboard.handle(Input::Clock(Timestamp::now()), now);
        }
        if self.switchboard.poll_timeout().is_some_and(|due| due <= now) {
            self.switchboard.handle(Input::Timeout, now);
        }
        self.carry_out(now);
    }

    fn take_orders(&mut self, now: Instant) -> ControlFlow<()> {
        for _ in 0..ORDERS_PER_TURN {
            match self.orders.try_recv() {
                Ok(Order::Stop) | Err(TryRecvError::Disconnected) => return ControlFlow::Break(()),
                Ok(Order::Command(request, reply)) => {
                    self.replies.expect(request.request_id, reply);
                    self.switchboard.handle(Input::Command(request), now);
                }
                Ok(Order::Directory(directory)) => self.switchboard.handle(Input::Directory(directory), now),
                Ok(Order::Drain) => self.switchboard.handle(Input::Drain, now),
                Ok(Order::EndAll) => self.switchboard.handle(Input::EndAll, now),
                Err(TryRecvError::Empty) => break,
            }
            self.carry_out(now);
        }
        ControlFlow::Continue(())
    }

    fn take_media_events(&mut self, now: Instant) {
        for _ in 0..ORDERS_PER_TURN {
            let Ok(event) = self.media_events.try_recv() else { return };
            self.switchboard.handle(Input::Media(event), now);
            self.carry_out(now);
        }
    }

    fn take_packets(&mut self, now: Instant) {
        let switchboard = &mut self.switchboard;
        self.wire.receive(|received| match received {
            Received::Packet { flow, transport, source, bytes } => {
                switchboard.handle(Input::Packet { flow, transport, source, bytes }, now);
            }
            Received::Closed(flow) => switchboard.handle(Input::FlowClosed(flow), now),
        });
        self.carry_out(now);
    }

    fn carry_out(&mut self, now: Instant) {
        while let Some(output) = self.switchboard.poll_output() {
            match output {
                Output::Send { flow, destination, bytes } => {
                    if !self.wire.send(flow, destination, &bytes) {
                        self.switchboard.handle(Input::SendFailed { flow, destination }, now);
                    }
                }
                Output::Media(action) => self.media.apply(action),
                Output::Event(entry) => self.keep_entry(entry, now),
                Output::CommandDone { request_id, outcome } => self.replies.answer(request_id, outcome),
            }
        }
    }

    fn keep_entry(&mut self, entry: JournalEntry, now: Instant) {
        self.waiting.push(entry);
        self.hand_on_due.get_or_insert(now);
    }

    /// Hands the entries of a turn on in their order. When the journal has no room for long, new calls are shed with 503.
    fn hand_on(&mut self, now: Instant) {
        self.hand_on_due = None;
        if let Err(refused) = (self.journal)(mem::take(&mut self.waiting)) {
            self.waiting = refused;
            self.hand_on_due = Some(now + OFFER_AGAIN);
        }
        let pace = if self.waiting.len() > WAITING_ENTRIES_MAX { JournalPace::Behind } else { JournalPace::KeepsUp };
        if pace != self.pace {
            tracing::warn!(?pace, "the journal's pace changed; while it is behind, new calls are refused");
            self.pace = pace;
            self.switchboard.handle(Input::Journal(pace), now);
        }
    }
}
