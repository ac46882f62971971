//! `GET /api/v1/search`: any client, by any identifier.

use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{Json, words},
};
use axum::extract::{Query, State};
use otklik_crm::search::{Hit, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Hits shown under a search field.
const HITS_MAX: usize = 20;

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// A name, number, INN, contract, e-mail: whole or begun, with typos.
    pub q: String,
}

/// Something found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Found {
    /// `contact`, `company` or `record`.
    #[schema(value_type = words::FoundKind)]
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What tells it from namesakes.
    pub subtitle: String,
    /// What of it matched.
    #[schema(value_type = words::MatchedBy)]
    pub matched: &'static str,
}

/// Find a client
///
/// By any identifier, in Russian with typos, the best first.
#[utoipa::path(get, operation_id = "search", path = "/search", tag = "search", params(SearchQuery), responses((status = 200, body = Vec<Found>)))]
pub async fn search(State(api): State<Api>, signed: Signed, Query(query): Query<SearchQuery>) -> Result<Json<Vec<Found>>, Problem> {
    let hits = api.search.find(signed.tenant_id, &query.q, Scope::Everything, HITS_MAX).await?;
    Ok(Json(hits.into_iter().map(Found::from).collect()))
}

impl From<Hit> for Found {
    fn from(hit: Hit) -> Self {
        Self { kind: hit.kind.as_str(), id: hit.id, title: hit.title, subtitle: hit.subtitle, matched: hit.matched.as_str() }
    }
}
