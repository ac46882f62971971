//! What a killed process left behind, set right at the next start.

use crate::{
    Store, StoreError,
    calls::{self, Call},
    event_ids, journal,
    recordings::{self, Recording},
    tenants,
};
use otklik_model::{
    TenantId, Timestamp,
    event::{DomainEvent, JournalEntry},
};

/// Ends each call that has not ended as interrupted, at the last moment it was heard of, with the commitments that follow; gives the
/// recordings whose files have to be looked at and whose `RecordingFinished` then has to be appended.
///
/// To be called before anything else writes to the journal; calling it again changes nothing.
pub async fn interrupt_unfinished(store: &Store) -> Result<Vec<(TenantId, Recording)>, StoreError> {
    let mut unfinished = Vec::new();
    for tenant in tenants::list(store).await? {
        let live = calls::live(&store.read(tenant.id)).await?;
        if !live.is_empty() {
            interrupt(store, tenant.id, &live).await?;
        }
        let recordings = recordings::unfinished(&store.read(tenant.id)).await?;
        unfinished.extend(recordings.into_iter().map(|recording| (tenant.id, recording)));
    }
    Ok(unfinished)
}

async fn interrupt(store: &Store, tenant_id: TenantId, live: &[Call]) -> Result<(), StoreError> {
    let mut tx = store.begin(tenant_id).await?;
    let mut entries = Vec::new();
    for call in live {
        let said = journal::of_call(&tx.reader(), call.record.call_id).await?;
        let last_heard_of = said.iter().map(|entry| entry.at).max().unwrap_or(call.record.started_at);
        entries.push(interrupted(call, last_heard_of));
    }
    tracing::warn!(%tenant_id, calls = entries.len(), "calls were interrupted by the end of the process before");
    tx.append(entries).await?;
    tx.commit().await
}

fn interrupted(call: &Call, at: Timestamp) -> JournalEntry {
    let call_id = call.record.call_id;
    JournalEntry {
        event_id: event_ids::following(call_id.to_u128(), 0, at),
        tenant_id: call.record.tenant_id,
        at,
        call_id: Some(call_id),
        event: DomainEvent::CallInterrupted,
    }
}
