//! Users, for administrators; everybody sees who works here.

mod change;
mod create;
mod disable;
mod list;
mod request;
mod show;

use crate::{problem::Problem, state::Api};
use otklik_crm::credentials;
use otklik_model::UserId;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The paths of this noun.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list::list, create::create)).routes(routes!(show::show, change::change, disable::disable))
}

pub(crate) fn user_id(text: &str) -> Result<UserId, Problem> {
    text.parse().map_err(|_| Problem::not_found("user"))
}

/// Hashing takes tens of milliseconds of a core, so it leaves the async threads alone.
async fn password_hash(api: &Api, password: String) -> Result<String, Problem> {
    if password.chars().count() < credentials::PASSWORD_CHARS_MIN {
        return Err(Problem::invalid_field("password", format!("at least {} characters", credentials::PASSWORD_CHARS_MIN)));
    }
    let mut rng = api.fresh_rng();
    let hash = tokio::task::spawn_blocking(move || credentials::password_hash(&password, &mut rng)).await;
    hash.map_err(|cause| Problem::internal(&cause))
}
