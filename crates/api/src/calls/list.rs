//! `GET /api/v1/calls`.

use super::seeing::viewer;
use crate::{
    auth::Signed,
    naming,
    problem::Problem,
    state::Api,
    wire::{
        Json,
        call::CallSummary,
        page::{Page, PageQuery},
        query::read,
        words,
    },
};
use axum::extract::{Query, State};
use otklik_model::{Timestamp, call_record::Outcome};
use otklik_store::calls::{self, CallFilter, Phase};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which calls are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CallQuery {
    /// `live` or `ended`; both if left out.
    #[param(inline, value_type = Option<words::CallPhase>)]
    pub state: Option<String>,
    /// One outcome: `answered`, `missed`, `out_of_hours`, `busy`, `rejected`, `failed`, `interrupted`.
    #[param(inline, value_type = Option<words::CallOutcome>)]
    pub outcome: Option<String>,
    /// Calls of one client.
    pub contact_id: Option<String>,
    /// Calls one user took part in.
    pub user_id: Option<String>,
    /// Begun at or after this moment.
    pub from: Option<String>,
    /// Begun before this moment.
    pub to: Option<String>,
}

/// List calls
///
/// Newest first. Agents get their own calls and the missed ones of their groups.
#[utoipa::path(get, operation_id = "list_calls", path = "/calls", tag = "calls", params(CallQuery, PageQuery), responses(
    (status = 200, body = Page<CallSummary>),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn list(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<CallQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<CallSummary>>, Problem> {
    let filter = CallFilter { visible_to: viewer(&api, &signed).await?, ..query.filter()? };
    let after = read(page.cursor.as_deref(), "cursor")?;
    let reader = api.store.read(signed.tenant_id);
    let calls = calls::list(&reader, &filter, after, page.limit()?).await?;
    let items = naming::summaries(&reader, &calls.items).await?;
    Ok(Json(Page { items, next_cursor: calls.next.map(|id| id.to_string()) }))
}

impl CallQuery {
    fn filter(&self) -> Result<CallFilter, Problem> {
        Ok(CallFilter {
            phase: self.state.as_deref().map(phase).transpose()?,
            outcome: self.outcome.as_deref().map(outcome).transpose()?,
            contact_id: read(self.contact_id.as_deref(), "contact_id")?,
            user_id: read(self.user_id.as_deref(), "user_id")?,
            from: read::<Timestamp>(self.from.as_deref(), "from")?,
            to: read::<Timestamp>(self.to.as_deref(), "to")?,
            visible_to: None,
        })
    }
}

fn phase(text: &str) -> Result<Phase, Problem> {
    match text {
        "live" => Ok(Phase::Live),
        "ended" => Ok(Phase::Ended),
        _ => Err(Problem::invalid_field("state", "live or ended")),
    }
}

fn outcome(text: &str) -> Result<Outcome, Problem> {
    let all = words::OUTCOMES;
    let names = all.map(Outcome::as_str).join(", ");
    all.into_iter().find(|outcome| outcome.as_str() == text).ok_or_else(|| Problem::invalid_field("outcome", format!("one of {names}")))
}
