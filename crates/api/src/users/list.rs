//! `GET /api/v1/users`.

use crate::{
    auth::{Signed, UserShape, shape_of},
    problem::Problem,
    state::Api,
    wire::{Json, page::Page},
};
use axum::extract::State;
use otklik_store::users;

/// Who works here
#[utoipa::path(get, operation_id = "list_users", path = "/users", tag = "users", responses((status = 200, body = Page<UserShape>)))]
pub async fn list(State(api): State<Api>, signed: Signed) -> Result<Json<Page<UserShape>>, Problem> {
    let users = users::list(&api.store.read(signed.tenant_id)).await?;
    Ok(Json(Page::whole(users.into_iter().map(|user| shape_of(&api, signed.tenant_id, user)).collect())))
}
