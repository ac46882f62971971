//! The switchboard's state, its loop, and how a call gets its signals.

use crate::{
    around::Around,
    config::{Limits, SwitchboardConfig},
    counters::Counters,
    devices::Gate,
    ids::Ids,
    io::{Input, JournalPace, Output},
    live_call::LiveCall,
    media_reports::MediaBooks,
    registration::Registrations,
    trunk_lines::TrunkLines,
};
use otklik_call::{Call, Output as CallOutput, Signal, Surroundings};
use otklik_media::{action::MediaAction, action::MediaCallId, ports::PortPool};
use otklik_model::{
    CallId, LegId, TenantId, Timestamp,
    directory::{Directory, TenantDirectory},
    event::{DomainEvent, JournalEntry, LegParty},
    hang_up::EndedBy,
};
use otklik_sip::{InviteId, Sip, engine::LocalFlow};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

/// Everything real time does for the tenants at home on this node.
pub struct Switchboard {
    pub(crate) sip: Sip,
    pub(crate) trunk_flow: Option<LocalFlow>,
    pub(crate) media_address: IpAddr,
    pub(crate) limits: Limits,
    pub(crate) directory: Arc<Directory>,
    pub(crate) registrations: Registrations,
    pub(crate) gate: Gate,
    pub(crate) ids: Ids,
    pub(crate) calls: BTreeMap<CallId, Box<LiveCall>>,
    pub(crate) invites: BTreeMap<InviteId, (CallId, LegId)>,
    pub(crate) trunk_lines: TrunkLines,
    pub(crate) ports: PortPool,
    pub(crate) media: MediaBooks,
    pub(crate) counters: Counters,
    intake: Intake,
    journal: JournalPace,
    deadlines: BTreeSet<(Instant, CallId)>,
    /// Offers to repeat: a peer was busy with one of its own (RFC 3261 §14.1).
    reoffers: BTreeSet<(Instant, CallId, LegId)>,
    pending: VecDeque<(CallId, Signal)>,
    outputs: VecDeque<Output>,
}

/// Whether new calls are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Intake {
    Open,
    /// The server is stopping.
    Draining,
}

/// Sizes of the switchboard's tables; all but the registrations are zero when nothing is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// Calls alive.
    pub calls: usize,
    /// Dialogs that carry legs.
    pub dialogs: usize,
    /// Media legs whose end was not reported yet.
    pub media_legs: usize,
    /// RTP ports taken.
    pub ports: usize,
    /// Recordings whose end was not reported yet.
    pub recordings: usize,
    /// Timers of calls.
    pub deadlines: usize,
    /// Trunks with an occupied line.
    pub busy_trunks: usize,
    /// Registered addresses.
    pub registrations: usize,
}

/// How long until an offer that met the peer's own is repeated: within the 2.1 to 4 s of RFC 3261 §14.1.
const REOFFER_AFTER: Duration = Duration::from_millis(2_500);

impl Switchboard {
    /// A switchboard with an empty directory. `seed` should be unguessable outside tests; `started` ties the monotonic clock to
    /// the wall clock.
    pub fn new(config: SwitchboardConfig, seed: u64, started: (Instant, Timestamp)) -> Self {
        let trunk_flow = config.sip.local.iter().find(|local| local.transport == otklik_sip::Transport::Udp).copied();
        Self {
            trunk_flow,
            sip: Sip::new(config.sip, seed),
            media_address: config.media_address,
            directory: Arc::default(),
            registrations: Registrations::new(&config.limits),
            gate: Gate::new(config.nonce_secret, config.limits.nonce_lifetime, started.0),
            ids: Ids::new(seed.rotate_left(32), started),
            calls: BTreeMap::new(),
            invites: BTreeMap::new(),
            trunk_lines: TrunkLines::default(),
            ports: PortPool::new(config.rtp_ports),
            media: MediaBooks::default(),
            counters: Counters::default(),
            intake: Intake::Open,
            journal: JournalPace::KeepsUp,
            limits: config.limits,
            deadlines: BTreeSet::new(),
            reoffers: BTreeSet::new(),
            pending: VecDeque::new(),
            outputs: VecDeque::new(),
        }
    }

