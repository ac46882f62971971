//! `PATCH /api/v1/devices/{id}`.

use super::{
    device_id,
    shape::{DeviceShape, shape},
};
use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, words},
};
use axum::extract::{Path, State};
use otklik_crm::devices::{self, DeviceChange};
use otklik_model::{Role, UserId, directory::DigestHash};
use serde::Deserialize;
use utoipa::ToSchema;

/// What changes.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeDevice {
    /// Another user.
    #[schema(value_type = Option<String>)]
    pub user_id: Option<UserId>,
    /// What it is asked for: `md5` or `sha256`.
    #[schema(value_type = Option<words::Digest>)]
    pub digest: Option<DigestHash>,
    /// Make up a new password; the old one stops working.
    #[serde(default)]
    pub new_password: bool,
}

/// Change a phone's account
#[utoipa::path(patch, operation_id = "change_device", path = "/devices/{id}", tag = "devices", params(("id" = String, Path)), request_body = ChangeDevice, responses(
    (status = 200, body = DeviceShape),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 404, body = Problem),
))]
pub async fn change(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Json(request): Json<ChangeDevice>,
) -> Result<Json<DeviceShape>, Problem> {
    signed.require(Role::Administrator)?;
    let id = device_id(&id)?;
    let mut acting = api.acting(&signed);
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let mut device = otklik_store::devices::find(&tx.reader(), id).await?.ok_or_else(|| Problem::not_found("device"))?;
    let mut password = None;
    if request.user_id.is_some() || request.digest.is_some() {
        let change = DeviceChange { user_id: request.user_id, digest: request.digest };
        device = devices::change(&mut tx, id, change, &mut acting).await?;
    }
    if request.new_password {
        let renewed = devices::renew_password(&mut tx, id, &mut acting).await?;
        (device, password) = (renewed.device, Some(renewed.password));
    }
    tx.commit().await?;
    Ok(Json(shape(&api, signed.tenant_id, device, password)))
}
