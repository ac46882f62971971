//! What listeners are told after a commit.

use crate::{calls::Call, commitments::Commitment, scope::Touched};
use otklik_model::{ContactId, TenantId};

/// What one transaction changed of one tenant; everything in it is durable.
#[derive(Debug, Clone, PartialEq)]
pub struct Committed {
    /// Whose.
    pub tenant_id: TenantId,
    /// Calls as they are now.
    pub calls: Vec<Call>,
    /// Commitments as they are now.
    pub commitments: Vec<Commitment>,
    /// Contacts that were made, changed or deleted.
    pub contacts: Vec<ContactId>,
    /// Whether contacts or companies were made, changed or deleted.
    pub clients_changed: bool,
    /// Whether routing has to be loaded anew.
    pub configuration_changed: bool,
}

impl Committed {
    pub(crate) fn from_touched(tenant_id: TenantId, touched: Touched) -> Self {
        Self {
            tenant_id,
            calls: touched.calls.into_values().collect(),
            commitments: touched.commitments.into_values().collect(),
            contacts: touched.contacts.into_iter().collect(),
            clients_changed: touched.change_number.is_some(),
            configuration_changed: touched.configuration_changed,
        }
    }
}
