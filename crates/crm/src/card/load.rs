//! Reading what a card is made of: a few rounds of short queries by key, whatever the number of contacts.

use super::{
    Card, CardBlocker,
    compose::{Sources, blockers_on, client, compose},
};
use crate::{
    numbering_plan::origin_of,
    recognise::{CandidateFacts, Ranked, Recognition, recognise},
};
use jiff::tz::TimeZone;
use otklik_model::{CompanyId, ContactId, PhoneNumber, Timestamp, caller_index::CallerIndex, event::DomainEvent};
use otklik_store::{
    Reader, Store, StoreError,
    calls::Call,
    card_rows::{self, CardRows},
    commitments, dids, journal, tenants, users,
};

/// People looked at on one number: a switchboard of a factory may have hundreds.
const CANDIDATES_MAX: usize = 20;

/// Journal entries of a person read to learn for whom he spoke (chosen: some dozens of calls back).
const ENTRIES_READ: u64 = 100;

/// The card of a call, as it is now.
pub async fn for_call(store: &Store, call: &Call, now: Timestamp) -> Result<Card, StoreError> {
    let reader = &store.read(call.record.tenant_id);
    let index = store.caller_index(call.record.tenant_id);
    let number = client(&call.record).number;
    let ids = who(&index, number, call.contact_id);
    let (zone, users, people) = tokio::try_join!(zone_of(reader), users::list(reader), card_rows::load(reader, &ids))?;
    let facts: Vec<CandidateFacts> = people.iter().map(|person| facts(person, number)).collect();
    let recognition = recognise(number, &index, &facts, &zone);
    let chosen = call.contact_id.filter(|id| people.iter().any(|person| person.contact.id == *id)).or(only_one(&recognition));
    let did = match call.record.did_id {
        Some(id) => dids::find(reader, id).await?,
        None => None,
    };
    let owed_to_number = match chosen {
        Some(_) => Vec::new(),
        None => commitments::open_with(reader, &[], number.as_slice()).await?,
    };
    let spoke_for = match chosen {
        Some(id) => spoke_for(reader, id).await?,
        None => Vec::new(),
    };
    let call = call.record.clone();
    Ok(compose(&Sources { call, now, zone, did, users, recognition, chosen, people, owed_to_number, spoke_for }))
}

/// What stands in the way of a person now, as his card says it.
pub async fn blockers_of(reader: &Reader<'_>, contact_id: ContactId, now: Timestamp) -> Result<Vec<CardBlocker>, StoreError> {
    let (zone, people) = tokio::try_join!(zone_of(reader), async { card_rows::load(reader, &[contact_id]).await })?;
    let today = now.to_zoned(zone).date();
    Ok(people.first().map(|person| blockers_on(person, today)).unwrap_or_default())
}

/// What the number alone says of a call: from where it is, and whether one person, several or nobody has it.
pub fn at_once(index: &CallerIndex, call: &Call, now: Timestamp) -> Card {
    let number = client(&call.record).number;
    let ids = who(index, number, None);
    let sources = Sources {
        call: call.record.clone(),
        now,
        zone: TimeZone::UTC,
        did: None,
        users: Vec::new(),
        recognition: by_number(number, &ids),
        chosen: call.contact_id,
        people: Vec::new(),
        owed_to_number: Vec::new(),
        spoke_for: Vec::new(),
    };
    Card { complete: false, ..compose(&sources) }
}

/// As [`recognise`] will say it, without names and reasons.
fn by_number(number: Option<PhoneNumber>, ids: &[ContactId]) -> Recognition {
    let ranked = |(contact_id, rank): (&ContactId, u32)| Ranked { contact_id: *contact_id, rank, evidence: String::new() };
    match ids {
        [] => Recognition::Unknown { region: number.and_then(origin_of) },
        [only] => Recognition::Known(ranked((only, 1))),
        several => Recognition::Several(several.iter().zip(1..).map(ranked).collect()),
    }
}

fn who(index: &CallerIndex, number: Option<PhoneNumber>, chosen: Option<ContactId>) -> Vec<ContactId> {
    let candidates = number.map(|number| index.candidates(number)).unwrap_or_default();
    let candidates = candidates.into_iter().take(CANDIDATES_MAX).map(|candidate| candidate.contact_id);
    let mut ids: Vec<ContactId> = candidates.chain(chosen).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What speaks for a candidate.
fn facts(person: &CardRows, number: Option<PhoneNumber>) -> CandidateFacts {
    let point = person.points.iter().find(|point| point.number.is_some() && point.number == number);
    let talks = || person.calls.iter().filter(|call| call.record.answered_at.is_some());
    CandidateFacts {
        contact_id: person.contact.id,
        label: point.and_then(|point| point.label.clone()),
        preferred: point.is_some_and(|point| point.preferred),
        last_contact_at: talks().map(|call| call.record.started_at).max(),
        calls: u32::try_from(talks().count()).unwrap_or(u32::MAX),
    }
}

const fn only_one(recognition: &Recognition) -> Option<ContactId> {
    match recognition {
        Recognition::Known(ranked) => Some(ranked.contact_id),
        Recognition::Several(_) | Recognition::Unknown { .. } => None,
    }
}

/// The companies users said he spoke for, latest first.
async fn spoke_for(reader: &Reader<'_>, contact_id: ContactId) -> Result<Vec<CompanyId>, StoreError> {
    let entries = journal::of_contact(reader, contact_id, None, ENTRIES_READ).await?;
    let company = |event: &DomainEvent| if let DomainEvent::CallerChosen { company_id, .. } = event { *company_id } else { None };
    Ok(entries.iter().filter_map(|entry| company(&entry.event)).collect())
}

/// The zone of the tenant; a zone no longer known counts as UTC rather than hiding the card.
async fn zone_of(reader: &Reader<'_>) -> Result<TimeZone, StoreError> {
    let tenant = tenants::find(reader).await?;
    Ok(tenant.and_then(|tenant| TimeZone::get(&tenant.time_zone).ok()).unwrap_or(TimeZone::UTC))
}
