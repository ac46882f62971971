//! `GET /api/v1/commitments`.

use super::{CommitmentShape, limited_to, shapes};
use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{
        page::{Page, PageQuery},
        query::read,
    },
};
use axum::{
    Json,
    extract::{Query, State},
};
use otklik_store::commitments::{self, CommitmentFilter};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which commitments are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CommitmentQuery {
    /// `open` or `closed`; both if left out.
    pub state: Option<String>,
    /// Of one user.
    pub owner_id: Option<String>,
    /// To one client.
    pub contact_id: Option<String>,
}

/// List commitments
///
/// Those due first come first. Agents get their own and those nobody owns.
#[utoipa::path(get, path = "/commitments", tag = "commitments", params(CommitmentQuery, PageQuery), responses(
    (status = 200, body = Page<CommitmentShape>),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn list(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<CommitmentQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<CommitmentShape>>, Problem> {
    let filter = CommitmentFilter {
        open: query.state.as_deref().map(is_open).transpose()?,
        owner_id: read(query.owner_id.as_deref(), "owner_id")?,
        contact_id: read(query.contact_id.as_deref(), "contact_id")?,
        visible_to: limited_to(&signed),
    };
    let reader = api.store.read(signed.tenant_id);
    let found = commitments::list(&reader, &filter, read(page.cursor.as_deref(), "cursor")?, page.limit()?).await?;
    let items = shapes(&reader, &found.items, api.now()).await?;
    Ok(Json(Page { items, next_cursor: found.next.map(|id| id.to_string()) }))
}

fn is_open(text: &str) -> Result<bool, Problem> {
    match text {
        "open" => Ok(true),
        "closed" => Ok(false),
        _ => Err(Problem::invalid_field("state", "open or closed")),
    }
}
