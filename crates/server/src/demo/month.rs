//! The month before the demo begins: generated calls of its own people and numbers, told to the journal in the order they happened.
//!
//! Everything follows from the journal as it does from real calls. Call-backs nobody made are withdrawn after a day, so that the list of an
//! agent begins with yesterday's. The clients of the story are left out: their history is what the company's file says.

use super::regulars;
use anyhow::Context;
use jiff::{SignedDuration, ToSpan, civil::Date, tz::TimeZone};
use otklik_crm::{
    Acting, commitments,
    contacts::{self, Duplicates},
};
use otklik_insight::{
    attempt::{Cause, Step},
    generator::{Cast, Clients, Company, Member, OwnNumber, Planted, Truth},
};
use otklik_model::{
    Role, TenantId, Timestamp, UserId,
    event::JournalEntry,
    schedule::{self, Schedule},
};
use otklik_store::{
    Reader, Store,
    calls::{self, CallFilter},
    commitments::{self as promised, CommitmentFilter},
    devices, dids, groups, schedules, tenants, trunks, users,
};
use rand::{SeedableRng, rngs::StdRng};

const SEED: u64 = 2009;
/// How long the past is: whole weeks, so that every weekday is there as often as any other.
const DAYS: u16 = 28;
/// Every so many callers are in the book of clients (chosen: a shop knows some of those who ring).
const KNOWN_EVERY: u32 = 6;
/// When the supervisor looks through the call-backs, on working days; what is older than that is withdrawn.
const LOOKED_THROUGH_AT: (i8, i8) = (17, 30);
const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(20);
/// More open call-backs than a month can leave behind.
const CALL_BACKS_MAX: u64 = 1000;

/// A past month of a company that has one not yet: what was planted in it; `None` where calls are there already.
pub async fn live_through(store: &Store, tenant_id: TenantId, now: Timestamp) -> anyhow::Result<Option<Truth>> {
    let reader = store.read(tenant_id);
    if !calls::list(&reader, &CallFilter::default(), None, 1).await?.items.is_empty() {
        return Ok(None);
    }
    let zone = schedule::time_zone(&tenants::find(&reader).await?.context("the demo has no company")?.time_zone)?;
    let first = now.to_zoned(zone.clone()).date().checked_sub(i64::from(DAYS).days())?;
    let company = company(schedule_of(&reader).await?, first);
    let cast = cast(&reader).await?;
    let mut said = Vec::new();
    let truth = company.generate_as(&cast, SEED, &mut |call| said.extend_from_slice(call))?;
    said.sort_by_key(|entry| entry.at);
    let mut past = Past { store, tenant_id, supervisor: supervisor(&reader).await?, zone, rng: StdRng::seed_from_u64(SEED) };
    past.know_regulars(&cast, &truth, first).await?;
    past.tell(said, first).await?;
    Ok(Some(truth))
}

/// Open by that schedule; what it loses is planted so that each place has something to show.
fn company(schedule: Schedule, from: Date) -> Company {
    let planted =
        |step, cause, lost, called_in_vain, rang_again, called_back| Planted { step, cause, lost, called_in_vain, rang_again, called_back };
    Company {
        schedule,
        from,
        days: DAYS,
        staff: 5,
        numbers: 2,
        greeting: SignedDuration::from_secs(14),
        patience: SignedDuration::from_secs(45),
        talk: SignedDuration::from_secs(170),
        wrap_up: SignedDuration::ZERO, // the journal of the demo is one of calls
        served: 620,
        planted: vec![
            planted(Step::OutOfHours, Cause::OutOfHours, 14, 3, 4, 9),
            planted(Step::Ring, Cause::NobodyAnswered, 13, 4, 6, 8),
            planted(Step::Ring, Cause::Busy, 3, 0, 3, 1),
            planted(Step::Greeting, Cause::LongGreeting, 5, 0, 3, 1),
            planted(Step::Queue, Cause::QueueWait, 7, 2, 4, 3),
            planted(Step::Hold, Cause::LeftOnHold, 2, 0, 1, 0),
            planted(Step::Transfer, Cause::FailedTransfer, 3, 0, 1, 2),
        ],
        first_phone_share: 0.5,
        diallers: 2,
        // Nothing in the demo's configuration tells the mobiles of its people, so they would count as clients.
        staff_calls: 0,
        wrong_numbers: 6,
    }
}

