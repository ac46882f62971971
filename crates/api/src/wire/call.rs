//! A call as lists and the live push show it.

use super::{Named, words};
use otklik_model::{
    DidId, PhoneNumber, UserId,
    call_record::{CallRecord, CallState},
    event::{Direction, Party},
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One side of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CallParty {
    /// What signalling sent or the user dialled.
    pub raw: String,
    /// `+79160000001`, when it is a phone number.
    pub number: Option<String>,
    /// The number, extension or name to show.
    pub display: String,
    /// Our user, when it is one.
    pub user: Option<Named>,
}

/// The sound of a call.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RecordingSummary {
    /// `recording_01J…`.
    pub id: String,
    /// Null while it is being written or when it was cut off by a crash.
    pub duration_seconds: Option<f64>,
}

/// An own number that was called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CalledDid {
    /// `did_01J…`.
    pub id: String,
    /// `+74950000001`.
    pub number: String,
    /// What the company calls it.
    pub name: String,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CallSummary {
    /// `call_01J…`.
    pub id: String,
    /// `inbound`, `outbound` or `internal`.
    #[schema(value_type = words::CallDirection)]
    pub direction: &'static str,
    /// `ringing`, `talking`, `held` or `ended`.
    #[schema(value_type = words::CallState)]
    pub state: &'static str,
    /// Once ended: `answered`, `missed`, `out_of_hours`, `busy`, `rejected`, `failed`, `interrupted`.
    #[schema(value_type = Option<words::CallOutcome>)]
    pub outcome: Option<&'static str>,
    /// Who called.
    pub from: CallParty,
    /// Who was called.
    pub to: CallParty,
    /// The client, when exactly one is known or was chosen.
    pub contact: Option<Named>,
    /// How many people may be calling from that number.
    pub candidates_count: usize,
    /// The own number called.
    pub did: Option<CalledDid>,
    /// When it began.
    pub started_at: String,
    /// When somebody answered.
    pub answered_at: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// How long two people were joined; 0 while it goes on.
    pub talk_seconds: u64,
    /// Who of ours has or had it.
    pub answered_by: Option<Named>,
    /// Whose phones ring now.
    pub ringing_users: Vec<Named>,
    /// Its recordings.
    pub recordings: Vec<RecordingSummary>,
    /// The commitment it led to.
    pub commitment_id: Option<String>,
}

/// What a call record lacks: names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Of users.
    pub users: BTreeMap<UserId, String>,
    /// Of own numbers.
    pub dids: BTreeMap<DidId, (PhoneNumber, String)>,
}

impl Names {
    /// A user with his name, or a dash for one who was removed.
    pub fn user(&self, user_id: UserId) -> Named {
        Named::new(user_id, self.users.get(&user_id).map_or("—", String::as_str))
    }
}

/// Who the client of a call is, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identified {
    /// The one client.
    pub contact: Option<Named>,
    /// How many fit.
    pub candidates_count: usize,
    /// The commitment the call led to.
    pub commitment_id: Option<String>,
}

impl CallSummary {
    /// A record with its names.
    pub fn new(record: &CallRecord, names: &Names, identified: &Identified) -> Self {
        let ended_at = if let CallState::Ended { at, .. } = record.state { Some(at.to_string()) } else { None };
        Self {
            id: record.call_id.to_string(),
            direction: record.direction.as_str(),
            state: record.state.as_str(),
            outcome: record.outcome().map(otklik_model::call_record::Outcome::as_str),
            from: party(&record.from, names),
            to: party(&record.to, names),
            contact: identified.contact.clone(),
            candidates_count: identified.candidates_count,
            did: record.did_id.and_then(|did_id| called_did(did_id, names)),
            started_at: record.started_at.to_string(),
            answered_at: record.answered_at.map(|at| at.to_string()),
            ended_at,
            talk_seconds: record.talk_ms() / 1000,
            answered_by: answered_by(record).map(|user_id| names.user(user_id)),
            ringing_users: record.ringing_users().into_iter().map(|user_id| names.user(user_id)).collect(),
            recordings: record.recordings.iter().map(recording).collect(),
            commitment_id: identified.commitment_id.clone(),
        }
    }
}

fn answered_by(record: &CallRecord) -> Option<UserId> {
    record.answered_at.and(record.answered_by).or_else(|| (record.direction == Direction::Outbound).then_some(record.from.user_id)?)
}

fn called_did(did_id: DidId, names: &Names) -> Option<CalledDid> {
    let (number, name) = names.dids.get(&did_id)?;
    Some(CalledDid { id: did_id.to_string(), number: number.to_string(), name: name.clone() })
}

fn party(party: &Party, names: &Names) -> CallParty {
    let user = party.user_id.map(|user_id| names.user(user_id));
    let named = user.as_ref().map(|user| user.name.clone());
    let display = named.or_else(|| party.number.map(PhoneNumber::international)).or_else(|| party.display_name.clone());
    CallParty {
        raw: party.raw.clone(),
        number: party.number.map(|number| number.to_string()),
        display: display.unwrap_or_else(|| party.raw.clone()),
        user,
    }
}

fn recording(entry: &otklik_model::call_record::RecordingEntry) -> RecordingSummary {
    RecordingSummary { id: entry.recording_id.to_string(), duration_seconds: entry.duration_ms.map(seconds) }
}

/// Milliseconds as seconds with tenths.
fn seconds(ms: u64) -> f64 {
    let tenths = u32::try_from(ms / 100).unwrap_or(u32::MAX);
    f64::from(tenths) / 10.0
}
