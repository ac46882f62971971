//! Devices: desk phones and softphones with accounts of their own.

mod change;
mod create;
mod list;
mod remove;
mod shape;

use crate::{problem::Problem, state::Api};
use otklik_model::DeviceId;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The paths of this noun.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list::list, create::create)).routes(routes!(change::change, remove::remove))
}

fn device_id(text: &str) -> Result<DeviceId, Problem> {
    text.parse().map_err(|_| Problem::not_found("device"))
}
