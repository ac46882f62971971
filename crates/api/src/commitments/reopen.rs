//! `POST /api/v1/commitments/{id}/reopen`.

use super::{CommitmentShape, answer, visible};
use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::{Path, State};
use otklik_crm::commitments;

/// Undo a withdrawal
///
/// Within ten minutes of it.
#[utoipa::path(post, operation_id = "reopen_commitment", path = "/commitments/{id}/reopen", tag = "commitments", params(("id" = String, Path)), responses(
    (status = 200, body = CommitmentShape),
    (status = 404, body = Problem),
    (status = 409, description = "`wrong_state`", body = Problem),
))]
pub async fn reopen(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<Json<CommitmentShape>, Problem> {
    let id = visible(&api, &signed, &id).await?.id;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let reopened = commitments::reopen(&mut tx, id, &mut api.acting(&signed)).await?;
    tx.commit().await?;
    answer(&api, &signed, reopened).await
}
