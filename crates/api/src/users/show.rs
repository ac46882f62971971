//! `GET /api/v1/users/{id}`.

use super::user_id;
use crate::{
    auth::{Signed, UserShape, shape_of},
    problem::Problem,
    state::Api,
    wire::Json,
};
use axum::extract::{Path, State};
use otklik_store::users;

/// One user
#[utoipa::path(get, operation_id = "show_user", path = "/users/{id}", tag = "users", params(("id" = String, Path)), responses(
    (status = 200, body = UserShape),
    (status = 404, body = Problem),
))]
pub async fn show(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<Json<UserShape>, Problem> {
    let user = users::find(&api.store.read(signed.tenant_id), user_id(&id)?).await?.ok_or_else(|| Problem::not_found("user"))?;
    Ok(Json(shape_of(&api, signed.tenant_id, user)))
}
