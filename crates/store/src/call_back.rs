//! The rule that makes of a lost call a commitment to call back, and of a conversation the proof that it was kept.
//!
//! Pure: what it has to know is given, what has to change comes out.

use otklik_model::{
    CallId, CommitmentId, ContactId, Timestamp, UserId,
    call_record::{CallRecord, CallState, Outcome},
    commitment::Proof,
    event::{Direction, LegParty},
    schedule::{Schedule, UnknownTimeZone},
};

/// Open minutes within which a lost caller is called back (chosen).
pub const DUE_MINUTES: u32 = 15;

/// How far ahead an open minute is looked for (chosen: longer than any row of holidays).
const LOOK_AHEAD_MINUTES: u32 = 21 * 24 * 60;

/// How long a client has to be spoken to on a call of ours before it counts as called back, milliseconds (chosen: an answering machine's
/// greeting is cut before).
pub const TALK_MS_MIN: i64 = 10_000;

/// What the rule has to know besides the call.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// The person outside, when known.
    pub contact_id: Option<ContactId>,
    /// Who looks after that person.
    pub contact_owner: Option<UserId>,
    /// The first member of the group the call was sent to.
    pub group_first: Option<UserId>,
    /// Opening hours of the number called.
    pub schedule: Option<Schedule>,
}

/// An open commitment to call back that number or person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenCallBack {
    /// Its id.
    pub commitment_id: CommitmentId,
}

/// What has to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A commitment has to be made.
    Open {
        /// Who has to call.
        owner_id: Option<UserId>,
        /// Until when.
        due: Timestamp,
    },
    /// The client tried again: the promise stands as it is.
    Attempt(CommitmentId),
    /// It was kept.
    Keep(CommitmentId, Proof),
}

/// What an ended call changes. `open` are commitments to call back the call's number or any number of its contact.
pub fn after_call(record: &CallRecord, circumstances: &Circumstances, open: &[OpenCallBack]) -> Vec<Change> {
    let CallState::Ended { at, .. } = record.state else { return Vec::new() };
    if was_served(record, at) {
        return open.iter().map(|commitment| Change::Keep(commitment.commitment_id, Proof::Call(record.call_id))).collect();
    }
    let reachable = circumstances.contact_id.is_some() || record.client().is_some_and(|party| party.number.is_some());
    if !record.needs_call_back() || !reachable {
        return Vec::new();
    }
    match open.first() {
        Some(commitment) => vec![Change::Attempt(commitment.commitment_id)],
        None => vec![Change::Open { owner_id: owner(record, circumstances), due: due(circumstances.schedule.as_ref(), at) }],
    }
}

/// The id of the commitment a call makes: the call's own number, so that making it twice is impossible.
pub(crate) const fn commitment_of(call_id: CallId) -> CommitmentId {
    CommitmentId::from_u128(call_id.to_u128())
}

/// The moment after [`DUE_MINUTES`] open minutes. Without a schedule, or with one that never opens, every minute counts.
pub fn due(schedule: Option<&Schedule>, from: Timestamp) -> Timestamp {
    let plain = minutes_after(from, DUE_MINUTES);
    let Some(schedule) = schedule else { return plain };
    open_minutes_after(schedule, from).ok().flatten().unwrap_or(plain)
}

fn open_minutes_after(schedule: &Schedule, from: Timestamp) -> Result<Option<Timestamp>, UnknownTimeZone> {
    let mut open = 0;
    for minute in 0..LOOK_AHEAD_MINUTES {
        open += u32::from(schedule.is_open(minutes_after(from, minute))?);
        if open == DUE_MINUTES {
            return Ok(Some(minutes_after(from, minute + 1)));
        }
    }
    Ok(None)
}

fn minutes_after(from: Timestamp, minutes: u32) -> Timestamp {
    from.checked_add(jiff::SignedDuration::from_mins(i64::from(minutes))).unwrap_or(Timestamp::MAX)
}

/// Whether the client was spoken to. A call in counts once anybody answered it; a call out counts by how long the client himself was there,
/// since the user's own phone may be the leg answered first.
fn was_served(record: &CallRecord, ended_at: Timestamp) -> bool {
    match record.direction {
        Direction::Inbound => record.outcome() == Some(Outcome::Answered),
        Direction::Outbound => record.legs.values().any(|leg| {
            let left_at = leg.ended.map_or(ended_at, |(at, _)| at);
            let talk_ms = leg.answered_at.map_or(0, |at| left_at.as_millisecond() - at.as_millisecond());
            matches!(leg.party, LegParty::External { .. }) && talk_ms >= TALK_MS_MIN
        }),
        Direction::Internal => false,
    }
}

/// Whoever answered or was the only one rung; else who looks after the client; else the first of the group.
fn owner(record: &CallRecord, circumstances: &Circumstances) -> Option<UserId> {
    let users = record.users();
    let only = match users.as_slice() {
        [user_id] => Some(*user_id),
        _ => None,
    };
    record.answered_by.or(only).or(circumstances.contact_owner).or(circumstances.group_first)
}
