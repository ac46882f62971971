//! Journals nobody planned, but every one as an exchange could have written it: calls of every fate told step by step, mixed with each
//! other by time. Each call knows what it has to be counted as.

use jiff::Timestamp;
use otklik_insight::metrics::Fate;
use otklik_model::{
    CallId, CommitmentId, DeviceId, DidId, EventId, GroupId, LegId, PhoneNumber, TenantId, TrunkId, UserId,
    agent_state::AgentState,
    commitment::{CommitmentKind, Proof},
    event::{Direction, DomainEvent, JournalEntry, LegParty, Opening, Party, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};
use proptest::prelude::*;

/// A Monday, ten o'clock UTC.
pub const MONDAY_S: i64 = 1_791_799_200;

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// A call in, with that fate.
    In(Fate),
    /// A call of ours, answered or not.
    Out(bool),
    /// A call between our own.
    Internal,
}

/// A call and what it has to be counted as.
#[derive(Debug, Clone)]
pub struct PlannedCall {
    pub plan: Plan,
    pub entries: Vec<JournalEntry>,
}

/// Choices a call is told with; what they mean depends on its plan.
#[derive(Debug, Clone)]
struct Choices {
    second: i64,
    person: u64,
    prompts: Vec<(u8, bool)>,
    to_group: bool,
    rings: Vec<u8>,
    wait_s: i64,
    after: Vec<After>,
    end: usize,
    promise: Option<(u8, Option<u8>)>,
}

/// What happens in a talk.
#[derive(Debug, Clone, Copy)]
enum After {
    Talks(u8),
    IsHeld(u8, bool),
    IsGivenAway(u8, bool),
}

/// Any number of calls, the promises made in them kept or not.
pub fn any_calls() -> impl Strategy<Value = Vec<PlannedCall>> {
    prop::collection::vec((any_plan(), any_choices()), 0..24)
        .prop_map(|planned| (1..).zip(planned).map(|(number, (plan, choices))| Telling::of(number, plan, &choices)).collect())
}

/// What three people of ours do meanwhile, in any order.
pub fn any_shifts() -> impl Strategy<Value = Vec<JournalEntry>> {
    let states = [AgentState::Offline, AgentState::Available, AgentState::Reserved, AgentState::Busy, AgentState::WrapUp];
    let away = "[a-z]{0,5}".prop_map(|reason| AgentState::Away { reason });
    let state = prop_oneof![5 => prop::sample::select(states.to_vec()), 1 => away];
    let call_id = prop::option::of((1..24_u128).prop_map(CallId::from_u128));
    let change = (0..20 * 3600_i64, 101..104_u128, state, call_id).prop_map(|(second, user, state, call_id)| {
        entry(MONDAY_S + second, call_id, DomainEvent::AgentStateChanged { user_id: UserId::from_u128(user), state })
    });
    prop::collection::vec(change, 0..40)
}

/// All entries of some calls in the order of time, as one journal has them.
pub fn journal(calls: &[PlannedCall]) -> Vec<JournalEntry> {
    let mut entries: Vec<JournalEntry> = calls.iter().flat_map(|call| call.entries.iter().cloned()).collect();
    entries.sort_by_key(|entry| entry.at);
    entries
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let fates = [
        Fate::OutOfHours,
        Fate::LeftBefore,
        Fate::Answered,
        Fate::Answered,
        Fate::AbandonedInQueue,
        Fate::AbandonedRinging,
        Fate::Overflowed,
        Fate::CallBack,
        Fate::Rejected,
    ];
    prop_oneof![
        8 => prop::sample::select(fates.to_vec()).prop_map(Plan::In),
        1 => any::<bool>().prop_map(Plan::Out),
        1 => Just(Plan::Internal),
    ]
}

fn any_choices() -> impl Strategy<Value = Choices> {
    let after = prop_oneof![
        (0..90_u8).prop_map(After::Talks),
        (0..90_u8, any::<bool>()).prop_map(|(s, back)| After::IsHeld(s, back)),
        (0..30_u8, any::<bool>()).prop_map(|(s, taken)| After::IsGivenAway(s, taken)),
    ];
    let when = prop_oneof![0..300_i64, 0..20 * 24 * 3600_i64];
    let route = (prop::collection::vec((0..40_u8, any::<bool>()), 0..3), any::<bool>(), prop::collection::vec(0..20_u8, 1..4));
    let ends = (0..200_i64, prop::collection::vec(after, 0..5), 0..5_usize, prop::option::of((0..60_u8, prop::option::of(0..90_u8))));
    (when, 0..6_u64, route, ends).prop_map(|(second, person, (prompts, to_group, rings), (wait_s, after, end, promise))| Choices {
        second,
        person,
        prompts,
        to_group,
        rings,
        wait_s,
        after,
        end,
        promise,
    })
}

/// One call being told.
struct Telling {
    call_id: CallId,
    at_s: i64,
    legs: u128,
    entries: Vec<JournalEntry>,
}

