//! `DELETE /api/v1/devices/{id}`.

use super::device_id;
use crate::{auth::Signed, problem::Problem, state::Api};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::devices;
use otklik_model::Role;

/// Take a phone's account away
#[utoipa::path(delete, operation_id = "remove_device", path = "/devices/{id}", tag = "devices", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 404, body = Problem),
))]
pub async fn remove(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    signed.require(Role::Administrator)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    devices::delete(&mut tx, device_id(&id)?, &mut api.acting(&signed)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
