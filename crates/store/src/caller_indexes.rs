//! The caller indexes of all tenants in memory, kept fresh after each commit.

use crate::{StoreError, contact_points};
use arc_swap::ArcSwap;
use otklik_model::{
    PhoneNumber, TenantId,
    caller_index::{CallerIndex, Candidate},
};
use sea_orm::DatabaseConnection;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::sync::Mutex;

/// Rows read at one time while loading (chosen: some hundred kilobytes).
const PART_ROWS: u64 = 20_000;

#[derive(Debug, Default)]
pub(crate) struct CallerIndexes {
    by_tenant: ArcSwap<BTreeMap<TenantId, CallerIndex>>,
    /// Held from the read of candidates to the swap: the last to read is the last to swap, so nothing newer is written over.
    renewing: Mutex<Loaded>,
}

/// Whether anybody uses the indexes: a command that only writes need not load a million numbers.
#[derive(Debug, Default, PartialEq, Eq)]
enum Loaded {
    #[default]
    No,
    Yes,
}

impl CallerIndexes {
    pub fn get(&self, tenant_id: TenantId) -> CallerIndex {
        self.by_tenant.load().get(&tenant_id).cloned().unwrap_or_default()
    }

    /// Reads all numbers of a tenant anew.
    pub async fn load(&self, database: &DatabaseConnection, tenant_id: TenantId) -> Result<(), StoreError> {
        let mut loaded = self.renewing.lock().await;
        self.load_locked(database, tenant_id).await?;
        *loaded = Loaded::Yes;
        Ok(())
    }

    /// The same, if it was loaded before.
    pub async fn reload(&self, database: &DatabaseConnection, tenant_id: TenantId) -> Result<(), StoreError> {
        let loaded = self.renewing.lock().await;
        if *loaded == Loaded::No { Ok(()) } else { self.load_locked(database, tenant_id).await }
    }

    /// Reads the candidates of some numbers anew. A failure leaves the old ones and is told in the log: the commit has happened.
    pub async fn renew(&self, database: &DatabaseConnection, tenant_id: TenantId, numbers: &BTreeSet<PhoneNumber>) {
        if numbers.is_empty() {
            return;
        }
        let loaded = self.renewing.lock().await;
        if *loaded == Loaded::No {
            return;
        }
        let renewed = if numbers.len() > CallerIndex::OVERLAY_NUMBERS_MAX {
            self.load_locked(database, tenant_id).await
        } else {
            self.renew_locked(database, tenant_id, numbers).await
        };
        if let Err(error) = renewed {
            tracing::error!(%tenant_id, %error, "the caller index could not be renewed; callers may be shown as they were");
        }
    }

    async fn load_locked(&self, database: &DatabaseConnection, tenant_id: TenantId) -> Result<(), StoreError> {
        let mut pairs = Vec::new();
        let mut after = None;
        loop {
            let part = contact_points::stream_numbers(database, tenant_id, after, PART_ROWS).await?;
            let Some((last, ..)) = part.last() else { break };
            after = Some(*last);
            let numbered = part.iter().filter_map(|(_, number, contact_id)| Some(((*number)?, Candidate { contact_id: *contact_id })));
            pairs.extend(numbered);
        }
        self.swap(tenant_id, CallerIndex::from_pairs(pairs));
        Ok(())
    }

    async fn renew_locked(
        &self,
        database: &DatabaseConnection,
        tenant_id: TenantId,
        numbers: &BTreeSet<PhoneNumber>,
    ) -> Result<(), StoreError> {
        let mut candidates: BTreeMap<PhoneNumber, Vec<Candidate>> = numbers.iter().map(|number| (*number, Vec::new())).collect();
        for (number, contact_id) in contact_points::owners(database, tenant_id, numbers).await? {
            candidates.entry(number).or_default().push(Candidate { contact_id });
        }
        let renew = |index: CallerIndex, (number, candidates)| index.with_number(number, candidates);
        self.swap(tenant_id, candidates.into_iter().fold(self.get(tenant_id), renew));
        Ok(())
    }

    fn swap(&self, tenant_id: TenantId, index: CallerIndex) {
        let mut by_tenant = BTreeMap::clone(&self.by_tenant.load());
        by_tenant.insert(tenant_id, index);
        self.by_tenant.store(Arc::new(by_tenant));
    }
}
