//! What the journal's entries make of calls, recordings and commitments, in the transaction that appends them.

use crate::{
    StoreError, Tx,
    call_back::{self, Change, Circumstances, OpenCallBack},
    calls::{self, Call},
    commitments::{self, Commitment},
    contact_points, contacts, dids, event_ids, groups, journal,
    recordings::{self, Recording, RecordingState},
    schedules,
};
use otklik_model::{
    CallId, ContactId, PhoneNumber, Timestamp, UserId,
    call_record::CallRecord,
    commitment::{CommitmentKind, CommitmentState, Proof},
    event::{DomainEvent, JournalEntry, RoutedTo},
};
use std::collections::{BTreeMap, BTreeSet};

impl Tx {
    /// Appends entries of this tenant to the journal and folds them. Entries of real time come through
    /// [`JournalWriter`](crate::JournalWriter); this is for what is said in the same breath as another change.
    pub async fn append(&mut self, entries: Vec<JournalEntry>) -> Result<(), StoreError> {
        journal::insert(self, &entries).await?;
        let mut calls = self.calls_of(&entries).await?;
        let ended = fold_calls(&mut calls, &entries);
        calls::put(self, &calls.values().collect::<Vec<_>>()).await?;
        self.fold_recordings(&entries).await?;
        self.touched().entries.extend(entries);
        for (call_id, cause) in ended {
            if let Some(call) = calls.get(&call_id) {
                self.follow_up(call, &cause).await?;
            }
        }
        self.touched().calls.extend(calls);
        Ok(())
    }

    /// The calls these entries belong to as they stand, and those that begin with them.
    async fn calls_of(&mut self, entries: &[JournalEntry]) -> Result<BTreeMap<CallId, Call>, StoreError> {
        let ids: BTreeSet<CallId> = entries.iter().filter_map(|entry| entry.call_id).collect();
        let known = calls::lock(self, &ids.into_iter().collect::<Vec<_>>()).await?;
        let mut calls: BTreeMap<CallId, Call> = known.into_iter().map(|call| (call.record.call_id, call)).collect();
        let begun: Vec<CallRecord> = entries.iter().filter_map(CallRecord::begin).collect();
        let clients = self.only_candidates(&begun).await?;
        for record in begun {
            let contact_id = client_number(&record).and_then(|number| clients.get(&number).copied());
            calls.entry(record.call_id).or_insert(Call { record, contact_id });
        }
        Ok(calls)
    }

