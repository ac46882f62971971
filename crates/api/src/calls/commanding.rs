//! What all commands about a call share: the path, the right to give them, the way to the switchboard.

use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::http::StatusCode;
use otklik_model::{CallId, RequestId, Role, UserId, command::Command};
use serde::Serialize;
use utoipa::ToSchema;

/// A command was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct Accepted {
    /// The call it concerns.
    pub call_id: String,
}

/// What a command answers.
pub type CommandAnswer = Result<(StatusCode, Json<Accepted>), Problem>;

/// Reads the call's id from the path.
pub fn call_id(text: &str) -> Result<CallId, Problem> {
    text.parse().map_err(|_| Problem::not_found("call"))
}

/// Gives a command about a call the user takes part in; supervisors may command any call going on, as its user on our side.
pub async fn command(api: &Api, signed: &Signed, call_id: CallId, make: impl FnOnce(UserId) -> Command) -> CommandAnswer {
    let user_id = acting_user(api, signed, call_id)?;
    ask(api, signed, make(user_id)).await
}

/// Gives a command and waits for the switchboard's word.
pub async fn ask(api: &Api, signed: &Signed, command: Command) -> CommandAnswer {
    let (unix_ms, random) = api.id_parts();
    let asked_about = about(&command);
    let call_id = api.switchboard.ask(RequestId::from_parts(unix_ms, random), signed.tenant_id, command).await?.or(asked_about);
    let call_id = call_id.map(|call_id| call_id.to_string()).unwrap_or_default();
    Ok((StatusCode::ACCEPTED, Json(Accepted { call_id })))
}

fn acting_user(api: &Api, signed: &Signed, call_id: CallId) -> Result<UserId, Problem> {
    let users = api.live.call(signed.tenant_id, call_id).map(|call| (call.users(), call.answered_by));
    let (users, answered_by) = users.ok_or_else(|| Problem::from(otklik_model::command::CommandRefused::NoSuchCall))?;
    match answered_by.or_else(|| users.first().copied()) {
        _ if users.contains(&signed.user_id) => Ok(signed.user_id),
        Some(other) if signed.role >= Role::Supervisor => Ok(other),
        Some(_) | None => Err(otklik_model::command::CommandRefused::NotInCall.into()),
    }
}

fn about(command: &Command) -> Option<CallId> {
    match command {
        Command::Originate { .. } => None,
        Command::Answer { call_id, .. }
        | Command::Transfer { call_id, .. }
        | Command::Hold { call_id, .. }
        | Command::Resume { call_id, .. }
        | Command::HangUp { call_id, .. } => Some(*call_id),
    }
}
