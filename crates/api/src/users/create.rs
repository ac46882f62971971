//! `POST /api/v1/users`.

use super::{password_hash, request::CreateUser};
use crate::{
    auth::{Signed, UserShape, shape_of},
    idempotency::Keyed,
    problem::Problem,
    state::Api,
    wire::Json,
};
use axum::{extract::State, http::StatusCode};
use otklik_crm::users;
use otklik_model::Role;

/// Make a user
#[utoipa::path(post, operation_id = "create_user", path = "/users", tag = "users", request_body = CreateUser, responses(
    (status = 201, body = UserShape),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn create(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Json(request): Json<CreateUser>,
) -> Result<(StatusCode, Json<UserShape>), Problem> {
    signed.require(Role::Administrator)?;
    let draft = request.draft();
    let hash = password_hash(&api, request.password).await?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let user = users::create(&mut tx, &draft, hash, &mut api.acting(&signed)).await?;
    keyed.commit(tx, StatusCode::CREATED, shape_of(&api, signed.tenant_id, user)).await
}
