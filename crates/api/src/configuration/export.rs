//! `GET /api/v1/configuration`.

use crate::{auth::Signed, problem::Problem, state::Api};
use axum::{extract::State, http::header, response::IntoResponse};
use otklik_crm::configuration::{self, Present};
use otklik_model::Role;

/// The company as a file
///
/// TOML that applies back to no difference; passwords are not in it.
#[utoipa::path(get, operation_id = "export_configuration", path = "/configuration", tag = "configuration", responses(
    (status = 200, body = String, content_type = "application/toml"),
    (status = 403, description = "`forbidden`", body = Problem),
))]
pub async fn export(State(api): State<Api>, signed: Signed) -> Result<impl IntoResponse, Problem> {
    signed.require(Role::Administrator)?;
    let present = Present::load(&api.store.read(signed.tenant_id)).await?;
    Ok(([(header::CONTENT_TYPE, "application/toml")], configuration::export(&present)))
}