/// The company's own people by extension; each number is answered by the group it goes to.
async fn cast(reader: &Reader<'_>) -> anyhow::Result<Cast> {
    let (users, devices) = (users::list(reader).await?, devices::list(reader).await?);
    let mut staff: Vec<Member> = users
        .iter()
        .filter_map(|user| {
            let device = devices.iter().find(|device| device.user_id == user.id)?;
            Some(Member { user_id: user.id, device_id: device.id, extension: user.extension.clone()? })
        })
        .collect();
    staff.sort_by(|one, other| one.extension.cmp(&other.extension));
    let groups = groups::list(reader).await?;
    let place = |user_id: &UserId| staff.iter().position(|member| member.user_id == *user_id).and_then(|place| u16::try_from(place).ok());
    let mut dids = dids::list(reader).await?;
    dids.sort_by_key(|did| did.number);
    let numbers: Vec<OwnNumber> = dids
        .into_iter()
        .map(|did| {
            let group = groups.iter().find(|group| did.open == dids::DidTarget::Group { id: group.id });
            let members = group.map(|group| group.member_ids.iter().filter_map(place).collect());
            OwnNumber { did_id: did.id, number: did.number, members: members.unwrap_or_default() }
        })
        .collect();
    Ok(Cast {
        tenant_id: reader.tenant_id(),
        closing: Some(1).filter(|place| *place < numbers.len()).and_then(|place| u16::try_from(place).ok()),
        group_id: groups.first().context("the demo's company has no group")?.id,
        trunk_id: trunks::list(reader).await?.first().context("the demo's company has no trunk")?.id,
        greeting: "greeting.wav".to_owned(),
        clients: Clients::Pretended,
        staff,
        numbers,
    })
}

/// The hours of the number that closes.
async fn schedule_of(reader: &Reader<'_>) -> anyhow::Result<Schedule> {
    let schedules = schedules::list(reader).await?;
    let closes = schedules.into_iter().find(|schedule| !schedule.hours.special_days.is_empty());
    Ok(closes.context("the demo's company has no hours")?.hours)
}

async fn supervisor(reader: &Reader<'_>) -> anyhow::Result<UserId> {
    let users = users::list(reader).await?;
    let supervisor = users.iter().find(|user| user.role == Role::Supervisor);
    Ok(supervisor.context("the demo's company has no supervisor")?.id)
}

struct Past<'a> {
    store: &'a Store,
    tenant_id: TenantId,
    supervisor: UserId,
    zone: TimeZone,
    rng: StdRng,
}

