//! After a crash: calls that were cut off are told so, and their recordings are made to play.

use anyhow::Context;
use otklik_model::{EventId, TenantId, Timestamp, event::DomainEvent, event::JournalEntry};
use otklik_net::media;
use otklik_store::{Store, recordings::Recording, recovery};
use rand::RngCore;
use std::path::Path;

/// Puts right what an earlier process left unfinished.
pub async fn recover(store: &Store, recordings_dir: &Path, rng: &mut impl RngCore) -> anyhow::Result<()> {
    let unfinished = recovery::interrupt_unfinished(store).await.context("unfinished calls could not be closed")?;
    for (tenant_id, recording) in unfinished {
        let path = recordings_dir.join(&recording.path);
        match media::repair_recording(&path) {
            Ok(repaired) => {
                let finished =
                    DomainEvent::RecordingFinished { recording_id: recording.id, duration_ms: repaired.duration_ms, bytes: repaired.bytes };
                append(store, entry(tenant_id, &recording, finished, rng)).await?;
            }
            Err(error) => tracing::warn!(recording = %path.display(), %error, "a recording that was cut off cannot be repaired"),
        }
    }
    Ok(())
}

async fn append(store: &Store, entry: JournalEntry) -> anyhow::Result<()> {
    let mut tx = store.begin(entry.tenant_id).await?;
    tx.append(vec![entry]).await?;
    Ok(tx.commit().await?)
}

fn entry(tenant_id: TenantId, recording: &Recording, event: DomainEvent, rng: &mut impl RngCore) -> JournalEntry {
    let at = Timestamp::now();
    let event_id = EventId::from_parts(u64::try_from(at.as_millisecond()).unwrap_or(0), u128::from(rng.next_u64()));
    JournalEntry { event_id, tenant_id, at, call_id: Some(recording.call_id), event }
}
