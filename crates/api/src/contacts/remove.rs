//! `DELETE /api/v1/contacts/{id}`.

use super::contact_id;
use crate::{auth::Signed, problem::Problem, state::Api};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::contacts;

/// Delete a contact
///
/// Nobody finds or recognises him until he is restored; his calls and notes stay.
#[utoipa::path(delete, operation_id = "remove_contact", path = "/contacts/{id}", tag = "contacts", params(("id" = String, Path)), responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let mut tx = api.store.begin(signed.tenant_id).await?;
    contacts::delete(&mut tx, contact_id(&id)?, &mut api.acting(&signed)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
