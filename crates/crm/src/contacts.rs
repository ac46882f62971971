//! Contacts: writing them down, changing, deleting with undo, finding who is there already.

use crate::{
    acting::Acting,
    refusal::{ChangeRefused, Fields, trimmed},
    requisites,
};
use jiff::civil::Date;
use otklik_model::{AffiliationId, CompanyId, ContactId, ContactPointId, PhoneNumber, Region, UserId, event::DomainEvent};
use otklik_store::{
    Reader, StoreError, Tx,
    affiliations::{self, Affiliation},
    companies,
    contact_points::{self, ContactPoint, PointKind},
    contacts::{self, Contact, Known},
    tenants, users,
};
use std::collections::BTreeSet;

/// Points of one contact (chosen: more is an import gone wrong).
const POINTS_MAX: usize = 50;

/// A contact as a form gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactDraft {
    /// Family name.
    pub last_name: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Patronymic.
    pub patronymic: Option<String>,
    /// Class of clients by money.
    pub tier: Option<String>,
    /// How he wants to be reached.
    pub preferred_channel: Option<String>,
    /// Who looks after him.
    pub owner_id: Option<UserId>,
    /// What must not be asked again.
    pub known: Vec<Known>,
    /// How he is reached.
    pub points: Vec<PointDraft>,
    /// For whom he acts.
    pub affiliations: Vec<AffiliationDraft>,
}

/// A point as a form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointDraft {
    /// What it is.
    pub kind: PointKind,
    /// As it was typed.
    pub value: String,
    /// «личный»
    pub label: Option<String>,
    /// Whether it is the one to use first.
    pub preferred: bool,
}

/// An affiliation as a form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AffiliationDraft {
    /// For which company.
    pub company_id: CompanyId,
    /// As what.
    pub role: Option<String>,
    /// First day.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// What to do when somebody with the same number or address is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// Refuse and name them.
    Refuse,
    /// The user looked and wants another one.
    Allow,
}

/// A contact that was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateRefused {
    /// These have the same number or address.
    #[error("{} with the same number or address are there already", .0.len())]
    Duplicate(Vec<ContactId>),
    /// As for any change.
    #[error(transparent)]
    Change(#[from] ChangeRefused),
}

impl From<StoreError> for CreateRefused {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// A contact with all that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeContact {
    /// The contact.
    pub contact: Contact,
    /// How he is reached, in order.
    pub points: Vec<ContactPoint>,
    /// For whom he acts, past ones too.
    pub affiliations: Vec<Affiliation>,
}

impl WholeContact {
    /// The form with what is there, for a change of only some fields.
    pub fn draft(&self) -> ContactDraft {
        let contact = self.contact.clone();
        let point = |point: &ContactPoint| PointDraft {
            kind: point.kind,
            value: point.value.clone(),
            label: point.label.clone(),
            preferred: point.preferred,
        };
        let affiliation =
            |one: &Affiliation| AffiliationDraft { company_id: one.company_id, role: one.role.clone(), since: one.since, until: one.until };
        ContactDraft {
            last_name: contact.last_name,
            first_name: contact.first_name,
            patronymic: contact.patronymic,
            tier: contact.tier,
            preferred_channel: contact.preferred_channel,
            owner_id: contact.owner_id,
            known: contact.known,
            points: self.points.iter().map(point).collect(),
            affiliations: self.affiliations.iter().map(affiliation).collect(),
        }
    }
}

/// A contact with what belongs to it; deleted ones too.
pub async fn read(reader: &Reader<'_>, id: ContactId) -> Result<Option<WholeContact>, StoreError> {
    let Some(contact) = contacts::find(reader, id).await? else { return Ok(None) };
    let points = contact_points::of_contacts(reader, &[id]).await?;
    let affiliations = affiliations::of_contacts(reader, &[id]).await?;
    Ok(Some(WholeContact { contact, points, affiliations }))
}

/// Makes a contact.
pub async fn create(tx: &mut Tx, draft: &ContactDraft, duplicates: Duplicates, acting: &mut Acting) -> Result<WholeContact, CreateRefused> {
    let region = region(&tx.reader()).await?;
    check(&tx.reader(), draft, region).await?;
    let id = acting.id(ContactId::from_parts);
    let points = points(id, draft, region, &[], acting);
    if duplicates == Duplicates::Refuse {
        let same = same_as(&tx.reader(), id, &points).await?;
        if !same.is_empty() {
            return Err(CreateRefused::Duplicate(same));
        }
    }
    let affiliations = affiliations(id, draft, &[], acting);
    let contact = Contact { id, created_at: acting.now, version: 1, deleted_at: None, last_activity_at: None, ..row(draft) };
    contacts::insert(tx, &contact).await?;
    contact_points::set(tx, id, &points).await?;
    affiliations::set(tx, id, &affiliations).await?;
    journal(tx, id, acting).await?;
    Ok(WholeContact { contact, points, affiliations })
}

