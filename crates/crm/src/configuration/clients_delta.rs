//! The clients of a file: what of them differs and how it is written.
//!
//! Clients absent from the file are left alone. Of the clients in it, what an earlier application made and the file no longer has
//! is taken away; what people added meanwhile stays.

use super::{
    client_rows::{ClientRows, ClientWanting},
    difference::{Delta, Described, Difference},
    file::{CommitmentPart, CompanyFile, ContactPart, NotePart},
    keyed::{is_keyed, keyed},
};
use jiff::tz::TimeZone;
use otklik_model::{CommitmentId, CompanyId, ContactId, NoteId, Timestamp, UserId, commitment::CommitmentState};
use otklik_store::{
    Reader, StoreError, Tx,
    affiliations::{self, Affiliation},
    blockers::{self, Blocker},
    commitments::{self, Commitment},
    companies::{self, Company},
    contact_points::{self, ContactPoint},
    contacts::{self, Contact},
    notes::{self, Note},
    records::{self, Record},
    users::User,
};
use std::collections::BTreeSet;

/// Records of one client read to compare; more belong to an import, not to a file.
const RECORDS_MAX: u64 = 10_000;

/// What of the clients differs.
#[derive(Debug)]
pub struct ClientsDelta {
    present: ClientRows,
    companies: Delta<Company>,
    contacts: Delta<Contact>,
    points: Delta<ContactPoint>,
    affiliations: Delta<Affiliation>,
    blockers: Delta<Blocker>,
    records: Delta<Record>,
    commitments: Vec<Commitment>,
    notes: Vec<Note>,
}

impl ClientsDelta {
    /// Compares the clients of the file with what is there of them.
    pub async fn between(reader: &Reader<'_>, file: &CompanyFile, wanting: &ClientWanting<'_>) -> Result<Self, StoreError> {
        let wanted = wanting.rows(file);
        let present = present(reader, &wanted).await?;
        let promised = PromisedAndNoted { wanting, zone: TimeZone::get(&file.tenant.time_zone.0.0).unwrap_or(TimeZone::UTC) };
        let (commitments, notes) = (promised.commitments(reader, file).await?, promised.notes(reader, file).await?);
        let from_file = present.clone();
        Ok(Self {
            companies: Delta::between(from_file.companies, wanted.companies),
            contacts: Delta::between(from_file.contacts, wanted.contacts),
            points: Delta::between(keyed_only(from_file.points, |one| one.id.to_u128()), wanted.points),
            affiliations: Delta::between(keyed_only(from_file.affiliations, |one| one.id.to_u128()), wanted.affiliations),
            blockers: Delta::between(keyed_only(from_file.blockers, |one| one.id.to_u128()), wanted.blockers),
            records: Delta::between(keyed_only(from_file.records, |one| one.id.to_u128()), wanted.records),
            commitments,
            notes,
            present,
        })
    }

    /// The same in words.
    pub fn differences(&self) -> Vec<Difference> {
        let rows = [
            &self.companies.differences,
            &self.contacts.differences,
            &self.points.differences,
            &self.affiliations.differences,
            &self.blockers.differences,
            &self.records.differences,
        ];
        let promised = self.commitments.iter().map(|one| Difference::Added { what: format!("commitment {}", one.text) });
        let noted = self.notes.iter().map(|one| Difference::Added { what: format!("note {}", one.text) });
        rows.into_iter().flatten().cloned().chain(promised).chain(noted).collect()
    }

    /// Contacts that are new or whose own row, points or affiliations change.
    pub fn contact_ids(&self) -> BTreeSet<ContactId> {
        let contacts = self.contacts.added.iter().chain(&self.contacts.changed).map(|contact| contact.id);
        contacts.chain(touched(&self.points, |point| point.contact_id)).chain(touched(&self.affiliations, |one| one.contact_id)).collect()
    }

