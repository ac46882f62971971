//! `POST /api/v1/calls/{id}/transfer`.

use super::commanding::{Accepted, CommandAnswer, call_id, command};
use super::originate::dial_string;
use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::{Path, State};
use otklik_model::command::Command;
use serde::Deserialize;
use utoipa::ToSchema;

/// To whom a call is given.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TransferRequest {
    /// An extension or a phone number in any spelling.
    pub to: String,
}

/// Transfer blind
///
/// The other party is connected to somebody else; when he does not answer, the call comes back.
#[utoipa::path(post, operation_id = "transfer_call", path = "/calls/{id}/transfer", tag = "calls", params(("id" = String, Path)), request_body = TransferRequest, responses(
    (status = 202, body = Accepted),
    (status = 404, description = "`no_such_call`", body = Problem),
    (status = 409, description = "`not_in_call` or `wrong_state`", body = Problem),
    (status = 422, description = "`no_route`", body = Problem),
))]
pub async fn transfer(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Json(request): Json<TransferRequest>,
) -> CommandAnswer {
    let call_id = call_id(&id)?;
    let to = dial_string(&request.to)?;
    command(&api, &signed, call_id, |user_id| Command::Transfer { call_id, user_id, to }).await
}
