//! `PATCH /api/v1/companies/{id}`.

use super::{
    company_id,
    shape::{self, CompanyRequest, CompanyShape},
};
use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::{Path, State};
use otklik_crm::{companies, refusal::ChangeRefused};
use serde::Deserialize;
use utoipa::ToSchema;

/// All fields anew.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeCompany {
    /// The version the change was made from.
    pub version: i64,
    /// The fields.
    #[serde(flatten)]
    pub fields: CompanyRequest,
}

/// Change a company
#[utoipa::path(patch, operation_id = "change_company", path = "/companies/{id}", tag = "companies", params(("id" = String, Path)), request_body = ChangeCompany, responses(
    (status = 200, body = CompanyShape),
    (status = 404, body = Problem),
    (status = 409, description = "`changed_meanwhile`, with the company as it is now in `present`", body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn change(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Json(request): Json<ChangeCompany>,
) -> Result<Json<CompanyShape>, Problem> {
    let id = company_id(&id)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let edited = companies::edit(&mut tx, id, request.version, &request.fields.draft(), &api.acting(&signed)).await;
    let reader = api.store.read(signed.tenant_id);
    match edited {
        Ok(company) => {
            tx.commit().await?;
            Ok(Json(shape::shape(&reader, company).await?))
        }
        Err(ChangeRefused::ChangedMeanwhile) => {
            let present = otklik_store::companies::find(&reader, id).await?.ok_or_else(|| Problem::not_found("company"))?;
            Err(Problem::from(ChangeRefused::ChangedMeanwhile).with_present(&shape::shape(&reader, present).await?))
        }
        Err(refused) => Err(refused.into()),
    }
}
