//! The configuration of the company as a file, the same that `otklik apply` takes.

mod apply;
mod export;

use crate::state::Api;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The paths of this noun.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(export::export, apply::apply))
}
