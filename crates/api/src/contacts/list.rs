//! `GET /api/v1/contacts`.

use super::shape::{ContactSummary, summaries};
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
use otklik_model::ContactId;
use otklik_store::contacts;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;

/// Which contacts are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContactQuery {
    /// Found by any identifier, the best first; all by name if left out.
    pub q: Option<String>,
}

/// List or search contacts
#[utoipa::path(get, operation_id = "list_contacts", path = "/contacts", tag = "contacts", params(ContactQuery, PageQuery), responses((status = 200, body = Page<ContactSummary>)))]
pub async fn list(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<ContactQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ContactSummary>>, Problem> {
    match query.q.filter(|q| !q.trim().is_empty()) {
        Some(q) => found(&api, &signed, q, page.items_max()?).await,
        None => all(&api, &signed, &page).await,
    }
}

async fn all(api: &Api, signed: &Signed, page: &PageQuery) -> Result<Json<Page<ContactSummary>>, Problem> {
    let reader = api.store.read(signed.tenant_id);
    let found = contacts::list(&reader, read(page.cursor.as_deref(), "cursor")?, page.limit()?).await?;
    let items = summaries(&reader, found.items, &BTreeMap::new(), api.now()).await?;
    Ok(Json(Page { items, next_cursor: found.next.map(|id| id.to_string()) }))
}

async fn found(api: &Api, signed: &Signed, q: String, hits_max: usize) -> Result<Json<Page<ContactSummary>>, Problem> {
    let hits = api.search.find(signed.tenant_id, &q, Scope::Only(HitKind::Contact), hits_max).await?;
    let matched: Vec<(ContactId, String)> =
        hits.into_iter().filter_map(|hit| Some((hit.id.parse().ok()?, hit.matched.as_str().to_owned()))).collect();
    let ids: Vec<ContactId> = matched.iter().map(|(id, _)| *id).collect();
    let reader = api.store.read(signed.tenant_id);
    let mut contacts = contacts::find_all(&reader, &ids).await?;
    contacts.retain(|contact| contact.deleted_at.is_none());
    contacts.sort_by_key(|contact| ids.iter().position(|id| *id == contact.id));
    Ok(Json(Page::whole(summaries(&reader, contacts, &matched.into_iter().collect(), api.now()).await?)))
}
