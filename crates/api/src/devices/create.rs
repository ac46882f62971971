//! `POST /api/v1/devices`.

use super::shape::{DeviceShape, shape};
use crate::{
    auth::Signed,
    idempotency::Keyed,
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
/// The answer is the only place where a made-up password is told: the same request sent again with its `Idempotency-Key` gets the account
/// without it. Change the password when the answer was lost.
#[utoipa::path(post, operation_id = "create_device", path = "/devices", tag = "devices", request_body = CreateDevice, responses(
    (status = 201, body = DeviceShape),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn create(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Json(request): Json<CreateDevice>,
) -> Result<(StatusCode, Json<DeviceShape>), Problem> {
    signed.require(Role::Administrator)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let mut acting = api.acting(&signed);
    let made = devices::create(&mut tx, request.user_id, &request.login, request.password.as_deref(), request.digest, &mut acting).await?;
    let shape = shape(&api, signed.tenant_id, made.device, Some(made.password));
    keyed.commit_telling_once(tx, StatusCode::CREATED, shape, "password").await
}
