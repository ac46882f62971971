//! Devices: phones of our users. Their passwords are shown once and never kept.

use crate::{
    acting::Acting,
    credentials::{Ha1, generated_password},
    refusal::{ChangeRefused, Fields},
    requisites,
    users::configuration_changed,
};
use otklik_model::{DeviceId, UserId, directory::DigestHash};
use otklik_store::{
    Reader, StoreError, Tx,
    devices::{self, Device},
    tenants, users,
};

/// The shortest password taken for a device (chosen: its digest can be tried off-line by whoever hears it).
const PASSWORD_CHARS_MIN: usize = 12;

/// A device with the password to type into it, to be shown once.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPassword {
    /// The device.
    pub device: Device,
    /// What to type into it.
    pub password: String,
}

/// Makes a device; without a password one is generated.
pub async fn create(
    tx: &mut Tx,
    user_id: UserId,
    login: &str,
    password: Option<&str>,
    digest: DigestHash,
    acting: &mut Acting,
) -> Result<NewPassword, ChangeRefused> {
    let login = login.trim();
    check(&tx.reader(), user_id, Some(login), password).await?;
    let password = password.map_or_else(|| generated_password(&mut acting.rng), str::to_owned);
    let ha1 = Ha1::of(login, &realm(&tx.reader()).await?, &password);
    let device = Device {
        id: acting.id(DeviceId::from_parts),
        user_id,
        login: login.to_owned(),
        ha1_md5: ha1.md5,
        ha1_sha256: ha1.sha256,
        digest,
        created_at: acting.now,
    };
    devices::insert(tx, &device).await?;
    configuration_changed(tx, acting).await?;
    Ok(NewPassword { device, password })
}

/// What may be changed of a device; what is `None` stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeviceChange {
    /// Another user.
    pub user_id: Option<UserId>,
    /// What it is asked for.
    pub digest: Option<DigestHash>,
}

/// Gives a device to another user, or asks it for another hash.
pub async fn change(tx: &mut Tx, id: DeviceId, change: DeviceChange, acting: &mut Acting) -> Result<Device, ChangeRefused> {
    let have = devices::find(&tx.reader(), id).await?.ok_or(ChangeRefused::Missing)?;
    let user_id = change.user_id.unwrap_or(have.user_id);
    check(&tx.reader(), user_id, None, None).await?;
    let device = Device { user_id, digest: change.digest.unwrap_or(have.digest), ..have };
    devices::update(tx, &device).await?;
    configuration_changed(tx, acting).await?;
    Ok(device)
}

/// Generates a new password for a device; the old one stops working.
pub async fn renew_password(tx: &mut Tx, id: DeviceId, acting: &mut Acting) -> Result<NewPassword, ChangeRefused> {
    let have = devices::find(&tx.reader(), id).await?.ok_or(ChangeRefused::Missing)?;
    let password = generated_password(&mut acting.rng);
    let ha1 = Ha1::of(&have.login, &realm(&tx.reader()).await?, &password);
    let device = Device { ha1_md5: ha1.md5, ha1_sha256: ha1.sha256, ..have };
    devices::update(tx, &device).await?;
    configuration_changed(tx, acting).await?;
    Ok(NewPassword { device, password })
}

/// Takes a device away.
pub async fn delete(tx: &mut Tx, id: DeviceId, acting: &mut Acting) -> Result<(), ChangeRefused> {
    devices::delete(tx, id).await?;
    Ok(configuration_changed(tx, acting).await?)
}

async fn realm(reader: &Reader<'_>) -> Result<String, StoreError> {
    tenants::find(reader).await?.map(|tenant| tenant.domain).ok_or(StoreError::Missing)
}

async fn check(reader: &Reader<'_>, user_id: UserId, login: Option<&str>, password: Option<&str>) -> Result<(), ChangeRefused> {
    let mut fields = Fields::default();
    let user = users::find(reader, user_id).await?.filter(|user| user.disabled_at.is_none());
    fields.demand(user.is_some(), "user_id", "expected one of our users who is not disabled");
    if let Some(login) = login {
        fields.demand(requisites::is_login(login), "login", "expected Latin letters, digits, '-', '_' or '.', at most 64");
        let taken = devices::list(reader).await?.iter().any(|device| device.login == login);
        fields.demand(!taken, "login", "a device has this login already");
    }
    let long_enough = password.is_none_or(|password| password.chars().count() >= PASSWORD_CHARS_MIN);
    fields.demand(long_enough, "password", format!("expected at least {PASSWORD_CHARS_MIN} characters, or none to have one generated"));
    fields.accepted()
}
