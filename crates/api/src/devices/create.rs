//! `POST /api/v1/devices`.

use super::shape::{DeviceShape, shape};
use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, words},
};
use axum::{extract::State, http::StatusCode};
use otklik_crm::devices;
use otklik_model::{Role, UserId, directory::DigestHash};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new phone.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateDevice {
    /// Whose.
    #[schema(value_type = String)]
    pub user_id: UserId,
    /// The user name to type into it.
    pub login: String,
    /// The password to type into it; made up if left out.
    pub password: Option<String>,
    /// What it is asked for: `md5` (every phone knows it; the default) or `sha256`.
    #[serde(default)]
    #[schema(value_type = Option<words::Digest>)]
    pub digest: DigestHash,
}

/// Make a phone's account
///
/// The answer is the only place where a made-up password is told.
#[utoipa::path(post, operation_id = "create_device", path = "/devices", tag = "devices", request_body = CreateDevice, responses(
    (status = 201, body = DeviceShape),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn create(
    State(api): State<Api>,
    signed: Signed,
    Json(request): Json<CreateDevice>,
) -> Result<(StatusCode, Json<DeviceShape>), Problem> {
    signed.require(Role::Administrator)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let mut acting = api.acting(&signed);
    let made = devices::create(&mut tx, request.user_id, &request.login, request.password.as_deref(), request.digest, &mut acting).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(shape(&api, signed.tenant_id, made.device, Some(made.password)))))
}