/// Writes a contact made from that version.
pub async fn edit(
    tx: &mut Tx,
    id: ContactId,
    version: i64,
    draft: &ContactDraft,
    acting: &mut Acting,
) -> Result<WholeContact, ChangeRefused> {
    let have = read(&tx.reader(), id).await?.ok_or(ChangeRefused::Missing)?;
    if have.contact.version != version {
        return Err(ChangeRefused::ChangedMeanwhile);
    }
    let region = region(&tx.reader()).await?;
    check(&tx.reader(), draft, region).await?;
    let points = points(id, draft, region, &have.points, acting);
    let affiliations = affiliations(id, draft, &have.affiliations, acting);
    let Contact { created_at, deleted_at, last_activity_at, .. } = have.contact;
    let next = Contact { id, created_at, version, deleted_at, last_activity_at, ..row(draft) };
    let contact = Contact { version: contacts::update(tx, &next).await?, ..next };
    contact_points::set(tx, id, &points).await?;
    affiliations::set(tx, id, &affiliations).await?;
    journal(tx, id, acting).await?;
    Ok(WholeContact { contact, points, affiliations })
}

/// Deletes a contact so that it can be restored: nobody finds or recognises him until then.
pub async fn delete(tx: &mut Tx, id: ContactId, acting: &mut Acting) -> Result<(), ChangeRefused> {
    contacts::delete(tx, id, acting.now).await?;
    Ok(journal(tx, id, acting).await?)
}

/// Takes a deletion back.
pub async fn restore(tx: &mut Tx, id: ContactId, acting: &mut Acting) -> Result<(), ChangeRefused> {
    contacts::restore(tx, id).await?;
    Ok(journal(tx, id, acting).await?)
}

/// Adds a phone number to a contact who has it not yet.
pub(crate) async fn attach_number(tx: &mut Tx, id: ContactId, number: PhoneNumber, acting: &mut Acting) -> Result<(), ChangeRefused> {
    let mut points = contact_points::of_contacts(&tx.reader(), &[id]).await?;
    if points.iter().any(|point| point.number == Some(number)) {
        return Ok(());
    }
    points.push(ContactPoint {
        id: acting.id(ContactPointId::from_parts),
        contact_id: id,
        kind: PointKind::Phone,
        value: number.to_string(),
        number: Some(number),
        label: None,
        preferred: false,
        position: u32::try_from(points.len()).unwrap_or(u32::MAX),
    });
    contact_points::set(tx, id, &points).await?;
    Ok(journal(tx, id, acting).await?)
}

async fn journal(tx: &mut Tx, contact_id: ContactId, acting: &mut Acting) -> Result<(), StoreError> {
    let changed = DomainEvent::ContactChanged { contact_id, by: acting.by };
    let entry = acting.entry(tx.tenant_id(), changed);
    tx.append(vec![entry]).await
}

/// The country of the tenant, for numbers without a code.
pub(crate) async fn region(reader: &Reader<'_>) -> Result<Region, StoreError> {
    Ok(tenants::find(reader).await?.map_or(Region::RU, |tenant| tenant.region))
}

/// Others with the same number or address.
async fn same_as(reader: &Reader<'_>, own: ContactId, points: &[ContactPoint]) -> Result<Vec<ContactId>, StoreError> {
    let numbers: Vec<PhoneNumber> = points.iter().filter_map(|point| point.number).collect();
    let mut found = if numbers.is_empty() { Vec::new() } else { contact_points::find_by_numbers(reader, &numbers).await? };
    for point in points.iter().filter(|point| point.kind == PointKind::Email) {
        found.extend(contact_points::find_by_value(reader, PointKind::Email, &point.value).await?);
    }
    let ids: BTreeSet<ContactId> = found.iter().map(|point| point.contact_id).filter(|id| *id != own).collect();
    Ok(ids.into_iter().collect())
}

async fn check(reader: &Reader<'_>, draft: &ContactDraft, region: Region) -> Result<(), ChangeRefused> {
    let mut fields = Fields::default();
    check_words(draft, &mut fields);
    draft.points.iter().enumerate().for_each(|(at, point)| check_point(at, point, region, &mut fields));
    if let Some(owner_id) = draft.owner_id {
        fields.demand(users::find(reader, owner_id).await?.is_some(), "owner_id", "expected one of our users");
    }
    check_affiliations(reader, draft, &mut fields).await?;
    fields.accepted()
}

