//! `GET /api/v1/calls/{id}`.

use super::{commanding::call_id, seeing::visible_call};
use crate::{
    auth::Signed,
    naming,
    problem::Problem,
    state::Api,
    wire::{Json, call::CallSummary},
};
use axum::extract::{Path, State};
use otklik_model::event::JournalEntry;
use otklik_store::journal;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One call with everything that happened in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallStory {
    /// The call.
    #[serde(flatten)]
    pub call: CallSummary,
    /// What happened, oldest first.
    pub events: Vec<CallEvent>,
}

/// One domain event of a call.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallEvent {
    /// When.
    pub at: String,
    /// What: `type` and its facts.
    #[serde(flatten)]
    #[schema(value_type = EventFacts)]
    pub event: serde_json::Value,
}

/// What happened: every event has a type, and facts of its own.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described: what is sent is the domain event itself")]
pub struct EventFacts {
    /// `call_started`, `leg_ringing`, `leg_answered`, `bridged`, `call_ended` …
    #[serde(rename = "type")]
    pub kind: String,
    /// Its facts.
    #[serde(flatten)]
    pub facts: BTreeMap<String, serde_json::Value>,
}

/// One call
#[utoipa::path(get, operation_id = "show_call", path = "/calls/{id}", tag = "calls", params(("id" = String, Path)), responses(
    (status = 200, body = CallStory),
    (status = 404, body = Problem),
))]
pub async fn show(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<Json<CallStory>, Problem> {
    let call = visible_call(&api, &signed, call_id(&id)?).await?;
    let reader = api.store.read(signed.tenant_id);
    let entries = journal::of_call(&reader, call.record.call_id).await?;
    let summary = naming::summaries(&reader, std::slice::from_ref(&call)).await?.pop();
    let call = summary.ok_or_else(|| Problem::not_found("call"))?;
    Ok(Json(CallStory { call, events: entries.iter().map(event).collect() }))
}

fn event(entry: &JournalEntry) -> CallEvent {
    let event = serde_json::to_value(&entry.event).expect("a domain event is plain data");
    CallEvent { at: entry.at.to_string(), event }
}