impl Telling {
    fn of(number: u128, plan: Plan, choices: &Choices) -> PlannedCall {
        let mut telling =
            Self { call_id: CallId::from_u128(number), at_s: MONDAY_S + choices.second, legs: number << 32, entries: Vec::new() };
        match plan {
            Plan::In(fate) => telling.comes_in(fate, choices),
            Plan::Out(answered) => telling.goes_out(answered, choices),
            Plan::Internal => telling.stays_inside(choices),
        }
        PlannedCall { plan, entries: telling.entries }
    }

    fn comes_in(&mut self, fate: Fate, choices: &Choices) {
        self.begins(Direction::Inbound, choices.person);
        match fate {
            Fate::OutOfHours => {
                self.tells(DomainEvent::CallRouted { to: RoutedTo::Prompt, opening: Opening::Closed });
                self.prompts(choices);
                self.ends_somehow(choices, &[(HangUpCause::NORMAL, EndedBy::Caller), (HangUpCause::NORMAL, EndedBy::System)]);
            }
            Fate::LeftBefore => {
                self.prompts(choices);
                self.ends(HangUpCause::NORMAL, EndedBy::Caller);
            }
            Fate::Answered => self.is_answered(choices),
            Fate::AbandonedInQueue => {
                self.is_sent(choices, true);
                choices.rings.iter().skip(1).for_each(|seconds| self.rings_in_vain(*seconds));
                self.later(2 + choices.wait_s);
                self.ends(HangUpCause::NORMAL, EndedBy::Caller);
            }
            Fate::AbandonedRinging => {
                self.is_sent(choices, choices.to_group);
                self.rings();
                self.later(choices.wait_s);
                self.ends(HangUpCause::NORMAL, EndedBy::Caller);
            }
            Fate::Overflowed => {
                self.is_sent(choices, choices.to_group);
                choices.rings.iter().for_each(|seconds| self.rings_in_vain(*seconds));
                self.later(choices.wait_s);
                self.ends_somehow(choices, &[(HangUpCause::NO_ANSWER, EndedBy::System), (HangUpCause::NORMAL, EndedBy::System)]);
            }
            Fate::CallBack => {
                self.is_sent(choices, choices.to_group);
                self.later(choices.wait_s);
                self.promises((30, choices.promise.and_then(|(_, kept)| kept)));
                self.ends_somehow(choices, &[(HangUpCause::NORMAL, EndedBy::System), (HangUpCause::NORMAL, EndedBy::Caller)]);
            }
            Fate::Rejected => self.is_rejected(choices),
        }
    }

    fn is_answered(&mut self, choices: &Choices) {
        self.is_sent(choices, choices.to_group);
        choices.rings.iter().skip(1).for_each(|seconds| self.rings_in_vain(*seconds));
        let mut leg_id = self.rings();
        self.later(choices.wait_s);
        self.answers(leg_id);
        for after in &choices.after {
            leg_id = self.goes_on(leg_id, *after);
        }
        choices.promise.into_iter().for_each(|promise| self.promises(promise));
        let ends = [
            (HangUpCause::NORMAL, EndedBy::Caller),
            (HangUpCause::NORMAL, EndedBy::Callee),
            (HangUpCause::TEMPORARY_FAILURE, EndedBy::Failure),
        ];
        self.ends_somehow(choices, &ends);
    }

    fn is_rejected(&mut self, choices: &Choices) {
        self.is_sent(choices, choices.to_group);
        let ends = [
            (HangUpCause::BUSY, EndedBy::System),
            (HangUpCause::REJECTED, EndedBy::Callee),
            (HangUpCause::ABSENT, EndedBy::System),
            (HangUpCause::NO_CIRCUIT, EndedBy::System),
        ];
        if choices.end == ends.len() {
            return self.tells(DomainEvent::CallInterrupted);
        }
        self.ends_somehow(choices, &ends);
    }

    fn goes_out(&mut self, answered: bool, choices: &Choices) {
        self.begins(Direction::Outbound, choices.person);
        self.tells(DomainEvent::CallRouted { to: RoutedTo::Trunk(TrunkId::from_u128(1)), opening: Opening::Open });
        let leg_id = self.leg();
        let party = LegParty::External { trunk_id: TrunkId::from_u128(1), number: Some(client(choices.person)) };
        self.tells(DomainEvent::LegRinging { leg_id, party: party.clone() });
        self.later(choices.wait_s);
        if answered {
            self.tells(DomainEvent::LegAnswered { leg_id, party });
            self.later(choices.wait_s);
            self.ends(HangUpCause::NORMAL, EndedBy::Callee);
        } else {
            self.ends(HangUpCause::NO_ANSWER, EndedBy::System);
        }
    }

    fn stays_inside(&mut self, choices: &Choices) {
        self.begins(Direction::Internal, choices.person);
        let leg_id = self.rings();
        self.later(choices.wait_s);
        self.answers(leg_id);
        self.ends(HangUpCause::NORMAL, EndedBy::Caller);
    }

