//! `GET /api/v1/companies/{id}`.

use super::{
    company_id,
    shape::{self, CompanyShape},
};
use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::{Path, State};
use otklik_store::companies;

/// One company
#[utoipa::path(get, operation_id = "show_company", path = "/companies/{id}", tag = "companies", params(("id" = String, Path)), responses(
    (status = 200, body = CompanyShape),
    (status = 404, body = Problem),
))]
pub async fn show(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<Json<CompanyShape>, Problem> {
    let reader = api.store.read(signed.tenant_id);
    let company = companies::find(&reader, company_id(&id)?).await?.ok_or_else(|| Problem::not_found("company"))?;
    Ok(Json(shape::shape(&reader, company).await?))
}
