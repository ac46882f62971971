//! Where people were lost, counted while episodes and calls go by.

use super::{
    Kind,
    replay::{Case, Past},
    week::Week,
};
use crate::{
    attempt::{Attempt, Cause, Step},
    ledger::{Episode, Outcome},
};
use jiff::tz::TimeZone;
use otklik_model::{DidId, UserId, event::Direction};
use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

/// People lost at one kind of place.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub people: u64,
    pub week: Week,
    pub users: BTreeMap<UserId, u64>,
    pub dids: BTreeMap<DidId, u64>,
    pub steps: BTreeMap<(Step, Cause), u64>,
}

impl Place {
    pub(super) fn add(&mut self, episode: &Episode, left: (Step, Cause), zone: &TimeZone) {
        self.people += 1;
        self.week.add(episode.last, zone);
        count(&mut self.users, episode.who);
        count(&mut self.dids, episode.did_id);
        count(&mut self.steps, Some(left));
    }

    /// Adds people counted elsewhere.
    pub(super) fn merge(&mut self, other: Self) {
        self.people += other.people;
        self.week.merge(&other.week);
        other.users.into_iter().for_each(|(user_id, people)| *self.users.entry(user_id).or_default() += people);
        other.dids.into_iter().for_each(|(did_id, people)| *self.dids.entry(did_id).or_default() += people);
        other.steps.into_iter().for_each(|(left, people)| *self.steps.entry(left).or_default() += people);
    }

    /// The step and cause most of them were lost at.
    pub(super) fn mostly(&self) -> (Step, Cause) {
        let most = self.steps.iter().max_by_key(|(_, people)| **people);
        most.map_or((Step::Reach, Cause::Unknown), |(left, _)| *left)
    }
}

fn count<Key: Ord + Hash + Copy>(counts: &mut BTreeMap<Key, u64>, key: Option<Key>) {
    if let Some(key) = key {
        *counts.entry(key).or_default() += 1;
    }
}

/// Calls in that one person's phone was tried for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tried {
    pub answered: u64,
    pub unanswered: u64,
}

impl Tried {
    pub(super) const fn all(self) -> u64 {
        self.answered + self.unanswered
    }
}

/// Everything the findings are made of.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Lost people by kind of place.
    pub by_kind: BTreeMap<Kind, Place>,
    /// Lost people by whose phone rang last, at a ringing phone only.
    pub by_user: BTreeMap<UserId, Place>,
    /// Calls in by whose phone was tried.
    pub tried: BTreeMap<UserId, Tried>,
    /// Everybody lost, wherever it is charged to: one chance more at one place also helps those who were lost at another in the end.
    pub lost: Vec<Case>,
    /// All calls, to be played again.
    pub past: Vec<Past>,
    /// People of ours by the numbers they have there, from 1.
    pub numbers: HashMap<UserId, u16>,
    /// Episodes called back and reached, with how late in milliseconds.
    pub call_back_delays_ms: Vec<i64>,
    /// Episodes called back in vain.
    pub call_backs_in_vain: u64,
}

impl Places {
    pub(super) fn see(&mut self, attempt: &Attempt) {
        let who = attempt.answered_by.or(attempt.rang_last).map_or(0, |user_id| self.number_of(user_id));
        self.past.push(Past::of(attempt, who));
        if attempt.direction != Direction::Inbound {
            return;
        }
        if let Some(user_id) = attempt.answered_by.or(attempt.rang_last) {
            let tried = self.tried.entry(user_id).or_default();
            *if attempt.answered { &mut tried.answered } else { &mut tried.unanswered } += 1;
        }
    }

    /// The number of one of ours; beyond 65,535 of them nobody known.
    fn number_of(&mut self, user_id: UserId) -> u16 {
        let next = u16::try_from(self.numbers.len() + 1).unwrap_or(0);
        *self.numbers.entry(user_id).or_insert(next)
    }

    pub(super) fn take(&mut self, episode: &Episode, zone: &TimeZone) {
        let lost = match episode.outcome {
            Outcome::Lost { step, cause, .. } => Some((step, cause)),
            Outcome::Served | Outcome::RangAgain | Outcome::CalledBack { .. } => None,
        };
        if let Outcome::CalledBack { after_ms } = episode.outcome {
            self.call_back_delays_ms.push(after_ms);
        } else {
            self.call_backs_in_vain += u64::from(episode.tried_back_ms.is_some());
        }
        let Some(left) = lost else { return };
        self.lost.push(Case::of(episode));
        if let Some(kind) = Kind::of(left) {
            self.by_kind.entry(kind).or_default().add(episode, left, zone);
        }
        if episode.tried_back_ms.is_none() && left.0 != Step::Promise {
            self.by_kind.entry(Kind::CallbackDiscipline).or_default().add(episode, left, zone);
        }
        if let Some(user_id) = episode.who.filter(|_| is_at_a_phone(left)) {
            self.by_user.entry(user_id).or_default().add(episode, left, zone);
        }
    }
}

/// Whether the loss is that of a phone that rang or was busy.
const fn is_at_a_phone((step, cause): (Step, Cause)) -> bool {
    matches!(step, Step::Ring) && matches!(cause, Cause::NobodyAnswered | Cause::Busy | Cause::Refused)
}
