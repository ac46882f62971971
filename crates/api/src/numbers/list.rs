//! `GET /api/v1/numbers`.

use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, page::Page, settings::DidShape},
};
use axum::extract::State;
use otklik_store::dids;

/// List numbers
#[utoipa::path(get, operation_id = "list_numbers", path = "/numbers", tag = "numbers", responses((status = 200, body = Page<DidShape>)))]
pub async fn list(State(api): State<Api>, signed: Signed) -> Result<Json<Page<DidShape>>, Problem> {
    let found = dids::list(&api.store.read(signed.tenant_id)).await?;
    Ok(Json(Page::whole(found.into_iter().map(DidShape::from).collect())))
}
