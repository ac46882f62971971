//! What listeners are told after a commit.

use crate::{calls::Call, commitments::Commitment, scope::Touched};
use otklik_model::{ContactId, TenantId, event::JournalEntry};

/// What one transaction changed of one tenant; everything in it is durable.
#[derive(Debug, Clone, PartialEq)]
pub struct Committed {
    /// Whose.
    pub tenant_id: TenantId,
    /// What was appended to the journal, in its order.
    pub entries: Vec<JournalEntry>,
    /// Calls as they are now.
    pub calls: Vec<Call>,
    /// Commitments as they are now.
    pub commitments: Vec<Commitment>,
    /// Contacts that were made, changed or deleted.
    pub contacts: Vec<ContactId>,
    /// Whether routing has to be loaded anew.
    pub configuration_changed: bool,
}

impl Committed {
    pub(crate) fn from_touched(tenant_id: TenantId, touched: Touched) -> Self {
        Self {
            tenant_id,
            entries: touched.entries,
            calls: touched.calls.into_values().collect(),
            commitments: touched.commitments.into_values().collect(),
            contacts: touched.contacts.into_iter().collect(),
            configuration_changed: touched.configuration_changed,
        }
    }
}
