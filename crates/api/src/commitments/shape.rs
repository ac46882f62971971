//! A commitment as the API shows one.

use crate::{
    naming,
    wire::{Named, words},
};
use otklik_model::{
    Timestamp,
    commitment::{CommitmentKind, CommitmentState, Proof},
};
use otklik_store::{Reader, StoreError, commitments::Commitment};
use serde::Serialize;
use utoipa::ToSchema;

/// What was promised.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Commitment)]
pub struct CommitmentShape {
    /// `commitment_01J…`.
    pub id: String,
    /// `call_back` or `other`.
    #[schema(value_type = words::CommitmentKind)]
    pub kind: &'static str,
    /// In words; may be empty for a call back.
    pub text: String,
    /// To whom.
    pub contact: Option<Named>,
    /// The number to call.
    pub phone: Option<String>,
    /// Who has to keep it.
    pub owner: Option<Named>,
    /// Until when.
    pub due: String,
    /// Whether it is open and past due.
    pub overdue: bool,
    /// `open`, `kept`, `broken` or `withdrawn`.
    #[schema(value_type = words::CommitmentState)]
    pub state: &'static str,
    /// The call it came from.
    pub made_by_call: Option<String>,
    /// When it was made.
    pub made_at: String,
    /// When and by what it was kept.
    pub kept: Option<Kept>,
    /// How often the client has tried.
    pub attempts: u32,
}

/// The proof of a kept commitment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Kept {
    /// When.
    pub at: String,
    /// The call in which he was spoken to.
    pub call_id: Option<String>,
    /// The note that says how.
    pub note_id: Option<String>,
}

/// Stored commitments with their names.
pub(crate) async fn shapes(reader: &Reader<'_>, commitments: &[Commitment], now: Timestamp) -> Result<Vec<CommitmentShape>, StoreError> {
    if commitments.is_empty() {
        return Ok(Vec::new());
    }
    let names = naming::names(reader).await?;
    let clients = naming::contact_names(reader, commitments.iter().filter_map(|commitment| commitment.contact_id).collect()).await?;
    let shape = |commitment: &Commitment| CommitmentShape {
        id: commitment.id.to_string(),
        kind: kind(commitment.kind),
        text: commitment.text.clone(),
        contact: commitment.contact_id.and_then(|id| clients.get(&id).map(|name| Named::new(id, name))),
        phone: commitment.number.map(|number| number.to_string()),
        owner: commitment.owner_id.map(|user_id| names.user(user_id)),
        due: commitment.due.to_string(),
        overdue: commitment.is_open() && commitment.due < now,
        state: commitment.state.as_str(),
        made_by_call: commitment.made_by_call.map(|call_id| call_id.to_string()),
        made_at: commitment.made_at.to_string(),
        kept: kept(&commitment.state),
        attempts: commitment.attempts,
    };
    Ok(commitments.iter().map(shape).collect())
}

const fn kind(kind: CommitmentKind) -> &'static str {
    match kind {
        CommitmentKind::CallBack => "call_back",
        CommitmentKind::Other => "other",
    }
}

fn kept(state: &CommitmentState) -> Option<Kept> {
    let CommitmentState::Kept { at, proof } = state else { return None };
    let (call_id, note_id) = match proof {
        Proof::Call(call_id) => (Some(call_id.to_string()), None),
        Proof::Note(note_id) => (None, Some(note_id.to_string())),
    };
    Some(Kept { at: at.to_string(), call_id, note_id })
}
