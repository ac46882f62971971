//! `GET /api/v1/devices`.

use super::shape::{DeviceShape, shape};
use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, page::Page},
};
use axum::extract::State;
use otklik_model::Role;
use otklik_store::devices;

/// Phones and where they are connected
///
/// Agents get their own.
#[utoipa::path(get, operation_id = "list_devices", path = "/devices", tag = "devices", responses((status = 200, body = Page<DeviceShape>)))]
pub async fn list(State(api): State<Api>, signed: Signed) -> Result<Json<Page<DeviceShape>>, Problem> {
    let devices = devices::list(&api.store.read(signed.tenant_id)).await?;
    let seen = devices.into_iter().filter(|device| signed.role >= Role::Supervisor || device.user_id == signed.user_id);
    Ok(Json(Page::whole(seen.map(|device| shape(&api, signed.tenant_id, device, None)).collect())))
}
