//! `POST /api/v1/contacts/{id}/restore`.

use super::{contact_id, shape, shape::ContactShape};
use crate::{auth::Signed, idempotency::Keyed, problem::Problem, state::Api, wire::Json};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::contacts;

/// Undo the deletion of a contact
#[utoipa::path(post, operation_id = "restore_contact", path = "/contacts/{id}/restore", tag = "contacts", params(("id" = String, Path)), responses(
    (status = 200, body = ContactShape),
    (status = 404, body = Problem),
))]
pub async fn restore(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<ContactShape>), Problem> {
    let id = contact_id(&id)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    contacts::restore(&mut tx, id, &mut api.acting(&signed)).await?;
    let found = contacts::read(&tx.reader(), id).await?.ok_or_else(|| Problem::not_found("contact"))?;
    let shape = shape::shape(&tx.reader(), found, api.now()).await?;
    keyed.commit(tx, StatusCode::OK, shape).await
}
