//! A small office for tests: three colleagues with a phone each, one group, one number, one trunk with two lines.

use crate::{Action, Call, Caller, NewCall, Output, Signal, Surroundings};
use otklik_model::{
    CallId, DeviceId, DialString, DidId, GroupId, LegId, PhoneNumber, RecordingId, Region, ScheduleId, TenantId, Timestamp, TrunkId,
    UserId,
    command::CommandRefused,
    directory::{
        DigestHash, DirectoryDevice, DirectoryDid, DirectoryGroup, DirectoryTrunk, DirectoryUser, Recording, Target, TenantDirectory,
    },
    event::{DomainEvent, Party},
    hang_up::HangUpCause,
    schedule::Schedule,
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

pub(super) const TRUNK: TrunkId = TrunkId::from_u128(1);
const GROUP: GroupId = GroupId::from_u128(200);
const EXTENSIONS: [u128; 3] = [101, 102, 103];

pub(super) fn user(extension: u128) -> UserId {
    UserId::from_u128(extension)
}

pub(super) struct Office {
    pub(super) directory: TenantDirectory,
    pub(super) addresses_per_device: usize,
    pub(super) calls_over_trunk: u32,
    pub(super) wall_clock: Timestamp,
    now: Instant,
    next_id: u128,
}

/// What a call gave out.
pub(super) struct Told {
    pub(super) outputs: Vec<Output>,
}

impl Office {
    #[expect(clippy::disallowed_methods, reason = "one base instant, the time then moves as an argument")]
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self { directory: directory(), addresses_per_device: 1, calls_over_trunk: 0, wall_clock: Timestamp::UNIX_EPOCH, now, next_id: 1 }
    }

    pub(super) fn call_in(&mut self, called: &str) -> Call {
        let new = self.new_call(called);
        Call::begin(new, Caller::Trunk { trunk_id: TRUNK, number: None }, self)
    }

    pub(super) fn call_out(&mut self, extension: u128, dialled: &str) -> Call {
        let new = self.new_call(dialled);
        let caller = self.caller_of(extension);
        Call::begin(new, caller, self)
    }

    pub(super) fn click(&mut self, extension: u128, dialled: &str) -> Result<Call, CommandRefused> {
        let new = self.new_call(dialled);
        Call::originate(new, user(extension), DialString::new(dialled).unwrap(), self)
    }

    /// A call in that 101 answered, and his leg.
    pub(super) fn talk(&mut self) -> (Call, LegId) {
        let mut call = self.call_in("+74950000001");
        let agent = self.settle(&mut call).rung()[0];
        call.handle(Signal::Answered(agent), self);
        self.settle(&mut call);
        (call, agent)
    }

    pub(super) fn caller_of(&self, extension: u128) -> Caller {
        Caller::Device { user_id: user(extension), device_id: DeviceId::from_u128(extension) }
    }

    pub(super) fn settle(&mut self, call: &mut Call) -> Told {
        Told { outputs: std::iter::from_fn(|| call.poll_output()).collect() }
    }

    pub(super) fn pass(&mut self, time: Duration) {
        self.now += time;
    }

    pub(super) fn add_spare_trunk(&mut self) {
        self.directory.trunks.push(trunk(TrunkId::from_u128(2)));
    }

    pub(super) fn break_schedule(&mut self) {
        let schedule_id = ScheduleId::from_u128(1);
        let schedule = Schedule { time_zone: "Mars/Olympus".into(), weekly: Vec::new(), special_days: Vec::new() };
        self.directory.schedules.insert(schedule_id, schedule);
        self.directory.dids.values_mut().for_each(|did| did.schedule = Some(schedule_id));
    }

    fn new_call(&mut self, dialled: &str) -> NewCall {
        let from = Party { raw: "+79160000001".into(), ..Party::default() };
        NewCall { call_id: CallId::from_u128(self.id()), tenant_id: TenantId::from_u128(1), from, dialled: dialled.into() }
    }

    fn id(&mut self) -> u128 {
        self.next_id += 1;
        self.next_id
    }
}

impl Surroundings for Office {
    fn directory(&self) -> &TenantDirectory {
        &self.directory
    }

    fn addresses_of(&self, _: DeviceId) -> usize {
        self.addresses_per_device
    }

    fn calls_over(&self, _: TrunkId) -> u32 {
        self.calls_over_trunk
    }

    fn new_leg_id(&mut self) -> LegId {
        LegId::from_u128(self.id())
    }

    fn new_recording_id(&mut self) -> RecordingId {
        RecordingId::from_u128(self.id())
    }

    fn now(&self) -> Instant {
        self.now
    }

    fn wall_clock(&self) -> Timestamp {
        self.wall_clock
    }
}

impl Told {
    pub(super) fn rung(&self) -> Vec<LegId> {
        let rung = |output: &Output| if let Output::Act(Action::Ring { leg_id, .. }) = output { Some(*leg_id) } else { None };
        self.outputs.iter().filter_map(rung).collect()
    }

    pub(super) fn cancelled(&self) -> Vec<(LegId, u8)> {
        let cancelled =
            |output: &Output| if let Output::Act(Action::Cancel { leg_id, cause }) = output { Some((*leg_id, cause.q850)) } else { None };
        self.outputs.iter().filter_map(cancelled).collect()
    }

    pub(super) fn ended(&self) -> Option<HangUpCause> {
        self.outputs.iter().find_map(|output| if let Output::Tell(DomainEvent::CallEnded { cause }) = output { Some(*cause) } else { None })
    }

    pub(super) fn acted(&self, action: &Action) -> bool {
        self.outputs.contains(&Output::Act(action.clone()))
    }

    pub(super) fn told(&self, event: &DomainEvent) -> bool {
        self.outputs.contains(&Output::Tell(event.clone()))
    }
}

fn directory() -> TenantDirectory {
    let device =
        |user_id| DirectoryDevice { user_id, login: String::new(), ha1_md5: [0; 16], ha1_sha256: [0; 32], digest: DigestHash::Md5 };
    let did =
        DirectoryDid { did_id: DidId::from_u128(1), greeting: None, schedule: None, open: Target::Group(GROUP), closed: Target::Reject };
    let group = DirectoryGroup {
        name: "Sales".into(),
        extension: DialString::new("200"),
        members: EXTENSIONS.map(user).to_vec(),
        ring_timeout: Duration::from_secs(30),
    };
    TenantDirectory {
        domain: "doors.example".into(),
        region: Region::RU,
        users: EXTENSIONS.iter().map(|extension| (user(*extension), colleague(*extension))).collect(),
        devices: EXTENSIONS.iter().map(|extension| (DeviceId::from_u128(*extension), device(user(*extension)))).collect(),
        groups: BTreeMap::from([(GROUP, group)]),
        dids: BTreeMap::from([(PhoneNumber::from_digits(74_950_000_001).unwrap(), did)]),
        schedules: BTreeMap::new(),
        trunks: vec![trunk(TRUNK)],
        recording: Recording::Off,
    }
}

fn colleague(extension: u128) -> DirectoryUser {
    DirectoryUser {
        name: format!("User {extension}"),
        extension: DialString::new(&extension.to_string()),
        ring_timeout: Duration::from_secs(20),
    }
}

fn trunk(trunk_id: TrunkId) -> DirectoryTrunk {
    DirectoryTrunk {
        trunk_id,
        name: "carrier".into(),
        host: "192.0.2.7".into(),
        port: 5060,
        accepts: Vec::new(),
        credentials: None,
        caller_id: None,
        calls_max: 2,
    }
}
