//! `DELETE /api/v1/groups/{id}`.

use super::group_id;
use crate::{auth::Signed, problem::Problem, state::Api};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::groups;
use otklik_model::Role;

/// Take a group away
#[utoipa::path(delete, operation_id = "remove_group", path = "/groups/{id}", tag = "groups", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 404, body = Problem),
    (status = 409, description = "`wrong_state`", body = Problem),
))]
pub async fn remove(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    signed.require(Role::Administrator)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    groups::delete(&mut tx, group_id(&id)?, &mut api.acting(&signed)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
