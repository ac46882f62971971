//! `DELETE /api/v1/users/{id}`.

use super::user_id;
use crate::{auth::Signed, problem::Problem, state::Api};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::users;
use otklik_model::Role;
use otklik_store::web_sessions;

/// Refuse a user's login
///
/// What he did keeps his name; `PATCH` with `disabled: false` lets him in again.
#[utoipa::path(delete, operation_id = "disable_user", path = "/users/{id}", tag = "users", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 404, body = Problem),
))]
pub async fn disable(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    signed.require(Role::Administrator)?;
    let id = user_id(&id)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    users::disable(&mut tx, id, &mut api.acting(&signed)).await?;
    web_sessions::delete_of_user(&mut tx, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