    /// Writes it.
    pub async fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        self.write_companies(tx).await?;
        self.write_contacts(tx).await?;
        self.write_points(tx).await?;
        self.write_affiliations(tx).await?;
        self.write_blockers(tx).await?;
        self.write_records(tx).await?;
        for commitment in &self.commitments {
            commitments::insert(tx, commitment).await?;
        }
        for note in &self.notes {
            notes::insert(tx, note).await?;
        }
        Ok(())
    }

    async fn write_companies(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for company in &self.companies.added {
            companies::insert(tx, company).await?;
        }
        for company in &self.companies.changed {
            let have = self.present.companies.iter().find(|one| one.id == company.id).ok_or(StoreError::Missing)?;
            let next = Company { version: have.version, created_at: have.created_at, ..company.clone() };
            companies::update(tx, &next).await?;
        }
        Ok(())
    }

    async fn write_contacts(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for contact in &self.contacts.added {
            contacts::insert(tx, contact).await?;
        }
        for contact in &self.contacts.changed {
            let have = self.present.contacts.iter().find(|one| one.id == contact.id).ok_or(StoreError::Missing)?;
            if have.deleted_at.is_some() {
                contacts::restore(tx, contact.id).await?;
            }
            let next = Contact { version: have.version, created_at: have.created_at, ..contact.clone() };
            contacts::update(tx, &next).await?;
        }
        Ok(())
    }

    async fn write_points(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for contact_id in touched(&self.points, |point| point.contact_id) {
            let wanted: Vec<&ContactPoint> =
                self.points.added.iter().chain(&self.points.changed).filter(|point| point.contact_id == contact_id).collect();
            let have = self.present.points.iter().filter(|point| point.contact_id == contact_id);
            let kept = have.filter(|point| {
                let replaced = wanted.iter().any(|want| want.kind == point.kind && want.value == point.value);
                !replaced && !self.points.removed.iter().any(|one| one.id == point.id)
            });
            let mut points: Vec<ContactPoint> = wanted.iter().copied().chain(kept).cloned().collect();
            points.sort_by_key(|point| (!is_keyed(point.id.to_u128()), point.position));
            contact_points::set(tx, contact_id, &points).await?;
        }
        Ok(())
    }

    async fn write_affiliations(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for contact_id in touched(&self.affiliations, |one| one.contact_id) {
            let wanted = self.affiliations.added.iter().chain(&self.affiliations.changed).filter(|one| one.contact_id == contact_id);
            let gone =
                |one: &Affiliation| self.affiliations.changed.iter().chain(&self.affiliations.removed).any(|other| other.id == one.id);
            let kept = self.present.affiliations.iter().filter(|one| one.contact_id == contact_id && !gone(one));
            let all: Vec<Affiliation> = wanted.chain(kept).cloned().collect();
            affiliations::set(tx, contact_id, &all).await?;
        }
        Ok(())
    }

    async fn write_blockers(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for blocker in &self.blockers.removed {
            blockers::delete(tx, blocker.id).await?;
        }
        for blocker in &self.blockers.changed {
            blockers::update(tx, blocker).await?;
        }
        for blocker in &self.blockers.added {
            blockers::insert(tx, blocker).await?;
        }
        Ok(())
    }

    async fn write_records(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for record in &self.records.removed {
            records::delete(tx, record).await?;
        }
        for record in &self.records.changed {
            records::update(tx, record).await?;
        }
        for record in &self.records.added {
            records::insert(tx, record).await?;
        }
        Ok(())
    }
}

fn touched<T: Described>(delta: &Delta<T>, contact_id: impl Fn(&T) -> ContactId) -> BTreeSet<ContactId> {
    delta.added.iter().chain(&delta.changed).chain(&delta.removed).map(contact_id).collect()
}

fn keyed_only<T>(rows: Vec<T>, id: impl Fn(&T) -> u128) -> Vec<T> {
    rows.into_iter().filter(|row| is_keyed(id(row))).collect()
}