impl Past<'_> {
    /// Writes down some of those who will call.
    async fn know_regulars(&mut self, cast: &Cast, truth: &Truth, first: Date) -> anyhow::Result<()> {
        let mut acting = self.acting(first.at(0, 0, 0, 0).to_zoned(self.zone.clone())?.timestamp());
        let mut tx = self.store.begin(self.tenant_id).await?;
        let people = u32::try_from(truth.people).unwrap_or(u32::MAX);
        for (place, person) in (KNOWN_EVERY..=people).step_by(usize::try_from(KNOWN_EVERY)?).enumerate() {
            let owner = &cast.staff[place % cast.staff.len()];
            let draft = regulars::regular(place, cast.clients.number(person), owner.user_id);
            contacts::create(&mut tx, &draft, Duplicates::Allow, &mut acting).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Appends the entries day by day; between the days old call-backs are given up.
    async fn tell(&mut self, said: Vec<JournalEntry>, first: Date) -> anyhow::Result<()> {
        let mut rest = said.as_slice();
        for day in (0..i64::from(DAYS)).map(|day| first.checked_add(day.days())) {
            let (hour, minute) = LOOKED_THROUGH_AT;
            let evening = day?.at(hour, minute, 0, 0).to_zoned(self.zone.clone())?;
            let (told, later) = rest.split_at(rest.partition_point(|entry| entry.at < evening.timestamp()));
            rest = later;
            let mut tx = self.store.begin(self.tenant_id).await?;
            tx.append(told.to_vec()).await?;
            tx.commit().await?;
            if evening.weekday().to_monday_one_offset() <= 5 {
                self.give_up(evening.timestamp()).await?;
            }
        }
        let mut tx = self.store.begin(self.tenant_id).await?;
        tx.append(rest.to_vec()).await?;
        Ok(tx.commit().await?)
    }

    /// Withdraws the call-backs that were not made in time.
    async fn give_up(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let open = CommitmentFilter { open: Some(true), ..CommitmentFilter::default() };
        let open = promised::list(&self.store.read(self.tenant_id), &open, None, CALL_BACKS_MAX).await?;
        let old = open.items.iter().filter(|one| one.made_by_call.is_some() && now.duration_since(one.made_at) > GIVEN_UP_AFTER);
        let mut tx = self.store.begin(self.tenant_id).await?;
        let mut acting = self.acting(now);
        for commitment in old {
            commitments::withdraw(&mut tx, commitment.id, self.supervisor, &mut acting).await?;
        }
        Ok(tx.commit().await?)
    }

    fn acting(&mut self, now: Timestamp) -> Acting {
        Acting { now, by: Some(self.supervisor), rng: StdRng::from_rng(&mut self.rng) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::apply;
    use otklik_crm::configuration::Source;
    use otklik_insight::{Analysis, files::ReadSummary, ledger::Terms, report::Report};
    use otklik_model::{PhoneNumber, call_record::Outcome};
    use otklik_store::{Location, Opener, contact_points, journal};
    use std::collections::{BTreeMap, BTreeSet};

    /// A Sunday noon in Moscow.
    const NOW: &str = "2026-11-22T09:00:00Z";

    struct Doors {
        store: Store,
        tenant_id: TenantId,
        truth: Truth,
        _folder: tempfile::TempDir,
    }

    async fn doors() -> Doors {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Location::Folder(folder.path().to_owned()), Opener::Server).await.unwrap();
        let source = Source { file: "doors.toml", text: include_str!("../../../../examples/doors.toml") };
        apply::to_store(&store, source, false).await.unwrap();
        let tenant_id = tenants::list(&store).await.unwrap()[0].id;
        let truth = live_through(&store, tenant_id, now()).await.unwrap().expect("the journal was empty");
        Doors { store, tenant_id, truth, _folder: folder }
    }

    fn now() -> Timestamp {
        NOW.parse().unwrap()
    }

    async fn report(doors: &Doors) -> Report {
        let (reader, zone) = (doors.store.read(doors.tenant_id), schedule::time_zone("Europe/Moscow").unwrap());
        let month = (now().checked_sub(SignedDuration::from_hours(29 * 24)).unwrap(), now());
        let mut analysis = Analysis::new(Terms::default(), zone).unwrap();
        for (_, entry) in journal::page(&reader, month, 0, 1_000_000).await.unwrap() {
            analysis.feed(&[entry]);
        }
        analysis.finish(ReadSummary {
            source: otklik_insight::report::Source::default(),
            rejected: Vec::new(),
            legend: doors.truth.legend.clone(),
        })
    }

    #[tokio::test]
    async fn what_was_planted_is_what_the_report_on_the_journal_says() {
        let doors = doors().await;
        let (report, truth) = (report(&doors).await, &doors.truth);
        let losses: BTreeMap<_, _> = report.losses.iter().map(|line| ((line.step, line.cause), line.people)).collect();
        assert_eq!(losses, truth.losses);
        assert_eq!(
            [report.attempts, report.served, report.rang_again, report.called_back],
            [truth.attempts, truth.served, truth.rang_again, truth.called_back]
        );
    }

    #[tokio::test]
    async fn the_past_is_past_and_leaves_the_story_alone() {
        let doors = doors().await;
        let reader = doors.store.read(doors.tenant_id);
        let all = calls::list(&reader, &CallFilter::default(), None, 10_000).await.unwrap().items;
        let midnight: Timestamp = "2026-11-21T21:00:00Z".parse().unwrap();
        assert!(all.len() > 700 && all.iter().all(|call| call.record.has_ended() && call.record.started_at < midnight));
        assert!(all.iter().any(|call| call.record.started_at > midnight - SignedDuration::from_hours(24)), "yesterday was a day too");
        let dialled: BTreeSet<PhoneNumber> = all.iter().filter_map(|call| call.record.client_number()).collect();
        let known = all.iter().filter(|call| call.contact_id.is_some()).count();
        assert!((100..400).contains(&known), "{known} of {} calls are of known clients", all.len());
        for number in ["+79160000001", "+74950000050", "+74990000099", "+79030000011"] {
            assert!(!dialled.contains(&number.parse().unwrap()), "{number} has another history");
        }
    }

    #[tokio::test]
    async fn a_list_begins_with_yesterdays_call_backs_and_what_was_called_back_is_kept() {
        let doors = doors().await;
        let reader = doors.store.read(doors.tenant_id);
        let made = promised::list(&reader, &CommitmentFilter::default(), None, 10_000).await.unwrap().items;
        let call_backs: Vec<_> = made.iter().filter(|one| one.made_by_call.is_some()).collect();
        let open: Vec<_> = call_backs.iter().filter(|one| one.is_open()).collect();
        assert!(open.len() <= 6, "{} call-backs wait", open.len());
        assert!(open.iter().all(|one| now().duration_since(one.made_at) < SignedDuration::from_hours(3 * 24)));
        let kept = call_backs.iter().filter(|one| one.state.as_str() == "kept").count();
        assert!(kept as u64 >= doors.truth.called_back, "{kept} kept");
        let missed = CallFilter { outcome: Some(Outcome::Missed), ..CallFilter::default() };
        assert!(!calls::list(&reader, &missed, None, 1).await.unwrap().items.is_empty());
    }

    #[tokio::test]
    async fn a_company_has_only_one_past() {
        let doors = doors().await;
        assert_eq!(live_through(&doors.store, doors.tenant_id, now()).await.unwrap(), None);
        let (reader, regular) = (doors.store.read(doors.tenant_id), Clients::Pretended.number(KNOWN_EVERY));
        assert_eq!(contact_points::find_by_numbers(&reader, &[regular]).await.unwrap().len(), 1);
    }
}
