//! `GET /api/v1/schedules`: changed by `otklik apply` in this release.

use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, page::Page, settings::ScheduleShape},
};
use axum::extract::State;
use otklik_model::Role;
use otklik_store::schedules;

/// List schedules
#[utoipa::path(get, operation_id = "list_schedules", path = "/schedules", tag = "schedules", responses(
    (status = 200, body = Page<ScheduleShape>),
    (status = 403, description = "`forbidden`", body = Problem),
))]
pub async fn list(State(api): State<Api>, signed: Signed) -> Result<Json<Page<ScheduleShape>>, Problem> {
    signed.require(Role::Administrator)?;
    let found = schedules::list(&api.store.read(signed.tenant_id)).await?;
    Ok(Json(Page::whole(found.into_iter().map(ScheduleShape::from).collect())))
}
