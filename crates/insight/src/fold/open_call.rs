//! One call while it goes on: which step the client is in, and how long he was in each.

use crate::attempt::{Attempt, Cause, Person, Step};
use jiff::Timestamp;
use otklik_model::{
    DidId, LegId, UserId,
    commitment::CommitmentKind,
    event::{Direction, DomainEvent, LegParty, Opening, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};

/// Transfers from which on the client counts as sent around (field rule: three, then gone).
const NEEDLESS_TRANSFERS_MIN: u8 = 3;

/// Talk with the last one he was given to, milliseconds, below which a client sent around was not helped by him (chosen).
const LAST_TALK_MS_MIN: u32 = 30_000;

/// How long before the end the last phone fell silent for the client to count as waiting in the queue, not at a ringing phone (chosen:
/// the legs of a call end within the same second).
const SILENT_MS_MIN: u32 = 2_000;

/// Where the client is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Not yet anywhere.
    Reach,
    /// A prompt plays or has just played.
    Greeting,
    /// Sent to somebody; no phone rings yet.
    Waiting { whole_group: bool },
    /// Phones ring, or rang last.
    Ring { whole_group: bool },
    /// Two people talk since then.
    Talk { since: Timestamp },
    /// We hold him since then.
    Hold { since: Timestamp },
    /// Given away since then, not yet taken.
    Transfer,
}

#[derive(Debug, Clone)]
pub(super) struct OpenCall {
    began: Timestamp,
    direction: Direction,
    person: Person,
    did_id: Option<DidId>,
    caller_leg: LegId,
    from_user: Option<UserId>,
    place: Place,
    closed: bool,
    refused_at_once: bool,
    to_trunk: bool,
    waits_since: Option<Timestamp>,
    rings_since: Option<Timestamp>,
    answered_at: Option<Timestamp>,
    ringing: Vec<LegId>,
    silent_since: Option<Timestamp>,
    answered_by: Option<UserId>,
    rang_last: Option<UserId>,
    sent_to: Option<UserId>,
    prompt_since: Option<Timestamp>,
    prompt_ms: u32,
    talk_ms: u32,
    last_talk_ms: u32,
    hold_ms: u32,
    parted_at: Option<Timestamp>,
    transfers: u8,
    promised: Option<CommitmentKind>,
}

impl OpenCall {
    pub(super) fn begin(
        at: Timestamp,
        direction: Direction,
        person: Person,
        did_id: Option<DidId>,
        leg_id: LegId,
        from_user: Option<UserId>,
    ) -> Self {
        Self {
            began: at,
            direction,
            person,
            did_id,
            caller_leg: leg_id,
            from_user,
            place: Place::Reach,
            closed: false,
            refused_at_once: false,
            to_trunk: false,
            waits_since: None,
            rings_since: None,
            answered_at: None,
            ringing: Vec::new(),
            silent_since: None,
            answered_by: None,
            rang_last: None,
            sent_to: None,
            prompt_since: None,
            prompt_ms: 0,
            talk_ms: 0,
            last_talk_ms: 0,
            hold_ms: 0,
            parted_at: None,
            transfers: 0,
            promised: None,
        }
    }

    pub(super) const fn direction(&self) -> Direction {
        self.direction
    }

    pub(super) const fn began(&self) -> Timestamp {
        self.began
    }

    /// Whether it came in and somebody answered it.
    pub(super) fn is_handled(&self) -> bool {
        self.direction == Direction::Inbound && self.answered_at.is_some()
    }

    pub(super) const fn person(&self) -> Person {
        self.person
    }

    pub(super) const fn did_id(&self) -> Option<DidId> {
        self.did_id
    }

    /// Whether people of ours were asked to take it, as far as it has gone.
    pub(super) const fn is_offered(&self) -> bool {
        self.answered_at.is_some() || !self.closed && !matches!(self.place, Place::Reach | Place::Greeting)
    }

    /// Takes a promise made to the client on it.
    pub(super) fn promised(&mut self, kind: CommitmentKind) {
        if self.promised != Some(CommitmentKind::CallBack) {
            self.promised = Some(kind);
        }
    }

