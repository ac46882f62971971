//! `PATCH /api/v1/users/{id}`.

use super::{password_hash, request::ChangeUser, user_id};
use crate::{
    auth::{Signed, UserShape, shape_of},
    problem::Problem,
    state::Api,
    wire::Json,
};
use axum::extract::{Path, State};
use otklik_crm::users;
use otklik_model::Role;
use otklik_store::web_sessions;

/// Change a user
///
/// A new password ends all his logins.
#[utoipa::path(patch, operation_id = "change_user", path = "/users/{id}", tag = "users", params(("id" = String, Path)), request_body = ChangeUser, responses(
    (status = 200, body = UserShape),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 404, body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn change(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Json(mut request): Json<ChangeUser>,
) -> Result<Json<UserShape>, Problem> {
    signed.require(Role::Administrator)?;
    let id = user_id(&id)?;
    let hash = match request.password.take() {
        Some(password) => Some(password_hash(&api, password).await?),
        None => None,
    };
    let disabled = request.disabled;
    let mut acting = api.acting(&signed);
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let have = otklik_store::users::find(&tx.reader(), id).await?.ok_or_else(|| Problem::not_found("user"))?;
    if hash.is_some() {
        web_sessions::delete_of_user(&mut tx, id).await?;
    }
    let mut user = users::edit(&mut tx, id, &request.over(&have), hash, &mut acting).await?;
    match disabled {
        Some(true) => users::disable(&mut tx, id, &mut acting).await?,
        Some(false) => user = users::enable(&mut tx, id, &mut acting).await?,
        None => {}
    }
    tx.commit().await?;
    Ok(Json(shape_of(&api, signed.tenant_id, user)))
}
