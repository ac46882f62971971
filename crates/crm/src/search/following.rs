//! Keeping the index equal to the database.
//!
//! The place reached in the order of changes is committed with the index itself, so nothing is lost or done twice over a restart; building
//! from nothing is following from the beginning.

use super::{
    Search, SearchFailed,
    entry::{ContactSources, Entry, company_entries},
};
use otklik_model::{CompanyId, ContactId, TenantId};
use otklik_store::{
    Committed, Reader, Store, StoreError, affiliations, change_cursor::ChangeCursor, companies, contact_points, contacts, records, tenants,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tantivy::{TantivyError, Term};
use tokio::sync::broadcast::Receiver;

/// Rows read at one time: their ids fit one query of SQLite (32,766 parameters).
const BATCH: u64 = 2000;

/// Batches between two commits while a large index is built (chosen: half a million rows are not built again after a kill).
const BATCHES_PER_COMMIT: u32 = 20;

/// Papers of one batch that are found by their words (chosen: a bound on memory).
const RECORDS_MAX: u64 = 200_000;

/// How often changes made by other processes are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Why the index could not be brought up to date. It is tried again.
#[derive(Debug, thiserror::Error)]
pub enum FollowFailed {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index.
    #[error(transparent)]
    Search(#[from] SearchFailed),
}

impl From<TantivyError> for FollowFailed {
    fn from(error: TantivyError) -> Self {
        Self::Search(error.into())
    }
}

/// How far a tenant was read. Kept as text in the index.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Reached {
    contacts: Place<ContactId>,
    companies: Place<CompanyId>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place<Id> {
    number: i64,
    id: Option<Id>,
}

impl<Id> Default for Place<Id> {
    fn default() -> Self {
        let ChangeCursor { number, id } = ChangeCursor::START;
        Self { number, id }
    }
}

impl<Id> From<ChangeCursor<Id>> for Place<Id> {
    fn from(ChangeCursor { number, id }: ChangeCursor<Id>) -> Self {
        Self { number, id }
    }
}

impl<Id> From<Place<Id>> for ChangeCursor<Id> {
    fn from(Place { number, id }: Place<Id>) -> Self {
        Self { number, id }
    }
}

type ReachedByTenant = BTreeMap<String, Reached>;

impl Search {
    /// Keeps the index fresh for ever: after each change of clients by this process and every two seconds for those of others.
    ///
    /// Blocks its thread for seconds when there is much to read: to be run on a thread of its own, after [`lower_priority`](super::lower_priority).
    pub async fn follow(&self, store: &Store) {
        let mut committed = store.committed_from_now();
        loop {
            if let Err(error) = self.catch_up(store).await {
                tracing::warn!(%error, "the search index could not be brought up to date; trying again");
            }
            // Whatever ends the wait, a change of clients, a silence or having fallen behind, the answer is to look again.
            let _ = tokio::time::timeout(LOOK_EVERY, change_of_clients(&mut committed)).await;
        }
    }

    /// Reads everything that changed since the last time into the index.
    pub async fn catch_up(&self, store: &Store) -> Result<(), FollowFailed> {
        let mut reached = self.reached()?;
        let before = serialised(&reached);
        let mut batches = 0;
        for tenant in tenants::list(store).await? {
            let reader = store.read(tenant.id);
            let mut place = reached.entry(tenant.id.to_string()).or_default().clone();
            while self.companies(&reader, &mut place).await? || self.contacts(&reader, &mut place).await? {
                batches += 1;
                reached.insert(tenant.id.to_string(), place.clone());
                if batches % BATCHES_PER_COMMIT == 0 {
                    self.commit(&serialised(&reached))?;
                }
            }
        }
        if serialised(&reached) != before {
            self.commit(&serialised(&reached))?;
        }
        Ok(())
    }

    /// One batch of changed companies; `false` when there was none.
    async fn companies(&self, reader: &Reader<'_>, reached: &mut Reached) -> Result<bool, FollowFailed> {
        let (changed, next) = companies::changed_since(reader, reached.companies.into(), BATCH).await?;
        let ids: Vec<CompanyId> = changed.iter().map(|company| company.id).collect();
        if ids.is_empty() {
            return Ok(false);
        }
        let records = records::of_clients(reader, &[], &ids, RECORDS_MAX).await?;
        for company in &changed {
            let entries = if company.deleted_at.is_none() { company_entries(company, &records) } else { Vec::new() };
            self.replace(reader.tenant_id(), &company.id.to_string(), &entries)?;
        }
        reached.companies = next.into();
        Ok(true)
    }

    /// One batch of changed contacts; `false` when there was none.
    async fn contacts(&self, reader: &Reader<'_>, reached: &mut Reached) -> Result<bool, FollowFailed> {
        let (changed, next) = contacts::changed_since(reader, reached.contacts.into(), BATCH).await?;
        let ids: Vec<ContactId> = changed.iter().map(|contact| contact.id).collect();
        if ids.is_empty() {
            return Ok(false);
        }
        let points = contact_points::of_contacts(reader, &ids).await?;
        let affiliations = affiliations::of_contacts(reader, &ids).await?;
        let company_ids: Vec<CompanyId> = affiliations.iter().map(|affiliation| affiliation.company_id).collect();
        let companies = companies::find_all(reader, &company_ids).await?;
        let records = records::of_clients(reader, &ids, &[], RECORDS_MAX).await?;
        let by_contact = ByContact::new(points, affiliations, records);
        for contact in &changed {
            let (points, affiliations, records) = by_contact.of(contact.id);
            let sources = ContactSources { contact, points, affiliations, companies: &companies, records };
            let entries = if contact.deleted_at.is_none() { sources.entries() } else { Vec::new() };
            self.replace(reader.tenant_id(), &contact.id.to_string(), &entries)?;
        }
        reached.contacts = next.into();
        Ok(true)
    }

    /// Writes all entries of one owner anew.
    fn replace(&self, tenant_id: TenantId, owner: &str, entries: &[Entry]) -> Result<(), TantivyError> {
        self.with_writer(|writer, fields| {
            writer.delete_term(Term::from_field_text(fields.owner, owner));
            for entry in entries {
                writer.add_document(entry.document(fields, tenant_id, owner))?;
            }
            Ok(())
        })
    }

    fn reached(&self) -> Result<ReachedByTenant, TantivyError> {
        let payload = self.inner.index.load_metas()?.payload;
        Ok(payload.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Makes it durable and seen, with the place reached. Waits for the disk, so it has a thread of its own.
    /// On the thread that follows: the index starts a new thread at each commit, which inherits the priority of this one.
    fn commit(&self, reached: &str) -> Result<(), FollowFailed> {
        self.with_writer(|writer, _| {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(reached);
            prepared.commit()
        })?;
        Ok(self.inner.reader.reload()?)
    }
}

fn serialised(reached: &ReachedByTenant) -> String {
    serde_json::to_string(reached).expect("texts and numbers are JSON")
}

/// Rows of a batch with those of one contact side by side, so that a contact's rows are a slice.
struct ByContact {
    points: Vec<contact_points::ContactPoint>,
    affiliations: Vec<affiliations::Affiliation>,
    records: Vec<records::Record>,
}

impl ByContact {
    fn new(
        mut points: Vec<contact_points::ContactPoint>,
        mut affiliations: Vec<affiliations::Affiliation>,
        mut records: Vec<records::Record>,
    ) -> Self {
        points.sort_by_key(|point| point.contact_id);
        affiliations.sort_by_key(|affiliation| affiliation.contact_id);
        records.sort_by_key(|record| record.contact_id);
        Self { points, affiliations, records }
    }

    fn of(&self, id: ContactId) -> (&[contact_points::ContactPoint], &[affiliations::Affiliation], &[records::Record]) {
        (
            slice(&self.points, id, |point| point.contact_id),
            slice(&self.affiliations, id, |affiliation| affiliation.contact_id),
            slice(&self.records, Some(id), |record| record.contact_id),
        )
    }
}

fn slice<T, Id: Ord + Copy>(rows: &[T], id: Id, id_of: impl Fn(&T) -> Id) -> &[T] {
    let start = rows.partition_point(|row| id_of(row) < id);
    let end = rows.partition_point(|row| id_of(row) <= id);
    rows.get(start..end).unwrap_or_default()
}

/// Waits for a commit that changed clients; one that was missed may have been such a one.
async fn change_of_clients(committed: &mut Receiver<Arc<Committed>>) {
    while committed.recv().await.is_ok_and(|committed| !committed.clients_changed) {}
}