    /// Takes a fact about the call that does not end it.
    pub(super) fn apply(&mut self, at: Timestamp, event: &DomainEvent) {
        match event {
            DomainEvent::CallRouted { to, opening } => self.routed(at, *to, *opening),
            DomainEvent::PromptStarted { .. } => self.prompt_started(at),
            DomainEvent::PromptFinished { heard_ms, .. } => self.prompt_finished(*heard_ms),
            DomainEvent::LegRinging { leg_id, party } => self.rings(at, *leg_id, party),
            DomainEvent::LegAnswered { leg_id, party } => self.leg_answered(at, *leg_id, party),
            DomainEvent::LegEnded { leg_id, .. } => self.falls_silent(at, *leg_id),
            DomainEvent::Bridged { .. } => self.joined(at),
            DomainEvent::Held { leg_id } => self.held(at, *leg_id),
            DomainEvent::Resumed { .. } => self.resumed(at),
            DomainEvent::TransferStarted { .. } => self.given_away(at),
            DomainEvent::TransferCompleted { .. } => self.taken(at),
            DomainEvent::CallStarted { .. }
            | DomainEvent::TransferFailed { .. }
            | DomainEvent::RecordingStarted { .. }
            | DomainEvent::RecordingFinished { .. }
            | DomainEvent::CallEnded { .. }
            | DomainEvent::CallInterrupted
            | DomainEvent::DeviceRegistered { .. }
            | DomainEvent::DeviceUnregistered { .. }
            | DomainEvent::CardShown { .. }
            | DomainEvent::CallerChosen { .. }
            | DomainEvent::CommitmentMade { .. }
            | DomainEvent::CommitmentKept { .. }
            | DomainEvent::CommitmentWithdrawn { .. }
            | DomainEvent::ContactChanged { .. }
            | DomainEvent::NoteAdded { .. }
            | DomainEvent::AgentStateChanged { .. }
            | DomainEvent::ConfigurationChanged { .. } => {}
        }
    }

    /// The attempt it was, now that it is over.
    pub(super) fn end(mut self, at: Timestamp, event: &DomainEvent) -> Attempt {
        self.leave_talk(at);
        if let Some(since) = self.prompt_since.take() {
            self.prompt_ms = self.prompt_ms.saturating_add(between_ms(since, at));
        }
        let until = self.answered_at.unwrap_or(at);
        let since_ms = |since: Option<Timestamp>| since.map_or(0, |since| between_ms(since, until));
        Attempt {
            at: self.began,
            direction: self.direction,
            person: self.person,
            did_id: self.did_id,
            answered_by: if self.direction == Direction::Outbound { self.from_user } else { self.answered_by },
            rang_last: self.rang_last.or(self.sent_to),
            left: self.left(at, event),
            prompt_ms: self.prompt_ms,
            wait_ms: since_ms(self.waits_since.or(self.rings_since)),
            ring_ms: since_ms(self.rings_since),
            talk_ms: self.talk_ms,
            hold_ms: self.hold_ms,
            parted_ms: self.parted_at.map_or(0, |since| between_ms(since, at)),
            transfers: self.transfers,
            answered: self.answered_at.is_some(),
            gave_up: self.answered_at.is_none() && self.gave_up(event),
            out_of_hours: self.closed,
            promised: self.promised,
        }
    }

    fn routed(&mut self, at: Timestamp, to: RoutedTo, opening: Opening) {
        self.closed = opening == Opening::Closed;
        match to {
            RoutedTo::User(user_id) => {
                self.sent_to = Some(user_id);
                self.waits(at, false);
            }
            RoutedTo::Group(_) => self.waits(at, true),
            RoutedTo::Trunk(_) => self.to_trunk = true,
            RoutedTo::Rejected => self.refused_at_once = true,
            RoutedTo::Prompt => {}
        }
    }

    fn waits(&mut self, at: Timestamp, whole_group: bool) {
        self.waits_since = self.waits_since.or(Some(at));
        if self.answered_at.is_none() {
            self.place = Place::Waiting { whole_group };
        }
    }

    fn prompt_started(&mut self, at: Timestamp) {
        if matches!(self.place, Place::Reach | Place::Greeting) {
            self.prompt_since = Some(at);
            self.place = Place::Greeting;
        }
    }

    fn prompt_finished(&mut self, heard_ms: u64) {
        if self.prompt_since.take().is_some() {
            self.prompt_ms = self.prompt_ms.saturating_add(u32::try_from(heard_ms).unwrap_or(u32::MAX));
        }
    }

