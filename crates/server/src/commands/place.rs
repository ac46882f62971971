//! Where `apply` and `export` work: a data folder or database of this machine, or a running server somewhere.

use crate::{cli::Place, running};
use anyhow::{Context, bail};
use otklik_crm::Acting;
use otklik_model::{TenantId, Timestamp};
use otklik_store::{Location, Opener, Store, tenants};
use rand::{SeedableRng, rngs::StdRng};

/// One of the two ways.
pub enum Reached {
    /// The database, opened beside a server that may be running on it.
    Store(Store),
    /// A server's API.
    Server {
        /// Without a slash at the end.
        url: String,
        /// An administrator's.
        token: String,
    },
}

/// Goes where the command line says.
pub async fn reach(place: Place) -> anyhow::Result<Reached> {
    if let (Some(url), Some(token)) = (place.url, place.token) {
        return Ok(Reached::Server { url: url.trim_end_matches('/').to_owned(), token });
    }
    let location = match (place.database, place.data) {
        (Some(url), _) => Location::Postgres(url),
        (None, Some(folder)) => Location::Folder(folder),
        (None, None) => bail!("say where: --data DIR for a folder of this machine, or --url URL --token TOKEN for a running server"),
    };
    Ok(Reached::Store(running::open_location(&location, Opener::Command).await?))
}

/// Nobody logged in acts from the command line.
pub fn acting() -> Acting {
    Acting { now: Timestamp::now(), by: None, rng: StdRng::from_os_rng() }
}

/// The company meant: by its domain, or the only one.
pub async fn tenant(store: &Store, domain: Option<&str>) -> anyhow::Result<TenantId> {
    let tenants = tenants::list(store).await?;
    let domains = || tenants.iter().map(|tenant| tenant.domain.as_str()).collect::<Vec<_>>().join(", ");
    let found = match (domain, tenants.as_slice()) {
        (Some(domain), all) => all.iter().find(|tenant| tenant.domain == domain),
        (None, [only]) => Some(only),
        (None, []) => bail!("there is no company yet; make one with `otklik apply FILE`"),
        (None, _) => bail!("there are several companies; say which with --company: {}", domains()),
    };
    Ok(found.with_context(|| format!("there is no company {}; there are: {}", domain.unwrap_or_default(), domains()))?.id)
}
