//! `POST /api/v1/contacts/{id}/notes`.

use super::contact_id;
use crate::{
    auth::Signed,
    idempotency::Keyed,
    naming,
    problem::Problem,
    state::Api,
    wire::{Json, Named},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::notes;
use otklik_model::CallId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Internal text about a contact.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NoteRequest {
    /// The text.
    pub text: String,
    /// The call it was written in.
    #[schema(value_type = Option<String>)]
    pub call_id: Option<CallId>,
}

/// A note.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Note)]
pub struct NoteShape {
    /// `note_01J…`.
    pub id: String,
    /// When.
    pub at: String,
    /// The text.
    pub text: String,
    /// Who wrote it.
    pub author: Named,
}

/// Write a note
#[utoipa::path(post, operation_id = "add_note", path = "/contacts/{id}/notes", tag = "contacts", params(("id" = String, Path)), request_body = NoteRequest, responses(
    (status = 201, body = NoteShape),
    (status = 404, body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn add_note(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Path(id): Path<String>,
    Json(request): Json<NoteRequest>,
) -> Result<(StatusCode, Json<NoteShape>), Problem> {
    let mut acting = api.acting(&signed);
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let note = notes::add(&mut tx, contact_id(&id)?, request.call_id, &request.text, (signed.user_id, &mut acting)).await?;
    let author = naming::names(&tx.reader()).await?.user(note.author_id);
    let shape = NoteShape { id: note.id.to_string(), at: note.at.to_string(), text: note.text, author };
    keyed.commit(tx, StatusCode::CREATED, shape).await
}
