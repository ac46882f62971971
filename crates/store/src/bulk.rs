//! Many contacts at once: imports and load tests.

use crate::{
    Store, StoreError,
    contact_points::ContactPoint,
    contacts::{Contact, ContactRow},
};
use otklik_model::TenantId;

/// Contacts in one transaction (chosen: a call's journal waits for it some tenths of a second at most).
const CONTACTS_IN_TX: usize = 5_000;

/// A contact with its points.
#[derive(Debug, Clone, PartialEq)]
pub struct NewContact {
    /// The person; its version becomes 1.
    pub contact: Contact,
    /// Phones and other addresses; `contact_id` of each must be that contact.
    pub points: Vec<ContactPoint>,
}

/// Inserts contacts in large transactions; gives how many. The caller index is read anew once, at the end.
///
/// A refused transaction ends it: what was committed before stays.
pub async fn insert_contacts(
    store: &Store,
    tenant_id: TenantId,
    contacts: impl IntoIterator<Item = NewContact>,
) -> Result<u64, StoreError> {
    let mut contacts = contacts.into_iter();
    let mut inserted = 0;
    loop {
        let part: Vec<NewContact> = contacts.by_ref().take(CONTACTS_IN_TX).collect();
        if part.is_empty() {
            break;
        }
        inserted += part.len() as u64;
        insert_part(store, tenant_id, part).await?;
    }
    store.reload_caller_index(tenant_id).await?;
    Ok(inserted)
}

async fn insert_part(store: &Store, tenant_id: TenantId, part: Vec<NewContact>) -> Result<(), StoreError> {
    let mut tx = store.begin(tenant_id).await?;
    let number = tx.change_number().await?;
    let mut rows: Vec<ContactRow> = Vec::with_capacity(part.len());
    let mut points: Vec<ContactPoint> = Vec::with_capacity(part.len());
    for new in part {
        rows.push(Contact { version: 1, ..new.contact }.into_row(number));
        points.extend(new.points);
    }
    tx.touched().contacts.extend(rows.iter().map(|row| row.id));
    tx.insert_all(rows).await?;
    tx.insert_all(points).await?;
    tx.commit().await
}
