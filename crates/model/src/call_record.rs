//! The record of one call, folded from its events. Never written by hand, so it can always be rebuilt.

use crate::{
    CallId, DidId, LegId, PhoneNumber, RecordingId, TenantId, Timestamp, TrunkId, UserId,
    event::{Direction, DomainEvent, JournalEntry, LegParty, Opening, Party, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Two people were joined.
    Answered,
    /// It rang and nobody answered, or the caller gave up first.
    Missed,
    /// It came outside opening hours.
    OutOfHours,
    /// The called party was busy.
    Busy,
    /// The called party refused it.
    Rejected,
    /// It could not be carried: no route, no device, no codec, a dead trunk.
    Failed,
    /// The process died during it.
    Interrupted,
}

impl Outcome {
    /// The word used in the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Missed => "missed",
            Self::OutOfHours => "out_of_hours",
            Self::Busy => "busy",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Where a call stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CallState {
    /// Begun; a prompt plays or somebody rings.
    Ringing,
    /// Two parties are joined.
    Talking {
        /// Since when.
        since: Timestamp,
    },
    /// Joined, and one side holds.
    Held {
        /// Since when.
        since: Timestamp,
    },
    /// Over.
    Ended {
        /// When.
        at: Timestamp,
        /// How.
        outcome: Outcome,
        /// Why.
        cause: HangUpCause,
    },
}

impl CallState {
    /// The word used in the database and the API.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Talking { .. } => "talking",
            Self::Held { .. } => "held",
            Self::Ended { .. } => "ended",
        }
    }
}

/// One called leg of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegRecord {
    /// Whom it connects.
    pub party: LegParty,
    /// When it began to ring.
    pub rang_at: Timestamp,
    /// When it was answered, if it was.
    pub answered_at: Option<Timestamp>,
    /// When and why it ended.
    pub ended: Option<(Timestamp, HangUpCause)>,
}

impl LegRecord {
    /// The user it connects, when it is one of ours.
    pub const fn user_id(&self) -> Option<UserId> {
        match self.party {
            LegParty::Device { user_id, .. } => Some(user_id),
            LegParty::External { .. } => None,
        }
    }

    const fn is_live(&self) -> bool {
        self.ended.is_none()
    }
}

/// The sound of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingEntry {
    /// Its id.
    pub recording_id: RecordingId,
    /// The file, relative to the recordings folder.
    pub path: String,
    /// Length in milliseconds, once complete.
    pub duration_ms: Option<u64>,
}

/// The record of one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRecord {
    /// Its id.
    pub call_id: CallId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Which way.
    pub direction: Direction,
    /// Who called.
    pub from: Party,
    /// Who was called.
    pub to: Party,
    /// The own number called.
    pub did_id: Option<DidId>,
    /// The carrier.
    pub trunk_id: Option<TrunkId>,
    /// The caller's leg.
    pub caller_leg: LegId,
    /// When it began.
    pub started_at: Timestamp,
    /// When somebody first answered.
    pub answered_at: Option<Timestamp>,
    /// Who of ours answered last, that is, who has or had the call.
    pub answered_by: Option<UserId>,
    /// Where it was sent last.
    pub routed_to: Option<RoutedTo>,
    /// Whether the number was open.
    pub opening: Opening,
    /// Called legs, in the order they rang.
    pub legs: BTreeMap<LegId, LegRecord>,
    /// Its recordings.
    pub recordings: Vec<RecordingEntry>,
    /// Where it stands.
    pub state: CallState,
}

impl CallRecord {
    /// Begins a record from the first event of a call; `None` for any other event.
    pub fn begin(entry: &JournalEntry) -> Option<Self> {
        let DomainEvent::CallStarted { direction, from, to, did_id, trunk_id, leg_id } = &entry.event else { return None };
        Some(Self {
            call_id: entry.call_id?,
            tenant_id: entry.tenant_id,
            direction: *direction,
            from: from.clone(),
            to: to.clone(),
            did_id: *did_id,
            trunk_id: *trunk_id,
            caller_leg: *leg_id,
            started_at: entry.at,
            answered_at: None,
            answered_by: from.user_id,
            routed_to: None,
            opening: Opening::Open,
            legs: BTreeMap::new(),
            recordings: Vec::new(),
            state: CallState::Ringing,
        })
    }

