//! `POST /api/v1/logout`.

use super::{
    Signed,
    login::{cookie, is_https},
};
use crate::{problem::Problem, state::Api};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use otklik_store::web_sessions;
use std::time::Duration;

/// Log out
///
/// The token stops working at once, in every window.
#[utoipa::path(post, operation_id = "log_out", path = "/logout", tag = "login", responses((status = 204), (status = 401, body = Problem)))]
pub async fn logout(State(api): State<Api>, signed: Signed, headers: HeaderMap) -> Result<impl IntoResponse, Problem> {
    let mut tx = api.store.begin(signed.tenant_id).await?;
    web_sessions::delete(&mut tx, signed.token_hash).await?;
    tx.commit().await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie("", is_https(&headers), Duration::ZERO))]))
}
