//! `POST /api/v1/commitments/{id}/withdraw`.

use super::{CommitmentShape, shape, visible};
use crate::{auth::Signed, idempotency::Keyed, problem::Problem, state::Api, wire::Json};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::commitments;

/// Take a promise back
///
/// It can be undone by `reopen` for ten minutes.
#[utoipa::path(post, operation_id = "withdraw_commitment", path = "/commitments/{id}/withdraw", tag = "commitments", params(("id" = String, Path)), responses(
    (status = 200, body = CommitmentShape),
    (status = 404, body = Problem),
    (status = 409, description = "`wrong_state`", body = Problem),
))]
pub async fn withdraw(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<CommitmentShape>), Problem> {
    let id = visible(&api, &signed, &id).await?.id;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let withdrawn = commitments::withdraw(&mut tx, id, signed.user_id, &mut api.acting(&signed)).await?;
    let shape = shape(&tx.reader(), withdrawn, api.now()).await?;
    keyed.commit(tx, StatusCode::OK, shape).await
}
