//! `POST /api/v1/contacts/{id}/restore`.

use super::{contact_id, shape, shape::ContactShape};
use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::{Path, State};
use otklik_crm::contacts;

/// Undo the deletion of a contact
#[utoipa::path(post, operation_id = "restore_contact", path = "/contacts/{id}/restore", tag = "contacts", params(("id" = String, Path)), responses(
    (status = 200, body = ContactShape),
    (status = 404, body = Problem),
))]
pub async fn restore(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<Json<ContactShape>, Problem> {
    let id = contact_id(&id)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    contacts::restore(&mut tx, id, &mut api.acting(&signed)).await?;
    tx.commit().await?;
    let reader = api.store.read(signed.tenant_id);
    let found = contacts::read(&reader, id).await?.ok_or_else(|| Problem::not_found("contact"))?;
    Ok(Json(shape::shape(&reader, found, api.now()).await?))
}