    fn rings(&mut self, at: Timestamp, leg_id: LegId, party: &LegParty) {
        if let LegParty::Device { user_id, .. } = party {
            self.rang_last = Some(*user_id);
        }
        if self.direction == Direction::Outbound && matches!(party, LegParty::Device { .. }) {
            return; // click-to-call rings our own user first; the client waits for nothing yet
        }
        self.rings_since = self.rings_since.or(Some(at));
        self.silent_since = None;
        self.ringing.push(leg_id);
        match self.place {
            Place::Waiting { whole_group } => self.place = Place::Ring { whole_group },
            Place::Reach | Place::Greeting => self.place = Place::Ring { whole_group: false },
            Place::Ring { .. } | Place::Talk { .. } | Place::Hold { .. } | Place::Transfer => {}
        }
    }

    fn leg_answered(&mut self, at: Timestamp, leg_id: LegId, party: &LegParty) {
        let user_id = match party {
            LegParty::Device { user_id, .. } => Some(*user_id),
            LegParty::External { .. } => None,
        };
        let is_other_side = match self.direction {
            Direction::Outbound => user_id.is_none(),
            Direction::Inbound | Direction::Internal => leg_id != self.caller_leg,
        };
        self.ringing.retain(|ringing| *ringing != leg_id);
        if !is_other_side {
            return;
        }
        self.answered_by = self.answered_by.or(user_id);
        self.answered_at = self.answered_at.or(Some(at));
        self.joined(at);
    }

    fn falls_silent(&mut self, at: Timestamp, leg_id: LegId) {
        let rang = self.ringing.contains(&leg_id);
        self.ringing.retain(|ringing| *ringing != leg_id);
        if rang && self.ringing.is_empty() {
            self.silent_since = Some(at);
        }
    }

    fn joined(&mut self, at: Timestamp) {
        if self.answered_at.is_some() && !matches!(self.place, Place::Talk { .. }) {
            self.leave_talk(at);
            self.parted_at = None;
            self.last_talk_ms = 0;
            self.place = Place::Talk { since: at };
        }
    }

    /// A client who holds us is still talking as far as his way is concerned.
    fn held(&mut self, at: Timestamp, leg_id: LegId) {
        let by_client = self.direction == Direction::Inbound && leg_id == self.caller_leg;
        if !by_client && matches!(self.place, Place::Talk { .. }) {
            self.leave_talk(at);
            self.parted_at = Some(at);
            self.place = Place::Hold { since: at };
        }
    }

    fn resumed(&mut self, at: Timestamp) {
        if matches!(self.place, Place::Hold { .. }) {
            self.leave_talk(at);
            self.parted_at = None;
            self.place = Place::Talk { since: at };
        }
    }

    fn given_away(&mut self, at: Timestamp) {
        self.leave_talk(at);
        self.transfers = self.transfers.saturating_add(1);
        self.parted_at = Some(at);
        self.place = Place::Transfer;
    }

    fn taken(&mut self, at: Timestamp) {
        if self.place == Place::Transfer {
            self.joined(at);
        }
    }

    /// Adds the time spent in talk or hold up to now.
    fn leave_talk(&mut self, at: Timestamp) {
        match self.place {
            Place::Talk { since } => {
                self.talk_ms = self.talk_ms.saturating_add(between_ms(since, at));
                self.last_talk_ms = self.last_talk_ms.saturating_add(between_ms(since, at));
            }
            Place::Hold { since } => self.hold_ms = self.hold_ms.saturating_add(between_ms(since, at)),
            Place::Reach | Place::Greeting | Place::Waiting { .. } | Place::Ring { .. } | Place::Transfer => {}
        }
    }

    /// The last step left and why; `None` for a client who was served.
    fn left(&self, at: Timestamp, event: &DomainEvent) -> Option<(Step, Cause)> {
        let DomainEvent::CallEnded { cause } = event else { return Some((self.step(), Cause::Interrupted)) };
        if self.answered_at.is_some() {
            return self.left_after_answer(*cause);
        }
        if self.closed {
            return Some((Step::OutOfHours, Cause::OutOfHours));
        }
        Some(self.left_unanswered(at, *cause))
    }

