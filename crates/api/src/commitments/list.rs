//! `GET /api/v1/commitments`.

use super::{CommitmentShape, limited_to, shapes};
use crate::{
    auth::Signed,
    problem::Problem,
    state::Api,
    wire::{
        Json,
        page::{Page, PageQuery},
        query::read,
        words,
    },
};
use axum::extract::{Query, State};
use otklik_store::commitments::{self, Commitment, CommitmentFilter};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which commitments are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CommitmentQuery {
    /// `open`, or `closed` and its kinds `kept`, `broken`, `withdrawn`; all if left out.
    #[param(inline, value_type = Option<words::CommitmentPhase>)]
    pub state: Option<String>,
    /// Of one user.
    pub owner_id: Option<String>,
    /// To one client.
    pub contact_id: Option<String>,
}

/// List commitments
///
/// Those due first come first; of `kept`, `broken` and `withdrawn` a page may hold fewer than asked for. Agents get their own and those nobody owns.
#[utoipa::path(get, operation_id = "list_commitments", path = "/commitments", tag = "commitments", params(CommitmentQuery, PageQuery), responses(
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
    let kind = query.state.as_deref().filter(|state| CLOSED_KINDS.contains(state));
    let wanted: Vec<Commitment> = found.items.into_iter().filter(|one| kind.is_none_or(|kind| one.state.as_str() == kind)).collect();
    let items = shapes(&reader, &wanted, api.now()).await?;
    Ok(Json(Page { items, next_cursor: found.next.map(|id| id.to_string()) }))
}

/// Ways in which a commitment stops being open.
const CLOSED_KINDS: [&str; 3] = ["kept", "broken", "withdrawn"];

fn is_open(text: &str) -> Result<bool, Problem> {
    match text {
        "open" => Ok(true),
        "closed" => Ok(false),
        kind if CLOSED_KINDS.contains(&kind) => Ok(false),
        _ => Err(Problem::invalid_field("state", "open, closed, kept, broken or withdrawn")),
    }
}
