//! `POST /api/v1/commitments`.

use super::{CommitmentShape, shape};
use crate::{
    auth::Signed,
    idempotency::Keyed,
    problem::Problem,
    state::Api,
    wire::{Json, words},
};
use axum::{extract::State, http::StatusCode};
use otklik_crm::commitments::{self, CommitmentDraft};
use otklik_model::{ContactId, Timestamp, UserId, commitment::CommitmentKind};
use serde::Deserialize;
use utoipa::ToSchema;

/// A promise.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateCommitment {
    /// `call_back` or `other`.
    #[schema(value_type = words::CommitmentKind)]
    pub kind: CommitmentKind,
    /// In words; may be empty for a call back.
    #[serde(default)]
    pub text: String,
    /// To whom.
    #[schema(value_type = Option<String>)]
    pub contact_id: Option<ContactId>,
    /// Who has to keep it; oneself if left out.
    #[schema(value_type = Option<String>)]
    pub owner_id: Option<UserId>,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    pub due: Timestamp,
}

/// Promise something
#[utoipa::path(post, operation_id = "create_commitment", path = "/commitments", tag = "commitments", request_body = CreateCommitment, responses(
    (status = 201, body = CommitmentShape),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn create(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Json(request): Json<CreateCommitment>,
) -> Result<(StatusCode, Json<CommitmentShape>), Problem> {
    let CreateCommitment { kind, text, contact_id, owner_id, due } = request;
    let draft = CommitmentDraft { kind, text, contact_id, owner_id, due };
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let made = commitments::make(&mut tx, &draft, signed.user_id, &mut api.acting(&signed)).await?;
    let shape = shape(&tx.reader(), made, api.now()).await?;
    keyed.commit(tx, StatusCode::CREATED, shape).await
}
