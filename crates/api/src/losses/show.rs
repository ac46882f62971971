//! `GET /api/v1/losses`.

use super::{Journal, LossesQuery};
use crate::{auth::Signed, calculator::PriceQuery, problem::Problem, state::Api, wire::Json};
use axum::extract::{Query, State};
use otklik_insight::report::Report;
use otklik_model::Role;

/// Where clients were lost
///
/// A report on the company's own journal as docs/LOSSES.md describes it. Calls from its own numbers are left out.
#[utoipa::path(get, operation_id = "show_losses", path = "/losses", tag = "losses", params(LossesQuery, PriceQuery), responses(
    (status = 200, body = Report),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
    (status = 503, description = "`busy`, with Retry-After", body = Problem),
))]
pub async fn show(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<LossesQuery>,
    Query(price): Query<PriceQuery>,
) -> Result<Json<Report>, Problem> {
    signed.require(Role::Supervisor)?;
    let journal = Journal::read(&api, signed.tenant_id, &query, price.price()?, std::convert::identity).await?;
    Ok(Json(journal.count().await?.0))
}
