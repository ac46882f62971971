//! `PATCH /api/v1/commitments/{id}`.

use super::{CommitmentShape, shape, visible};
use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::{Path, State};
use otklik_crm::commitments::{self, CommitmentChange};
use otklik_model::{Timestamp, UserId};
use serde::Deserialize;
use utoipa::ToSchema;

/// What of a promise changes; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeCommitment {
    /// Another owner.
    #[schema(value_type = Option<String>)]
    pub owner_id: Option<UserId>,
    /// Another moment.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due: Option<Timestamp>,
    /// Other words.
    pub text: Option<String>,
}

/// Change a promise
#[utoipa::path(patch, operation_id = "change_commitment", path = "/commitments/{id}", tag = "commitments", params(("id" = String, Path)), request_body = ChangeCommitment, responses(
    (status = 200, body = CommitmentShape),
    (status = 404, body = Problem),
    (status = 409, description = "`wrong_state`", body = Problem),
))]
pub async fn change(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Json(request): Json<ChangeCommitment>,
) -> Result<Json<CommitmentShape>, Problem> {
    let id = visible(&api, &signed, &id).await?.id;
    let change = CommitmentChange { owner_id: request.owner_id, due: request.due, text: request.text };
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let changed = commitments::change(&mut tx, id, &change).await?;
    tx.commit().await?;
    Ok(Json(shape(&api.store.read(signed.tenant_id), changed, api.now()).await?))
}
