//! Commitments: what we promised, kept only by proof.

use crate::{
    acting::Acting,
    notes,
    refusal::{ChangeRefused, Fields},
};
use jiff::SignedDuration;
use otklik_model::{
    CommitmentId, ContactId, Timestamp, UserId,
    commitment::{CommitmentKind, CommitmentState, Proof},
    event::DomainEvent,
};
use otklik_store::{
    Tx,
    commitments::{self, Commitment},
    contact_points, contacts, users,
};

/// How long a withdrawal can be taken back (chosen: long enough to notice a slip, too short to rewrite history).
pub const REOPEN_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// A promise as a form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentDraft {
    /// What kind.
    pub kind: CommitmentKind,
    /// What, in words; may be empty for a call back.
    pub text: String,
    /// To whom.
    pub contact_id: Option<ContactId>,
    /// Who has to keep it; whoever makes it when absent.
    pub owner_id: Option<UserId>,
    /// Until when.
    pub due: Timestamp,
}

/// What of a promise may be changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommitmentChange {
    /// Another owner.
    pub owner_id: Option<UserId>,
    /// Another moment.
    pub due: Option<Timestamp>,
    /// Other words.
    pub text: Option<String>,
}

/// Makes a promise.
pub async fn make(tx: &mut Tx, draft: &CommitmentDraft, by: UserId, acting: &mut Acting) -> Result<Commitment, ChangeRefused> {
    let mut fields = Fields::default();
    check_text(&mut fields, draft.kind, &draft.text);
    fields.demand(draft.due > acting.now, "due", "expected a moment to come");
    let owner_id = draft.owner_id.unwrap_or(by);
    fields.demand(users::find(&tx.reader(), owner_id).await?.is_some(), "owner_id", "expected one of our users");
    fields.accepted()?;
    let number = match draft.contact_id {
        None => None,
        Some(contact_id) => {
            contacts::find(&tx.reader(), contact_id).await?.ok_or(ChangeRefused::Missing)?;
            let points = contact_points::of_contacts(&tx.reader(), &[contact_id]).await?;
            let preferred = points.iter().find(|point| point.preferred && point.number.is_some());
            preferred.or(points.iter().find(|point| point.number.is_some())).and_then(|point| point.number)
        }
    };
    let commitment = Commitment {
        id: acting.id(CommitmentId::from_parts),
        kind: draft.kind,
        text: draft.text.trim().to_owned(),
        contact_id: draft.contact_id,
        number,
        owner_id: Some(owner_id),
        due: draft.due,
        state: CommitmentState::Open,
        made_at: acting.now,
        made_by_call: None,
        made_by_user: Some(by),
        attempts: 0,
        version: 1,
    };
    commitments::insert(tx, &commitment).await?;
    let made = acting.entry(tx.tenant_id(), made(&commitment));
    tx.append(vec![made]).await?;
    Ok(commitment)
}

/// Changes owner, due time or words of an open promise.
pub async fn change(tx: &mut Tx, id: CommitmentId, change: &CommitmentChange) -> Result<Commitment, ChangeRefused> {
    let have = find(tx, id).await?;
    if !have.is_open() {
        return Err(ChangeRefused::WrongState("the commitment is no longer open"));
    }
    let mut fields = Fields::default();
    if let Some(text) = &change.text {
        check_text(&mut fields, have.kind, text);
    }
    if let Some(owner_id) = change.owner_id {
        fields.demand(users::find(&tx.reader(), owner_id).await?.is_some(), "owner_id", "expected one of our users");
    }
    fields.accepted()?;
    let next = Commitment {
        owner_id: change.owner_id.or(have.owner_id),
        due: change.due.unwrap_or(have.due),
        text: change.text.as_ref().map_or(have.text.clone(), |text| text.trim().to_owned()),
        ..have
    };
    Ok(commitments::update(tx, &next).await?)
}

/// Keeps a promise; the note saying how is the proof.
pub async fn keep(tx: &mut Tx, id: CommitmentId, how: &str, by: UserId, acting: &mut Acting) -> Result<Commitment, ChangeRefused> {
    let have = find(tx, id).await?;
    let mut fields = Fields::default();
    fields.text("note", how);
    fields.demand(have.contact_id.is_some(), "contact_id", "expected the caller to be chosen first: a note needs a person");
    fields.accepted()?;
    let Some(contact_id) = have.contact_id else { return Err(ChangeRefused::Missing) };
    let note = notes::add(tx, contact_id, None, how, (by, acting)).await?;
    let proof = Proof::Note(note.id);
    let state = have.state.keep(acting.now, proof).map_err(|_| ChangeRefused::WrongState("the commitment is no longer open"))?;
    let kept = commitments::update(tx, &Commitment { state, ..have }).await?;
    let entry = acting.entry(tx.tenant_id(), DomainEvent::CommitmentKept { commitment_id: id, proof });
    tx.append(vec![entry]).await?;
    Ok(kept)
}

/// Takes a promise back.
pub async fn withdraw(tx: &mut Tx, id: CommitmentId, by: UserId, acting: &mut Acting) -> Result<Commitment, ChangeRefused> {
    let have = find(tx, id).await?;
    let state = have.state.withdraw(acting.now, by).map_err(|_| ChangeRefused::WrongState("the commitment is no longer open"))?;
    let withdrawn = commitments::update(tx, &Commitment { state, ..have }).await?;
    let entry = acting.entry(tx.tenant_id(), DomainEvent::CommitmentWithdrawn { commitment_id: id, by });
    tx.append(vec![entry]).await?;
    Ok(withdrawn)
}

/// Undoes a withdrawal made within the last ten minutes: the promise is made anew.
pub async fn reopen(tx: &mut Tx, id: CommitmentId, acting: &mut Acting) -> Result<Commitment, ChangeRefused> {
    let have = find(tx, id).await?;
    let CommitmentState::Withdrawn { at, .. } = have.state else {
        return Err(ChangeRefused::WrongState("only a withdrawn commitment can be reopened"));
    };
    if acting.now.duration_since(at) > REOPEN_WITHIN {
        return Err(ChangeRefused::WrongState("it was withdrawn more than ten minutes ago; make a new one"));
    }
    let reopened = commitments::update(tx, &Commitment { state: CommitmentState::Open, ..have }).await?;
    let entry = acting.entry(tx.tenant_id(), made(&reopened));
    tx.append(vec![entry]).await?;
    Ok(reopened)
}

async fn find(tx: &Tx, id: CommitmentId) -> Result<Commitment, ChangeRefused> {
    commitments::find(&tx.reader(), id).await?.ok_or(ChangeRefused::Missing)
}

fn check_text(fields: &mut Fields, kind: CommitmentKind, text: &str) {
    match kind {
        CommitmentKind::CallBack => fields.optional_line("text", Some(text)),
        CommitmentKind::Other => fields.line("text", text),
    }
}

const fn made(commitment: &Commitment) -> DomainEvent {
    DomainEvent::CommitmentMade {
        commitment_id: commitment.id,
        kind: commitment.kind,
        contact_id: commitment.contact_id,
        owner: commitment.owner_id,
        due: commitment.due,
    }
}
