//! Users: logins of our own people.

use crate::{
    acting::Acting,
    configuration::file::RING_SECONDS,
    refusal::{ChangeRefused, Fields, trimmed},
    requisites,
};
use otklik_model::{GroupId, Role, Timestamp, UserId, event::DomainEvent};
use otklik_store::{
    Reader, StoreError, Tx, groups,
    users::{self, User},
};

/// Longest time phones of a user may ring (chosen: carriers give up at two or three minutes).
pub const RING_SECONDS_MAX: u32 = 180;

/// A user as a form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserDraft {
    /// What is typed at the login.
    pub login: String,
    /// Name shown to colleagues.
    pub name: String,
    /// Rights.
    pub role: Role,
    /// Internal short number.
    pub extension: Option<String>,
    /// Where mail goes.
    pub email: Option<String>,
    /// How long the phones ring.
    pub ring_seconds: u32,
}

impl UserDraft {
    /// A user with usual settings.
    pub fn new(login: &str, name: &str, role: Role) -> Self {
        Self { login: login.to_owned(), name: name.to_owned(), role, extension: None, email: None, ring_seconds: RING_SECONDS }
    }
}

impl From<&User> for UserDraft {
    fn from(user: &User) -> Self {
        let User { login, name, role, extension, email, ring_seconds, .. } = user.clone();
        Self { login, name, role, extension, email, ring_seconds }
    }
}

/// Makes a user. The hash comes from [`password_hash`](crate::credentials::password_hash), made off the async threads.
pub async fn create(tx: &mut Tx, draft: &UserDraft, password_hash: String, acting: &mut Acting) -> Result<User, ChangeRefused> {
    let id = acting.id(UserId::from_parts);
    check(&tx.reader(), id, draft).await?;
    let user = row(draft, id, password_hash, acting.now);
    users::insert(tx, &user).await?;
    configuration_changed(tx, acting).await?;
    Ok(user)
}

/// Changes a user; a new hash sets a new password.
pub async fn edit(
    tx: &mut Tx,
    id: UserId,
    draft: &UserDraft,
    password_hash: Option<String>,
    acting: &mut Acting,
) -> Result<User, ChangeRefused> {
    let have = users::find(&tx.reader(), id).await?.ok_or(ChangeRefused::Missing)?;
    check(&tx.reader(), id, draft).await?;
    if have.role == Role::Administrator && draft.role != Role::Administrator && have.disabled_at.is_none() {
        demand_another_administrator(&tx.reader(), id, "role").await?;
    }
    let password_hash = password_hash.unwrap_or_else(|| have.password_hash.clone());
    let user = User { disabled_at: have.disabled_at, ..row(draft, id, password_hash, have.created_at) };
    users::update(tx, &user).await?;
    configuration_changed(tx, acting).await?;
    Ok(user)
}

/// Refuses a login from now on; what the user did keeps his name. His internal number becomes free.
pub async fn disable(tx: &mut Tx, id: UserId, acting: &mut Acting) -> Result<(), ChangeRefused> {
    let have = users::find(&tx.reader(), id).await?.ok_or(ChangeRefused::Missing)?;
    if have.role == Role::Administrator {
        demand_another_administrator(&tx.reader(), id, "disabled").await?;
    }
    for group_id in groups::of_user(&tx.reader(), id).await? {
        let group = groups::find(&tx.reader(), group_id).await?.ok_or(ChangeRefused::Missing)?;
        let member_ids = group.member_ids.iter().copied().filter(|member| *member != id).collect();
        groups::update(tx, &groups::Group { member_ids, ..group }).await?;
    }
    users::update(tx, &User { disabled_at: Some(acting.now), extension: None, ..have }).await?;
    Ok(configuration_changed(tx, acting).await?)
}

/// Lets a disabled user in again.
pub async fn enable(tx: &mut Tx, id: UserId, acting: &mut Acting) -> Result<User, ChangeRefused> {
    let have = users::find(&tx.reader(), id).await?.ok_or(ChangeRefused::Missing)?;
    let user = User { disabled_at: None, ..have };
    users::update(tx, &user).await?;
    configuration_changed(tx, acting).await?;
    Ok(user)
}

/// Journals that somebody changed the settings.
pub(crate) async fn configuration_changed(tx: &mut Tx, acting: &mut Acting) -> Result<(), StoreError> {
    let entry = acting.entry(tx.tenant_id(), DomainEvent::ConfigurationChanged { by: acting.by });
    tx.append(vec![entry]).await
}

/// Whether an internal number is free for its owner among users and groups.
pub(crate) async fn check_extension(
    reader: &Reader<'_>,
    fields: &mut Fields,
    extension: Option<&str>,
    owner: ExtensionOwner,
) -> Result<(), StoreError> {
    let Some(extension) = trimmed(extension) else { return Ok(()) };
    fields.demand(requisites::is_extension(&extension), "extension", "expected 2 to 6 digits");
    let is_same = |other: &Option<String>| other.as_deref() == Some(extension.as_str());
    let user = users::list(reader).await?.into_iter().find(|user| is_same(&user.extension) && owner != ExtensionOwner::User(user.id));
    let group = groups::list(reader).await?.into_iter().find(|group| is_same(&group.extension) && owner != ExtensionOwner::Group(group.id));
    let taken = user.map(|user| user.name).or(group.map(|group| group.name));
    fields.demand(taken.is_none(), "extension", taken.map(|name| format!("{name} has it already")).unwrap_or_default());
    Ok(())
}

/// Who may keep an internal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExtensionOwner {
    User(UserId),
    Group(GroupId),
}

async fn check(reader: &Reader<'_>, own: UserId, draft: &UserDraft) -> Result<(), ChangeRefused> {
    let mut fields = Fields::default();
    let login = stored_login(&draft.login);
    fields.demand(requisites::is_login(&login), "login", "expected Latin letters, digits, '-', '_' or '.', at most 64");
    let taken = users::find_by_login(reader, &login).await?.is_some_and(|user| user.id != own);
    fields.demand(!taken, "login", "somebody has this login already");
    fields.line("name", &draft.name);
    let email = trimmed(draft.email.as_deref());
    fields.demand(email.as_deref().is_none_or(requisites::is_email), "email", "expected an e-mail address like anna@example.ru");
    let range = 5..=RING_SECONDS_MAX;
    fields.demand(range.contains(&draft.ring_seconds), "ring_seconds", format!("expected 5 to {RING_SECONDS_MAX}"));
    check_extension(reader, &mut fields, draft.extension.as_deref(), ExtensionOwner::User(own)).await?;
    fields.accepted()
}

async fn demand_another_administrator(reader: &Reader<'_>, own: UserId, field: &str) -> Result<(), ChangeRefused> {
    let all = users::list(reader).await?;
    let another = all.iter().any(|user| user.id != own && user.role == Role::Administrator && user.disabled_at.is_none());
    let mut fields = Fields::default();
    fields.demand(another, field, "this is the last administrator; make another one first");
    fields.accepted()
}

fn stored_login(login: &str) -> String {
    login.trim().to_lowercase()
}

fn row(draft: &UserDraft, id: UserId, password_hash: String, created_at: Timestamp) -> User {
    User {
        id,
        login: stored_login(&draft.login),
        password_hash,
        name: draft.name.trim().to_owned(),
        extension: trimmed(draft.extension.as_deref()),
        email: trimmed(draft.email.as_deref()),
        role: draft.role,
        ring_seconds: draft.ring_seconds,
        disabled_at: None,
        created_at,
    }
}
