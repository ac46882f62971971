//! Losses of the company's own journal.

mod list;
mod show;

use crate::{problem::Problem, state::Api, wire::query::read};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use otklik_insight::{
    Analysis,
    files::{Legend, ReadSummary},
    ledger::{Price, Terms},
    lost::LostEpisode,
    people::People,
    report::{Report, Source},
};
use otklik_model::{TenantId, Timestamp, event::DomainEvent, schedule};
use otklik_store::{Reader, contact_points, dids, groups, journal, schedules, tenants, users};
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The paths of this noun.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(show::show)).routes(routes!(list::list))
}

/// Entries read at once.
const PAGE: u64 = 5000;
/// Contacts asked for at once.
const CONTACTS_AT_ONCE: usize = 500;
/// The longest period, days.
const DAYS_MAX: i32 = 3660;

/// Which days.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LossesQuery {
    /// The first day, such as 2026-09-01, by the company's time zone; 30 days back if left out.
    pub from: Option<String>,
    /// The last day, included; today if left out.
    pub to: Option<String>,
}

/// The journal of some days, read into the analyst.
struct Journal {
    analysis: Analysis,
    read: ReadSummary,
    /// Counting takes a core: it has its place among the others who count.
    _place: OwnedSemaphorePermit,
}

impl Journal {
    /// Reads it; `prepare` says what the analyst has to keep.
    async fn read(
        api: &Api,
        tenant_id: TenantId,
        query: &LossesQuery,
        price: Option<Price>,
        prepare: fn(Analysis) -> Analysis,
    ) -> Result<Self, Problem> {
        let reader = api.store.read(tenant_id);
        let tenant = tenants::find(&reader).await?.ok_or_else(|| Problem::not_found("company"))?;
        let zone = schedule::time_zone(&tenant.time_zone).map_err(|unknown| Problem::internal(&unknown))?;
        let period = query.period(&zone, api.now())?;
        let place = api.turns.place()?;
        let own_numbers = dids::list(&reader).await?.into_iter().map(|did| did.number).collect();
        let terms = Terms { schedule: only_schedule(&reader).await?, staff: own_numbers, price, ..Terms::default() };
        let analysis = Analysis::new(terms, zone).map_err(|unknown| Problem::internal(&unknown))?;
        let mut analysis = prepare(analysis.knowing(people(&reader, period).await?));
        let source = feed(&reader, period, &mut analysis).await?;
        let source = Source { time_zone: tenant.time_zone, ..source };
        let read = ReadSummary { source, rejected: Vec::new(), legend: legend(&reader).await? };
        Ok(Self { analysis, read, _place: place })
    }

    /// Counts, away from the threads that answer.
    async fn count(self) -> Result<(Report, Vec<LostEpisode>), Problem> {
        let counted = tokio::task::spawn_blocking(move || self.analysis.finish_with_lost(self.read)).await;
        counted.map_err(|cause| Problem::internal(&cause))
    }
}

impl LossesQuery {
    /// From the first moment of the first day to the first one after the last day.
    fn period(&self, zone: &TimeZone, now: Timestamp) -> Result<(Timestamp, Timestamp), Problem> {
        let today = now.to_zoned(zone.clone()).date();
        let to = read::<Date>(self.to.as_deref(), "to")?.unwrap_or(today);
        let from = read::<Date>(self.from.as_deref(), "from")?.unwrap_or_else(|| to.saturating_sub(29.days()));
        let days = to.since(from).map_or(0, |span| span.get_days());
        if from > to || days >= DAYS_MAX {
            return Err(Problem::invalid_field("from", format!("at most {DAYS_MAX} days, and not after `to`")));
        }
        let start = |day: Date, field| {
            let start = day.to_zoned(zone.clone()).map(|midnight| midnight.timestamp());
            start.map_err(|error| Problem::invalid_field(field, error.to_string()))
        };
        Ok((start(from, "from")?, start(to.saturating_add(1.day()), "to")?))
    }
}

/// Opening hours, where there is one answer to when the company is open.
async fn only_schedule(reader: &Reader<'_>) -> Result<Option<schedule::Schedule>, Problem> {
    let all = schedules::list(reader).await?;
    Ok(if let [only] = all.as_slice() { Some(only.hours.clone()) } else { None })
}

/// Who the contacts of the period are: all numbers of one of them are one person's.
async fn people(reader: &Reader<'_>, period: (Timestamp, Timestamp)) -> Result<People, Problem> {
    let ids = journal::contacts(reader, period).await?;
    let mut points = Vec::new();
    for some in ids.chunks(CONTACTS_AT_ONCE) {
        let of_some = contact_points::of_contacts(reader, some).await?;
        points.extend(of_some.into_iter().filter_map(|point| Some((point.contact_id, point.number?))));
    }
    Ok(People::of_contacts(&points))
}

async fn feed(reader: &Reader<'_>, period: (Timestamp, Timestamp), analysis: &mut Analysis) -> Result<Source, Problem> {
    let mut source = Source { format: "journal".to_owned(), ..Source::default() };
    let mut after = journal::position_of(reader, period.0).await?;
    loop {
        let page = journal::page(reader, period, after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(source) };
        after = *last;
        let entries: Vec<_> = page.into_iter().map(|(_, entry)| entry).collect();
        source.rows += entries.len() as u64;
        source.calls += entries.iter().filter(|entry| matches!(entry.event, DomainEvent::CallStarted { .. })).count() as u64;
        analysis.feed(&entries);
    }
}

async fn legend(reader: &Reader<'_>) -> Result<Legend, Problem> {
    let users = users::list(reader).await?.into_iter().map(|user| {
        let label = user.extension.map_or_else(|| user.name.clone(), |extension| format!("{}, {extension}", user.name));
        (user.id, label)
    });
    let dids = dids::list(reader).await?.into_iter().map(|did| (did.id, format!("{} {}", did.number, did.name).trim().to_owned()));
    let groups = groups::list(reader).await?.into_iter().map(|group| (group.id, group.name));
    Ok(Legend { users: users.collect(), dids: dids.collect(), groups: groups.collect() })
}
