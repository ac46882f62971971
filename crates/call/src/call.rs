//! The call itself: how it begins, what it takes and what it gives.

use crate::{
    action::{Action, Output},
    leg::Leg,
    prompts::PromptPlaying,
    ring::{Purpose, Ringing},
    route::{self, Destination},
    signal::Signal,
    surroundings::Surroundings,
};
use otklik_model::{
    CallId, DeviceId, DialString, LegId, PhoneNumber, RecordingId, TenantId, TrunkId, UserId,
    command::CommandRefused,
    event::{Direction, DomainEvent, LegParty, Opening, Party, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Instant,
};

/// What is known of a call when it begins.
#[derive(Debug, Clone)]
pub struct NewCall {
    /// Its id.
    pub call_id: CallId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Who calls.
    pub from: Party,
    /// What was dialled, untouched.
    pub dialled: String,
}

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// Somebody behind a carrier.
    Trunk {
        /// Which.
        trunk_id: TrunkId,
        /// His number, when he shows it.
        number: Option<PhoneNumber>,
    },
    /// A phone of ours.
    Device {
        /// Whose.
        user_id: UserId,
        /// Which.
        device_id: DeviceId,
    },
}

/// One call, from its first leg to its last hang-up.
#[derive(Debug)]
pub struct Call {
    pub(crate) call_id: CallId,
    tenant_id: TenantId,
    pub(crate) from: Party,
    pub(crate) caller: LegId,
    pub(crate) legs: BTreeMap<LegId, Leg>,
    pub(crate) stage: Stage,
    pub(crate) opening: Opening,
    pub(crate) recording: Option<RecordingId>,
    outputs: VecDeque<Output>,
}

/// Where a call stands.
#[derive(Debug)]
pub(crate) enum Stage {
    /// The caller hears a prompt.
    Prompt(PromptPlaying),
    /// Somebody is rung.
    Ringing(Ringing),
    /// Two legs are joined.
    Talking([LegId; 2]),
    /// It ended.
    Over,
}

impl Call {
    /// A call whose caller sent us an INVITE.
    pub fn begin(new: NewCall, caller: Caller, around: &mut dyn Surroundings) -> Self {
        let leg_id = around.new_leg_id();
        let mut call = Self::empty(&new, leg_id);
        match caller {
            Caller::Trunk { trunk_id, number } => call.begin_inbound(new, Leg::calling(leg_id, external(trunk_id, number)), around),
            Caller::Device { user_id, device_id } => {
                let leg = Leg::calling(leg_id, LegParty::Device { user_id, device_id });
                call.begin_from_device(new, leg, around);
            }
        }
        call
    }

    /// A call that cannot become one, journalled all the same: it may be a client who found nobody.
    pub fn refused(new: NewCall, caller: Caller, q850: u8, around: &mut dyn Surroundings) -> Self {
        let leg_id = around.new_leg_id();
        let mut call = Self::empty(&new, leg_id);
        let (direction, party) = match caller {
            Caller::Trunk { trunk_id, number } => (Direction::Inbound, external(trunk_id, number)),
            Caller::Device { user_id, device_id } => (Direction::Internal, LegParty::Device { user_id, device_id }),
        };
        let to = Party { number: number_of(&new.dialled, around), raw: new.dialled, ..Party::default() };
        let did_id = to.number.and_then(|number| around.directory().dids.get(&number)).map(|did| did.did_id);
        let trunk_id = trunk_of(&party);
        call.legs.insert(leg_id, Leg::calling(leg_id, party));
        call.tell(DomainEvent::CallStarted { direction, from: new.from, to, did_id, trunk_id, leg_id });
        call.refuse_at_once(q850);
        call
    }

    /// Click-to-call: the user's phones are rung first; whichever he lifts dials.
    pub fn originate(new: NewCall, user_id: UserId, to: DialString, around: &mut dyn Surroundings) -> Result<Self, CommandRefused> {
        let destination = route::dialled(around.directory(), &to).map_err(|_| CommandRefused::NoRoute)?;
        let phones = Self::phones_of(&[user_id], around);
        if phones.is_empty() {
            return Err(CommandRefused::NoDevice);
        }
        let first_leg = around.new_leg_id();
        let mut call = Self::empty(&new, first_leg);
        call.tell_started(direction_of(&destination), new.from, dialled_party(&new.dialled, &destination));
        call.summon(first_leg, phones, to, around);
        Ok(call)
    }

    /// Takes one signal; never fails. The outputs that follow from it are ready afterwards.
    pub fn handle(&mut self, signal: Signal, around: &mut dyn Surroundings) {
        match signal {
            Signal::Rings(leg_id) => self.on_rings(leg_id, around),
            Signal::SpeaksEarly(leg_id) => self.on_speaks_early(leg_id),
            Signal::Answered(leg_id) => self.on_answered(leg_id, around),
            Signal::Refused { leg_id, q850 } => self.on_refused(leg_id, q850, around),
            Signal::Parted { leg_id, parting } => self.on_parted(leg_id, parting, around),
            Signal::Broken { leg_id, q850 } => self.on_broken(leg_id, q850, around),
            Signal::PromptFinished(leg_id) => self.on_prompt_finished(leg_id, around),
            Signal::Holds(leg_id) => self.on_holds(leg_id),
            Signal::Resumes(leg_id) => self.on_resumes(leg_id),
            Signal::Refers { leg_id, to } => self.on_refers(leg_id, &to, around),
            Signal::Timeout => self.on_timeout(around),
        }
    }

