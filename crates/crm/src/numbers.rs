//! Own numbers (DIDs): what callers hear and whom they reach.

use crate::{
    acting::Acting,
    contacts::region,
    refusal::{ChangeRefused, Fields, trimmed},
    requisites,
    users::configuration_changed,
};
use otklik_model::{DidId, PhoneNumber, ScheduleId};
use otklik_store::{
    Reader, StoreError, Tx,
    dids::{self, Did, DidTarget},
    groups, schedules, users,
};

/// An own number as a form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberDraft {
    /// In any spelling.
    pub number: String,
    /// Name for people.
    pub name: String,
    /// A prompt to play before ringing.
    pub greeting: Option<String>,
    /// Hours; without them always open.
    pub schedule_id: Option<ScheduleId>,
    /// Where calls go.
    pub open: DidTarget,
    /// Where calls go outside the hours.
    pub closed: DidTarget,
}

impl From<&Did> for NumberDraft {
    fn from(did: &Did) -> Self {
        let Did { number, name, greeting, schedule_id, open, closed, .. } = did.clone();
        Self { number: number.to_string(), name, greeting, schedule_id, open, closed }
    }
}

/// Makes an own number.
pub async fn create(tx: &mut Tx, draft: &NumberDraft, acting: &mut Acting) -> Result<Did, ChangeRefused> {
    let id = acting.id(DidId::from_parts);
    let did = checked(&tx.reader(), id, draft).await?;
    dids::insert(tx, &did).await?;
    configuration_changed(tx, acting).await?;
    Ok(did)
}

/// Changes an own number.
pub async fn edit(tx: &mut Tx, id: DidId, draft: &NumberDraft, acting: &mut Acting) -> Result<Did, ChangeRefused> {
    let did = checked(&tx.reader(), id, draft).await?;
    dids::update(tx, &did).await?;
    configuration_changed(tx, acting).await?;
    Ok(did)
}

/// Takes an own number away.
pub async fn delete(tx: &mut Tx, id: DidId, acting: &mut Acting) -> Result<(), ChangeRefused> {
    dids::delete(tx, id).await?;
    Ok(configuration_changed(tx, acting).await?)
}

async fn checked(reader: &Reader<'_>, id: DidId, draft: &NumberDraft) -> Result<Did, ChangeRefused> {
    let mut fields = Fields::default();
    fields.line("name", &draft.name);
    let greeting = trimmed(draft.greeting.as_deref());
    let is_prompt = greeting.as_deref().is_none_or(requisites::is_prompt);
    fields.demand(is_prompt, "greeting", "expected the name of a WAV file in the prompts folder, without a path");
    if let Some(schedule_id) = draft.schedule_id {
        fields.demand(schedules::find(reader, schedule_id).await?.is_some(), "schedule_id", "expected a schedule that exists");
    }
    check_target(reader, &mut fields, "open", &draft.open).await?;
    check_target(reader, &mut fields, "closed", &draft.closed).await?;
    let number = PhoneNumber::parse(&draft.number, region(reader).await?).ok();
    fields.demand(number.is_some(), "number", "expected a phone number like +7 495 000-00-01");
    let taken = dids::list(reader).await?.iter().any(|did| did.id != id && Some(did.number) == number);
    fields.demand(!taken, "number", "this number is there already");
    fields.accepted()?;
    let number = number.ok_or(ChangeRefused::Missing)?;
    let NumberDraft { schedule_id, open, closed, .. } = draft.clone();
    Ok(Did { id, number, name: draft.name.trim().to_owned(), greeting, schedule_id, open, closed })
}

async fn check_target(reader: &Reader<'_>, fields: &mut Fields, field: &str, target: &DidTarget) -> Result<(), StoreError> {
    match target {
        DidTarget::User { id } => {
            let user = users::find(reader, *id).await?.filter(|user| user.disabled_at.is_none());
            fields.demand(user.is_some(), field, "expected a user who is not disabled");
        }
        DidTarget::Group { id } => fields.demand(groups::find(reader, *id).await?.is_some(), field, "expected a group that exists"),
        DidTarget::Prompt { prompt } => fields.demand(requisites::is_prompt(prompt), field, "expected the name of a WAV file"),
        DidTarget::Reject => {}
    }
    Ok(())
}
