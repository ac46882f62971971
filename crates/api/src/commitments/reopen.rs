//! `POST /api/v1/commitments/{id}/reopen`.

use super::{CommitmentShape, shape, visible};
use crate::{auth::Signed, idempotency::Keyed, problem::Problem, state::Api, wire::Json};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::commitments;

/// Undo a withdrawal
///
/// Within ten minutes of it.
#[utoipa::path(post, operation_id = "reopen_commitment", path = "/commitments/{id}/reopen", tag = "commitments", params(("id" = String, Path)), responses(
    (status = 200, body = CommitmentShape),
    (status = 404, body = Problem),
    (status = 409, description = "`wrong_state`", body = Problem),
))]
pub async fn reopen(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<CommitmentShape>), Problem> {
    let id = visible(&api, &signed, &id).await?.id;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let reopened = commitments::reopen(&mut tx, id, &mut api.acting(&signed)).await?;
    let shape = shape(&tx.reader(), reopened, api.now()).await?;
    keyed.commit(tx, StatusCode::OK, shape).await
}