    /// Numbers that belong to exactly one contact. Where several fit, nobody is chosen silently.
    async fn only_candidates(&self, begun: &[CallRecord]) -> Result<BTreeMap<PhoneNumber, ContactId>, StoreError> {
        let numbers: BTreeSet<PhoneNumber> = begun.iter().filter_map(client_number).collect();
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

    async fn fold_recordings(&self, entries: &[JournalEntry]) -> Result<(), StoreError> {
        self.insert_all(entries.iter().filter_map(begun_recording).collect()).await?;
        for entry in entries {
            if let DomainEvent::RecordingFinished { recording_id, duration_ms, bytes } = entry.event {
                recordings::finish(self, recording_id, duration_ms, bytes).await?;
            }
        }
        Ok(())
    }

    /// What the end of a call changes for its client: the last activity, and commitments to call back.
    async fn follow_up(&mut self, call: &Call, cause: &JournalEntry) -> Result<(), StoreError> {
        if let Some(contact_id) = call.contact_id {
            contacts::note_activity(self, contact_id, call.record.started_at).await?;
        }
        let Some(client) = call.record.client() else { return Ok(()) };
        let open = self.open_call_backs(client.number, call.contact_id).await?;
        let ids: Vec<OpenCallBack> = open.iter().map(|commitment| OpenCallBack { commitment_id: commitment.id }).collect();
        let circumstances = self.circumstances(call).await?;
        for (ordinal, change) in (1..).zip(call_back::after_call(&call.record, &circumstances, &ids)) {
            let said = self.change_commitment(call, &open, change, cause.at).await?;
            if let Some(event) = said {
                let entry =
                    JournalEntry { event_id: event_ids::following(cause.event_id.to_u128(), ordinal, cause.at), event, ..cause.clone() };
                journal::insert(self, std::slice::from_ref(&entry)).await?;
                self.touched().entries.push(entry);
            }
        }
        Ok(())
    }

    /// Open commitments to call back a number, or a person at any of the person's numbers.
    async fn open_call_backs(&self, number: Option<PhoneNumber>, contact_id: Option<ContactId>) -> Result<Vec<Commitment>, StoreError> {
        let contacts: Vec<ContactId> = contact_id.into_iter().collect();
        let points = contact_points::of_contacts(&self.reader(), &contacts).await?;
        let numbers: Vec<PhoneNumber> = points.iter().filter_map(|point| point.number).chain(number).collect();
        let mut open = commitments::lock_open_with(self, &contacts, &numbers).await?;
        open.retain(|commitment| commitment.kind == CommitmentKind::CallBack);
        Ok(open)
    }

    async fn circumstances(&self, call: &Call) -> Result<Circumstances, StoreError> {
        if !call.record.needs_call_back() {
            return Ok(Circumstances { contact_id: call.contact_id, ..Circumstances::default() });
        }
        let reader = self.reader();
        let contact = match call.contact_id {
            Some(contact_id) => contacts::find(&reader, contact_id).await?,
            None => None,
        };
        let did = match call.record.did_id {
            Some(did_id) => dids::find(&reader, did_id).await?,
            None => None,
        };
        let schedule = match did.and_then(|did| did.schedule_id) {
            Some(schedule_id) => schedules::find(&reader, schedule_id).await?,
            None => None,
        };
        Ok(Circumstances {
            contact_id: call.contact_id,
            contact_owner: contact.and_then(|contact| contact.owner_id),
            group_first: self.first_of_group(&call.record).await?,
            schedule: schedule.map(|schedule| schedule.hours),
        })
    }

    async fn first_of_group(&self, record: &CallRecord) -> Result<Option<UserId>, StoreError> {
        let Some(RoutedTo::Group(group_id)) = record.routed_to else { return Ok(None) };
        let group = groups::find(&self.reader(), group_id).await?;
        Ok(group.and_then(|group| group.member_ids.first().copied()))
    }

    /// Makes one change; gives what the journal has to say about it.
    async fn change_commitment(
        &mut self,
        call: &Call,
        open: &[Commitment],
        change: Change,
        at: Timestamp,
    ) -> Result<Option<DomainEvent>, StoreError> {
        let by_id = |id| open.iter().find(|commitment| commitment.id == id);
        match change {
            Change::Open { owner_id, due } => {
                let commitment = new_call_back(call, owner_id, due, at);
                commitments::insert(self, &commitment).await?;
                Ok(Some(DomainEvent::CommitmentMade {
                    commitment_id: commitment.id,
                    kind: commitment.kind,
                    contact_id: commitment.contact_id,
                    owner: owner_id,
                    due,
                }))
            }
            Change::Attempt(id) => {
                if let Some(commitment) = by_id(id) {
                    let attempts = commitment.attempts.saturating_add(1);
                    commitments::update(self, &Commitment { attempts, ..commitment.clone() }).await?;
                }
                Ok(None)
            }
            Change::Keep(id, proof) => self.keep(by_id(id), proof, at).await,
        }
    }

    async fn keep(&mut self, commitment: Option<&Commitment>, proof: Proof, at: Timestamp) -> Result<Option<DomainEvent>, StoreError> {
        let Some(commitment) = commitment else { return Ok(None) };
        let Ok(state) = commitment.state.keep(at, proof) else { return Ok(None) };
        commitments::update(self, &Commitment { state, ..commitment.clone() }).await?;
        Ok(Some(DomainEvent::CommitmentKept { commitment_id: commitment.id, proof }))
    }
}

/// Applies entries to their calls; gives the calls that ended by them, with the entry that ended each.
fn fold_calls(calls: &mut BTreeMap<CallId, Call>, entries: &[JournalEntry]) -> Vec<(CallId, JournalEntry)> {
    let mut ended = Vec::new();
    for entry in entries {
        let Some(call) = entry.call_id.and_then(|call_id| calls.get_mut(&call_id)) else { continue };
        let was_live = !call.record.has_ended();
        call.record.apply(entry);
        if let DomainEvent::CallerChosen { contact_id, .. } = entry.event {
            call.contact_id = Some(contact_id);
        }
        if was_live && call.record.has_ended() {
            ended.push((call.record.call_id, entry.clone()));
        }
    }
    ended
}

fn client_number(record: &CallRecord) -> Option<PhoneNumber> {
    record.client().and_then(|party| party.number)
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

fn new_call_back(call: &Call, owner_id: Option<UserId>, due: Timestamp, at: Timestamp) -> Commitment {
    Commitment {
        id: call_back::commitment_of(call.record.call_id),
        kind: CommitmentKind::CallBack,
        text: String::new(),
        contact_id: call.contact_id,
        number: client_number(&call.record),
        owner_id,
        due,
        state: CommitmentState::Open,
        made_at: at,
        made_by_call: Some(call.record.call_id),
        made_by_user: None,
        attempts: 1,
        version: 1,
    }
}
