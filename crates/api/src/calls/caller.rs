//! `POST /api/v1/calls/{id}/caller`: who it was.

use super::{commanding::call_id, seeing::visible_call};
use crate::{auth::Signed, idempotency::Keyed, problem::Problem, state::Api, wire::Json};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::callers::{self, Choice};
use otklik_model::{CompanyId, ContactId};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who it was.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CallerRequest {
    /// The person.
    #[schema(value_type = String)]
    pub contact_id: ContactId,
    /// For which company he spoke, when that was said; it ranks first the next time.
    #[schema(value_type = Option<String>)]
    pub company_id: Option<CompanyId>,
}

/// Say who it was
///
/// The choice is written on the call and ranks first the next time; a number nobody had is attached to the person.
#[utoipa::path(post, operation_id = "choose_caller", path = "/calls/{id}/caller", tag = "calls", params(("id" = String, Path)), request_body = CallerRequest, responses(
    (status = 204),
    (status = 404, body = Problem),
))]
pub async fn choose_caller(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Path(id): Path<String>,
    Json(request): Json<CallerRequest>,
) -> Result<StatusCode, Problem> {
    let call_id = visible_call(&api, &signed, call_id(&id)?).await?.record.call_id;
    let choice = Choice { contact_id: request.contact_id, company_id: request.company_id };
    let mut tx = api.store.begin(signed.tenant_id).await?;
    callers::choose(&mut tx, call_id, choice, signed.user_id, &mut api.acting(&signed)).await?;
    let done = keyed.commit_empty(tx, StatusCode::NO_CONTENT).await?;
    api.live.recompose(signed.tenant_id, call_id).await;
    Ok(done)
}