    fn begins(&mut self, direction: Direction, person: u64) {
        let outside = Party { raw: client(person).to_string(), number: Some(client(person)), ..Party::default() };
        let inside = Party { raw: "101".into(), user_id: Some(UserId::from_u128(101)), ..Party::default() };
        let (from, to) = if direction == Direction::Inbound { (outside, inside) } else { (inside, outside) };
        let did_id = (direction == Direction::Inbound).then(|| DidId::from_u128(1));
        let leg_id = self.leg();
        self.tells(DomainEvent::CallStarted { direction, from, to, did_id, trunk_id: None, leg_id });
    }

    /// Prompts one after another; one that is cut has no end of its own.
    fn prompts(&mut self, choices: &Choices) {
        for (seconds, finished) in &choices.prompts {
            self.tells(DomainEvent::PromptStarted { prompt: "greeting.wav".into() });
            self.later(i64::from(*seconds));
            if *finished {
                self.tells(DomainEvent::PromptFinished { prompt: "greeting.wav".into(), heard_ms: u64::from(*seconds) * 1000 });
            }
        }
    }

    fn is_sent(&mut self, choices: &Choices, to_group: bool) {
        self.prompts(choices);
        let to = if to_group { RoutedTo::Group(GroupId::from_u128(1)) } else { RoutedTo::User(UserId::from_u128(101)) };
        self.tells(DomainEvent::CallRouted { to, opening: Opening::Open });
    }

    fn rings(&mut self) -> LegId {
        let leg_id = self.leg();
        self.tells(DomainEvent::LegRinging { leg_id, party: phone(leg_id) });
        leg_id
    }

    fn rings_in_vain(&mut self, seconds: u8) {
        let leg_id = self.rings();
        self.later(i64::from(seconds));
        self.tells(DomainEvent::LegEnded { leg_id, cause: HangUpCause::new(HangUpCause::NO_ANSWER, EndedBy::System) });
    }

    fn answers(&mut self, leg_id: LegId) {
        let caller = LegId::from_u128((self.call_id.to_u128() << 32) + 1);
        self.tells(DomainEvent::LegAnswered { leg_id, party: phone(leg_id) });
        self.tells(DomainEvent::Bridged { legs: [caller, leg_id] });
    }

    /// What happens in the talk; gives the leg he talks to then.
    fn goes_on(&mut self, leg_id: LegId, after: After) -> LegId {
        match after {
            After::Talks(seconds) => self.later(i64::from(seconds)),
            After::IsHeld(seconds, back) => {
                self.tells(DomainEvent::Held { leg_id });
                self.later(i64::from(seconds));
                if back {
                    self.tells(DomainEvent::Resumed { leg_id });
                }
            }
            After::IsGivenAway(seconds, taken) => {
                self.tells(DomainEvent::TransferStarted { by: leg_id, to: "102".into() });
                let next = self.rings();
                self.later(i64::from(seconds));
                if taken {
                    self.answers(next);
                    self.tells(DomainEvent::TransferCompleted { by: leg_id, to: next });
                    return next;
                }
                let cause = HangUpCause::new(HangUpCause::NO_ANSWER, EndedBy::System);
                self.tells(DomainEvent::TransferFailed { by: leg_id, cause });
            }
        }
        leg_id
    }

    /// A call back promised on the call, and kept so many minutes after it was made, which may be too late.
    fn promises(&mut self, (due_min, kept_min): (u8, Option<u8>)) {
        let commitment_id = CommitmentId::from_u128(self.call_id.to_u128() << 64 | 1);
        let due = moment(self.at_s + i64::from(due_min) * 60);
        self.tells(DomainEvent::CommitmentMade { commitment_id, kind: CommitmentKind::CallBack, contact_id: None, owner: None, due });
        if let Some(minutes) = kept_min {
            let kept = DomainEvent::CommitmentKept { commitment_id, proof: Proof::Call(self.call_id) };
            self.entries.push(entry(self.at_s + i64::from(minutes) * 60, None, kept));
        }
    }

    fn ends_somehow(&mut self, choices: &Choices, ends: &[(u8, EndedBy)]) {
        let (q850, by) = ends[choices.end % ends.len()];
        self.ends(q850, by);
    }

    fn ends(&mut self, q850: u8, by: EndedBy) {
        self.tells(DomainEvent::CallEnded { cause: HangUpCause::new(q850, by) });
    }

    fn leg(&mut self) -> LegId {
        self.legs += 1;
        LegId::from_u128(self.legs)
    }

    fn later(&mut self, seconds: i64) {
        self.at_s += seconds;
    }

    fn tells(&mut self, event: DomainEvent) {
        self.entries.push(entry(self.at_s, Some(self.call_id), event));
    }
}

pub fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a moment of this century")
}

fn entry(at_s: i64, call_id: Option<CallId>, event: DomainEvent) -> JournalEntry {
    JournalEntry { event_id: EventId::from_u128(1), tenant_id: TenantId::from_u128(1), at: moment(at_s), call_id, event }
}

fn client(person: u64) -> PhoneNumber {
    PhoneNumber::from_digits(79_160_000_001 + person).expect("eleven digits are a number")
}

/// One of three people of ours.
fn phone(leg_id: LegId) -> LegParty {
    let user = 101 + leg_id.to_u128() % 3;
    LegParty::Device { user_id: UserId::from_u128(user), device_id: DeviceId::from_u128(user) }
}
