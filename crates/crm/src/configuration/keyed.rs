//! Ids of what a file describes by key: the same key of the same tenant is always the same id, so applying twice changes nothing.
//!
//! The time part of such an id is zero, which no id made at run time has: what came from a file is told from what people made.

use otklik_model::TenantId;
use sha2::{Digest, Sha256};

/// Bits of a ULID that are not time.
const RANDOM_BITS: u32 = 80;

/// The id of what stands at that path of keys.
pub fn keyed<Id>(make: fn(u64, u128) -> Id, tenant_id: TenantId, path: &[&str]) -> Id {
    let mut digest = Sha256::new();
    digest.update(tenant_id.to_u128().to_be_bytes());
    for key in path {
        digest.update(key.as_bytes());
        digest.update([0]);
    }
    let bytes: [u8; 32] = digest.finalize().into();
    let number = bytes.iter().take(10).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    make(0, number)
}

/// Whether an id was made from a key.
pub const fn is_keyed(id: u128) -> bool {
    id >> RANDOM_BITS == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use otklik_model::ContactId;

    #[test]
    fn one_key_is_one_id_in_one_tenant() {
        let id = |tenant: u128, path: &[&str]| keyed(ContactId::from_parts, TenantId::from_u128(tenant), path);
        assert_eq!(id(1, &["orlov"]), id(1, &["orlov"]));
        assert_ne!(id(1, &["orlov"]), id(2, &["orlov"]));
        assert_ne!(id(1, &["a", "b"]), id(1, &["ab"]));
        assert!(is_keyed(id(1, &["orlov"]).to_u128()));
        assert!(!is_keyed(ContactId::from_parts(1, 1).to_u128()));
    }
}
