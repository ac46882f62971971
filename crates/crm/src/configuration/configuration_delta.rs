//! The configuration part of an application: all deltas, and the order in which they can be written.

use super::{
    described::Named,
    difference::{Delta, Difference},
    present::Present,
};
use otklik_model::Timestamp;
use otklik_store::{
    StoreError, Tx,
    devices::{self, Device},
    dids::{self, Did},
    groups::{self, Group},
    schedules::{self, Schedule},
    tenants::{self, Tenant},
    trunks::{self, Trunk},
    users::{self, User},
};
use std::sync::Arc;

/// What of the configuration differs.
#[derive(Debug)]
pub struct ConfigurationDelta {
    tenant: Delta<Tenant>,
    users: Delta<User>,
    devices: Delta<Named<Device>>,
    groups: Delta<Named<Group>>,
    schedules: Delta<Schedule>,
    dids: Delta<Named<Did>>,
    trunks: Delta<Trunk>,
}

impl ConfigurationDelta {
    /// Compares what is there with all that is wanted.
    pub fn between(present: Present, wanted: Present) -> Self {
        let (have, want) = (Arc::new(present.clone()), Arc::new(wanted.clone()));
        Self {
            tenant: Delta::between(present.tenant.into_iter().collect(), wanted.tenant.into_iter().collect()),
            users: Delta::between(present.users, wanted.users),
            devices: Delta::between(Named::all(present.devices, &have), Named::all(wanted.devices, &want)),
            groups: Delta::between(Named::all(present.groups, &have), Named::all(wanted.groups, &want)),
            schedules: Delta::between(present.schedules, wanted.schedules),
            dids: Delta::between(Named::all(present.dids, &have), Named::all(wanted.dids, &want)),
            trunks: Delta::between(present.trunks, wanted.trunks),
        }
    }

    /// The same in words.
    pub fn differences(&self) -> Vec<Difference> {
        let Self { tenant, users, devices, groups, schedules, dids, trunks } = self;
        [
            &tenant.differences,
            &users.differences,
            &devices.differences,
            &groups.differences,
            &schedules.differences,
            &dids.differences,
            &trunks.differences,
        ]
        .into_iter()
        .flatten()
        .cloned()
        .collect()
    }

    /// Writes it. `disabled` are users who were disabled before: one of them may come back.
    pub async fn write(&self, tx: &mut Tx, disabled: &[User], now: Timestamp) -> Result<(), StoreError> {
        self.write_tenant(tx).await?;
        self.free_extensions(tx, now).await?;
        self.write_users(tx, disabled).await?;
        self.write_groups(tx).await?;
        self.write_numbers(tx).await?;
        self.write_devices(tx).await?;
        self.write_trunks(tx).await
    }

    async fn write_tenant(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for tenant in &self.tenant.added {
            tenants::insert(tx, tenant).await?;
        }
        for tenant in &self.tenant.changed {
            tenants::update(tx, tenant).await?;
        }
        Ok(())
    }

    /// An internal number may pass from one user or group to another: first everybody lets go.
    async fn free_extensions(&self, tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
        for user in &self.users.removed {
            users::update(tx, &User { extension: None, disabled_at: Some(now), ..user.clone() }).await?;
        }
        for user in &self.users.changed {
            users::update(tx, &User { extension: None, ..user.clone() }).await?;
        }
        for group in &self.groups.removed {
            groups::delete(tx, group.row.id).await?;
        }
        for group in &self.groups.changed {
            groups::update(tx, &Group { extension: None, member_ids: Vec::new(), ..group.row.clone() }).await?;
        }
        Ok(())
    }

    async fn write_users(&self, tx: &mut Tx, disabled: &[User]) -> Result<(), StoreError> {
        for user in &self.users.changed {
            users::update(tx, user).await?;
        }
        for user in &self.users.added {
            match disabled.iter().any(|one| one.id == user.id) {
                true => users::update(tx, user).await?,
                false => users::insert(tx, user).await?,
            }
        }
        Ok(())
    }

    async fn write_groups(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for group in &self.groups.changed {
            groups::update(tx, &group.row).await?;
        }
        for group in &self.groups.added {
            groups::insert(tx, &group.row).await?;
        }
        Ok(())
    }

    /// Schedules go last: a number refers to one until it is written.
    async fn write_numbers(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for schedule in &self.schedules.added {
            schedules::insert(tx, schedule).await?;
        }
        for schedule in &self.schedules.changed {
            schedules::update(tx, schedule).await?;
        }
        for did in &self.dids.removed {
            dids::delete(tx, did.row.id).await?;
        }
        for did in &self.dids.changed {
            dids::update(tx, &did.row).await?;
        }
        for did in &self.dids.added {
            dids::insert(tx, &did.row).await?;
        }
        for schedule in &self.schedules.removed {
            schedules::delete(tx, schedule.id).await?;
        }
        Ok(())
    }

    async fn write_devices(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for device in &self.devices.removed {
            devices::delete(tx, device.row.id).await?;
        }
        for device in &self.devices.changed {
            devices::update(tx, &device.row).await?;
        }
        for device in &self.devices.added {
            devices::insert(tx, &device.row).await?;
        }
        Ok(())
    }

    async fn write_trunks(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for trunk in &self.trunks.removed {
            trunks::delete(tx, trunk.id).await?;
        }
        for trunk in &self.trunks.changed {
            trunks::update(tx, trunk).await?;
        }
        for trunk in &self.trunks.added {
            trunks::insert(tx, trunk).await?;
        }
        Ok(())
    }
}
