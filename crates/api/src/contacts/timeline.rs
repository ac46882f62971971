//! `GET /api/v1/contacts/{id}/timeline`.

use super::{add_note::NoteShape, known_contact, records::RecordShape};
use crate::{
    auth::Signed,
    commitments::{self, CommitmentShape},
    naming,
    problem::Problem,
    state::Api,
    wire::{
        Json, Named,
        call::{CallSummary, Names},
        page::{Page, PageQuery},
        query::read,
        words,
    },
};
use axum::extract::{Path, Query, State};
use otklik_crm::timeline::{self, Activity, What};
use otklik_store::{calls::Call, commitments::Commitment};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One thing that happened, with the part its kind names.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Activity)]
pub struct ActivityShape {
    /// Its place in the timeline.
    pub id: String,
    /// When.
    pub at: String,
    /// `call`, `note`, `commitment`, `record` or `change`.
    #[schema(value_type = words::ActivityKind)]
    pub kind: &'static str,
    /// In words.
    pub title: String,
    /// The call.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = CallSummary, required = false)]
    pub call: Option<CallSummary>,
    /// The note.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = NoteShape, required = false)]
    pub note: Option<NoteShape>,
    /// The promise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = CommitmentShape, required = false)]
    pub commitment: Option<CommitmentShape>,
    /// The purchase or document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = RecordShape, required = false)]
    pub record: Option<RecordShape>,
    /// Who changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Named, required = false)]
    pub by: Option<Named>,
}

/// What happened with a contact
///
/// Newest first: calls, notes, promises, purchases, changes.
#[utoipa::path(get, operation_id = "list_activities", path = "/contacts/{id}/timeline", tag = "contacts", params(("id" = String, Path), PageQuery), responses(
    (status = 200, body = Page<ActivityShape>),
    (status = 404, body = Problem),
))]
pub async fn timeline(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ActivityShape>>, Problem> {
    let reader = api.store.read(signed.tenant_id);
    let after = read(page.cursor.as_deref(), "cursor")?;
    let found = timeline::page(&reader, known_contact(&reader, &id).await?, after, page.items_max()?).await?;
    let next_cursor = found.next.map(|cursor| cursor.to_string());
    let parts = Parts::load(&api, &signed, &found.items).await?;
    Ok(Json(Page { items: found.items.into_iter().map(|activity| parts.shape(activity)).collect(), next_cursor }))
}

/// What the activities of a page need, read at once.
struct Parts {
    names: Names,
    calls: BTreeMap<String, CallSummary>,
    commitments: BTreeMap<String, CommitmentShape>,
}

impl Parts {
    async fn load(api: &Api, signed: &Signed, activities: &[Activity]) -> Result<Self, Problem> {
        let reader = api.store.read(signed.tenant_id);
        let (mut calls, mut promises): (Vec<Call>, Vec<Commitment>) = (Vec::new(), Vec::new());
        for activity in activities {
            match &activity.what {
                What::Call(call) => calls.push((**call).clone()),
                What::Commitment(commitment) => promises.push((**commitment).clone()),
                What::Note(_) | What::Record(_) | What::Change { .. } => {}
            }
        }
        let calls = naming::summaries(&reader, &calls).await?;
        let commitments = commitments::shapes(&reader, &promises, api.now()).await?;
        Ok(Self {
            names: naming::names(&reader).await?,
            calls: calls.into_iter().map(|call| (call.id.clone(), call)).collect(),
            commitments: commitments.into_iter().map(|commitment| (commitment.id.clone(), commitment)).collect(),
        })
    }

    fn shape(&self, activity: Activity) -> ActivityShape {
        let (id, at, kind) = (activity.cursor().to_string(), activity.at.to_string(), activity.kind());
        let mut shape =
            ActivityShape { id, at, kind, title: activity.title, call: None, note: None, commitment: None, record: None, by: None };
        match activity.what {
            What::Call(call) => shape.call = self.calls.get(&call.record.call_id.to_string()).cloned(),
            What::Commitment(commitment) => shape.commitment = self.commitments.get(&commitment.id.to_string()).cloned(),
            What::Note(note) => {
                let author = self.names.user(note.author_id);
                shape.note = Some(NoteShape { id: note.id.to_string(), at: note.at.to_string(), text: note.text, author });
            }
            What::Record(record) => shape.record = Some(RecordShape::from(*record)),
            What::Change { by, .. } => shape.by = by.map(|user_id| self.names.user(user_id)),
        }
        shape
    }
}
