//! Who it was on a call: a user's word, which also teaches the number.

use crate::{acting::Acting, card, contacts::attach_number, refusal::ChangeRefused};
use otklik_model::{
    CallId, CompanyId, ContactId, UserId,
    event::{DomainEvent, JournalEntry},
};
use otklik_store::{
    Tx, calls,
    commitments::{self, Commitment},
    contact_points, contacts,
};

/// What a user says of a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Who it was.
    pub contact_id: ContactId,
    /// For which company he spoke, when that was said; it ranks first the next time.
    pub company_id: Option<CompanyId>,
}

/// Writes on the call who it was. A number nobody had is attached to him, with the open commitments to call it back.
pub async fn choose(tx: &mut Tx, call_id: CallId, choice: Choice, by: UserId, acting: &mut Acting) -> Result<(), ChangeRefused> {
    let Choice { contact_id, company_id } = choice;
    let call = calls::find(&tx.reader(), call_id).await?.ok_or(ChangeRefused::Missing)?;
    let contact = contacts::find(&tx.reader(), contact_id).await?.ok_or(ChangeRefused::Missing)?;
    if contact.deleted_at.is_some() {
        return Err(ChangeRefused::WrongState("the contact is deleted; restore it first"));
    }
    let chosen = acting.entry(tx.tenant_id(), DomainEvent::CallerChosen { user_id: by, contact_id, company_id });
    tx.append(vec![JournalEntry { call_id: Some(call_id), ..chosen }]).await?;
    let Some(number) = card::client(&call.record).number else { return Ok(()) };
    if contact_points::find_by_numbers(&tx.reader(), &[number]).await?.is_empty() {
        attach_number(tx, contact_id, number, acting).await?;
    }
    let open = commitments::open_with(&tx.reader(), &[], &[number]).await?;
    for commitment in open.into_iter().filter(|commitment| commitment.contact_id.is_none()) {
        commitments::update(tx, &Commitment { contact_id: Some(contact_id), ..commitment }).await?;
    }
    Ok(())
}
