//! A contact as the API shows one.

use crate::{
    naming,
    wire::{Named, card::CardBlocker, words},
};
use jiff::tz::TimeZone;
use otklik_crm::{
    card,
    contacts::WholeContact,
    names::{self, PersonName},
};
use otklik_model::{CompanyId, ContactId, Timestamp, schedule};
use otklik_store::{
    Reader, StoreError, affiliations,
    affiliations::Affiliation,
    companies,
    contact_points::{self, ContactPoint},
    contacts::Contact,
    tenants,
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An address of a contact.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Point {
    /// `point_01J…`.
    pub id: String,
    /// `phone`, `email`, `telegram`, `whatsapp`, `web` or `other`.
    #[schema(value_type = words::PointKind)]
    pub kind: contact_points::PointKind,
    /// `+79160000001` for phones.
    pub value: String,
    /// As people write it.
    pub display: String,
    /// «личный».
    pub label: Option<String>,
    /// Whether it is the one to use first.
    pub preferred: bool,
}

/// For which company a contact acts.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Affiliation)]
pub struct AffiliationShape {
    /// `affiliation_01J…`.
    pub id: String,
    /// The company.
    pub company: Named,
    /// As what.
    pub role: Option<String>,
    /// First day.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
}

/// A fact not to be asked for again.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KnownFact {
    /// Of what.
    pub label: String,
    /// What.
    pub value: String,
}

/// A person among the clients.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Contact)]
pub struct ContactShape {
    /// `contact_01J…`.
    pub id: String,
    /// In the usual order.
    pub name: String,
    /// Family name.
    pub last_name: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Patronymic.
    pub patronymic: Option<String>,
    /// What to say first.
    pub greeting: String,
    /// How he wants to be reached.
    pub preferred_channel: Option<String>,
    /// Class of clients by money.
    pub tier: Option<String>,
    /// Who looks after him.
    pub owner: Option<Named>,
    /// How he is reached, in order.
    pub points: Vec<Point>,
    /// For whom he acts, past ones too.
    pub affiliations: Vec<AffiliationShape>,
    /// What stands in his way now, as on his card.
    pub blockers: Vec<CardBlocker>,
    /// What must not be asked again.
    pub known: Vec<KnownFact>,
    /// Whether he was deleted and can be restored.
    pub deleted: bool,
    /// To be sent with a change.
    pub version: i64,
}

/// A contact in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactSummary {
    /// `contact_01J…`.
    pub id: String,
    /// In the usual order.
    pub name: String,
    /// For whom he acts now.
    pub companies: Vec<Named>,
    /// How he is reached.
    pub points: Vec<Point>,
    /// Who looks after him.
    pub owner: Option<Named>,
    /// Class of clients by money.
    pub tier: Option<String>,
    /// When he was last in touch.
    pub last_activity_at: Option<String>,
    /// What of him matched the search.
    #[schema(value_type = Option<words::MatchedBy>)]
    pub matched: Option<String>,
}

/// One contact with names.
pub async fn shape(reader: &Reader<'_>, whole: WholeContact, now: Timestamp) -> Result<ContactShape, StoreError> {
    let WholeContact { contact, points, affiliations } = whole;
    let names = naming::names(reader).await?;
    let companies = company_names(reader, &affiliations).await?;
    let blockers = card::blockers_of(reader, contact.id, now).await?;
    let person = PersonName::new(contact.last_name.as_deref(), contact.first_name.as_deref(), contact.patronymic.as_deref());
    Ok(ContactShape {
        id: contact.id.to_string(),
        name: naming::full_name(&contact),
        greeting: names::greeting(&person, None, local_time(reader, now).await?),
        preferred_channel: contact.preferred_channel.clone(),
        tier: contact.tier.clone(),
        owner: contact.owner_id.map(|user_id| names.user(user_id)),
        points: points.iter().map(point).collect(),
        affiliations: affiliations.iter().map(|one| affiliation(one, &companies)).collect(),
        blockers: blockers.into_iter().map(CardBlocker::from).collect(),
        known: contact.known.iter().map(|fact| KnownFact { label: fact.label.clone(), value: fact.value.clone() }).collect(),
        deleted: contact.deleted_at.is_some(),
        version: contact.version,
        last_name: contact.last_name,
        first_name: contact.first_name,
        patronymic: contact.patronymic,
    })
}

/// Contacts in a list, in the order given.
pub async fn summaries(
    reader: &Reader<'_>,
    contacts: Vec<Contact>,
    matched: &BTreeMap<ContactId, String>,
    now: Timestamp,
) -> Result<Vec<ContactSummary>, StoreError> {
    let ids: Vec<ContactId> = contacts.iter().map(|contact| contact.id).collect();
    let names = naming::names(reader).await?;
    let points = contact_points::of_contacts(reader, &ids).await?;
    let affiliations = affiliations::of_contacts(reader, &ids).await?;
    let companies = company_names(reader, &affiliations).await?;
    let today = now.to_zoned(TimeZone::UTC).date();
    let lasting = |one: &&Affiliation| one.until.is_none_or(|until| until >= today);
    let named = |one: &Affiliation| Some(Named::new(one.company_id, companies.get(&one.company_id)?));
    let summary = |contact: Contact| ContactSummary {
        companies: affiliations.iter().filter(|one| one.contact_id == contact.id).filter(lasting).filter_map(named).collect(),
        points: points.iter().filter(|one| one.contact_id == contact.id).map(point).collect(),
        owner: contact.owner_id.map(|user_id| names.user(user_id)),
        last_activity_at: contact.last_activity_at.map(|at| at.to_string()),
        matched: matched.get(&contact.id).cloned(),
        id: contact.id.to_string(),
        name: naming::full_name(&contact),
        tier: contact.tier,
    };
    Ok(contacts.into_iter().map(summary).collect())
}

fn point(point: &ContactPoint) -> Point {
    Point {
        id: point.id.to_string(),
        kind: point.kind,
        value: point.number.map_or_else(|| point.value.clone(), |number| number.to_string()),
        display: point.number.map_or_else(|| point.value.clone(), otklik_model::PhoneNumber::international),
        label: point.label.clone(),
        preferred: point.preferred,
    }
}

fn affiliation(one: &Affiliation, companies: &BTreeMap<CompanyId, String>) -> AffiliationShape {
    AffiliationShape {
        id: one.id.to_string(),
        company: Named::new(one.company_id, companies.get(&one.company_id).map_or("—", String::as_str)),
        role: one.role.clone(),
        since: one.since.map(|date| date.to_string()),
        until: one.until.map(|date| date.to_string()),
    }
}

async fn company_names(reader: &Reader<'_>, affiliations: &[Affiliation]) -> Result<BTreeMap<CompanyId, String>, StoreError> {
    let ids: Vec<CompanyId> = affiliations.iter().map(|one| one.company_id).collect();
    Ok(companies::find_all(reader, &ids).await?.into_iter().map(|company| (company.id, company.name)).collect())
}

/// What the clock on the company's wall shows: it is said as good morning or good evening.
async fn local_time(reader: &Reader<'_>, now: Timestamp) -> Result<jiff::civil::Time, StoreError> {
    let zone = tenants::find(reader).await?.and_then(|tenant| schedule::time_zone(&tenant.time_zone).ok());
    Ok(now.to_zoned(zone.unwrap_or(TimeZone::UTC)).time())
}
