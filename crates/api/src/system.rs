//! `/healthz` and `/metrics`: for machines that watch the server.

use crate::{problem::Problem, state::Api, wire::Json};
use axum::{extract::State, http::StatusCode, http::header, response::IntoResponse};
use otklik_store::JournalHealth;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Paths outside `/api/v1`.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(metrics))
}

/// Whether the server can do its work.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`, or `failing` when calls are carried but cannot be written down.
    pub status: &'static str,
    /// What is wrong.
    pub journal: Option<String>,
}

/// Whether the server can do its work
#[utoipa::path(get, path = "/healthz", tag = "system", responses((status = 200, body = Health), (status = 503, body = Health)))]
async fn healthz(State(api): State<Api>) -> (StatusCode, Json<Health>) {
    match &*api.store.journal_health().borrow() {
        JournalHealth::Writing => (StatusCode::OK, Json(Health { status: "ok", journal: None })),
        JournalHealth::Failing { error, .. } => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(Health { status: "failing", journal: Some(error.clone()) }))
        }
    }
}

/// Figures for Prometheus
#[utoipa::path(get, path = "/metrics", tag = "system", responses((status = 200, body = String, content_type = "text/plain")))]
async fn metrics(State(api): State<Api>) -> Result<impl IntoResponse, Problem> {
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], (api.surroundings.metrics)()))
}
