//! `GET /api/v1/calls/{id}/card`.

use super::{commanding::call_id, seeing::known_call};
use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, card::CardShape},
};
use axum::extract::{Path, State};
use otklik_crm::card;
use otklik_model::Role;

/// The card of a call
///
/// Who is calling and what matters about him. Agents see cards of calls they take part in.
#[utoipa::path(get, operation_id = "show_card", path = "/calls/{id}/card", tag = "calls", params(("id" = String, Path)), responses(
    (status = 200, body = CardShape),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 404, body = Problem),
))]
pub async fn card(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> Result<Json<CardShape>, Problem> {
    let call = known_call(&api, &signed, call_id(&id)?).await?;
    if signed.role < Role::Supervisor && !call.record.users().contains(&signed.user_id) {
        return Err(Problem::forbidden("supervisor, or a part in the call"));
    }
    Ok(Json(card::for_call(&api.store, &call, api.now()).await?.into()))
}
