//! The card as the API shows one: what an agent sees of whoever is calling.

use super::{Named, words};
use otklik_crm::card;
use serde::Serialize;
use utoipa::ToSchema;

/// The card of one call, in the order it is read.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Card)]
pub struct CardShape {
    /// Of which call.
    pub call_id: String,
    /// Whether everything was read. Otherwise it says what is known by the number alone, and the whole card follows in the same way.
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

/// Our number that was called.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardNumber {
    /// The number.
    pub number: String,
    /// Its name.
    pub name: String,
}

/// Who calls, as far as the network says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardCaller {
    /// Untouched.
    pub raw: String,
    /// The number, when it is one.
    pub number: Option<String>,
    /// For people.
    pub display: String,
    /// Our user, when he is ours.
    pub user: Option<Named>,
    /// Where an unknown number comes from.
    pub region: Option<String>,
}

/// How many people fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
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
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardContact {
    /// His id.
    pub id: String,
    /// «Геннадий Семёнович Орлов»
    pub name: String,
    /// «Геннадий Семёнович, добрый день!»
    pub greeting: String,
    /// Class of clients by money.
    pub tier: Option<String>,
    /// How he wants to be reached.
    pub preferred_channel: Option<String>,
    /// Who looks after him.
    pub owner: Option<Named>,
}

/// Somebody else who may be calling.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardCandidate {
    /// Who.
    pub contact_id: String,
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
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardOnBehalf {
    /// `None` is himself.
    pub company_id: Option<String>,
    /// The company's name, or his own.
    pub name: String,
    /// As what.
    pub role: Option<String>,
    /// 1 is the most probable.
    pub rank: u32,
}

/// What stands in the way.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardFact {
    /// What it is.
    pub label: String,
    /// The fact.
    pub value: String,
}

/// What kind of matter is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatterKind {
    /// A promise.
    Commitment,
}

/// Something owed to him.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardMatter {
    /// What kind.
    pub kind: MatterKind,
    /// Its id.
    pub id: String,
    /// What.
    pub title: String,
    /// Who has to do it.
    pub owner: Option<Named>,
    /// Until when.
    pub due: Option<String>,
    /// Whether that moment has passed.
    pub overdue: bool,
}

/// Something he bought.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardPurchase {
    /// Its id.
    pub id: String,
    /// What.
    pub title: String,
    /// As exactly as known: `2009` or `2009-05-12`.
    pub date: Option<String>,
    /// How many.
    pub quantity: Option<i64>,
    /// For how much.
    pub amount_kopecks: Option<i64>,
    /// Model, colour and whatever else.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub attributes: serde_json::Map<String, serde_json::Value>,
}

/// A paper.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardDocument {
    /// Its id.
    pub id: String,
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
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CardActivity {
    /// When.
    pub at: String,
    /// `call` or `note`.
    #[schema(value_type = words::CardActivityKind)]
    pub kind: &'static str,
    /// What, in words.
    pub title: String,
    /// Who of ours took part.
    pub with: Option<Named>,
}

impl From<card::Card> for CardShape {
    fn from(from: card::Card) -> Self {
        Self {
            call_id: from.call_id.to_string(),
            complete: from.complete,
            did: from.did.map(Into::into),
            caller: from.caller.into(),
            recognition: from.recognition.into(),
            contact: from.contact.map(Into::into),
            candidates: from.candidates.into_iter().map(Into::into).collect(),
            on_behalf: from.on_behalf.into_iter().map(Into::into).collect(),
            blockers: from.blockers.into_iter().map(Into::into).collect(),
            open_matters: from.open_matters.into_iter().map(Into::into).collect(),
            purchases: from.purchases.into_iter().map(Into::into).collect(),
            documents: from.documents.into_iter().map(Into::into).collect(),
            last_activities: from.last_activities.into_iter().map(Into::into).collect(),
            known: from.known.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<card::CardNumber> for CardNumber {
    fn from(from: card::CardNumber) -> Self {
        Self { number: from.number.to_string(), name: from.name }
    }
}

impl From<card::CardCaller> for CardCaller {
    fn from(from: card::CardCaller) -> Self {
        Self {
            raw: from.raw,
            number: from.number.map(|value| value.to_string()),
            display: from.display,
            user: from.user.map(named),
            region: from.region,
        }
    }
}

impl From<card::CardRecognition> for CardRecognition {
    fn from(from: card::CardRecognition) -> Self {
        match from {
            card::CardRecognition::Known => Self::Known,
            card::CardRecognition::Several => Self::Several,
            card::CardRecognition::Unknown => Self::Unknown,
        }
    }
}

impl From<card::CardContact> for CardContact {
    fn from(from: card::CardContact) -> Self {
        Self {
            id: from.id.to_string(),
            name: from.name,
            greeting: from.greeting,
            tier: from.tier,
            preferred_channel: from.preferred_channel,
            owner: from.owner.map(named),
        }
    }
}

impl From<card::CardCandidate> for CardCandidate {
    fn from(from: card::CardCandidate) -> Self {
        Self { contact_id: from.contact_id.to_string(), name: from.name, subtitle: from.subtitle, evidence: from.evidence, rank: from.rank }
    }
}

impl From<card::CardOnBehalf> for CardOnBehalf {
    fn from(from: card::CardOnBehalf) -> Self {
        Self { company_id: from.company_id.map(|id| id.to_string()), name: from.name, role: from.role, rank: from.rank }
    }
}

impl From<card::CardBlocker> for CardBlocker {
    fn from(from: card::CardBlocker) -> Self {
        Self {
            kind: from.kind,
            title: from.title,
            sentence: from.sentence,
            action: from.action,
            details: from.details.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<card::CardFact> for CardFact {
    fn from(from: card::CardFact) -> Self {
        Self { label: from.label, value: from.value }
    }
}

impl From<card::MatterKind> for MatterKind {
    fn from(from: card::MatterKind) -> Self {
        match from {
            card::MatterKind::Commitment => Self::Commitment,
        }
    }
}

impl From<card::CardMatter> for CardMatter {
    fn from(from: card::CardMatter) -> Self {
        Self {
            kind: from.kind.into(),
            id: from.id.to_string(),
            title: from.title,
            owner: from.owner.map(named),
            due: from.due.map(|value| value.to_string()),
            overdue: from.overdue,
        }
    }
}

impl From<card::CardPurchase> for CardPurchase {
    fn from(from: card::CardPurchase) -> Self {
        Self {
            id: from.id.to_string(),
            title: from.title,
            date: from.date,
            quantity: from.quantity,
            amount_kopecks: from.amount.map(otklik_model::Money::kopecks),
            attributes: from.attributes,
        }
    }
}

impl From<card::CardDocument> for CardDocument {
    fn from(from: card::CardDocument) -> Self {
        Self { id: from.id.to_string(), kind: from.kind, title: from.title, date: from.date, status: from.status }
    }
}

impl From<card::CardActivity> for CardActivity {
    fn from(from: card::CardActivity) -> Self {
        Self { at: from.at.to_string(), kind: from.kind, title: from.title, with: from.with.map(named) }
    }
}

fn named<Id: ToString>(from: card::Named<Id>) -> Named {
    Named::new(from.id, from.name)
}
