//! Making a tenant equal to a file, and telling beforehand what that would change.

use super::{
    client_rows::ClientWanting,
    clients_delta::ClientsDelta,
    configuration_delta::ConfigurationDelta,
    difference::Difference,
    file::CompanyFile,
    present::Present,
    reading::{FileRefused, Source},
    wanted::{Hashes, Wanting, hash_passwords},
};
use crate::acting::Acting;
use otklik_model::{TenantId, event::DomainEvent};
use otklik_store::{
    Reader, Store, StoreError,
    tenants::{self, Tenant},
    users::User,
};

/// A file that was not applied. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ApplyRefused {
    /// It has mistakes.
    #[error(transparent)]
    File(#[from] FileRefused),
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A file that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The tenant, which may be new.
    pub tenant_id: TenantId,
    /// What was changed; nothing when the tenant was equal already.
    pub differences: Vec<Difference>,
}

/// What to apply, and to whom.
#[derive(Debug, Clone, Copy)]
pub struct Application<'a> {
    /// The file, read without mistakes.
    pub file: &'a CompanyFile,
    /// Its text, to tell mistakes by place.
    pub source: Source<'a>,
    /// The only tenant that may be changed; `None` finds or makes the tenant of the file's domain.
    pub only: Option<TenantId>,
}

/// What applying would change.
pub async fn plan(store: &Store, application: Application<'_>, acting: &mut Acting) -> Result<Vec<Difference>, ApplyRefused> {
    let tenant_id = tenant_of(store, application, acting).await?;
    let hashes = hashes(&store.read(tenant_id), application.file, acting).await?;
    let deltas = Deltas::between(&store.read(tenant_id), application, &hashes, acting).await?;
    Ok(deltas.differences())
}

/// Makes the tenant equal to the file, all at once or not at all.
pub async fn apply(store: &Store, application: Application<'_>, acting: &mut Acting) -> Result<Applied, ApplyRefused> {
    let tenant_id = tenant_of(store, application, acting).await?;
    let hashes = hashes(&store.read(tenant_id), application.file, acting).await?;
    let mut tx = store.begin(tenant_id).await?;
    let deltas = Deltas::between(&tx.reader(), application, &hashes, acting).await?;
    let differences = deltas.differences();
    if differences.is_empty() {
        return Ok(Applied { tenant_id, differences });
    }
    deltas.configuration.write(&mut tx, &deltas.disabled, acting.now).await?;
    deltas.clients.write(&mut tx).await?;
    let changed = DomainEvent::ConfigurationChanged { by: acting.by };
    let mut entries = vec![acting.entry(tenant_id, changed)];
    for contact_id in deltas.clients.contact_ids() {
        entries.push(acting.entry(tenant_id, DomainEvent::ContactChanged { contact_id, by: acting.by }));
    }
    tx.append(entries).await?;
    tx.commit().await?;
    Ok(Applied { tenant_id, differences })
}

/// The tenant of the file's domain, or the id a new one will have.
async fn tenant_of(store: &Store, application: Application<'_>, acting: &mut Acting) -> Result<TenantId, ApplyRefused> {
    let domain = &application.file.tenant.domain;
    let tenants = tenants::list(store).await?;
    let found = tenants.iter().find(|tenant: &&Tenant| tenant.domain == domain.get_ref().0.0).map(|tenant| tenant.id);
    match application.only {
        None => Ok(found.unwrap_or_else(|| acting.id(TenantId::from_parts))),
        Some(only) if found == Some(only) => Ok(only),
        Some(only) => {
            let own = tenants.iter().find(|tenant| tenant.id == only).map_or("", |tenant| &tenant.domain);
            let what = format!("the domain {} is not yours, expected {own}", domain.get_ref().0.0);
            Err(FileRefused { mistakes: vec![application.source.mistake(&domain.span(), what)] }.into())
        }
    }
}

/// Hashing takes a core for tens of milliseconds per password, so it leaves the async threads and the transaction alone.
async fn hashes(reader: &Reader<'_>, file: &CompanyFile, acting: &mut Acting) -> Result<Hashes, StoreError> {
    let present = Present::load(reader).await?;
    let (users, mut rng) = (file.users.clone(), acting.rng.clone());
    let hashing = tokio::task::spawn_blocking(move || {
        let hashes = hash_passwords(&users, &present, &mut rng);
        (hashes, rng)
    });
    let (hashes, rng) = hashing.await.expect("hashing does not panic");
    acting.rng = rng;
    Ok(hashes)
}

struct Deltas {
    configuration: ConfigurationDelta,
    clients: ClientsDelta,
    disabled: Vec<User>,
}

impl Deltas {
    async fn between(
        reader: &Reader<'_>,
        application: Application<'_>,
        hashes: &Hashes,
        acting: &mut Acting,
    ) -> Result<Self, ApplyRefused> {
        let Application { file, source, .. } = application;
        let (tenant_id, now) = (reader.tenant_id(), acting.now);
        let present = Present::load(reader).await?;
        let wanted = Wanting { present: &present, tenant_id, hashes, acting, source }.rows(file)?;
        let wanting = ClientWanting { tenant_id, users: &wanted.users, now };
        let clients = ClientsDelta::between(reader, file, &wanting).await?;
        let disabled = present.disabled.clone();
        Ok(Self { configuration: ConfigurationDelta::between(present, wanted), clients, disabled })
    }

    fn differences(&self) -> Vec<Difference> {
        let mut differences = self.configuration.differences();
        differences.extend(self.clients.differences());
        differences
    }
}
