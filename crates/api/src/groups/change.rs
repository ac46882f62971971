//! `PATCH /api/v1/groups/{id}`.

use super::{group_id, request::GroupRequest};
use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, settings::GroupShape},
};
use axum::extract::{Path, State};
use otklik_crm::groups;
use otklik_model::Role;

/// Change a group
///
/// All fields are given.
#[utoipa::path(patch, operation_id = "change_group", path = "/groups/{id}", tag = "groups", params(("id" = String, Path)), request_body = GroupRequest, responses(
    (status = 200, body = GroupShape),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 404, body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn change(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Json(request): Json<GroupRequest>,
) -> Result<Json<GroupShape>, Problem> {
    signed.require(Role::Administrator)?;
    let draft = request.draft()?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let changed = groups::edit(&mut tx, group_id(&id)?, &draft, &mut api.acting(&signed)).await?;
    tx.commit().await?;
    Ok(Json(changed.into()))
}
