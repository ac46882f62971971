//! `GET /api/v1/losses/lost`.

use super::{Journal, LossesQuery};
use crate::{
    auth::Signed,
    calculator::PriceQuery,
    naming,
    problem::Problem,
    state::Api,
    wire::{
        Json,
        call::CallSummary,
        page::{Page, PageQuery},
    },
};
use axum::extract::{Query, State};
use otklik_insight::{
    Analysis,
    attempt::{Cause, Step},
    files::Legend,
    lost::LostEpisode,
    report::{Report, Roubles},
};
use otklik_model::{CallId, Role};
use otklik_store::{Reader, calls};
use serde::{Deserialize, Serialize, de::IntoDeserializer};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Calls shown of one person; the latest say most.
const CALLS_MAX: usize = 10;

/// Which of the lost.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LostQuery {
    /// The last step left, as a line of the report names it; any if left out.
    pub step: Option<String>,
    /// Why, as a line of the report names it; any if left out.
    pub cause: Option<String>,
}

/// One person's wish that nobody met.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LostEpisode)]
pub struct LostShape {
    /// The last step he left.
    pub step: Step,
    /// Why he was not served there.
    pub cause: Cause,
    /// His first attempt.
    pub began: String,
    /// His last attempt.
    pub last: String,
    /// Calls of his in it.
    pub attempts: u32,
    /// Whether he may still be won back.
    pub still_open: bool,
    /// Whose phone rang last, or who answered and lost him.
    #[schema(required)]
    pub who: Option<String>,
    /// His part of the line's money; null without a price.
    #[schema(required)]
    pub net: Option<Roubles>,
    /// His calls, the latest first, ten at most; none where all there was is a promise.
    pub calls: Vec<CallSummary>,
}

/// The people behind a line of the report
///
/// Every lost episode of a step and cause, the latest first: as many as the line of `GET /losses` over the same days counts.
#[utoipa::path(get, operation_id = "list_lost", path = "/losses/lost", tag = "losses",
    params(LossesQuery, LostQuery, PriceQuery, PageQuery), responses(
    (status = 200, body = Page<LostShape>),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
    (status = 503, description = "`busy`, with Retry-After", body = Problem),
))]
pub async fn list(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<LossesQuery>,
    Query(lost): Query<LostQuery>,
    Query(price): Query<PriceQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<LostShape>>, Problem> {
    signed.require(Role::Supervisor)?;
    let (wanted, after) = (Wanted::read(&lost)?, page.cursor.as_deref().map(Place::read).transpose()?);
    let items_max = page.items_max()?;
    let journal = Journal::read(&api, signed.tenant_id, &query, price.price()?, Analysis::keeping_lost).await?;
    let legend = journal.read.legend.clone();
    let (report, mut episodes) = journal.count().await?;
    episodes.retain(|episode| wanted.fits(episode));
    let first = after.map_or(0, |place| place.next_in(&episodes));
    let shown = episodes.get(first..).unwrap_or_default();
    let more = shown.len() > items_max;
    let shown = &shown[..items_max.min(shown.len())];
    let next_cursor = more.then(|| Place::of_last(&episodes[..first + shown.len()]).to_string());
    let calls = summaries(&api.store.read(signed.tenant_id), shown).await?;
    let items = shown.iter().map(|episode| LostShape::new(episode, &report, &legend, &calls)).collect();
    Ok(Json(Page { items, next_cursor }))
}

/// What is wanted, understood.
struct Wanted {
    step: Option<Step>,
    cause: Option<Cause>,
}

impl Wanted {
    fn read(query: &LostQuery) -> Result<Self, Problem> {
        Ok(Self { step: word(query.step.as_deref(), "step")?, cause: word(query.cause.as_deref(), "cause")? })
    }

    fn fits(&self, episode: &LostEpisode) -> bool {
        self.step.is_none_or(|step| step == episode.step) && self.cause.is_none_or(|cause| cause == episode.cause)
    }
}

fn word<'a, T: Deserialize<'a>>(text: Option<&'a str>, field: &str) -> Result<Option<T>, Problem> {
    let read = |text: &'a str| T::deserialize(text.into_deserializer());
    text.map(read).transpose().map_err(|error: serde::de::value::Error| Problem::invalid_field(field, error.to_string()))
}

/// A place in the list that stays where it is when others are lost meanwhile: the moment of the last one given, and how many of that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    last_ms: i64,
    given: usize,
}

impl Place {
    fn read(text: &str) -> Result<Self, Problem> {
        let parts =
            text.split_once('.').and_then(|(last_ms, given)| Some(Self { last_ms: last_ms.parse().ok()?, given: given.parse().ok()? }));
        parts.ok_or_else(|| Problem::invalid_field("cursor", "what the page before gave as `next_cursor`"))
    }

    fn of_last(given: &[LostEpisode]) -> Self {
        let last_ms = given.last().map_or(0, |episode| episode.last.as_millisecond());
        Self { last_ms, given: given.iter().rev().take_while(|episode| episode.last.as_millisecond() == last_ms).count() }
    }

    fn next_in(self, episodes: &[LostEpisode]) -> usize {
        let later = episodes.partition_point(|episode| episode.last.as_millisecond() > self.last_ms);
        later.saturating_add(self.given)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.last_ms, self.given)
    }
}

async fn summaries(reader: &Reader<'_>, episodes: &[LostEpisode]) -> Result<BTreeMap<String, CallSummary>, Problem> {
    let ids: Vec<CallId> = episodes.iter().flat_map(|episode| episode.call_ids.iter().take(CALLS_MAX)).copied().collect();
    let calls = calls::find_all(reader, &ids).await?;
    let summaries = naming::summaries(reader, &calls).await?;
    Ok(summaries.into_iter().map(|call| (call.id.clone(), call)).collect())
}

impl LostShape {
    fn new(episode: &LostEpisode, report: &Report, legend: &Legend, calls: &BTreeMap<String, CallSummary>) -> Self {
        let line = report.losses.iter().find(|line| (line.step, line.cause) == (episode.step, episode.cause));
        let part = |people: u64, net: Roubles| Roubles((100.0 * net.0 / people as f64).round() / 100.0);
        Self {
            step: episode.step,
            cause: episode.cause,
            began: episode.began.to_string(),
            last: episode.last.to_string(),
            attempts: episode.attempts,
            still_open: episode.still_open,
            who: episode.who.and_then(|who| legend.users.get(&who).cloned()),
            net: line.and_then(|line| Some(part(line.people, line.net?))),
            calls: episode.call_ids.iter().take(CALLS_MAX).filter_map(|id| calls.get(&id.to_string()).cloned()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost_at(millisecond: i64) -> LostEpisode {
        let at = otklik_model::Timestamp::from_millisecond(millisecond).unwrap();
        let (step, cause) = (Step::Ring, Cause::NobodyAnswered);
        LostEpisode { step, cause, began: at, last: at, attempts: 1, still_open: false, who: None, call_ids: Vec::new() }
    }

    #[test]
    fn the_next_page_begins_where_the_last_one_ended_also_when_others_were_lost_meanwhile() {
        let given: Vec<_> = [50, 40, 40].map(lost_at).into();
        let place = Place::of_last(&given);
        assert_eq!(Place::read(&place.to_string()).unwrap(), place);
        let now: Vec<_> = [70, 60, 50, 40, 40, 40, 30].map(lost_at).into();
        assert_eq!(place.next_in(&now), 5);
        assert_eq!(place.next_in(&given), 3);
        assert!(Place::read("x").is_err());
    }
}
