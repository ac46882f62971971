//! Ring groups: users whose phones ring together.

use crate::{
    acting::Acting,
    refusal::{ChangeRefused, Fields, trimmed},
    users::{ExtensionOwner, RING_SECONDS_MAX, check_extension, configuration_changed},
};
use otklik_model::{GroupId, UserId};
use otklik_store::{
    Reader, Tx,
    dids::{self, DidTarget},
    groups::{self, Group},
    users,
};

/// A group as a form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupDraft {
    /// Name for people.
    pub name: String,
    /// Internal short number.
    pub extension: Option<String>,
    /// Who is rung; the first one answers for calls nobody took.
    pub member_ids: Vec<UserId>,
    /// How long.
    pub ring_seconds: u32,
}

impl From<&Group> for GroupDraft {
    fn from(group: &Group) -> Self {
        let Group { name, extension, member_ids, ring_seconds, .. } = group.clone();
        Self { name, extension, member_ids, ring_seconds }
    }
}

/// Makes a group.
pub async fn create(tx: &mut Tx, draft: &GroupDraft, acting: &mut Acting) -> Result<Group, ChangeRefused> {
    let id = acting.id(GroupId::from_parts);
    check(&tx.reader(), id, draft).await?;
    let group = row(id, draft);
    groups::insert(tx, &group).await?;
    configuration_changed(tx, acting).await?;
    Ok(group)
}

/// Changes a group.
pub async fn edit(tx: &mut Tx, id: GroupId, draft: &GroupDraft, acting: &mut Acting) -> Result<Group, ChangeRefused> {
    check(&tx.reader(), id, draft).await?;
    let group = row(id, draft);
    groups::update(tx, &group).await?;
    configuration_changed(tx, acting).await?;
    Ok(group)
}

/// Takes a group away; not while a number leads to it, whose callers would reach nobody.
pub async fn delete(tx: &mut Tx, id: GroupId, acting: &mut Acting) -> Result<(), ChangeRefused> {
    let target = DidTarget::Group { id };
    if dids::list(&tx.reader()).await?.iter().any(|did| did.open == target || did.closed == target) {
        return Err(ChangeRefused::WrongState("a number leads to this group; lead it elsewhere first"));
    }
    groups::delete(tx, id).await?;
    Ok(configuration_changed(tx, acting).await?)
}

fn row(id: GroupId, draft: &GroupDraft) -> Group {
    let mut member_ids = Vec::new();
    for member in &draft.member_ids {
        if !member_ids.contains(member) {
            member_ids.push(*member);
        }
    }
    let (name, extension) = (draft.name.trim().to_owned(), trimmed(draft.extension.as_deref()));
    Group { id, name, extension, ring_seconds: draft.ring_seconds, member_ids }
}

async fn check(reader: &Reader<'_>, own: GroupId, draft: &GroupDraft) -> Result<(), ChangeRefused> {
    let mut fields = Fields::default();
    fields.line("name", &draft.name);
    let name = draft.name.trim();
    let taken = groups::list(reader).await?.iter().any(|group| group.id != own && group.name == name);
    fields.demand(!taken, "name", "a group has this name already");
    let users = users::list(reader).await?;
    let known = |member: &UserId| users.iter().any(|user| user.id == *member && user.disabled_at.is_none());
    fields.demand(draft.member_ids.iter().all(known), "member_ids", "expected users who are not disabled");
    let range = 5..=RING_SECONDS_MAX;
    fields.demand(range.contains(&draft.ring_seconds), "ring_seconds", format!("expected 5 to {RING_SECONDS_MAX}"));
    check_extension(reader, &mut fields, draft.extension.as_deref(), ExtensionOwner::Group(own)).await?;
    fields.accepted()
}
