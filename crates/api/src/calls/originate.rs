//! `POST /api/v1/calls`: click-to-call.

use super::commanding::{Accepted, CommandAnswer, ask};
use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::State;
use otklik_model::{DialString, Role, UserId, command::Command};
use serde::Deserialize;
use utoipa::ToSchema;

/// Whom to call.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OriginateRequest {
    /// An extension or a phone number in any spelling.
    pub to: String,
    /// Whose phone rings first; oneself if left out, others for supervisors only.
    pub user_id: Option<String>,
}

/// Call somebody
///
/// The user's own phone rings first; when he lifts it, the other side is dialled.
#[utoipa::path(post, operation_id = "originate_call", path = "/calls", tag = "calls", request_body = OriginateRequest, responses(
    (status = 202, body = Accepted),
    (status = 409, description = "`no_device`", body = Problem),
    (status = 422, description = "`no_route` or `invalid`", body = Problem),
    (status = 503, description = "`not_accepting`", body = Problem),
))]
pub async fn originate(State(api): State<Api>, signed: Signed, Json(request): Json<OriginateRequest>) -> CommandAnswer {
    let user_id = calling_user(&signed, request.user_id.as_deref())?;
    let to = dial_string(&request.to)?;
    ask(&api, &signed, Command::Originate { user_id, to }).await
}

fn calling_user(signed: &Signed, asked: Option<&str>) -> Result<UserId, Problem> {
    let Some(asked) = asked else { return Ok(signed.user_id) };
    let user_id: UserId = asked.parse().map_err(|_| Problem::invalid_field("user_id", "not the id of a user"))?;
    if user_id != signed.user_id {
        signed.require(Role::Supervisor)?;
    }
    Ok(user_id)
}

/// What was dialled, or what would be accepted.
pub(super) fn dial_string(text: &str) -> Result<DialString, Problem> {
    DialString::new(text).ok_or_else(|| Problem::invalid_field("to", "an extension or a phone number, at most 64 characters"))
}
