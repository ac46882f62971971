//! What the staff of a generated company does: shifts, lunch, calls and the wrap-up after them, told as changes of state.

use super::{Cast, Company, calendar::Calendar};
use crate::ledger::moment;
use otklik_model::{
    CallId, EventId, TenantId, UserId,
    agent_state::AgentState,
    event::{DomainEvent, JournalEntry},
};
use std::collections::BTreeSet;

/// Lunch begins so long after the shift, and for each further one by so much later (chosen).
const LUNCH_AFTER_MS: i64 = 4 * 3_600_000;
const LUNCH_APART_MS: i64 = 10 * 60_000;
const LUNCH_MS: i64 = 30 * 60_000;

/// A call somebody of the staff had.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handled {
    pub staff: u16,
    pub call_id: CallId,
    pub inbound: bool,
    pub from_ms: i64,
    pub to_ms: i64,
    pub wrapped_up_ms: i64,
}

/// Time of staff, as it was planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StaffTruth {
    /// On calls, and finishing them.
    pub busy_ms: u64,
    /// At work and free for a call.
    pub available_ms: u64,
    /// Finishing calls in.
    pub wrap_up_ms: u64,
}

/// The staff while time goes on.
pub(super) struct Shifts {
    /// What is to come, in the order of time.
    ahead: BTreeSet<(i64, u16, Turn)>,
    staff: Vec<Agent>,
    users: Vec<UserId>,
    told: u128,
    pub(super) truth: StaffTruth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    ShiftBegins,
    ShiftEnds,
    LunchBegins,
    LunchEnds,
    CallBegins(CallId),
    CallEnds(CallId, bool),
    WrappedUp(CallId),
}

#[derive(Debug, Clone, Default)]
struct Agent {
    on_shift: bool,
    at_lunch: bool,
    /// Calls he is on: two at once when he was asked although he was busy.
    talking: Vec<CallId>,
    wraps_up: Option<(CallId, bool)>,
    since_ms: i64,
}

/// What somebody does, and for which call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Nothing,
    Waits,
    Talks(CallId),
    /// And whether the call came in.
    WrapsUp(CallId, bool),
    Eats,
}

impl Shifts {
    pub(super) fn of(company: &Company, cast: &Cast, calendar: &Calendar) -> Self {
        let mut ahead = BTreeSet::new();
        for (from_ms, to_ms) in calendar.stretches() {
            for staff in 0..company.staff {
                ahead.insert((from_ms, staff, Turn::ShiftBegins));
                ahead.insert((to_ms, staff, Turn::ShiftEnds));
                let lunch_ms = from_ms + LUNCH_AFTER_MS + i64::from(staff % 6) * LUNCH_APART_MS;
                if lunch_ms + LUNCH_MS < to_ms {
                    ahead.insert((lunch_ms, staff, Turn::LunchBegins));
                    ahead.insert((lunch_ms + LUNCH_MS, staff, Turn::LunchEnds));
                }
            }
        }
        Self {
            ahead,
            staff: vec![Agent::default(); usize::from(company.staff)],
            told: 0,
            users: cast.staff.iter().map(|member| member.user_id).collect(),
            truth: StaffTruth::default(),
        }
    }

    /// Takes a call that somebody has answered.
    pub(super) fn take(&mut self, handled: &Handled) {
        let Handled { staff, call_id, inbound, .. } = *handled;
        self.ahead.insert((handled.from_ms, staff, Turn::CallBegins(call_id)));
        self.ahead.insert((handled.to_ms, staff, Turn::CallEnds(call_id, inbound)));
        self.ahead.insert((handled.wrapped_up_ms, staff, Turn::WrappedUp(call_id)));
    }

    /// Changes of state before that moment.
    pub(super) fn until(&mut self, at_ms: i64) -> Vec<JournalEntry> {
        let later = self.ahead.split_off(&(at_ms, 0, Turn::ShiftBegins));
        let due = std::mem::replace(&mut self.ahead, later);
        due.into_iter().filter_map(|(at_ms, staff, turn)| self.turn(at_ms, staff, turn)).collect()
    }

    fn turn(&mut self, at_ms: i64, staff: u16, turn: Turn) -> Option<JournalEntry> {
        let user_id = *self.users.get(usize::from(staff))?;
        let agent = self.staff.get_mut(usize::from(staff))?;
        let before = agent.doing();
        agent.turn(turn);
        let doing = agent.doing();
        if doing == before {
            return None;
        }
        let spent_ms = (at_ms - agent.since_ms).unsigned_abs();
        agent.since_ms = at_ms;
        self.truth.spend(before, spent_ms);
        self.told += 1;
        Some(JournalEntry {
            event_id: EventId::from_parts(at_ms.unsigned_abs(), self.told << 48),
            tenant_id: TenantId::from_u128(1),
            at: moment(at_ms),
            call_id: doing.call_id(),
            event: DomainEvent::AgentStateChanged { user_id, state: doing.state() },
        })
    }
}

impl Agent {
    fn turn(&mut self, turn: Turn) {
        match turn {
            Turn::ShiftBegins => self.on_shift = true,
            Turn::ShiftEnds => self.on_shift = false,
            Turn::LunchBegins => self.at_lunch = true,
            Turn::LunchEnds => self.at_lunch = false,
            Turn::CallBegins(call_id) => {
                self.wraps_up = None;
                self.talking.push(call_id);
            }
            Turn::CallEnds(call_id, inbound) => {
                self.talking.retain(|talking| *talking != call_id);
                self.wraps_up = Some((call_id, inbound));
            }
            Turn::WrappedUp(call_id) => self.wraps_up = self.wraps_up.filter(|(wraps_up, _)| *wraps_up != call_id),
        }
    }

    /// A call goes before its wrap-up, and both before lunch and the end of the shift.
    fn doing(&self) -> Doing {
        match (self.talking.first(), self.wraps_up) {
            (Some(call_id), _) => Doing::Talks(*call_id),
            (None, Some((call_id, inbound))) => Doing::WrapsUp(call_id, inbound),
            (None, None) if self.on_shift && self.at_lunch => Doing::Eats,
            (None, None) if self.on_shift => Doing::Waits,
            (None, None) => Doing::Nothing,
        }
    }
}

impl Doing {
    fn state(self) -> AgentState {
        match self {
            Self::Nothing => AgentState::Offline,
            Self::Waits => AgentState::Available,
            Self::Talks(_) => AgentState::Busy,
            Self::WrapsUp(..) => AgentState::WrapUp,
            Self::Eats => AgentState::Away { reason: "lunch".to_owned() },
        }
    }

    const fn call_id(self) -> Option<CallId> {
        match self {
            Self::Talks(call_id) | Self::WrapsUp(call_id, _) => Some(call_id),
            Self::Nothing | Self::Waits | Self::Eats => None,
        }
    }
}

impl StaffTruth {
    const fn spend(&mut self, doing: Doing, ms: u64) {
        match doing {
            Doing::Nothing | Doing::Eats => {}
            Doing::Waits => self.available_ms += ms,
            Doing::Talks(_) => self.busy_ms += ms,
            Doing::WrapsUp(_, inbound) => {
                self.busy_ms += ms;
                self.wrap_up_ms += if inbound { ms } else { 0 };
            }
        }
    }
}