    /// Whether a new call has to be refused: stopping, at the limit, or with a journal that does not keep up.
    pub(crate) fn refuses_calls(&self) -> bool {
        self.intake == Intake::Draining || self.journal == JournalPace::Behind || self.calls.len() >= self.limits.calls_max
    }

    /// Takes one input; never fails, never blocks.
    pub fn handle(&mut self, input: Input<'_>, now: Instant) {
        match input {
            Input::Packet { flow, transport, source, bytes } => {
                self.sip.handle(otklik_sip::Input::Packet { flow, transport, source, bytes }, now);
            }
            Input::FlowClosed(flow) => self.on_flow_closed(flow, now),
            Input::SendFailed { flow, destination } => self.sip.handle(otklik_sip::Input::SendFailed { flow, destination }, now),
            Input::Media(event) => self.on_media(&event, now),
            Input::Command(request) => self.on_command(request, now),
            Input::Directory(directory) => self.on_directory(directory, now),
            Input::Clock(wall_clock) => self.ids.set_clock(now, wall_clock),
            Input::Drain => self.intake = Intake::Draining,
            Input::Journal(pace) => self.journal = pace,
            Input::EndAll => self.end_all(now),
            Input::Timeout => self.on_timeout(now),
        }
        self.settle(now);
    }

