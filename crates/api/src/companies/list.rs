//! `GET /api/v1/companies`.

use super::shape::CompanySummary;
use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{
        Json,
        page::{Page, PageQuery},
        query::read,
    },
};
use axum::extract::{Query, State};
use otklik_crm::search::{HitKind, Scope};
use otklik_model::CompanyId;
use otklik_store::companies;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which companies are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompanyQuery {
    /// Found by name or INN, the best first; all by name if left out.
    pub q: Option<String>,
}

/// List or search companies
#[utoipa::path(get, operation_id = "list_companies", path = "/companies", tag = "companies", params(CompanyQuery, PageQuery), responses((status = 200, body = Page<CompanySummary>)))]
pub async fn list(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<CompanyQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<CompanySummary>>, Problem> {
    let reader = api.store.read(signed.tenant_id);
    if let Some(q) = query.q.filter(|q| !q.trim().is_empty()) {
        let hits = api.search.find(signed.tenant_id, &q, Scope::Only(HitKind::Company), page.items_max()?).await?;
        let ids: Vec<CompanyId> = hits.iter().filter_map(|hit| hit.id.parse().ok()).collect();
        let mut found = companies::find_all(&reader, &ids).await?;
        found.sort_by_key(|company| ids.iter().position(|id| *id == company.id));
        return Ok(Json(Page::whole(found.into_iter().map(CompanySummary::from).collect())));
    }
    let found = companies::list(&reader, read(page.cursor.as_deref(), "cursor")?, page.limit()?).await?;
    Ok(Json(Page { items: found.items.into_iter().map(CompanySummary::from).collect(), next_cursor: found.next.map(|id| id.to_string()) }))
}
