//! `POST /api/v1/calls/{id}/answer`.

use super::commanding::{Accepted, CommandAnswer, call_id, command};
use crate::{auth::Signed, problem::Problem, state::Api};
use axum::extract::{Path, State};
use otklik_model::command::Command;

/// Answer on the desk phone
///
/// The user's ringing phone is told to pick up (NOTIFY, `Event: talk`), as if its handset were lifted.
#[utoipa::path(post, operation_id = "answer_call", path = "/calls/{id}/answer", tag = "calls", params(("id" = String, Path)), responses(
    (status = 202, body = Accepted),
    (status = 404, description = "`no_such_call`", body = Problem),
    (status = 409, description = "`not_in_call`, `no_device` or `wrong_state`", body = Problem),
))]
pub async fn answer(State(api): State<Api>, signed: Signed, Path(id): Path<String>) -> CommandAnswer {
    let call_id = call_id(&id)?;
    command(&api, &signed, call_id, |user_id| Command::Answer { call_id, user_id }).await
}
