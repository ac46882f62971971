//! `GET /api/v1/contacts/{id}/records`.

use super::known_contact;
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
use axum::extract::{Path, Query, State};
use otklik_store::records::{self, Record};
use serde::Serialize;
use utoipa::ToSchema;

/// Something bought, signed or billed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Record)]
pub struct RecordShape {
    /// `record_01J…`.
    pub id: String,
    /// `purchase`, `contract`, `invoice`, `document` or another word.
    pub kind: String,
    /// What.
    pub title: String,
    /// As exactly as known: `2009`, `2009-05`, `2009-05-12`.
    pub date: Option<String>,
    /// How many.
    pub quantity: Option<i64>,
    /// For how much, in kopecks.
    pub amount_kopecks: Option<i64>,
    /// Where it stands.
    pub status: Option<String>,
    /// Whatever else is known.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub attributes: serde_json::Map<String, serde_json::Value>,
}

impl From<Record> for RecordShape {
    fn from(record: Record) -> Self {
        Self {
            id: record.id.to_string(),
            kind: record.kind,
            title: record.title,
            date: record.date,
            quantity: record.quantity,
            amount_kopecks: record.amount.map(otklik_model::Money::kopecks),
            status: record.status,
            attributes: record.attributes,
        }
    }
}

/// Purchases and documents of a contact
#[utoipa::path(get, operation_id = "list_records", path = "/contacts/{id}/records", tag = "contacts", params(("id" = String, Path), PageQuery), responses(
    (status = 200, body = Page<RecordShape>),
    (status = 404, body = Problem),
))]
pub async fn records(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<RecordShape>>, Problem> {
    let after = read(page.cursor.as_deref(), "cursor")?;
    let reader = api.store.read(signed.tenant_id);
    let found = records::of_contact(&reader, known_contact(&reader, &id).await?, after, page.limit()?).await?;
    let items = found.items.into_iter().map(RecordShape::from).collect();
    Ok(Json(Page { items, next_cursor: found.next.map(|id| id.to_string()) }))
}
