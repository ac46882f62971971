//! `GET /api/v1/trunks`: changed by `otklik apply` in this release.

use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, page::Page, settings::TrunkShape},
};
use axum::extract::State;
use otklik_model::Role;
use otklik_store::trunks;

/// List trunks
#[utoipa::path(get, operation_id = "list_trunks", path = "/trunks", tag = "trunks", responses(
    (status = 200, body = Page<TrunkShape>),
    (status = 403, description = "`forbidden`", body = Problem),
))]
pub async fn list(State(api): State<Api>, signed: Signed) -> Result<Json<Page<TrunkShape>>, Problem> {
    signed.require(Role::Administrator)?;
    let found = trunks::list(&api.store.read(signed.tenant_id)).await?;
    Ok(Json(Page::whole(found.into_iter().map(TrunkShape::from).collect())))
}
