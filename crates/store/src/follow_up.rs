//! What the ends of calls change for their clients: the last activity, and commitments to call back.
//!
//! A batch of the journal ends many calls: what they need is read for all of them at once, and written together.

use crate::{
    StoreError, Tx,
    call_back::{self, Change, Circumstances, OpenCallBack},
    calls::Call,
    commitments::{self, Commitment},
    contact_points::{self, ContactPoint},
    contacts, dids, event_ids, groups, journal, schedules,
};
use otklik_model::{
    CommitmentId, ContactId, PhoneNumber, Timestamp, UserId,
    call_record::CallRecord,
    commitment::{CommitmentKind, CommitmentState, Proof},
    event::{DomainEvent, JournalEntry, RoutedTo},
};
use std::collections::{BTreeMap, BTreeSet};

/// A call that ended, and the entry that ended it.
pub(crate) struct Ended<'a> {
    pub call: &'a Call,
    pub cause: &'a JournalEntry,
}

/// Open commitments to call back the clients of some calls.
struct OpenCallBacks {
    commitments: BTreeMap<CommitmentId, Commitment>,
    points: Vec<ContactPoint>,
}

impl Tx {
    /// Follows up calls in the order of their ends.
    pub(crate) async fn follow_up(&mut self, ended: &[Ended<'_>]) -> Result<(), StoreError> {
        if ended.is_empty() {
            return Ok(());
        }
        contacts::note_activities(self, &last_activities(ended)).await?;
        let mut open = self.open_call_backs(ended).await?;
        let mut said = Vec::new();
        for Ended { call, cause } in ended.iter().filter(|ended| ended.call.record.client().is_some()) {
            let circumstances = self.circumstances(call).await?;
            let changes = call_back::after_call(&call.record, &circumstances, &open.of(call));
            for (ordinal, change) in (1..).zip(changes) {
                let event = self.change_commitment(call, &mut open, change, cause.at).await?;
                let event_id = event_ids::following(cause.event_id.to_u128(), ordinal, cause.at);
                said.extend(event.map(|event| JournalEntry { event_id, event, ..(*cause).clone() }));
            }
        }
        journal::insert(self, &said.iter().collect::<Vec<_>>()).await
    }

    /// Open commitments to call back the number of any of the calls, or its person at any of the person's numbers.
    async fn open_call_backs(&self, ended: &[Ended<'_>]) -> Result<OpenCallBacks, StoreError> {
        let contacts: BTreeSet<ContactId> = ended.iter().filter_map(|ended| ended.call.contact_id).collect();
        let contacts: Vec<ContactId> = contacts.into_iter().collect();
        let points = if contacts.is_empty() { Vec::new() } else { contact_points::of_contacts(&self.reader(), &contacts).await? };
        let called = ended.iter().filter_map(|ended| ended.call.record.client_number());
        let numbers: BTreeSet<PhoneNumber> = points.iter().filter_map(|point| point.number).chain(called).collect();
        let open = commitments::lock_open_with(self, &contacts, &numbers.into_iter().collect::<Vec<_>>()).await?;
        let call_backs = open.into_iter().filter(|commitment| commitment.kind == CommitmentKind::CallBack);
        Ok(OpenCallBacks { commitments: call_backs.map(|commitment| (commitment.id, commitment)).collect(), points })
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
        open: &mut OpenCallBacks,
        change: Change,
        at: Timestamp,
    ) -> Result<Option<DomainEvent>, StoreError> {
        match change {
            Change::Open { owner_id, due } => {
                let commitment = new_call_back(call, owner_id, due, at);
                commitments::insert(self, &commitment).await?;
                let (commitment_id, kind, contact_id) = (commitment.id, commitment.kind, commitment.contact_id);
                open.commitments.insert(commitment_id, commitment);
                Ok(Some(DomainEvent::CommitmentMade { commitment_id, kind, contact_id, owner: owner_id, due }))
            }
            Change::Attempt(id) => {
                if let Some(commitment) = open.commitments.remove(&id) {
                    let attempts = commitment.attempts.saturating_add(1);
                    let tried = commitments::update(self, &Commitment { attempts, ..commitment }).await?;
                    open.commitments.insert(id, tried);
                }
                Ok(None)
            }
            Change::Keep(id, proof) => self.keep(open.commitments.remove(&id), proof, at).await,
        }
    }

    async fn keep(&mut self, commitment: Option<Commitment>, proof: Proof, at: Timestamp) -> Result<Option<DomainEvent>, StoreError> {
        let Some(commitment) = commitment else { return Ok(None) };
        let Ok(state) = commitment.state.keep(at, proof) else { return Ok(None) };
        let commitment_id = commitment.id;
        commitments::update(self, &Commitment { state, ..commitment }).await?;
        Ok(Some(DomainEvent::CommitmentKept { commitment_id, proof }))
    }
}

impl OpenCallBacks {
    /// Those to the number of a call, or to its person at any of the person's numbers.
    fn of(&self, call: &Call) -> Vec<OpenCallBack> {
        let own = self.points.iter().filter(|point| Some(point.contact_id) == call.contact_id).filter_map(|point| point.number);
        let numbers: BTreeSet<PhoneNumber> = own.chain(call.record.client_number()).collect();
        let is_theirs = |commitment: &&Commitment| {
            commitment.number.is_some_and(|number| numbers.contains(&number))
                || commitment.contact_id.is_some_and(|contact_id| Some(contact_id) == call.contact_id)
        };
        self.commitments.values().filter(is_theirs).map(|commitment| OpenCallBack { commitment_id: commitment.id }).collect()
    }
}

/// When each person was last heard of by these calls.
fn last_activities(ended: &[Ended<'_>]) -> BTreeMap<ContactId, Timestamp> {
    let mut last = BTreeMap::new();
    for call in ended.iter().map(|ended| ended.call) {
        if let Some(contact_id) = call.contact_id {
            let at = last.entry(contact_id).or_insert(call.record.started_at);
            *at = call.record.started_at.max(*at);
        }
    }
    last
}

fn new_call_back(call: &Call, owner_id: Option<UserId>, due: Timestamp, at: Timestamp) -> Commitment {
    Commitment {
        id: call_back::commitment_of(call.record.call_id),
        kind: CommitmentKind::CallBack,
        text: String::new(),
        contact_id: call.contact_id,
        number: call.record.client_number(),
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
