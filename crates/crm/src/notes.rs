//! Notes: internal remarks about a contact.

use crate::{
    acting::Acting,
    refusal::{ChangeRefused, Fields},
};
use otklik_model::{CallId, ContactId, NoteId, UserId, event::DomainEvent};
use otklik_store::{
    Tx, calls, contacts,
    notes::{self, Note},
};

/// Writes a note.
pub async fn add(
    tx: &mut Tx,
    contact_id: ContactId,
    call_id: Option<CallId>,
    text: &str,
    (author_id, acting): (UserId, &mut Acting),
) -> Result<Note, ChangeRefused> {
    let mut fields = Fields::default();
    fields.text("text", text);
    if let Some(call_id) = call_id {
        fields.demand(calls::find(&tx.reader(), call_id).await?.is_some(), "call_id", "expected a call that exists");
    }
    fields.accepted()?;
    contacts::find(&tx.reader(), contact_id).await?.ok_or(ChangeRefused::Missing)?;
    let note = Note { id: acting.id(NoteId::from_parts), contact_id, call_id, author_id, at: acting.now, text: text.trim().to_owned() };
    notes::insert(tx, &note).await?;
    let added = acting.entry(tx.tenant_id(), DomainEvent::NoteAdded { contact_id, by: author_id });
    tx.append(vec![added]).await?;
    Ok(note)
}
