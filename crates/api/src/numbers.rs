//! Numbers: our own ones and where calls for them go.

mod change;
mod create;
mod list;
mod remove;
mod request;

use crate::{problem::Problem, state::Api};
use otklik_model::DidId;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The paths of this noun.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list::list, create::create)).routes(routes!(change::change, remove::remove))
}

fn number_id(text: &str) -> Result<DidId, Problem> {
    text.parse().map_err(|_| Problem::not_found("number"))
}
