//! A media thread: waits for sockets, commands and the next frame of a sound, and lets its calls do the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TryRecvError};
use mio::{Events, Poll, Token, Waker};
use otklik_media::action::{Latching, LegFailure, MediaAction, MediaCallId, MediaEvent, MediaLegId};
use otklik_media::negotiate::Negotiated;
use otklik_media::prompt::PromptLibrary;

use super::call::{Call, Left, Port, Turn};
use super::idle_sockets::SocketReturn;
use super::recordings::WriterLine;
use super::reports::Reports;
use super::sockets::LegSockets;
use super::writer::Order;

/// The wake-up of [`MediaThread::waker`]; sockets count from 0.
const WAKE: Token = Token(usize::MAX);
/// Larger datagrams are cut, and an RTP packet larger than an Ethernet frame is none of ours.
const DATAGRAM_BYTES_MAX: usize = 2_048;
/// Readiness events taken at once.
const EVENTS_MAX: usize = 1_024;
/// How often recordings are looked at, which decide themselves when to flush.
const RECORDINGS_EVERY: Duration = Duration::from_millis(50);
/// How often silent legs are looked for.
const SILENCE_EVERY: Duration = Duration::from_secs(1);
/// How soon reports without room are tried again.
const REPORTS_AGAIN: Duration = Duration::from_millis(5);

/// A word from the signalling thread.
pub(super) enum Command {
    /// A new leg with its open sockets.
    AddLeg(Box<NewLeg>),
    /// Any other action.
    Apply(MediaAction),
    /// The end.
    Stop,
}

/// The parts of [`MediaAction::AddLeg`], its ports opened.
pub(super) struct NewLeg {
    pub(super) call: MediaCallId,
    pub(super) leg: MediaLegId,
    pub(super) latching: Latching,
    pub(super) media: Option<Negotiated>,
    pub(super) sockets: LegSockets,
}

/// What a media thread is made of.
pub(super) struct Parts {
    pub(super) commands: Receiver<Command>,
    pub(super) reports: Reports,
    pub(super) writer: Sender<Order>,
    pub(super) socket_return: SocketReturn,
    pub(super) prompts: Arc<PromptLibrary>,
    pub(super) silence_limit: Duration,
    pub(super) seed: u64,
}

pub(super) struct MediaThread {
    poll: Poll,
    waker: Arc<Waker>,
    commands: Receiver<Command>,
    /// Boxed: a node of the tree moves its neighbours whenever one comes or goes.
    calls: BTreeMap<MediaCallId, Box<Call>>,
    sockets: Vec<Option<SocketOwner>>,
    free_tokens: Vec<Token>,
    /// Sockets that may have more although nothing will announce it: readiness is told once per arrival.
    unfinished: Vec<Token>,
    playing: BTreeSet<MediaCallId>,
    recording: BTreeSet<MediaCallId>,
    reports: Reports,
    writer: WriterLine,
    socket_return: SocketReturn,
    prompts: Arc<PromptLibrary>,
    silence_limit: Duration,
    silence_due: Instant,
    recordings_due: Instant,
    seed: u64,
    datagram: Box<[u8]>,
}

#[derive(Clone, Copy)]
struct SocketOwner {
    call: MediaCallId,
    leg: MediaLegId,
    port: Port,
}

#[derive(PartialEq, Eq)]
enum Going {
    On,
    Ends,
}

