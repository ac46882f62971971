//! `GET /api/v1/groups`.

use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, page::Page, settings::GroupShape},
};
use axum::extract::State;
use otklik_store::groups;

/// List groups
#[utoipa::path(get, operation_id = "list_groups", path = "/groups", tag = "groups", responses((status = 200, body = Page<GroupShape>)))]
pub async fn list(State(api): State<Api>, signed: Signed) -> Result<Json<Page<GroupShape>>, Problem> {
    let found = groups::list(&api.store.read(signed.tenant_id)).await?;
    Ok(Json(Page::whole(found.into_iter().map(GroupShape::from).collect())))
}
