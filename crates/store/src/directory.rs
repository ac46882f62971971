//! The directory that real time routes by, read from the tables.

use crate::{
    Reader, Store, StoreError, devices,
    dids::{self, Did},
    groups, schedules, tenants,
    trunks::{self, Trunk},
    users::{self, User},
};
use otklik_model::{
    DialString, TenantId,
    directory::{
        Directory, DirectoryDevice, DirectoryDid, DirectoryGroup, DirectoryTrunk, DirectoryUser, Recording, TenantDirectory,
        TrunkCredentials, TrunkSource,
    },
};
use std::{collections::BTreeMap, time::Duration};

impl Store {
    /// Reads the configuration of all tenants. Disabled users, and with them their devices, are left out: they cannot register nor be rung.
    pub async fn load_directory(&self) -> Result<Directory, StoreError> {
        let mut directory = Directory::default();
        for tenant in tenants::list(self).await? {
            let tenant_id: TenantId = tenant.id;
            directory.tenants.insert(tenant_id, tenant_directory(&self.read(tenant_id), tenant).await?);
        }
        Ok(directory)
    }
}

async fn tenant_directory(reader: &Reader<'_>, tenant: tenants::Tenant) -> Result<TenantDirectory, StoreError> {
    let enabled = users::list(reader).await?.into_iter().filter(|user| user.disabled_at.is_none());
    let users: BTreeMap<_, _> = enabled.map(|user| (user.id, directory_user(user))).collect();
    let mut devices = devices::list(reader).await?;
    devices.retain(|device| users.contains_key(&device.user_id));
    let mut groups = groups::list(reader).await?;
    groups.iter_mut().for_each(|group| group.member_ids.retain(|user_id| users.contains_key(user_id)));
    Ok(TenantDirectory {
        domain: tenant.domain,
        region: tenant.region,
        users,
        devices: devices.into_iter().map(|device| (device.id, directory_device(device))).collect(),
        groups: groups.into_iter().map(|group| (group.id, directory_group(group))).collect(),
        dids: dids::list(reader).await?.into_iter().map(|did| (did.number, directory_did(did))).collect(),
        schedules: schedules::list(reader).await?.into_iter().map(|schedule| (schedule.id, schedule.hours)).collect(),
        trunks: trunks::list(reader).await?.into_iter().map(directory_trunk).collect(),
        recording: if tenant.recorded { Recording::On } else { Recording::Off },
    })
}

fn directory_user(user: User) -> DirectoryUser {
    DirectoryUser { name: user.name, extension: extension(user.extension.as_deref()), ring_timeout: seconds(user.ring_seconds) }
}

fn directory_device(device: devices::Device) -> DirectoryDevice {
    DirectoryDevice {
        user_id: device.user_id,
        login: device.login,
        ha1_md5: device.ha1_md5,
        ha1_sha256: device.ha1_sha256,
        digest: device.digest,
    }
}

fn directory_group(group: groups::Group) -> DirectoryGroup {
    DirectoryGroup {
        name: group.name,
        extension: extension(group.extension.as_deref()),
        members: group.member_ids,
        ring_timeout: seconds(group.ring_seconds),
    }
}

fn directory_did(did: Did) -> DirectoryDid {
    DirectoryDid { did_id: did.id, greeting: did.greeting, schedule: did.schedule_id, open: did.open.into(), closed: did.closed.into() }
}

fn directory_trunk(trunk: Trunk) -> DirectoryTrunk {
    let credentials = trunk.login.zip(trunk.password).map(|(login, password)| TrunkCredentials { login, password: password.0 });
    let accepts = trunk.accepts.into_iter().map(|source| TrunkSource { address: source.address, port: source.port }).collect();
    DirectoryTrunk {
        trunk_id: trunk.id,
        name: trunk.name,
        host: trunk.host,
        port: trunk.port,
        accepts,
        credentials,
        caller_id: trunk.caller_id,
        calls_max: trunk.calls_max,
    }
}

fn extension(text: Option<&str>) -> Option<DialString> {
    text.and_then(DialString::new)
}

const fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds as u64)
}
