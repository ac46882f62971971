//! Everything a card is composed of, in a handful of indexed queries however many contacts there are.

use crate::{
    Reader, StoreError,
    affiliations::{self, Affiliation},
    blockers::{self, Blocker},
    calls::{self, Call},
    commitments::{self, Commitment},
    companies::{self, Company},
    contact_points::{self, ContactPoint},
    contacts::{self, Contact},
    notes::{self, Note},
    records::{self, Record},
};
use otklik_model::{CompanyId, ContactId, PhoneNumber};
use std::collections::{BTreeMap, BTreeSet};

/// Records of one person and the companies behind (chosen: more than anybody reads while a phone rings).
const RECORDS_MAX: u64 = 50;

/// Last calls, and last notes, of one person (chosen likewise).
const ACTIVITIES_MAX: u64 = 10;

/// What is known about one person.
#[derive(Debug, Clone, PartialEq)]
pub struct CardRows {
    /// The person.
    pub contact: Contact,
    /// Phones and other addresses, in their order.
    pub points: Vec<ContactPoint>,
    /// For whom the person acts or acted.
    pub affiliations: Vec<(Affiliation, Company)>,
    /// What stands in the way of the person or the companies now.
    pub blockers: Vec<Blocker>,
    /// Records of the person and the companies, newest first.
    pub records: Vec<Record>,
    /// Open commitments to the person or to one of the person's numbers, due first first.
    pub commitments: Vec<Commitment>,
    /// Last calls with the person, latest first.
    pub calls: Vec<Call>,
    /// Last notes about the person, latest first.
    pub notes: Vec<Note>,
}

/// Loads the cards of these contacts, in the order asked for; deleted ones and unknown ids are left out.
pub async fn load(reader: &Reader<'_>, ids: &[ContactId]) -> Result<Vec<CardRows>, StoreError> {
    let (contacts, points, affiliations) = tokio::try_join!(
        contacts::find_all(reader, ids),
        contact_points::of_contacts(reader, ids),
        affiliations::of_contacts(reader, ids),
    )?;
    let company_ids: BTreeSet<CompanyId> = affiliations.iter().map(|affiliation| affiliation.company_id).collect();
    let company_ids: Vec<CompanyId> = company_ids.into_iter().collect();
    let companies = companies::find_all(reader, &company_ids).await?;
    let companies: BTreeMap<CompanyId, Company> = companies.into_iter().map(|company| (company.id, company)).collect();
    let mut contacts: BTreeMap<ContactId, Contact> = contacts.into_iter().map(|contact| (contact.id, contact)).collect();
    let mut cards = Vec::new();
    for id in ids {
        let Some(contact) = contacts.remove(id).filter(|contact| contact.deleted_at.is_none()) else { continue };
        let points = points.iter().filter(|point| point.contact_id == *id).cloned().collect();
        let of_contact = affiliations.iter().filter(|affiliation| affiliation.contact_id == *id);
        let with_company = |affiliation: &Affiliation| Some((affiliation.clone(), companies.get(&affiliation.company_id)?.clone()));
        cards.push(card(reader, contact, points, of_contact.filter_map(with_company).collect()).await?);
    }
    Ok(cards)
}

async fn card(
    reader: &Reader<'_>,
    contact: Contact,
    points: Vec<ContactPoint>,
    affiliations: Vec<(Affiliation, Company)>,
) -> Result<CardRows, StoreError> {
    let ids = [contact.id];
    let companies: Vec<CompanyId> = affiliations.iter().map(|(_, company)| company.id).collect();
    let numbers: Vec<PhoneNumber> = points.iter().filter_map(|point| point.number).collect();
    let (blockers, records, commitments, calls, notes) = tokio::try_join!(
        blockers::active(reader, &ids, &companies),
        records::of_clients(reader, &ids, &companies, RECORDS_MAX),
        commitments::open_with(reader, &ids, &numbers),
        calls::of_contact(reader, contact.id, None, ACTIVITIES_MAX),
        notes::of_contact(reader, contact.id, None, ACTIVITIES_MAX),
    )?;
    Ok(CardRows { contact, points, affiliations, blockers, records, commitments, calls, notes })
}
