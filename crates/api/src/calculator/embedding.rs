//! `GET` and `PUT /api/v1/calculator/embedding`.

use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::State;
use otklik_crm::embedding;
use otklik_model::{Role, SiteOrigin};
use otklik_store::tenants;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who may show the calculator.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Embedding {
    /// Scheme, host and port, such as `https://www.example.com`.
    pub sites: Vec<String>,
}

/// Sites that may show the calculator
///
/// In a frame: `Content-Security-Policy: frame-ancestors` of the page `/calculator` names them. No other page can be framed.
#[utoipa::path(get, operation_id = "show_embedding", path = "/calculator/embedding", tag = "calculator", responses(
    (status = 200, body = Embedding),
    (status = 403, description = "`forbidden`", body = Problem),
))]
pub async fn show(State(api): State<Api>, signed: Signed) -> Result<Json<Embedding>, Problem> {
    signed.require(Role::Administrator)?;
    let tenant = tenants::find(&api.store.read(signed.tenant_id)).await?.ok_or_else(|| Problem::not_found("company"))?;
    Ok(Json(Embedding::of(&tenant.embed_calculator)))
}

/// Say which sites may show the calculator
///
/// Those not named may not any more.
#[utoipa::path(put, operation_id = "change_embedding", path = "/calculator/embedding", tag = "calculator", request_body = Embedding, responses(
    (status = 200, body = Embedding),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 422, description = "`invalid`: the place in `sites`", body = Problem),
))]
pub async fn change(State(api): State<Api>, signed: Signed, Json(request): Json<Embedding>) -> Result<Json<Embedding>, Problem> {
    signed.require(Role::Administrator)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let changed = embedding::change(&mut tx, &request.sites, &mut api.acting(&signed)).await?;
    tx.commit().await?;
    Ok(Json(Embedding::of(&changed)))
}

impl Embedding {
    fn of(sites: &[SiteOrigin]) -> Self {
        Self { sites: sites.iter().map(ToString::to_string).collect() }
    }
}
