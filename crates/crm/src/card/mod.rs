//! The card: what an agent sees of a caller before the first word.
//!
//! [`for_call`] reads what is needed in a few batched queries; [`compose`] puts it together and is pure. [`at_once`] reads nothing: it is
//! what an agent sees while the records are slow.

mod compose;
mod load;
mod on_behalf;
#[cfg(test)]
mod tests;

pub use compose::{Sources, client, compose, person_name};
pub use load::{at_once, blockers_of, for_call};

use otklik_model::{CallId, CommitmentId, CompanyId, ContactId, Money, PhoneNumber, RecordId, Timestamp, UserId};
use serde::Serialize;
use serde_json::{Map, Value};

/// The card of one call, in the order it is read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// Of which call.
    pub call_id: CallId,
    /// Whether everything was read; otherwise it says what is known by the number alone, and the rest follows.
    pub complete: bool,
    /// Our number that was called.
    pub did: Option<CardNumber>,
    /// Who calls, as far as the network says.
    pub caller: CardCaller,
    /// Whether one person, several or nobody fits the number.
    pub recognition: CardRecognition,
    /// The person, when one fits or a user chose.
    pub contact: Option<CardContact>,
    /// People who may be calling instead, most probable first.
    pub candidates: Vec<CardCandidate>,
    /// For whom he may be speaking, most probable first.
    pub on_behalf: Vec<CardOnBehalf>,
    /// What stands in the way.
    pub blockers: Vec<CardBlocker>,
    /// What is owed to him, overdue first.
    pub open_matters: Vec<CardMatter>,
    /// What he bought, latest first.
    pub purchases: Vec<CardPurchase>,
    /// Contracts, invoices and other papers, latest first.
    pub documents: Vec<CardDocument>,
    /// What happened last, latest first.
    pub last_activities: Vec<CardActivity>,
    /// What must not be asked again.
    pub known: Vec<CardFact>,
}

/// Something with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named<Id> {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// Our number that was called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardNumber {
    /// The number.
    pub number: PhoneNumber,
    /// Its name.
    pub name: String,
}

/// Who calls, as far as the network says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardCaller {
    /// Untouched.
    pub raw: String,
    /// The number, when it is one.
    pub number: Option<PhoneNumber>,
    /// For people.
    pub display: String,
    /// Our user, when he is ours.
    pub user: Option<Named<UserId>>,
    /// Where an unknown number comes from.
    pub region: Option<String>,
}

/// How many people fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CardRecognition {
    /// One.
    Known,
    /// Several: nobody is chosen silently.
    Several,
    /// Nobody.
    Unknown,
}

/// The person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardContact {
    /// His id.
    pub id: ContactId,
    /// «Геннадий Семёнович Орлов»
    pub name: String,
    /// «Геннадий Семёнович, добрый день!»
    pub greeting: String,
    /// Class of clients by money.
    pub tier: Option<String>,
    /// How he wants to be reached.
    pub preferred_channel: Option<String>,
    /// Who looks after him.
    pub owner: Option<Named<UserId>>,
}

/// Somebody else who may be calling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardCandidate {
    /// Who.
    pub contact_id: ContactId,
    /// His name.
    pub name: String,
    /// «снабженец, РемСтрой»
    pub subtitle: String,
    /// Why he is thought to be the caller.
    pub evidence: String,
    /// 1 is the most probable.
    pub rank: u32,
}

/// For whom he may be speaking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardOnBehalf {
    /// `None` is himself.
    pub company_id: Option<CompanyId>,
    /// The company's name, or his own.
    pub name: String,
    /// As what.
    pub role: Option<String>,
    /// 1 is the most probable.
    pub rank: u32,
}

/// What stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardBlocker {
    /// `contract_to_resign`, `debt`, `blocked` or another word.
    pub kind: String,
    /// In two words.
    pub title: String,
    /// What to say.
    pub sentence: String,
    /// What to offer.
    pub action: Option<String>,
    /// Where, at what hours, what to bring.
    pub details: Vec<CardFact>,
}

/// A labelled fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardFact {
    /// What it is.
    pub label: String,
    /// The fact.
    pub value: String,
}

/// What kind of matter is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterKind {
    /// A promise.
    Commitment,
}

/// Something owed to him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardMatter {
    /// What kind.
    pub kind: MatterKind,
    /// Its id.
    pub id: CommitmentId,
    /// What.
    pub title: String,
    /// Who has to do it.
    pub owner: Option<Named<UserId>>,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Whether that moment has passed.
    pub overdue: bool,
}

/// Something he bought.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CardPurchase {
    /// Its id.
    pub id: RecordId,
    /// What.
    pub title: String,
    /// As exactly as known: `2009` or `2009-05-12`.
    pub date: Option<String>,
    /// How many.
    pub quantity: Option<i64>,
    /// For how much.
    #[serde(rename = "amount_kopecks")]
    pub amount: Option<Money>,
    /// Model, colour and whatever else.
    pub attributes: Map<String, Value>,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardDocument {
    /// Its id.
    pub id: RecordId,
    /// `contract`, `invoice`, `document` or another word.
    pub kind: String,
    /// What.
    pub title: String,
    /// As exactly as known.
    pub date: Option<String>,
    /// Where it stands.
    pub status: Option<String>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardActivity {
    /// When.
    pub at: Timestamp,
    /// `call` or `note`.
    pub kind: &'static str,
    /// What, in words.
    pub title: String,
    /// Who of ours took part.
    pub with: Option<Named<UserId>>,
}
