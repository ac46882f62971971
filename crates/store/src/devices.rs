//! Devices: desk phones and softphones of users. The password itself is never kept, only the digests RFC 7616 asks for.

use crate::{Reader, StoreError, Tx, columns::Cell, table::table};
use otklik_model::{DeviceId, Timestamp, UserId, directory::DigestHash};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

table! {
    /// A phone of a user.
    pub struct Device in device "devices" {
        key {
            /// Its id.
            id: DeviceId,
        }
        /// Whose it is.
        user_id: UserId,
        /// The digest user name and user part of its address of record; unique within the tenant.
        login: String,
        /// `MD5(login:realm:password)` (RFC 7616 §3.4.2), the realm being the tenant's domain.
        ha1_md5: [u8; 16],
        /// `SHA-256(login:realm:password)`.
        ha1_sha256: [u8; 32],
        /// What it is asked for.
        digest: DigestHash,
        /// When it was made.
        created_at: Timestamp,
    }
}

/// All devices, by login.
pub async fn list(reader: &Reader<'_>) -> Result<Vec<Device>, StoreError> {
    reader.all(reader.select::<Device>().order_by_asc(device::Column::Login)).await
}

/// One device.
pub async fn find(reader: &Reader<'_>, id: DeviceId) -> Result<Option<Device>, StoreError> {
    reader.one(reader.select::<Device>().filter(device::Column::Id.eq(Cell(id)))).await
}

/// Makes a device; [`StoreError::Duplicate`] when the login is taken.
pub async fn insert(tx: &mut Tx, device: &Device) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.insert(device.clone()).await
}

/// Writes all fields of a device.
pub async fn update(tx: &mut Tx, device: &Device) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.save_row(device.clone()).await
}

/// Takes a device away.
pub async fn delete(tx: &mut Tx, id: DeviceId) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.delete::<Device>(device::Column::Id.eq(Cell(id))).await.and_then(StoreError::missing_if_none)
}
