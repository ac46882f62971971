//! What the journal's entries make of calls and recordings, in the transaction that appends them.

use crate::{
    StoreError, Tx,
    calls::{self, Call},
    contact_points,
    follow_up::Ended,
    journal,
    recordings::{self, Recording, RecordingState},
};
use otklik_model::{
    CallId, ContactId, PhoneNumber, UserId,
    call_record::CallRecord,
    event::{DomainEvent, JournalEntry},
};
use std::collections::{BTreeMap, BTreeSet};

impl Tx {
    /// Appends entries of this tenant to the journal and folds them. Entries of real time come through
    /// [`JournalWriter`](crate::JournalWriter); this is for what is said in the same breath as another change.
    pub async fn append(&mut self, entries: Vec<JournalEntry>) -> Result<(), StoreError> {
        self.append_all(&entries.iter().collect::<Vec<_>>()).await
    }

    pub(crate) async fn append_all(&mut self, entries: &[&JournalEntry]) -> Result<(), StoreError> {
        journal::insert(self, entries).await?;
        let mut calls = self.known_calls(entries).await?;
        let known_users = users_in(&calls);
        self.begin_calls(&mut calls, entries).await?;
        let ended = fold_calls(&mut calls, entries);
        calls::put(self, calls.values(), users_in(&calls).difference(&known_users)).await?;
        self.fold_recordings(entries).await?;
        let ended: Vec<Ended<'_>> =
            ended.into_iter().filter_map(|cause| Some(Ended { call: calls.get(&cause.call_id?)?, cause })).collect();
        self.follow_up(&ended).await?;
        self.touched().calls.extend(calls);
        Ok(())
    }

    /// The calls these entries belong to as they stand.
    async fn known_calls(&self, entries: &[&JournalEntry]) -> Result<BTreeMap<CallId, Call>, StoreError> {
        let ids: BTreeSet<CallId> = entries.iter().filter_map(|entry| entry.call_id).collect();
        let known = calls::lock(self, &ids.into_iter().collect::<Vec<_>>()).await?;
        Ok(known.into_iter().map(|call| (call.record.call_id, call)).collect())
    }

    /// Adds the calls that begin with these entries.
    async fn begin_calls(&self, calls: &mut BTreeMap<CallId, Call>, entries: &[&JournalEntry]) -> Result<(), StoreError> {
        let begun: Vec<CallRecord> = entries.iter().copied().filter_map(CallRecord::begin).collect();
        let clients = self.only_candidates(&begun).await?;
        for record in begun {
            let contact_id = record.client_number().and_then(|number| clients.get(&number).copied());
            calls.entry(record.call_id).or_insert(Call { record, contact_id });
        }
        Ok(())
    }

    /// Numbers that belong to exactly one contact. Where several fit, nobody is chosen silently.
    async fn only_candidates(&self, begun: &[CallRecord]) -> Result<BTreeMap<PhoneNumber, ContactId>, StoreError> {
        let numbers: BTreeSet<PhoneNumber> = begun.iter().filter_map(CallRecord::client_number).collect();
        if numbers.is_empty() {
            return Ok(BTreeMap::new());
        }
        let points = contact_points::find_by_numbers(&self.reader(), &numbers.into_iter().collect::<Vec<_>>()).await?;
        let mut owners: BTreeMap<PhoneNumber, BTreeSet<ContactId>> = BTreeMap::new();
        for point in points {
            owners.entry(point.number.expect("found by its number")).or_default().insert(point.contact_id);
        }
        let only = |(number, owners): (_, BTreeSet<ContactId>)| (owners.len() == 1).then(|| owners.first().map(|only| (number, *only)))?;
        Ok(owners.into_iter().filter_map(only).collect())
    }

    async fn fold_recordings(&self, entries: &[&JournalEntry]) -> Result<(), StoreError> {
        self.insert_all(entries.iter().copied().filter_map(begun_recording).collect()).await?;
        for entry in entries {
            if let DomainEvent::RecordingFinished { recording_id, duration_ms, bytes } = entry.event {
                recordings::finish(self, recording_id, duration_ms, bytes).await?;
            }
        }
        Ok(())
    }
}

fn users_in(calls: &BTreeMap<CallId, Call>) -> BTreeSet<(CallId, UserId)> {
    calls.values().flat_map(|call| call.record.users().into_iter().map(|user_id| (call.record.call_id, user_id))).collect()
}

/// Applies entries to their calls; gives the entries that ended a call.
fn fold_calls<'e>(calls: &mut BTreeMap<CallId, Call>, entries: &[&'e JournalEntry]) -> Vec<&'e JournalEntry> {
    let mut ended = Vec::new();
    for entry in entries {
        let Some(call) = entry.call_id.and_then(|call_id| calls.get_mut(&call_id)) else { continue };
        let was_live = !call.record.has_ended();
        call.record.apply(entry);
        if let DomainEvent::CallerChosen { contact_id, .. } = entry.event {
            call.contact_id = Some(contact_id);
        }
        if was_live && call.record.has_ended() {
            ended.push(*entry);
        }
    }
    ended
}

fn begun_recording(entry: &JournalEntry) -> Option<Recording> {
    let DomainEvent::RecordingStarted { recording_id, path } = &entry.event else { return None };
    Some(Recording {
        id: *recording_id,
        call_id: entry.call_id?,
        path: path.clone(),
        started_at: entry.at,
        state: RecordingState::Writing,
        duration_ms: None,
        bytes: None,
    })
}