impl MediaThread {
    pub(super) fn new(parts: Parts) -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let now = Instant::now();
        Ok(Self {
            poll,
            waker,
            commands: parts.commands,
            calls: BTreeMap::new(),
            sockets: Vec::new(),
            free_tokens: Vec::new(),
            unfinished: Vec::new(),
            playing: BTreeSet::new(),
            recording: BTreeSet::new(),
            reports: parts.reports,
            writer: WriterLine::new(parts.writer),
            socket_return: parts.socket_return,
            prompts: parts.prompts,
            silence_limit: parts.silence_limit,
            silence_due: now + SILENCE_EVERY,
            recordings_due: now + RECORDINGS_EVERY,
            seed: parts.seed,
            datagram: vec![0; DATAGRAM_BYTES_MAX].into_boxed_slice(),
        })
    }

    pub(super) fn waker(&self) -> Arc<Waker> {
        Arc::clone(&self.waker)
    }

    pub(super) fn run(mut self) {
        let mut events = Events::with_capacity(EVENTS_MAX);
        let mut sound_due = None;
        loop {
            match self.poll.poll(&mut events, self.patience(sound_due)) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    tracing::error!(%error, "waiting for media sockets failed; this media thread ends");
                    break;
                }
            }
            let now = Instant::now();
            // Commands first: a packet that came after a bridge was ordered must find it.
            if self.take_commands(now) == Going::Ends {
                break;
            }
            self.take_packets(&events, now);
            sound_due = self.sound(now);
            self.chores(now);
            self.reports.flush();
        }
        self.end();
    }

    /// How long nothing is due.
    fn patience(&self, sound_due: Option<Instant>) -> Option<Duration> {
        if !self.unfinished.is_empty() {
            return Some(Duration::ZERO);
        }
        let silence = (!self.calls.is_empty()).then_some(self.silence_due);
        let recordings = (!self.recording.is_empty()).then_some(self.recordings_due);
        let now = Instant::now();
        let reports = self.reports.is_waiting().then(|| now + REPORTS_AGAIN);
        let due = [sound_due, silence, recordings, reports].into_iter().flatten().min()?;
        Some(due.saturating_duration_since(now))
    }

    fn take_packets(&mut self, events: &Events, now: Instant) {
        for token in std::mem::take(&mut self.unfinished) {
            self.take_from(token, now);
        }
        for token in events.iter().map(mio::event::Event::token).filter(|token| *token != WAKE) {
            self.take_from(token, now);
        }
    }

    fn take_from(&mut self, token: Token, now: Instant) {
        let Some(owner) = self.sockets.get(token.0).copied().flatten() else { return };
        let Some(call) = self.calls.get_mut(&owner.call) else { return };
        let mut turn = Turn { reports: &mut self.reports, writer: &mut self.writer, prompts: &self.prompts, now };
        if call.receive(owner.leg, owner.port, &mut self.datagram, &mut turn) == Left::Perhaps {
            self.unfinished.push(token);
        }
    }

    fn take_commands(&mut self, now: Instant) -> Going {
        loop {
            match self.commands.try_recv() {
                Ok(Command::AddLeg(leg)) => self.add_leg(*leg, now),
                Ok(Command::Apply(action)) => self.apply(action, now),
                Ok(Command::Stop) | Err(TryRecvError::Disconnected) => return Going::Ends,
                Err(TryRecvError::Empty) => return Going::On,
            }
        }
    }

    fn add_leg(&mut self, new: NewLeg, now: Instant) {
        let (id, leg) = (new.call, new.leg);
        let tokens = [Port::Rtp, Port::Rtcp].map(|port| self.take_token(SocketOwner { call: id, leg, port }));
        let seed = &mut self.seed;
        let call = self.calls.entry(id).or_insert_with(|| {
            *seed = seed.wrapping_add(1);
            Box::new(Call::new(id, *seed))
        });
        let fit = new.sockets.forget(&mut self.datagram);
        let added = if fit { call.add_leg(new, tokens, self.poll.registry(), now) } else { Err(LegFailure::NoSocket) };
        if call.is_empty() {
            self.calls.remove(&id);
        }
        if let Err(reason) = added {
            self.free(tokens);
            self.reports.send(MediaEvent::LegFailed { call: id, leg, reason });
        }
    }

    fn apply(&mut self, action: MediaAction, now: Instant) {
        let id = action.call();
        let Some(call) = self.calls.get_mut(&id) else { return };
        let turn = &mut Turn { reports: &mut self.reports, writer: &mut self.writer, prompts: &self.prompts, now };
        match action {
            // Comes with its sockets as a command of its own.
            MediaAction::AddLeg { .. } => {}
            MediaAction::UpdateLeg { leg, media, .. } => call.relay.set_media(leg, media, now),
            MediaAction::SetDirection { leg, direction, .. } => call.relay.set_direction(leg, direction, now),
            MediaAction::Bridge { first, second, .. } => call.relay.bridge(first, second),
            MediaAction::Unbridge { leg, .. } => call.relay.unbridge(leg),
            MediaAction::Play { leg, sound, repeat, .. } => call.play(leg, &sound, repeat, turn),
            MediaAction::StopPlaying { leg, .. } => call.stop_playing(leg),
            MediaAction::StartRecording { recording, leg, path, .. } => call.start_recording(recording, leg, path, turn),
            MediaAction::StopRecording { recording, .. } => call.stop_recording(recording, turn),
            MediaAction::RemoveLeg { leg, .. } => self.remove_legs(id, &[leg], now),
            MediaAction::RemoveCall { .. } => self.remove_call(id, now),
        }
        self.note_work(id);
    }

    fn remove_call(&mut self, id: MediaCallId, now: Instant) {
        let legs = self.calls.get(&id).map(|call| call.leg_ids()).unwrap_or_default();
        self.remove_legs(id, &legs, now);
    }

    fn remove_legs(&mut self, id: MediaCallId, legs: &[MediaLegId], now: Instant) {
        let Some(mut call) = self.calls.remove(&id) else { return };
        for leg in legs {
            let mut turn = Turn { reports: &mut self.reports, writer: &mut self.writer, prompts: &self.prompts, now };
            // Given back before the end is reported, so that the ports can be used again.
            if let Some((sockets, tokens)) = call.remove_leg(*leg, &mut turn) {
                self.give_back(sockets, tokens);
            }
        }
        if !call.is_empty() {
            self.calls.insert(id, call);
        }
    }

    /// Keeps the lists of calls that need looking at without a packet having come.
    fn note_work(&mut self, id: MediaCallId) {
        let call = self.calls.get(&id);
        keep(&mut self.playing, id, call.is_some_and(|call| call.is_playing()));
        keep(&mut self.recording, id, call.is_some_and(|call| call.is_recording()));
    }

    fn take_token(&mut self, owner: SocketOwner) -> Token {
        let token = self.free_tokens.pop().unwrap_or_else(|| {
            self.sockets.push(None);
            Token(self.sockets.len() - 1)
        });
        self.sockets[token.0] = Some(owner);
        token
    }

    fn give_back(&mut self, mut sockets: LegSockets, tokens: [Token; 2]) {
        if sockets.deregister(self.poll.registry()).is_ok() {
            self.socket_return.give(sockets);
        }
        self.free(tokens);
    }

    fn free(&mut self, tokens: [Token; 2]) {
        for token in tokens {
            self.sockets[token.0] = None;
            self.free_tokens.push(token);
        }
    }

    /// Sends the frames that are due; when the next one is.
    fn sound(&mut self, now: Instant) -> Option<Instant> {
        let turn = &mut Turn { reports: &mut self.reports, writer: &mut self.writer, prompts: &self.prompts, now };
        let calls = &mut self.calls;
        let mut next: Option<Instant> = None;
        self.playing.retain(|id| {
            let due = calls.get_mut(id).and_then(|call| call.sound(turn));
            next = next.into_iter().chain(due).min();
            due.is_some()
        });
        next
    }

    fn chores(&mut self, now: Instant) {
        self.writer.retry();
        let turn = &mut Turn { reports: &mut self.reports, writer: &mut self.writer, prompts: &self.prompts, now };
        if now >= self.recordings_due {
            self.recordings_due = now + RECORDINGS_EVERY;
            for id in &self.recording {
                if let Some(call) = self.calls.get_mut(id) {
                    call.flush_recordings(turn);
                }
            }
        }
        if now >= self.silence_due {
            self.silence_due = now + SILENCE_EVERY;
            for call in self.calls.values_mut() {
                call.report_silence(self.silence_limit, turn);
            }
        }
    }

    fn end(mut self) {
        let now = Instant::now();
        let calls: Vec<_> = self.calls.keys().copied().collect();
        for call in calls {
            self.remove_call(call, now);
        }
        self.writer.drain();
        self.reports.flush();
    }
}

fn keep(set: &mut BTreeSet<MediaCallId>, id: MediaCallId, wanted: bool) {
    if wanted {
        set.insert(id);
    } else {
        set.remove(&id);
    }
}
