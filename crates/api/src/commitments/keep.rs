//! `POST /api/v1/commitments/{id}/keep`.

use super::{CommitmentShape, shape, visible};
use crate::{auth::Signed, idempotency::Keyed, problem::Problem, state::Api, wire::Json};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::commitments;
use serde::Deserialize;
use utoipa::ToSchema;

/// How a promise was kept.
#[derive(Debug, Deserialize, ToSchema)]
pub struct KeepCommitment {
    /// In words: it is the proof.
    pub note: String,
}

/// Keep a promise by a note
///
/// A call closes promises to call back by itself; this is for what was kept another way.
#[utoipa::path(post, operation_id = "keep_commitment", path = "/commitments/{id}/keep", tag = "commitments", params(("id" = String, Path)), request_body = KeepCommitment, responses(
    (status = 200, body = CommitmentShape),
    (status = 404, body = Problem),
    (status = 409, description = "`wrong_state`", body = Problem),
))]
pub async fn keep(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Path(id): Path<String>,
    Json(request): Json<KeepCommitment>,
) -> Result<(StatusCode, Json<CommitmentShape>), Problem> {
    let id = visible(&api, &signed, &id).await?.id;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let kept = commitments::keep(&mut tx, id, &request.note, signed.user_id, &mut api.acting(&signed)).await?;
    let shape = shape(&tx.reader(), kept, api.now()).await?;
    keyed.commit(tx, StatusCode::OK, shape).await
}
