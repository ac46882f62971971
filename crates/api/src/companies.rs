//! Companies: organisations among the clients.

mod change;
mod create;
mod list;
mod shape;
mod show;

use crate::{problem::Problem, state::Api};
use otklik_model::CompanyId;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The paths of this noun.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list::list, create::create)).routes(routes!(show::show, change::change))
}

fn company_id(text: &str) -> Result<CompanyId, Problem> {
    text.parse().map_err(|_| Problem::not_found("company"))
}
