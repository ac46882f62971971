//! `POST /api/v1/calculator`.

use super::{Peer, address, price::figure_problem, turns::Use};
use crate::{problem::Problem, state::Api, wire::Json};
use axum::extract::State;
use otklik_insight::{
    ledger::{self, TypedFigures},
    report::Report,
};

/// What missed calls cost, from typed figures
///
/// No login. The answer is a report as docs/LOSSES.md describes it. Nothing is kept.
#[utoipa::path(post, operation_id = "count_losses", path = "/calculator", tag = "calculator",
    request_body = TypedFigures,
    responses(
        (status = 200, body = Report),
        (status = 422, description = "`invalid`", body = Problem),
        (status = 429, description = "`too_often`, with Retry-After", body = Problem),
    ))]
pub async fn count(State(api): State<Api>, peer: Peer, Json(figures): Json<TypedFigures>) -> Result<Json<Report>, Problem> {
    api.turns.take(Use::Figures, address(peer), api.now())?;
    let counted = tokio::task::spawn_blocking(move || ledger::typed(&figures)).await;
    let counted = counted.map_err(|cause| Problem::internal(&cause))?;
    counted.map(Json).map_err(|refused| figure_problem(&refused))
}
