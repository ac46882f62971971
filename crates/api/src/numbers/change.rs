//! `PATCH /api/v1/numbers/{id}`.

use super::{number_id, request::NumberRequest};
use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, settings::DidShape},
};
use axum::extract::{Path, State};
use otklik_crm::numbers;
use otklik_model::Role;

/// Change a number
///
/// All fields are given.
#[utoipa::path(patch, operation_id = "change_number", path = "/numbers/{id}", tag = "numbers", params(("id" = String, Path)), request_body = NumberRequest, responses(
    (status = 200, body = DidShape),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 404, body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn change(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Json(request): Json<NumberRequest>,
) -> Result<Json<DidShape>, Problem> {
    signed.require(Role::Administrator)?;
    let draft = request.draft()?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let changed = numbers::edit(&mut tx, number_id(&id)?, &draft, &mut api.acting(&signed)).await?;
    tx.commit().await?;
    Ok(Json(changed.into()))
}