fn check_words(draft: &ContactDraft, fields: &mut Fields) {
    let named = trimmed(draft.last_name.as_deref()).or(trimmed(draft.first_name.as_deref())).is_some();
    fields.demand(named || !draft.points.is_empty(), "last_name", "expected a name or a way to reach the person");
    fields.optional_line("last_name", draft.last_name.as_deref());
    fields.optional_line("first_name", draft.first_name.as_deref());
    fields.optional_line("patronymic", draft.patronymic.as_deref());
    fields.optional_line("tier", draft.tier.as_deref());
    fields.optional_line("preferred_channel", draft.preferred_channel.as_deref());
    fields.demand(draft.points.len() <= POINTS_MAX, "points", format!("expected at most {POINTS_MAX}"));
    for (at, fact) in draft.known.iter().enumerate() {
        fields.line(&format!("known[{at}].label"), &fact.label);
        fields.line(&format!("known[{at}].value"), &fact.value);
    }
}

fn check_point(at: usize, point: &PointDraft, region: Region, fields: &mut Fields) {
    let field = format!("points[{at}].value");
    match point.kind {
        PointKind::Phone => {
            let parsed = PhoneNumber::parse(&point.value, region);
            fields.demand(parsed.is_ok(), &field, "expected a phone number like +7 916 000-00-01");
        }
        PointKind::Email => {
            fields.demand(requisites::is_email(point.value.trim()), &field, "expected an e-mail address like anna@example.ru");
        }
        PointKind::Telegram | PointKind::Whatsapp | PointKind::Web | PointKind::Other => fields.line(&field, &point.value),
    }
    fields.optional_line(&format!("points[{at}].label"), point.label.as_deref());
}

async fn check_affiliations(reader: &Reader<'_>, draft: &ContactDraft, fields: &mut Fields) -> Result<(), StoreError> {
    let ids: Vec<CompanyId> = draft.affiliations.iter().map(|one| one.company_id).collect();
    let known = if ids.is_empty() { Vec::new() } else { companies::find_all(reader, &ids).await? };
    for (at, one) in draft.affiliations.iter().enumerate() {
        let exists = known.iter().any(|company| company.id == one.company_id);
        fields.demand(exists, &format!("affiliations[{at}].company_id"), "expected a company that exists");
        let in_order = one.since.zip(one.until).is_none_or(|(since, until)| since <= until);
        fields.demand(in_order, &format!("affiliations[{at}].until"), "expected a day not before the first one");
    }
    Ok(())
}

fn row(draft: &ContactDraft) -> Contact {
    Contact {
        id: ContactId::from_u128(0),
        last_name: trimmed(draft.last_name.as_deref()),
        first_name: trimmed(draft.first_name.as_deref()),
        patronymic: trimmed(draft.patronymic.as_deref()),
        tier: trimmed(draft.tier.as_deref()),
        preferred_channel: trimmed(draft.preferred_channel.as_deref()),
        owner_id: draft.owner_id,
        known: draft.known.clone(),
        created_at: otklik_model::Timestamp::UNIX_EPOCH,
        last_activity_at: None,
        version: 0,
        deleted_at: None,
    }
}

/// A point that was there keeps its id; a point given twice counts once.
fn points(contact_id: ContactId, draft: &ContactDraft, region: Region, have: &[ContactPoint], acting: &mut Acting) -> Vec<ContactPoint> {
    let mut points: Vec<ContactPoint> = Vec::new();
    for (position, one) in (0..).zip(&draft.points) {
        let number = PhoneNumber::parse(&one.value, region).ok().filter(|_| one.kind == PointKind::Phone);
        let value = match one.kind {
            PointKind::Email => one.value.trim().to_lowercase(),
            PointKind::Phone | PointKind::Telegram | PointKind::Whatsapp | PointKind::Web | PointKind::Other => one.value.trim().to_owned(),
        };
        let same = |point: &&ContactPoint| point.kind == one.kind && (point.value == value || (number.is_some() && point.number == number));
        if points.iter().any(|point| same(&point)) {
            continue;
        }
        let id = have.iter().find(same).map_or_else(|| acting.id(ContactPointId::from_parts), |point| point.id);
        let label = trimmed(one.label.as_deref());
        points.push(ContactPoint { id, contact_id, kind: one.kind, value, number, label, preferred: one.preferred, position });
    }
    points
}

fn affiliations(contact_id: ContactId, draft: &ContactDraft, have: &[Affiliation], acting: &mut Acting) -> Vec<Affiliation> {
    let mut left: Vec<&Affiliation> = have.iter().collect();
    let affiliation = |one: &AffiliationDraft| {
        let kept = left.iter().position(|other| other.company_id == one.company_id).map(|at| left.swap_remove(at).id);
        Affiliation {
            id: kept.unwrap_or_else(|| acting.id(AffiliationId::from_parts)),
            contact_id,
            company_id: one.company_id,
            role: trimmed(one.role.as_deref()),
            since: one.since,
            until: one.until,
        }
    };
    draft.affiliations.iter().map(affiliation).collect()
}
