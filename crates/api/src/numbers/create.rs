//! `POST /api/v1/numbers`.

use super::request::NumberRequest;
use crate::{
    auth::Signed,
    idempotency::Keyed,
    problem::Problem,
    state::Api,
    wire::{Json, settings::DidShape},
};
use axum::{extract::State, http::StatusCode};
use otklik_crm::numbers;
use otklik_model::Role;

/// Make a number
#[utoipa::path(post, operation_id = "create_number", path = "/numbers", tag = "numbers", request_body = NumberRequest, responses(
    (status = 201, body = DidShape),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn create(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Json(request): Json<NumberRequest>,
) -> Result<(StatusCode, Json<DidShape>), Problem> {
    signed.require(Role::Administrator)?;
    let draft = request.draft()?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let made = numbers::create(&mut tx, &draft, &mut api.acting(&signed)).await?;
    keyed.commit(tx, StatusCode::CREATED, made.into()).await
}
