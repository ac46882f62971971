//! What staff did, folded to half-hours: time on calls, and time free for them.

use crate::metrics::{Rollups, StaffTime, rollup::SLOT_S};
use jiff::Timestamp;
use otklik_model::{CallId, UserId, agent_state::AgentState};
use std::collections::{BTreeMap, VecDeque};

/// A state that lasts longer than this is not believed and not counted: whoever told of it stopped telling (chosen: no shift is longer).
const STATE_MS_MAX: i64 = 24 * 3_600_000;

/// Answered calls remembered until their wrap-up is over (chosen: more than end while anybody finishes one).
const ENDED_MAX: usize = 4096;

/// What staff did, as far as the entries tell it. Without entries of it, of nobody is anything known.
#[derive(Debug, Default)]
pub struct StaffHours {
    doing: BTreeMap<UserId, Doing>,
    spent: BTreeMap<i64, StaffTime>,
    wrap_ups: BTreeMap<i64, u64>,
    ended: VecDeque<(CallId, Timestamp)>,
    known_until: Timestamp,
}

#[derive(Debug, Clone, Copy)]
struct Doing {
    since: Timestamp,
    part: Part,
    call_id: Option<CallId>,
}

/// The part of occupancy a state belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Busy,
    WrapUp,
    Available,
    /// Breaks and time off: neither above nor below the line.
    None,
}

impl Part {
    /// A phone that only rings is not talk yet: whoever is held for a call is still free for it.
    const fn of(state: &AgentState) -> Self {
        match state {
            AgentState::Busy => Self::Busy,
            AgentState::WrapUp => Self::WrapUp,
            AgentState::Available | AgentState::Reserved => Self::Available,
            AgentState::Offline | AgentState::Away { .. } => Self::None,
        }
    }
}

impl StaffHours {
    /// Takes a change of state; those of one user in their order.
    pub(super) fn changed(&mut self, at: Timestamp, user_id: UserId, state: &AgentState, call_id: Option<CallId>) {
        self.goes_on(at);
        let next = Doing { since: at, part: Part::of(state), call_id };
        if let Some(before) = self.doing.insert(user_id, next) {
            self.spend(before, at);
        }
    }

    /// Takes the end of a call in that somebody answered: its wrap-up is part of handling it.
    pub(super) fn ended(&mut self, call_id: CallId, began: Timestamp) {
        if self.doing.is_empty() {
            return;
        }
        if self.ended.len() == ENDED_MAX {
            self.ended.pop_front();
        }
        self.ended.push_back((call_id, began));
    }

    /// Time has come so far, whatever happened.
    pub(super) fn goes_on(&mut self, at: Timestamp) {
        self.known_until = self.known_until.max(at);
    }

    /// Adds what is known to half-hours; what goes on is counted up to the last entry.
    pub fn add_to(&self, rollups: &mut Rollups) {
        let mut known = Self { spent: self.spent.clone(), wrap_ups: self.wrap_ups.clone(), ended: self.ended.clone(), ..Self::default() };
        self.doing.values().for_each(|doing| known.spend(*doing, self.known_until));
        known.spent.iter().for_each(|(slot, time)| rollups.add_staff_time(beginning(*slot), *time));
        known.wrap_ups.iter().for_each(|(slot, ms)| rollups.add_wrap_up(beginning(*slot), *ms));
    }

    fn spend(&mut self, doing: Doing, until: Timestamp) {
        let (from_ms, to_ms) = (doing.since.as_millisecond(), until.as_millisecond());
        if doing.part == Part::None || !(1..=STATE_MS_MAX).contains(&(to_ms - from_ms)) {
            return;
        }
        if doing.part == Part::WrapUp {
            self.wrap_up(doing.call_id, (to_ms - from_ms).unsigned_abs());
        }
        let slot_ms = SLOT_S * 1000;
        let mut at_ms = from_ms;
        while at_ms < to_ms {
            let slot = at_ms.div_euclid(slot_ms);
            let end_ms = to_ms.min((slot + 1) * slot_ms);
            let ms = (end_ms - at_ms).unsigned_abs();
            let time = self.spent.entry(slot).or_default();
            *if doing.part == Part::Available { &mut time.available_ms } else { &mut time.busy_ms } += ms;
            at_ms = end_ms;
        }
    }

    /// Counted where its call began; that of a call of ours is no part of handling calls in.
    fn wrap_up(&mut self, call_id: Option<CallId>, ms: u64) {
        let call = call_id.and_then(|call_id| self.ended.iter().rev().find(|(ended, _)| *ended == call_id));
        if let Some((_, began)) = call {
            *self.wrap_ups.entry(began.as_second().div_euclid(SLOT_S)).or_default() += ms;
        }
    }
}

fn beginning(slot: i64) -> Timestamp {
    Timestamp::from_second(slot.saturating_mul(SLOT_S)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_S: i64 = 3600;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_791_799_200 + second).unwrap()
    }

    fn of(changes: &[(i64, u128, AgentState)]) -> Rollups {
        let mut staff = StaffHours::default();
        changes.iter().for_each(|(second, user, state)| staff.changed(at(*second), UserId::from_u128(*user), state, None));
        let mut rollups = Rollups::default();
        staff.add_to(&mut rollups);
        rollups
    }

    fn seconds(rollups: &Rollups, from: i64, to: i64) -> (u64, u64) {
        let staff = rollups.counts(at(from), at(to)).staff;
        (staff.busy_ms / 1000, staff.available_ms / 1000)
    }

    #[test]
    fn breaks_are_neither_work_nor_waiting_and_a_ringing_phone_is_still_waiting() {
        use AgentState::{Available, Away, Busy, Offline, Reserved, WrapUp};
        let away = Away { reason: "lunch".into() };
        let rollups = of(&[
            (0, 1, Available),
            (10, 1, Reserved),
            (15, 1, Busy),
            (75, 1, WrapUp),
            (95, 1, away),
            (995, 1, Available),
            (1000, 1, Offline),
        ]);
        assert_eq!(seconds(&rollups, 0, HOUR_S), (80, 20));
    }

    #[test]
    fn time_is_counted_in_the_half_hour_it_was_spent_in() {
        let rollups = of(&[(1700, 1, AgentState::Available), (1900, 1, AgentState::Busy), (5500, 1, AgentState::Offline)]);
        assert_eq!(seconds(&rollups, 0, 1800), (0, 100));
        assert_eq!(seconds(&rollups, 1800, 3600), (1700, 100));
        assert_eq!(seconds(&rollups, 3600, 5400), (1800, 0));
    }

    #[test]
    fn what_goes_on_is_counted_up_to_the_last_entry() {
        let rollups = of(&[(0, 1, AgentState::Available), (60, 2, AgentState::Busy), (100, 3, AgentState::Offline)]);
        assert_eq!(seconds(&rollups, 0, HOUR_S), (40, 100));
    }

    #[test]
    fn a_state_nobody_ended_for_days_is_not_believed() {
        let rollups = of(&[(0, 1, AgentState::Available), (3 * 24 * HOUR_S, 1, AgentState::Offline)]);
        assert_eq!(rollups.span(), None);
    }
}
