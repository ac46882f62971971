//! `POST /api/v1/commitments/{id}/withdraw`.

use super::{CommitmentShape, answer, visible};
use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::{Path, State};
use otklik_crm::commitments;

/// Take a promise back
///
/// It can be undone by `reopen` for ten minutes.
#[utoipa::path(post, operation_id = "withdraw_commitment", path = "/commitments/{id}/withdraw", tag = "commitments", params(("id" = String, Path)), responses(
    (status = 200, body = CommitmentShape),
    (status = 404, body = Problem),
    (status = 409, description = "`wrong_state`", body = Problem),
))]
pub async fn withdraw(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<Json<CommitmentShape>, Problem> {
    let id = visible(&api, &signed, &id).await?.id;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let withdrawn = commitments::withdraw(&mut tx, id, signed.user_id, &mut api.acting(&signed)).await?;
    tx.commit().await?;
    answer(&api, &signed, withdrawn).await
}