    /// The next thing to do or remember, in the order it was decided.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Signal::Timeout`] is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        match &self.stage {
            Stage::Prompt(playing) => Some(playing.deadline),
            Stage::Ringing(ringing) => Some(ringing.deadline),
            Stage::Talking(_) | Stage::Over => None,
        }
    }

    /// Its id.
    pub fn call_id(&self) -> CallId {
        self.call_id
    }

    /// Whose it is.
    pub fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    /// The leg of whoever called.
    pub fn caller(&self) -> LegId {
        self.caller
    }

    /// Legs alive now.
    pub fn legs(&self) -> impl Iterator<Item = &Leg> {
        self.legs.values()
    }

    /// Whether it ended; no signal changes anything then.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over)
    }

    fn empty(new: &NewCall, caller: LegId) -> Self {
        Self {
            call_id: new.call_id,
            tenant_id: new.tenant_id,
            from: new.from.clone(),
            caller,
            legs: BTreeMap::new(),
            stage: Stage::Over,
            opening: Opening::Open,
            recording: None,
            outputs: VecDeque::new(),
        }
    }

    fn begin_inbound(&mut self, new: NewCall, leg: Leg, around: &mut dyn Surroundings) {
        let route = route::inbound(around.directory(), &new.dialled, around.wall_clock());
        let to = Party { number: number_of(&new.dialled, around), raw: new.dialled, ..Party::default() };
        let trunk_id = trunk_of(&leg.party);
        self.legs.insert(leg.leg_id, leg);
        let did_id = route.as_ref().ok().map(|route| route.did_id);
        self.tell(DomainEvent::CallStarted { direction: Direction::Inbound, from: new.from, to, did_id, trunk_id, leg_id: self.caller });
        if trunk_id.is_some_and(|trunk_id| is_full(trunk_id, around)) {
            return self.refuse_at_once(HangUpCause::NO_CIRCUIT);
        }
        match route {
            Ok(route) => self.follow(route, around),
            Err(route::NoRoute) => self.refuse_at_once(HangUpCause::UNALLOCATED),
        }
    }

    fn begin_from_device(&mut self, new: NewCall, leg: Leg, around: &mut dyn Surroundings) {
        self.legs.insert(leg.leg_id, leg);
        let dialled = DialString::new(&new.dialled).ok_or(route::NoRoute);
        match dialled.and_then(|dialled| route::dialled(around.directory(), &dialled)) {
            Ok(destination) => {
                self.tell_started(direction_of(&destination), new.from, dialled_party(&new.dialled, &destination));
                self.connect(destination, around);
            }
            Err(route::NoRoute) => {
                let to = Party { raw: new.dialled, ..Party::default() };
                self.tell_started(Direction::Internal, new.from, to);
                self.refuse_at_once(HangUpCause::UNALLOCATED);
            }
        }
    }

    /// Sends the caller to where he dialled and tells so.
    pub(crate) fn connect(&mut self, destination: Destination, around: &mut dyn Surroundings) {
        if let Some(to) = routed_to(&destination) {
            self.tell(DomainEvent::CallRouted { to, opening: self.opening });
        }
        self.reach(destination, Purpose::Connect, Some(self.caller), around);
    }

    fn tell_started(&mut self, direction: Direction, from: Party, to: Party) {
        self.tell(DomainEvent::CallStarted { direction, from, to, did_id: None, trunk_id: None, leg_id: self.caller });
    }

    pub(crate) fn refuse_at_once(&mut self, q850: u8) {
        self.tell(DomainEvent::CallRouted { to: RoutedTo::Rejected, opening: self.opening });
        self.end(HangUpCause::new(q850, EndedBy::System));
    }

    pub(crate) fn act(&mut self, action: Action) {
        self.outputs.push_back(Output::Act(action));
    }

    pub(crate) fn tell(&mut self, event: DomainEvent) {
        self.outputs.push_back(Output::Tell(event));
    }

    pub(crate) fn is_answered(&self, leg_id: LegId) -> bool {
        self.legs.get(&leg_id).is_some_and(Leg::is_answered)
    }
}

fn external(trunk_id: TrunkId, number: Option<PhoneNumber>) -> LegParty {
    LegParty::External { trunk_id, number }
}

fn trunk_of(party: &LegParty) -> Option<TrunkId> {
    match party {
        LegParty::External { trunk_id, .. } => Some(*trunk_id),
        LegParty::Device { .. } => None,
    }
}

fn number_of(text: &str, around: &dyn Surroundings) -> Option<PhoneNumber> {
    PhoneNumber::parse(text, around.directory().region).ok()
}

pub(crate) fn is_full(trunk_id: TrunkId, around: &dyn Surroundings) -> bool {
    let trunk = around.directory().trunks.iter().find(|trunk| trunk.trunk_id == trunk_id);
    trunk.is_none_or(|trunk| around.calls_over(trunk_id) >= trunk.calls_max)
}

fn direction_of(destination: &Destination) -> Direction {
    match destination {
        Destination::User(_) | Destination::Group(_) => Direction::Internal,
        Destination::External { .. } => Direction::Outbound,
    }
}

fn dialled_party(raw: &str, destination: &Destination) -> Party {
    let (number, user_id) = match destination {
        Destination::User(user_id) => (None, Some(*user_id)),
        Destination::Group(_) => (None, None),
        Destination::External { number, .. } => (*number, None),
    };
    Party { raw: raw.to_owned(), number, user_id, ..Party::default() }
}

/// Where a destination is, unless a trunk has yet to be chosen.
fn routed_to(destination: &Destination) -> Option<RoutedTo> {
    match destination {
        Destination::User(user_id) => Some(RoutedTo::User(*user_id)),
        Destination::Group(group_id) => Some(RoutedTo::Group(*group_id)),
        Destination::External { .. } => None,
    }
}
