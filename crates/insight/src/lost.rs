//! The people behind a figure of losses: each lost episode with the calls it was tried by.

use crate::{
    attempt::{Attempt, Cause, Step},
    ledger::{Episode, Outcome},
    people::PersonKey,
};
use jiff::Timestamp;
use otklik_model::{CallId, DidId, UserId, event::Direction};
use std::collections::HashMap;

/// What one person wanted and nobody met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostEpisode {
    /// The last step he left.
    pub step: Step,
    /// Why.
    pub cause: Cause,
    /// His first attempt.
    pub began: Timestamp,
    /// His last one.
    pub last: Timestamp,
    /// Calls of his in it.
    pub attempts: u32,
    /// Whether he may still be won back.
    pub still_open: bool,
    /// Whose phone rang last, or who answered and lost him.
    pub who: Option<UserId>,
    /// His calls, the latest first. None where all there was is a promise.
    pub call_ids: Vec<CallId>,
}

/// Calls of clients kept until it is known which were lost (40 bytes each), and what was lost.
#[derive(Debug, Default)]
pub(crate) struct LostEpisodes {
    calls: HashMap<PersonKey, Vec<(Timestamp, Option<DidId>, CallId)>>,
    lost: Vec<LostEpisode>,
}

impl LostEpisodes {
    pub(crate) fn see(&mut self, attempt: &Attempt, call_id: CallId) {
        if attempt.direction == Direction::Inbound {
            self.calls.entry(PersonKey::of(attempt.person)).or_default().push((attempt.at, attempt.did_id, call_id));
        }
    }

    pub(crate) fn take(&mut self, episode: &Episode) {
        let Outcome::Lost { step, cause, still_open } = episode.outcome else { return };
        let Episode { person, began, last, did_id, who, attempts, .. } = *episode;
        let calls = self.calls.get(&person).into_iter().flatten();
        let mut of_episode: Vec<_> = calls.filter(|(at, did, _)| *did == did_id && (began..=last).contains(at)).collect();
        of_episode.sort_unstable_by(|one, next| next.cmp(one));
        let call_ids = of_episode.into_iter().map(|(_, _, call_id)| *call_id).collect();
        self.lost.push(LostEpisode { step, cause, began, last, attempts, still_open, who, call_ids });
    }

    /// All of them, the latest first.
    pub(crate) fn close(mut self) -> Vec<LostEpisode> {
        self.lost.sort_by(|one, next| (next.last, &next.call_ids).cmp(&(one.last, &one.call_ids)));
        self.lost
    }
}
