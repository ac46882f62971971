//! Who knocks: which tenant a request is for, and whether a device is who it says (RFC 8760).

use crate::switchboard::Switchboard;
use otklik_model::{
    DeviceId, TenantId, UserId,
    directory::{DigestHash, TenantDirectory},
};
use otklik_sip::{
    Message, Name,
    digest::{self, Algorithm, Claim, Denied, Ha1, Nonces},
    headers::Credentials,
};
use std::time::{Duration, Instant};

/// Issues and checks nonces for all tenants.
#[derive(Debug)]
pub(crate) struct Gate {
    nonces: Nonces,
}

/// A device that proved who it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownDevice {
    pub(crate) tenant_id: TenantId,
    pub(crate) device_id: DeviceId,
    pub(crate) user_id: UserId,
}

/// Why a request is not served.
#[derive(Debug)]
pub(crate) enum Stranger {
    /// It is for no tenant of ours.
    NoTenant,
    /// It has to answer these challenges.
    Challenged(Vec<(Name, String)>),
}

/// Which pair of headers a challenge and its answer use (RFC 3261 §22).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A registrar: 401.
    Registrar,
    /// A proxy, for everything else: 407.
    Proxy,
}

impl Asker {
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::Registrar => 401,
            Self::Proxy => 407,
        }
    }

    fn asked_in(self) -> Name {
        match self {
            Self::Registrar => Name::WwwAuthenticate,
            Self::Proxy => Name::ProxyAuthenticate,
        }
    }

    fn answered_in(self) -> Name {
        match self {
            Self::Registrar => Name::Authorization,
            Self::Proxy => Name::ProxyAuthorization,
        }
    }
}

impl Gate {
    pub(crate) fn new(secret: [u8; 32], nonce_lifetime: Duration, now: Instant) -> Self {
        Self { nonces: Nonces::new(secret, nonce_lifetime, now) }
    }

    fn verify(&mut self, given: &[Credentials], method: &str, tenant: &TenantDirectory, now: Instant) -> Result<String, Denied> {
        let ha1 = |login: &str, algorithm: Algorithm| ha1_of(tenant, login, algorithm);
        let claim = Claim { credentials: given, realm: &tenant.domain, method };
        digest::verify(claim, ha1, &mut self.nonces, now)
    }

    /// Asks for one hash and nothing else: phones of before RFC 8760 (baresip 1 among them) give up when any challenge names another
    /// hash than MD5, wherever it stands. An answer with the other one is taken all the same.
    fn challenge(&mut self, realm: &str, asker: Asker, hash: DigestHash, stale: bool, now: Instant) -> (Name, String) {
        let nonce = self.nonces.issue(now);
        let algorithm = match hash {
            DigestHash::Md5 => Algorithm::Md5,
            DigestHash::Sha256 => Algorithm::Sha256,
        };
        (asker.asked_in(), digest::challenge(realm, algorithm, &nonce, stale).to_string())
    }
}

impl Switchboard {
    /// The device that sent a request, or what to answer a stranger.
    pub(crate) fn identify(&mut self, request: &Message, asker: Asker, now: Instant) -> Result<KnownDevice, Stranger> {
        let given = request.credentials(&asker.answered_in());
        let directory = std::sync::Arc::clone(&self.directory);
        let (tenant_id, tenant) = tenant_for(&directory.tenants, request, &given).ok_or(Stranger::NoTenant)?;
        let method = request.method().map(|method| method.to_string()).unwrap_or_default();
        match self.gate.verify(&given, &method, tenant, now) {
            Ok(login) => known(tenant_id, tenant, &login).ok_or(Stranger::NoTenant),
            Err(denied) => {
                self.counters.wrong_credentials += u64::from(denied == Denied::Wrong);
                let hash = hash_for(tenant, request);
                Err(Stranger::Challenged(vec![self.gate.challenge(&tenant.domain, asker, hash, denied.is_stale(), now)]))
            }
        }
    }
}

/// The tenant a device means: by the domain it calls or registers at, by the realm it answers, or the only one there is (phones
/// are often set up with a bare address for a domain).
fn tenant_for<'a>(
    tenants: &'a std::collections::BTreeMap<TenantId, TenantDirectory>,
    request: &Message,
    given: &[Credentials],
) -> Option<(TenantId, &'a TenantDirectory)> {
    let mut domains: Vec<String> = Vec::new();
    domains.extend(request.request_uri().map(|uri| uri.host.to_string()));
    domains.extend(request.from().map(|from| from.uri.host.to_string()));
    domains.extend(given.iter().filter_map(|credentials| credentials.realm()).map(str::to_owned));
    let named = |tenant: &TenantDirectory| domains.iter().any(|domain| tenant.domain.eq_ignore_ascii_case(domain));
    let by_name = tenants.iter().find(|(_, tenant)| named(tenant));
    let only = tenants.iter().next().filter(|_| tenants.len() == 1);
    by_name.or(only).map(|(tenant_id, tenant)| (*tenant_id, tenant))
}

/// What the device a request comes from is asked for; somebody unknown is asked for what most devices are.
fn hash_for(tenant: &TenantDirectory, request: &Message) -> DigestHash {
    let login = request.from().ok().and_then(|from| from.uri.user);
    let device = login.and_then(|login| tenant.device_by_login(&login));
    device.map_or_else(DigestHash::default, |(_, device)| device.digest)
}

fn known(tenant_id: TenantId, tenant: &TenantDirectory, login: &str) -> Option<KnownDevice> {
    let (device_id, device) = tenant.device_by_login(login)?;
    Some(KnownDevice { tenant_id, device_id, user_id: device.user_id })
}

fn ha1_of(tenant: &TenantDirectory, login: &str, algorithm: Algorithm) -> Option<Ha1> {
    let (_, device) = tenant.device_by_login(login)?;
    Some(match algorithm {
        Algorithm::Md5 => Ha1::Md5(device.ha1_md5),
        Algorithm::Sha256 => Ha1::Sha256(device.ha1_sha256),
    })
}
