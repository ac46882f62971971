//! What has to be done to legs, and what is to be remembered.

use otklik_model::{
    DeviceId, DialString, LegId, PhoneNumber, RecordingId, TrunkId, UserId,
    event::{DomainEvent, LegParty},
    hang_up::HangUpCause,
};
use std::time::Duration;

/// What a call gives out, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Do this to a leg.
    Act(Action),
    /// Remember this.
    Tell(DomainEvent),
}

/// Something to ring: one registered address of a device, or a number behind a carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A phone of ours.
    Device {
        /// Whose.
        user_id: UserId,
        /// Which.
        device_id: DeviceId,
        /// Which of its registered addresses, counted in the order [`Surroundings`](crate::Surroundings) counts them.
        address: usize,
    },
    /// Somebody behind a carrier.
    External {
        /// Over which trunk.
        trunk_id: TrunkId,
        /// What to dial there.
        dialled: DialString,
        /// The same as a number, when it is one.
        number: Option<PhoneNumber>,
    },
}

impl Endpoint {
    /// The party it stands for.
    pub fn party(&self) -> LegParty {
        match self {
            Self::Device { user_id, device_id, .. } => LegParty::Device { user_id: *user_id, device_id: *device_id },
            Self::External { trunk_id, number, .. } => LegParty::External { trunk_id: *trunk_id, number: *number },
        }
    }
}

/// What a phone that rings shows of the other party.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// Number or extension; empty for one who hides it.
    pub number: String,
    /// Name, when known.
    pub name: Option<String>,
}

/// Whether a phone should lift by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lift {
    /// It rings.
    ByHand,
    /// Its user has just asked for the call at his screen: it may lift by itself.
    ByItself,
}

/// Something to do to a leg. Each is carried out in order; one about a leg that has just gone is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Ring an endpoint as a new leg.
    Ring {
        /// The new leg.
        leg_id: LegId,
        /// What to ring.
        endpoint: Endpoint,
        /// What it shows.
        shown: Shown,
        /// The leg that will be joined with it, whose codecs it must share; none yet for a click-to-call.
        for_leg: Option<LegId>,
        /// Whether it should lift by itself.
        lift: Lift,
        /// Give up after this; the call gives up by itself a little earlier.
        ring_max: Duration,
    },
    /// Stop ringing a leg.
    Cancel {
        /// The leg.
        leg_id: LegId,
        /// Why, for phones that tell "answered elsewhere" from "missed".
        cause: HangUpCause,
    },
    /// Tell a caller that somebody rings.
    ShowRinging {
        /// The caller.
        leg_id: LegId,
    },
    /// Let a caller hear what a leg that has not answered lets be heard.
    HearEarly {
        /// The caller.
        leg_id: LegId,
        /// Who speaks.
        from: LegId,
    },
    /// Answer a caller.
    Answer {
        /// The caller.
        leg_id: LegId,
        /// The leg it will be joined with, whose codec it has to take; none when it hears us first.
        with: Option<LegId>,
    },
    /// Refuse a caller who was not answered.
    Refuse {
        /// The caller.
        leg_id: LegId,
        /// Why.
        cause: HangUpCause,
    },
    /// Hang up an answered leg.
    HangUp {
        /// The leg.
        leg_id: LegId,
        /// Why.
        cause: HangUpCause,
    },
    /// Let two legs hear each other; each leaves its former partner.
    Bridge {
        /// One.
        first: LegId,
        /// The other.
        second: LegId,
    },
    /// Part a leg from its partner.
    Unbridge {
        /// The leg.
        leg_id: LegId,
    },
    /// Tell a party that it is on hold.
    Hold {
        /// The party on hold.
        leg_id: LegId,
    },
    /// Tell a party that it is on hold no more.
    Resume {
        /// The party.
        leg_id: LegId,
    },
    /// Play a prompt once; answered with [`Signal::PromptFinished`](crate::Signal::PromptFinished).
    PlayPrompt {
        /// The hearer.
        leg_id: LegId,
        /// Its file name.
        prompt: String,
    },
    /// Play the ringing tone until stopped.
    PlayRingback {
        /// The hearer.
        leg_id: LegId,
    },
    /// Stop what is played.
    StopPlaying {
        /// The hearer.
        leg_id: LegId,
    },
    /// Record a leg and what it hears.
    StartRecording {
        /// The new recording.
        recording_id: RecordingId,
        /// The leg.
        leg_id: LegId,
        /// The file, below the recordings folder.
        path: String,
    },
    /// End the recording.
    StopRecording {
        /// Which.
        recording_id: RecordingId,
    },
    /// Ask a ringing phone to lift.
    AskToLift {
        /// The phone's leg.
        leg_id: LegId,
    },
    /// Tell a phone how the transfer it asked for goes on.
    TellTransfer {
        /// The phone's leg.
        leg_id: LegId,
        /// SIP status of the attempt so far.
        status: u16,
        /// Whether it is over.
        progress: Progress,
    },
}

/// Whether more news of a transfer will come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It goes on.
    Going,
    /// That was the outcome.
    Final,
}
