//! `POST /api/v1/calls/{id}/hold`.

use super::commanding::{Accepted, CommandAnswer, call_id, command};
use crate::{auth::Signed, problem::Problem, state::Api};
use axum::extract::{Path, State};
use otklik_model::command::Command;

/// Put the other party on hold
///
/// The other party hears that he waits; the sound of our side stops.
#[utoipa::path(post, operation_id = "hold_call", path = "/calls/{id}/hold", tag = "calls", params(("id" = String, Path)), responses(
    (status = 202, body = Accepted),
    (status = 404, description = "`no_such_call`", body = Problem),
    (status = 409, description = "`not_in_call`, `no_device` or `wrong_state`", body = Problem),
))]
pub async fn hold(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> CommandAnswer {
    let call_id = call_id(&id)?;
    command(&api, &signed, call_id, |user_id| Command::Hold { call_id, user_id }).await
}