async fn present(reader: &Reader<'_>, wanted: &ClientRows) -> Result<ClientRows, StoreError> {
    let contact_ids: Vec<ContactId> = wanted.contacts.iter().map(|contact| contact.id).collect();
    let company_ids: Vec<CompanyId> = wanted.companies.iter().map(|company| company.id).collect();
    Ok(ClientRows {
        companies: companies::find_all(reader, &company_ids).await?,
        contacts: contacts::find_all(reader, &contact_ids).await?,
        points: contact_points::of_contacts(reader, &contact_ids).await?,
        affiliations: affiliations::of_contacts(reader, &contact_ids).await?,
        blockers: blockers::active(reader, &contact_ids, &company_ids).await?,
        records: records::of_clients(reader, &contact_ids, &company_ids, RECORDS_MAX).await?,
    })
}

/// Commitments and notes are history: they are made once and never changed or taken away by a file.
struct PromisedAndNoted<'a> {
    wanting: &'a ClientWanting<'a>,
    zone: TimeZone,
}

impl PromisedAndNoted<'_> {
    async fn commitments(&self, reader: &Reader<'_>, file: &CompanyFile) -> Result<Vec<Commitment>, StoreError> {
        let mut missing = Vec::new();
        for (contact, part) in file.contacts.iter().flat_map(|contact| contact.commitments.iter().map(move |part| (contact, part))) {
            let commitment = self.commitment(contact, part);
            if commitments::find(reader, commitment.id).await?.is_none() {
                missing.push(commitment);
            }
        }
        Ok(missing)
    }

    async fn notes(&self, reader: &Reader<'_>, file: &CompanyFile) -> Result<Vec<Note>, StoreError> {
        let all = file.contacts.iter().flat_map(|contact| contact.notes.iter().map(move |part| (contact, part)));
        let wanted: Vec<Note> = all.filter_map(|(contact, part)| self.note(contact, part)).collect();
        let ids: Vec<NoteId> = wanted.iter().map(|note| note.id).collect();
        let have = notes::find_all(reader, &ids).await?;
        Ok(wanted.into_iter().filter(|note| !have.iter().any(|one| one.id == note.id)).collect())
    }

    fn commitment(&self, contact: &ContactPart, part: &CommitmentPart) -> Commitment {
        let (key, text) = (contact.key.get_ref(), part.text.get_ref());
        let now = self.wanting.now;
        Commitment {
            id: keyed(CommitmentId::from_parts, self.wanting.tenant_id, &["commitment", key, text]),
            kind: part.kind,
            text: text.clone(),
            contact_id: Some(self.wanting.contact_id(key)),
            number: contact.points.iter().find_map(|point| point.phone.as_ref()).map(|phone| phone.get_ref().0),
            owner_id: part.owner.as_ref().and_then(|login| self.user_id(login.get_ref())),
            due: now.to_zoned(self.zone.clone()).checked_add(part.due_in.0).map_or(now, |due| due.timestamp()),
            state: CommitmentState::Open,
            made_at: now,
            made_by_call: None,
            made_by_user: None,
            attempts: 0,
            version: 1,
        }
    }

    fn note(&self, contact: &ContactPart, part: &NotePart) -> Option<Note> {
        let (key, text) = (contact.key.get_ref(), part.text.get_ref());
        Some(Note {
            id: keyed(NoteId::from_parts, self.wanting.tenant_id, &["note", key, text]),
            contact_id: self.wanting.contact_id(key),
            call_id: None,
            author_id: self.user_id(part.author.get_ref())?,
            at: self.noted_at(part),
            text: text.clone(),
        })
    }

    /// A day without an hour is taken as its noon.
    fn noted_at(&self, part: &NotePart) -> Timestamp {
        let noon = part.date.as_ref().and_then(|date| date.0.at(12, 0, 0, 0).to_zoned(self.zone.clone()).ok());
        noon.map_or(self.wanting.now, |noon| noon.timestamp())
    }

    fn user_id(&self, login: &str) -> Option<UserId> {
        self.wanting.users.iter().find(|user: &&User| user.login == login).map(|user| user.id)
    }
}
