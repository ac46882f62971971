//! `POST /api/v1/companies`.

use super::shape::{self, CompanyRequest, CompanyShape};
use crate::{auth::Signed, idempotency::Keyed, problem::Problem, state::Api, wire::Json};
use axum::{extract::State, http::StatusCode};
use otklik_crm::companies;

/// Make a company
#[utoipa::path(post, operation_id = "create_company", path = "/companies", tag = "companies", request_body = CompanyRequest, responses(
    (status = 201, body = CompanyShape),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn create(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Json(request): Json<CompanyRequest>,
) -> Result<(StatusCode, Json<CompanyShape>), Problem> {
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let company = companies::create(&mut tx, &request.draft(), &mut api.acting(&signed)).await?;
    let shape = shape::shape(&tx.reader(), company).await?;
    keyed.commit(tx, StatusCode::CREATED, shape).await
}
