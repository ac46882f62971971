//! Records: purchases, contracts, invoices and other papers of clients.

use crate::{
    acting::Acting,
    configuration::written::{FromWritten, RoughDate},
    refusal::{ChangeRefused, Fields, trimmed},
};
use otklik_model::{ContactId, Money, RecordId};
use otklik_store::{
    Tx, contacts,
    records::{self, Record},
};
use serde_json::{Map, Value};

/// Facts of one record beyond the usual (chosen: more is a document of its own).
const ATTRIBUTES_MAX: usize = 50;

/// A record as a form gives it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecordDraft {
    /// `purchase`, `contract`, `invoice`, `document` or another word.
    pub kind: String,
    /// What.
    pub title: String,
    /// As exactly as known: `2009`, `2009-05` or `2009-05-12`.
    pub date: Option<String>,
    /// How many.
    pub quantity: Option<i64>,
    /// For how much.
    pub amount: Option<Money>,
    /// Where it stands.
    pub status: Option<String>,
    /// Whatever else is known.
    pub attributes: Map<String, Value>,
}

/// Adds a record about a contact.
pub async fn add(tx: &mut Tx, contact_id: ContactId, draft: &RecordDraft, acting: &mut Acting) -> Result<Record, ChangeRefused> {
    check(draft)?;
    contacts::find(&tx.reader(), contact_id).await?.ok_or(ChangeRefused::Missing)?;
    let record = Record {
        id: acting.id(RecordId::from_parts),
        contact_id: Some(contact_id),
        company_id: None,
        kind: draft.kind.trim().to_owned(),
        title: draft.title.trim().to_owned(),
        date: trimmed(draft.date.as_deref()),
        quantity: draft.quantity,
        amount: draft.amount,
        status: trimmed(draft.status.as_deref()),
        attributes: draft.attributes.clone(),
    };
    records::insert(tx, &record).await?;
    Ok(record)
}

fn check(draft: &RecordDraft) -> Result<(), ChangeRefused> {
    let mut fields = Fields::default();
    let word = |c: char| c.is_ascii_lowercase() || c == '_';
    fields.line("kind", &draft.kind);
    fields.demand(draft.kind.trim().chars().all(word), "kind", "expected a word like purchase or contract");
    fields.line("title", &draft.title);
    let date = trimmed(draft.date.as_deref());
    fields.demand(date.is_none_or(|date| RoughDate::from_written(&date).is_some()), "date", "expected 2009, 2009-05 or 2009-05-12");
    fields.demand(draft.quantity.is_none_or(|quantity| quantity > 0), "quantity", "expected a number above zero");
    fields.optional_line("status", draft.status.as_deref());
    fields.demand(draft.attributes.len() <= ATTRIBUTES_MAX, "attributes", format!("expected at most {ATTRIBUTES_MAX}"));
    fields.accepted()
}