    /// Folds all events of one call in their order; `None` when the first one is missing.
    pub fn fold<'a>(entries: impl IntoIterator<Item = &'a JournalEntry>) -> Option<Self> {
        let mut entries = entries.into_iter();
        let mut record = entries.find_map(Self::begin)?;
        entries.for_each(|entry| record.apply(entry));
        Some(record)
    }

    /// Adds the next event. After the end only facts about the recording still count.
    pub fn apply(&mut self, entry: &JournalEntry) {
        if self.apply_recording(&entry.event) || self.has_ended() {
            return;
        }
        let at = entry.at;
        match &entry.event {
            DomainEvent::CallRouted { to, opening } => {
                self.routed_to = Some(*to);
                self.opening = *opening;
                if let RoutedTo::Trunk(trunk_id) = to {
                    self.trunk_id = Some(*trunk_id);
                }
            }
            DomainEvent::LegRinging { leg_id, party } => {
                self.legs.insert(*leg_id, LegRecord { party: party.clone(), rang_at: at, answered_at: None, ended: None });
            }
            DomainEvent::LegAnswered { leg_id, party } => self.leg_answered(*leg_id, party, at),
            DomainEvent::LegEnded { leg_id, cause } => {
                if let Some(leg) = self.legs.get_mut(leg_id) {
                    leg.ended = Some((at, *cause));
                }
            }
            DomainEvent::Bridged { .. } => self.state = CallState::Talking { since: at },
            DomainEvent::Held { .. } => self.state = CallState::Held { since: at },
            DomainEvent::Resumed { .. } => self.state = CallState::Talking { since: at },
            DomainEvent::CallEnded { cause } => self.end(at, self.outcome_of(*cause), *cause),
            DomainEvent::CallInterrupted => {
                self.end(at, Outcome::Interrupted, HangUpCause::new(HangUpCause::TEMPORARY_FAILURE, EndedBy::Failure));
            }
            DomainEvent::CallStarted { .. }
            | DomainEvent::PromptStarted { .. }
            | DomainEvent::PromptFinished { .. }
            | DomainEvent::TransferStarted { .. }
            | DomainEvent::TransferCompleted { .. }
            | DomainEvent::TransferFailed { .. }
            | DomainEvent::RecordingStarted { .. }
            | DomainEvent::RecordingFinished { .. }
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

    /// Whether it is over.
    pub const fn has_ended(&self) -> bool {
        matches!(self.state, CallState::Ended { .. })
    }

    /// How it ended, once it has.
    pub const fn outcome(&self) -> Option<Outcome> {
        match self.state {
            CallState::Ended { outcome, .. } => Some(outcome),
            CallState::Ringing | CallState::Talking { .. } | CallState::Held { .. } => None,
        }
    }

    /// Users whose phones ring in it now, each once.
    pub fn ringing_users(&self) -> Vec<UserId> {
        let ringing = self.legs.values().filter(|leg| leg.is_live() && leg.answered_at.is_none());
        let mut users: Vec<UserId> = ringing.filter_map(LegRecord::user_id).collect();
        users.sort_unstable();
        users.dedup();
        users
    }

    /// Users who took part: rang, answered or called.
    pub fn users(&self) -> Vec<UserId> {
        let mut users: Vec<UserId> = self.legs.values().filter_map(LegRecord::user_id).chain(self.from.user_id).collect();
        users.sort_unstable();
        users.dedup();
        users
    }

    /// The party outside the company: who called in, or who was called out.
    pub const fn client(&self) -> Option<&Party> {
        match self.direction {
            Direction::Inbound => Some(&self.from),
            Direction::Outbound => Some(&self.to),
            Direction::Internal => None,
        }
    }

    /// The number of the party outside, when it has one.
    pub fn client_number(&self) -> Option<PhoneNumber> {
        self.client().and_then(|party| party.number)
    }

    /// Whether the client was left without a conversation and has to be called back.
    pub fn needs_call_back(&self) -> bool {
        self.direction == Direction::Inbound && self.outcome().is_some_and(|outcome| outcome != Outcome::Answered)
    }

    /// How long two people were joined, milliseconds; 0 for a call without a conversation or still going on.
    pub fn talk_ms(&self) -> u64 {
        match (self.answered_at, &self.state) {
            (Some(from), CallState::Ended { at, .. }) => u64::try_from(at.as_millisecond() - from.as_millisecond()).unwrap_or(0),
            _ => 0,
        }
    }

    fn leg_answered(&mut self, leg_id: LegId, party: &LegParty, at: Timestamp) {
        let leg =
            self.legs.entry(leg_id).or_insert_with(|| LegRecord { party: party.clone(), rang_at: at, answered_at: None, ended: None });
        leg.answered_at = Some(at);
        if let Some(user_id) = leg.user_id() {
            self.answered_by = Some(user_id);
        }
        self.answered_at = self.answered_at.or(Some(at));
    }

    fn apply_recording(&mut self, event: &DomainEvent) -> bool {
        if let DomainEvent::RecordingStarted { recording_id, path } = event {
            self.recordings.push(RecordingEntry { recording_id: *recording_id, path: path.clone(), duration_ms: None });
            return true;
        }
        let DomainEvent::RecordingFinished { recording_id, duration_ms, .. } = event else { return false };
        let known = self.recordings.iter_mut().find(|recording| recording.recording_id == *recording_id);
        known.into_iter().for_each(|recording| recording.duration_ms = Some(*duration_ms));
        true
    }

    fn outcome_of(&self, cause: HangUpCause) -> Outcome {
        if self.answered_at.is_some() {
            return Outcome::Answered;
        }
        if self.opening == Opening::Closed {
            return Outcome::OutOfHours;
        }
        match cause.q850 {
            HangUpCause::BUSY => Outcome::Busy,
            HangUpCause::REJECTED => Outcome::Rejected,
            HangUpCause::NORMAL | HangUpCause::NO_ANSWER => Outcome::Missed,
            _ => Outcome::Failed,
        }
    }

    fn end(&mut self, at: Timestamp, outcome: Outcome, cause: HangUpCause) {
        for leg in self.legs.values_mut().filter(|leg| leg.is_live()) {
            leg.ended = Some((at, cause));
        }
        self.state = CallState::Ended { at, outcome, cause };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeviceId, EventId};

    const AGENT: UserId = UserId::from_u128(101);

    struct Story {
        entries: Vec<JournalEntry>,
    }

    impl Story {
        fn inbound() -> Self {
            let started = DomainEvent::CallStarted {
                direction: Direction::Inbound,
                from: Party { raw: "+79160000001".into(), ..Party::default() },
                to: Party::default(),
                did_id: None,
                trunk_id: None,
                leg_id: LegId::from_u128(1),
            };
            Self { entries: vec![] }.then(started)
        }

        fn then(mut self, event: DomainEvent) -> Self {
            let n = self.entries.len() as u128;
            self.entries.push(JournalEntry {
                event_id: EventId::from_u128(n),
                tenant_id: TenantId::from_u128(1),
                at: Timestamp::from_second(n as i64).unwrap(),
                call_id: Some(CallId::from_u128(9)),
                event,
            });
            self
        }

        fn rings(self) -> Self {
            self.then(DomainEvent::LegRinging { leg_id: LegId::from_u128(2), party: party() })
        }

        fn answered(self) -> Self {
            self.then(DomainEvent::LegAnswered { leg_id: LegId::from_u128(2), party: party() })
                .then(DomainEvent::Bridged { legs: [LegId::from_u128(1), LegId::from_u128(2)] })
        }

        fn ended(self, q850: u8) -> Self {
            self.then(DomainEvent::CallEnded { cause: HangUpCause::new(q850, EndedBy::Caller) })
        }

        fn record(&self) -> CallRecord {
            CallRecord::fold(&self.entries).unwrap()
        }
    }

    fn party() -> LegParty {
        LegParty::Device { user_id: AGENT, device_id: DeviceId::from_u128(5) }
    }

    #[test]
    fn an_answered_call_says_who_answered_and_for_how_long() {
        let record = Story::inbound().rings().answered().ended(HangUpCause::NORMAL).record();
        assert_eq!(record.outcome(), Some(Outcome::Answered));
        assert_eq!(record.answered_by, Some(AGENT));
        assert_eq!(record.talk_ms(), 2000);
        assert!(!record.needs_call_back());
    }

    #[test]
    fn a_caller_who_gave_up_has_to_be_called_back() {
        let story = Story::inbound().rings();
        assert_eq!(story.record().ringing_users(), [AGENT]);
        let record = story.ended(HangUpCause::NORMAL).record();
        assert_eq!(record.outcome(), Some(Outcome::Missed));
        assert!(record.needs_call_back());
        assert!(record.ringing_users().is_empty());
    }

    #[test]
    fn a_call_outside_hours_is_told_apart_from_a_missed_one() {
        let closed = DomainEvent::CallRouted { to: RoutedTo::Prompt, opening: Opening::Closed };
        let record = Story::inbound().then(closed).ended(HangUpCause::NORMAL).record();
        assert_eq!(record.outcome(), Some(Outcome::OutOfHours));
    }

    #[test]
    fn nothing_after_the_end_changes_the_outcome_but_the_recording_is_completed() {
        let recording_id = RecordingId::from_u128(3);
        let record = Story::inbound()
            .rings()
            .answered()
            .then(DomainEvent::RecordingStarted { recording_id, path: "a.wav".into() })
            .then(DomainEvent::CallInterrupted)
            .ended(HangUpCause::BUSY)
            .then(DomainEvent::RecordingFinished { recording_id, duration_ms: 70, bytes: 1 })
            .record();
        assert_eq!(record.outcome(), Some(Outcome::Interrupted));
        assert_eq!(record.recordings[0].duration_ms, Some(70));
        assert!(record.needs_call_back());
    }
}
