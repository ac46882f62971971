//! Which calls occupy a line of which trunk.

use otklik_model::{CallId, TrunkId};
use std::collections::{BTreeMap, BTreeSet};

/// Calls over each trunk; a call occupies every trunk it tried until it ends.
#[derive(Debug, Default)]
pub(crate) struct TrunkLines {
    calls: BTreeMap<TrunkId, BTreeSet<CallId>>,
}

impl TrunkLines {
    pub(crate) fn occupy(&mut self, trunk_id: TrunkId, call_id: CallId) {
        self.calls.entry(trunk_id).or_default().insert(call_id);
    }

    pub(crate) fn release(&mut self, call_id: CallId) {
        self.calls.retain(|_, calls| {
            calls.remove(&call_id);
            !calls.is_empty()
        });
    }

    /// Calls over a trunk, `besides` not counted.
    pub(crate) fn calls_over(&self, trunk_id: TrunkId, besides: CallId) -> u32 {
        let others = self.calls.get(&trunk_id).map_or(0, |calls| calls.len() - usize::from(calls.contains(&besides)));
        u32::try_from(others).unwrap_or(u32::MAX)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }
}