    /// The next thing to do or know, in the order it was decided.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Timeout`] is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let deadline = self.deadlines.first().map(|(at, _)| *at);
        let reoffer = self.reoffers.first().map(|(at, ..)| *at);
        [self.sip.poll_timeout(), self.registrations.poll_timeout(), deadline, reoffer].into_iter().flatten().min()
    }

    /// Live calls.
    pub fn calls(&self) -> usize {
        self.calls.len()
    }

    /// Totals since the start.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Sizes of the tables now.
    pub fn load(&self) -> Load {
        Load {
            calls: self.calls.len(),
            dialogs: self.invites.len(),
            media_legs: self.media.legs(),
            ports: self.ports.taken(),
            recordings: self.media.recordings(),
            deadlines: self.deadlines.len() + self.reoffers.len(),
            busy_trunks: usize::from(!self.trunk_lines.is_empty()),
            registrations: self.registrations.len(),
        }
    }

    /// Sizes of the tables of SIP now.
    pub fn sip_load(&self) -> otklik_sip::engine::Load {
        self.sip.load()
    }

    pub(crate) fn emit(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(crate) fn journal(&mut self, tenant_id: TenantId, call_id: Option<CallId>, event: DomainEvent, now: Instant) {
        let (event_id, at) = (self.ids.event_id(now), self.ids.wall_clock(now));
        self.emit(Output::Event(JournalEntry { event_id, tenant_id, at, call_id, event }));
    }

    /// Something failed while an action was carried out: the call is told when it is back in its place.
    pub(crate) fn later(&mut self, call_id: CallId, signal: Signal) {
        self.pending.push_back((call_id, signal));
    }

    pub(crate) fn reoffer_later(&mut self, call_id: CallId, leg_id: LegId, now: Instant) {
        self.reoffers.insert((now + REOFFER_AFTER, call_id, leg_id));
    }

    /// Begins a call made by `make` and carries out what it asks for at once.
    pub(crate) fn begin<E>(
        &mut self,
        tenant_id: TenantId,
        call_id: CallId,
        now: Instant,
        make: impl FnOnce(&mut dyn Surroundings) -> Result<Call, E>,
        link: impl FnOnce(&mut Self, &mut LiveCall),
    ) -> Result<(), E> {
        let directory = Arc::clone(&self.directory);
        let Some(tenant) = directory.tenants.get(&tenant_id) else { return Ok(()) };
        let call = make(&mut self.around(tenant_id, tenant, call_id, now))?;
        let media = self.media.new_call(call_id);
        let mut live = Box::new(LiveCall::new(call, media, Arc::clone(&directory)));
        self.counters.calls += 1;
        link(self, &mut live);
        self.put_back(live, now);
        Ok(())
    }

    /// Gives a call a signal and carries out what follows.
    pub(crate) fn signal(&mut self, call_id: CallId, signal: Signal, now: Instant) {
        self.with_call(call_id, now, |call, around| call.handle(signal, around));
    }

    /// Lends a call to `work` with its surroundings, then carries out what it asks for. `None` when there is no such call.
    pub(crate) fn with_call<R>(
        &mut self,
        call_id: CallId,
        now: Instant,
        work: impl FnOnce(&mut Call, &mut dyn Surroundings) -> R,
    ) -> Option<R> {
        let mut live = self.calls.remove(&call_id)?;
        let tenant_id = live.call.tenant_id();
        // A tenant that was taken out of the directory meanwhile still ends its calls.
        let directory =
            if self.directory.tenants.contains_key(&tenant_id) { Arc::clone(&self.directory) } else { Arc::clone(&live.began_with) };
        let tenant = directory.tenants.get(&tenant_id)?;
        let result = work(&mut live.call, &mut self.around(tenant_id, tenant, call_id, now));
        self.put_back(live, now);
        Some(result)
    }

    fn around<'a>(&'a mut self, tenant_id: TenantId, tenant: &'a TenantDirectory, call_id: CallId, now: Instant) -> Around<'a> {
        Around { tenant_id, tenant, call_id, registrations: &self.registrations, trunk_lines: &self.trunk_lines, ids: &mut self.ids, now }
    }

    /// Carries out what a call asks for; a call that is over is forgotten, any other waits for its next signal.
    fn put_back(&mut self, mut live: Box<LiveCall>, now: Instant) {
        let call_id = live.call.call_id();
        while let Some(output) = live.call.poll_output() {
            match output {
                CallOutput::Act(action) => self.enact(&mut live, action, now),
                CallOutput::Tell(event) => self.journal(live.call.tenant_id(), Some(call_id), event, now),
            }
        }
        self.sweep(&mut live, now);
        self.occupy_lines(&live);
        let deadline = live.call.poll_timeout();
        self.reschedule(call_id, live.deadline, deadline);
        live.deadline = deadline;
        if live.call.is_over() {
            self.forget(&live);
        } else {
            self.calls.insert(call_id, live);
        }
    }

    fn occupy_lines(&mut self, live: &LiveCall) {
        for leg in live.call.legs() {
            if let LegParty::External { trunk_id, .. } = &leg.party {
                self.trunk_lines.occupy(*trunk_id, live.call.call_id());
            }
        }
    }

    fn reschedule(&mut self, call_id: CallId, before: Option<Instant>, after: Option<Instant>) {
        if let Some(before) = before {
            self.deadlines.remove(&(before, call_id));
        }
        if let Some(after) = after {
            self.deadlines.insert((after, call_id));
        }
    }

    fn forget(&mut self, live: &LiveCall) {
        let call_id = live.call.call_id();
        self.trunk_lines.release(call_id);
        self.reoffers.retain(|(_, of, _)| *of != call_id);
        self.act_on_media(MediaAction::RemoveCall { call: live.media });
        self.media.forget_call(live.media);
    }

    pub(crate) fn act_on_media(&mut self, action: MediaAction) {
        self.emit(Output::Media(action));
    }

    /// Works until SIP has nothing more to report and no call waits for a signal.
    fn settle(&mut self, now: Instant) {
        loop {
            if let Some(report) = self.sip.poll_output() {
                self.on_sip(report, now);
            } else if let Some((call_id, signal)) = self.pending.pop_front() {
                self.signal(call_id, signal, now);
            } else {
                return;
            }
        }
    }

    fn on_timeout(&mut self, now: Instant) {
        self.sip.handle(otklik_sip::Input::Timeout, now);
        self.expire_registrations(now);
        while let Some((_, call_id, leg_id)) = self.reoffers.first().copied().filter(|(at, ..)| *at <= now) {
            self.reoffers.pop_first();
            self.offer_anew(call_id, leg_id, now);
        }
        let due: Vec<CallId> = self.deadlines.iter().take_while(|(at, _)| *at <= now).map(|(_, call_id)| *call_id).collect();
        due.into_iter().for_each(|call_id| self.signal(call_id, Signal::Timeout, now));
    }

    fn end_all(&mut self, now: Instant) {
        let all: Vec<CallId> = self.calls.keys().copied().collect();
        for call_id in all {
            self.with_call(call_id, now, |call, around| call.end_by(EndedBy::System, around));
        }
    }
}

impl LiveCall {
    fn new(call: Call, media: MediaCallId, began_with: Arc<Directory>) -> Self {
        Self { call, media, links: BTreeMap::new(), began_with, deadline: None }
    }
}