    fn left_after_answer(&self, cause: HangUpCause) -> Option<(Step, Cause)> {
        let sent_around = self.transfers >= NEEDLESS_TRANSFERS_MIN;
        if self.place == Place::Transfer {
            return Some((Step::Transfer, if sent_around { Cause::NeedlessTransfers } else { Cause::FailedTransfer }));
        }
        if matches!(self.place, Place::Hold { .. }) {
            return Some((Step::Hold, Cause::LeftOnHold));
        }
        if cause.by == EndedBy::Failure {
            return Some((Step::Talk, Cause::Interrupted));
        }
        let unhelped = sent_around && self.last_talk_ms < LAST_TALK_MS_MIN && self.client_hung_up(cause);
        unhelped.then_some((Step::Transfer, Cause::NeedlessTransfers))
    }

    fn gave_up(&self, event: &DomainEvent) -> bool {
        matches!(event, DomainEvent::CallEnded { cause } if self.client_hung_up(*cause))
    }

    fn client_hung_up(&self, cause: HangUpCause) -> bool {
        cause.by == if self.direction == Direction::Outbound { EndedBy::Callee } else { EndedBy::Caller }
    }

    fn left_unanswered(&self, at: Timestamp, cause: HangUpCause) -> (Step, Cause) {
        let gave_up = cause.by == EndedBy::Caller;
        match self.place {
            Place::Reach => (Step::Reach, self.reach_cause(cause, gave_up)),
            Place::Greeting if gave_up => (Step::Greeting, Cause::LongGreeting),
            Place::Greeting => (Step::Greeting, cause_of(cause).unwrap_or(Cause::NobodyReachable)),
            Place::Waiting { whole_group } => {
                let step = if whole_group { Step::Queue } else { Step::Ring };
                (step, cause_of(cause).unwrap_or(if gave_up { Cause::QueueWait } else { Cause::NobodyReachable }))
            }
            Place::Ring { whole_group: true } if gave_up && self.silent_for_ms(at) >= SILENT_MS_MIN => (Step::Queue, Cause::QueueWait),
            Place::Ring { .. } => (Step::Ring, cause_of(cause).unwrap_or(Cause::NobodyAnswered)),
            Place::Talk { .. } | Place::Hold { .. } | Place::Transfer => (self.step(), Cause::Unknown),
        }
    }

    fn reach_cause(&self, cause: HangUpCause, gave_up: bool) -> Cause {
        match cause_of(cause) {
            Some(known) => known,
            None if self.to_trunk => Cause::TrunkUnavailable,
            None if self.refused_at_once => Cause::Refused,
            None if gave_up => Cause::Unknown,
            None => Cause::NobodyReachable,
        }
    }

    fn silent_for_ms(&self, at: Timestamp) -> u32 {
        self.silent_since.map_or(0, |since| between_ms(since, at))
    }

    const fn step(&self) -> Step {
        if self.closed && self.answered_at.is_none() {
            return Step::OutOfHours;
        }
        match self.place {
            Place::Reach => Step::Reach,
            Place::Greeting => Step::Greeting,
            Place::Waiting { whole_group: true } => Step::Queue,
            Place::Waiting { whole_group: false } | Place::Ring { .. } => Step::Ring,
            Place::Talk { .. } => Step::Talk,
            Place::Hold { .. } => Step::Hold,
            Place::Transfer => Step::Transfer,
        }
    }
}

/// What a Q.850 cause says by itself; `None` for the causes of an ordinary end (16, 19, 31) that mean different things at different steps.
const fn cause_of(cause: HangUpCause) -> Option<Cause> {
    match cause.q850 {
        HangUpCause::BUSY => Some(Cause::Busy),
        HangUpCause::REJECTED => Some(Cause::Refused),
        HangUpCause::UNALLOCATED | 3 | HangUpCause::ABSENT | 28 => Some(Cause::NobodyReachable),
        HangUpCause::OUT_OF_ORDER | HangUpCause::NO_CIRCUIT | 38 | HangUpCause::TEMPORARY_FAILURE | 42 | 47 => {
            Some(Cause::TrunkUnavailable)
        }
        HangUpCause::INCOMPATIBLE | HangUpCause::TIMER_EXPIRED => Some(Cause::Interrupted),
        _ => None,
    }
}

/// Milliseconds from one moment to a later one; none when the clock was set back between them.
fn between_ms(from: Timestamp, to: Timestamp) -> u32 {
    let ms = to.as_millisecond().saturating_sub(from.as_millisecond());
    u32::try_from(ms.max(0)).unwrap_or(u32::MAX)
}
