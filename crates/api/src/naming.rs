//! Names for what is stored by id.

use crate::{
    problem::Problem,
    wire::{
        Named,
        call::{CallSummary, Identified, Names},
    },
};
use otklik_crm::names::PersonName;
use otklik_model::{CallId, CommitmentId, ContactId};
use otklik_store::{Reader, StoreError, calls::Call, commitments, contact_points, contacts, contacts::Contact, dids, users};
use std::collections::BTreeMap;

/// Names of all users and own numbers of a tenant.
pub(crate) async fn names(reader: &Reader<'_>) -> Result<Names, StoreError> {
    let users = users::list(reader).await?.into_iter().map(|user| (user.id, user.name)).collect();
    let dids = dids::list(reader).await?.into_iter().map(|did| (did.id, (did.number, did.name))).collect();
    Ok(Names { users, dids })
}

/// Full names of contacts; those that were removed are missing.
pub(crate) async fn contact_names(reader: &Reader<'_>, mut ids: Vec<ContactId>) -> Result<BTreeMap<ContactId, String>, StoreError> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    Ok(contacts::find_all(reader, &ids).await?.into_iter().map(|contact| (contact.id, full_name(&contact))).collect())
}

/// The name of a contact, or a dash for one without any.
pub(crate) fn full_name(contact: &Contact) -> String {
    let name =
        PersonName { last: contact.last_name.as_deref(), first: contact.first_name.as_deref(), patronymic: contact.patronymic.as_deref() };
    name.full().unwrap_or_else(|| "—".to_owned())
}

/// Calls as lists show them.
pub(crate) async fn summaries(reader: &Reader<'_>, calls: &[Call]) -> Result<Vec<CallSummary>, Problem> {
    let names = names(reader).await?;
    let clients = contact_names(reader, calls.iter().filter_map(|call| call.contact_id).collect()).await?;
    let candidates = candidates(reader, calls).await?;
    let commitments = commitments_made(reader, calls).await?;
    let summary = |call: &Call| {
        let named = call.contact_id.and_then(|id| clients.get(&id).map(|name| Named::new(id, name)));
        let identified = Identified {
            candidates_count: candidates.get(&call.record.call_id).copied().unwrap_or(0).max(usize::from(named.is_some())),
            contact: named,
            commitment_id: commitments.get(&call.record.call_id).map(ToString::to_string),
        };
        CallSummary::new(&call.record, &names, &identified)
    };
    Ok(calls.iter().map(summary).collect())
}

/// How many people may be behind the number of each call.
async fn candidates(reader: &Reader<'_>, calls: &[Call]) -> Result<BTreeMap<CallId, usize>, StoreError> {
    let number = |call: &Call| call.record.client().and_then(|party| party.number);
    let mut numbers: Vec<_> = calls.iter().filter_map(number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let points = contact_points::find_by_numbers(reader, &numbers).await?;
    let of_call = |call: &Call| {
        let number = number(call)?;
        Some((call.record.call_id, points.iter().filter(|point| point.number == Some(number)).count()))
    };
    Ok(calls.iter().filter_map(of_call).collect())
}

async fn commitments_made(reader: &Reader<'_>, calls: &[Call]) -> Result<BTreeMap<CallId, CommitmentId>, StoreError> {
    let ids: Vec<CallId> = calls.iter().map(|call| call.record.call_id).collect();
    let made = commitments::made_by_calls(reader, &ids).await?;
    Ok(made.into_iter().filter_map(|commitment| Some((commitment.made_by_call?, commitment.id))).collect())
}
