//! The world as one call sees it.

use crate::{ids::Ids, registration::Registrations, trunk_lines::TrunkLines};
use otklik_call::Surroundings;
use otklik_model::{CallId, DeviceId, LegId, RecordingId, TenantId, Timestamp, TrunkId, directory::TenantDirectory};
use std::time::Instant;

/// Borrowed from the switchboard for the length of one signal.
pub(crate) struct Around<'a> {
    pub(crate) tenant_id: TenantId,
    pub(crate) tenant: &'a TenantDirectory,
    pub(crate) call_id: CallId,
    pub(crate) registrations: &'a Registrations,
    pub(crate) trunk_lines: &'a TrunkLines,
    pub(crate) ids: &'a mut Ids,
    pub(crate) now: Instant,
}

impl Surroundings for Around<'_> {
    fn directory(&self) -> &TenantDirectory {
        self.tenant
    }

    fn addresses_of(&self, device_id: DeviceId) -> usize {
        self.registrations.addresses_of(self.tenant_id, device_id, self.now).len()
    }

    fn calls_over(&self, trunk_id: TrunkId) -> u32 {
        self.trunk_lines.calls_over(trunk_id, self.call_id)
    }

    fn new_leg_id(&mut self) -> LegId {
        self.ids.leg_id(self.now)
    }

    fn new_recording_id(&mut self) -> RecordingId {
        self.ids.recording_id(self.now)
    }

    fn now(&self) -> Instant {
        self.now
    }

    fn wall_clock(&self) -> Timestamp {
        self.ids.wall_clock(self.now)
    }
}
