//! `DELETE /api/v1/numbers/{id}`.

use super::number_id;
use crate::{auth::Signed, problem::Problem, state::Api};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::numbers;
use otklik_model::Role;

/// Take a number away
#[utoipa::path(delete, operation_id = "remove_number", path = "/numbers/{id}", tag = "numbers", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 404, body = Problem),
    (status = 409, description = "`wrong_state`", body = Problem),
))]
pub async fn remove(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    signed.require(Role::Administrator)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    numbers::delete(&mut tx, number_id(&id)?, &mut api.acting(&signed)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
