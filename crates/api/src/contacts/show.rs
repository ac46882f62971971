//! `GET /api/v1/contacts/{id}`.

use super::{
    contact_id,
    shape::{self, ContactShape},
};
use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::{Path, State};
use otklik_crm::contacts;

/// One contact
#[utoipa::path(get, operation_id = "show_contact", path = "/contacts/{id}", tag = "contacts", params(("id" = String, Path)), responses(
    (status = 200, body = ContactShape),
    (status = 404, body = Problem),
))]
pub async fn show(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<Json<ContactShape>, Problem> {
    let reader = api.store.read(signed.tenant_id);
    let found = contacts::read(&reader, contact_id(&id)?).await?.ok_or_else(|| Problem::not_found("contact"))?;
    Ok(Json(shape::shape(&reader, found, api.now()).await?))
}
