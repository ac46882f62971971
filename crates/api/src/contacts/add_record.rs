//! `POST /api/v1/contacts/{id}/records`.

use super::{contact_id, records::RecordShape};
use crate::{auth::Signed, idempotency::Keyed, problem::Problem, state::Api, wire::Json};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use otklik_crm::records::{self, RecordDraft};
use otklik_model::Money;
use serde::Deserialize;
use utoipa::ToSchema;

/// Something bought, signed or billed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RecordRequest {
    /// `purchase`, `contract`, `invoice`, `document` or another word.
    pub kind: String,
    /// What.
    pub title: String,
    /// `2009`, `2009-05` or `2009-05-12`.
    pub date: Option<String>,
    /// How many.
    pub quantity: Option<i64>,
    /// For how much, in kopecks.
    pub amount_kopecks: Option<i64>,
    /// Where it stands.
    pub status: Option<String>,
    /// Whatever else is known.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub attributes: serde_json::Map<String, serde_json::Value>,
}

/// Add a purchase or document
#[utoipa::path(post, operation_id = "add_record", path = "/contacts/{id}/records", tag = "contacts", params(("id" = String, Path)), request_body = RecordRequest, responses(
    (status = 201, body = RecordShape),
    (status = 404, body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn add_record(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Path(id): Path<String>,
    Json(request): Json<RecordRequest>,
) -> Result<(StatusCode, Json<RecordShape>), Problem> {
    let RecordRequest { kind, title, date, quantity, amount_kopecks, status, attributes } = request;
    let draft = RecordDraft { kind, title, date, quantity, amount: amount_kopecks.map(Money::from_kopecks), status, attributes };
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let record = records::add(&mut tx, contact_id(&id)?, &draft, &mut api.acting(&signed)).await?;
    keyed.commit(tx, StatusCode::CREATED, record.into()).await
}
