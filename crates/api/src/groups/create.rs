//! `POST /api/v1/groups`.

use super::request::GroupRequest;
use crate::{
    auth::Signed,
    idempotency::Keyed,
    problem::Problem,
    state::Api,
    wire::{Json, settings::GroupShape},
};
use axum::{extract::State, http::StatusCode};
use otklik_crm::groups;
use otklik_model::Role;

/// Make a group
#[utoipa::path(post, operation_id = "create_group", path = "/groups", tag = "groups", request_body = GroupRequest, responses(
    (status = 201, body = GroupShape),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn create(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Json(request): Json<GroupRequest>,
) -> Result<(StatusCode, Json<GroupShape>), Problem> {
    signed.require(Role::Administrator)?;
    let draft = request.draft()?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let made = groups::create(&mut tx, &draft, &mut api.acting(&signed)).await?;
    keyed.commit(tx, StatusCode::CREATED, made.into()).await
}
