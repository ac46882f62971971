//! What a call asks of the world around it.

use otklik_model::{DeviceId, LegId, RecordingId, Timestamp, TrunkId, directory::TenantDirectory};
use std::time::Instant;

/// The world of one call at one moment; `switchboard` is the real one.
pub trait Surroundings {
    /// The configuration of the call's tenant.
    fn directory(&self) -> &TenantDirectory;
    /// How many addresses a device is registered with now; 0 means that it cannot be rung.
    fn addresses_of(&self, device_id: DeviceId) -> usize;
    /// Calls that go over a trunk now, in both directions, this one not counted.
    fn calls_over(&self, trunk_id: TrunkId) -> u32;
    /// A leg id not used before.
    fn new_leg_id(&mut self) -> LegId;
    /// A recording id not used before.
    fn new_recording_id(&mut self) -> RecordingId;
    /// Now, for intervals.
    fn now(&self) -> Instant;
    /// Now, for opening hours.
    fn wall_clock(&self) -> Timestamp;
}
