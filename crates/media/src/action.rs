//! What signalling asks of the media threads and what they report back: plain values, so that `switchboard` stays
//! without IO and a scenario can be written down.
//!
//! Order matters and is kept: an action is carried out before the next one of the same call. Naming an unknown call or
//! leg is harmless (it may have just ended) and changes nothing.

use std::net::IpAddr;
use std::time::Duration;

use crate::negotiate::Negotiated;
use crate::sdp::Direction;

/// A call as the media threads know it; all of its legs live on one thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaCallId(pub u64);

/// A leg as the media threads know it; unique within its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaLegId(pub u64);

/// The recording's id in the records half, carried through unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordingRef(pub u128);

/// Whether a leg's media address is learnt from its packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latching {
    /// Send to the address of the SDP only, accept packets from its IP only: carriers with public addresses.
    Off,
    /// Send to where the peer's packets come from (RFC 4961): phones behind NAT.
    On,
}

impl Latching {
    /// The usual choice: learn when the SDP's address cannot be reached from here, that is when it is not the address
    /// the signalling came from.
    #[must_use]
    pub fn for_peer(sdp_address: Option<IpAddr>, signalled_from: IpAddr) -> Self {
        if sdp_address == Some(signalled_from) { Self::Off } else { Self::On }
    }
}

/// Something played to a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sound {
    /// A prompt by its name in the prompt library (file name without `.wav`).
    Prompt(String),
    /// 425 Hz, 1 s on, 4 s off.
    Ringback,
    /// 425 Hz, 0.4 s on, 0.4 s off.
    Busy,
}

/// How often a sound is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Once, then [`MediaEvent::PlayFinished`].
    Once,
    /// Until stopped, bridged over by another sound, or the leg ends.
    Forever,
}

/// A request of signalling to the media threads.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaAction {
    /// Opens `local_port` (RTP) and the port above it (RTCP). Failure is answered with [`MediaEvent::LegFailed`].
    AddLeg {
        /// The call it joins; made when new.
        call: MediaCallId,
        /// Its id, not used before in the call.
        leg: MediaLegId,
        /// An even port from [`crate::ports::PortPool`].
        local_port: u16,
        /// Whether the peer's address is learnt.
        latching: Latching,
        /// What was agreed; `None` while our offer is unanswered.
        media: Option<Negotiated>,
    },
    /// A new agreement: the answer came, or a re-INVITE changed address, codec or hold.
    UpdateLeg {
        /// The call.
        call: MediaCallId,
        /// The leg.
        leg: MediaLegId,
        /// What is agreed now.
        media: Negotiated,
    },
    /// Hold or resume on our own decision, without the peer's SDP having changed.
    SetDirection {
        /// The call.
        call: MediaCallId,
        /// The leg.
        leg: MediaLegId,
        /// What we do towards this leg.
        direction: Direction,
    },
    /// Lets two legs hear each other; each leaves its former partner. A sound being played goes on until stopped.
    Bridge {
        /// The call.
        call: MediaCallId,
        /// One leg.
        first: MediaLegId,
        /// The other.
        second: MediaLegId,
    },
    /// Parts a leg from its partner.
    Unbridge {
        /// The call.
        call: MediaCallId,
        /// The leg; its partner is parted too.
        leg: MediaLegId,
    },
    /// Plays a sound to a leg; what the partner says is not heard meanwhile.
    Play {
        /// The call.
        call: MediaCallId,
        /// The hearer.
        leg: MediaLegId,
        /// What.
        sound: Sound,
        /// How often.
        repeat: Repeat,
    },
    /// Stops what is played to a leg. No event follows.
    StopPlaying {
        /// The call.
        call: MediaCallId,
        /// The hearer.
        leg: MediaLegId,
    },
    /// Records one leg and what it hears: left channel what `leg` says, right channel what is said to it. So a
    /// transfer or a change of partner stays in the same file.
    StartRecording {
        /// The call.
        call: MediaCallId,
        /// Named in the events.
        recording: RecordingRef,
        /// The caller's leg.
        leg: MediaLegId,
        /// File below the recordings folder, `.wav`; folders are made.
        path: String,
    },
    /// Ends a recording; [`MediaEvent::RecordingFinished`] follows when the last byte is written.
    StopRecording {
        /// The call.
        call: MediaCallId,
        /// Which.
        recording: RecordingRef,
    },
    /// Closes a leg's ports; [`MediaEvent::LegEnded`] follows.
    RemoveLeg {
        /// The call.
        call: MediaCallId,
        /// The leg.
        leg: MediaLegId,
    },
    /// Ends all legs and recordings of a call.
    RemoveCall {
        /// The call.
        call: MediaCallId,
    },
}

impl MediaAction {
    /// The call an action is about: it decides the thread.
    #[must_use]
    pub fn call(&self) -> MediaCallId {
        match self {
            Self::AddLeg { call, .. }
            | Self::UpdateLeg { call, .. }
            | Self::SetDirection { call, .. }
            | Self::Bridge { call, .. }
            | Self::Unbridge { call, .. }
            | Self::Play { call, .. }
            | Self::StopPlaying { call, .. }
            | Self::StartRecording { call, .. }
            | Self::StopRecording { call, .. }
            | Self::RemoveLeg { call, .. }
            | Self::RemoveCall { call } => *call,
        }
    }
}

/// A report of the media threads to signalling.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaEvent {
    /// A leg could not be opened. Give its port to [`crate::ports::PortPool::refuse`].
    LegFailed {
        /// The call.
        call: MediaCallId,
        /// The leg.
        leg: MediaLegId,
        /// Why.
        reason: LegFailure,
    },
    /// The peer's voice (or early media) is there: its first packet was accepted, or the first one after a
    /// [`MediaEvent::MediaTimeout`].
    MediaStarted {
        /// The call.
        call: MediaCallId,
        /// The leg.
        leg: MediaLegId,
    },
    /// No packet came, RTP or RTCP, for the configured time although the leg is not on hold. Told for legs that still ring, too.
    MediaTimeout {
        /// The call.
        call: MediaCallId,
        /// The leg.
        leg: MediaLegId,
        /// How long nothing came.
        silent_for: Duration,
    },
    /// A sound played once ended, or could not be played.
    PlayFinished {
        /// The call.
        call: MediaCallId,
        /// The leg.
        leg: MediaLegId,
        /// Whether it was heard to its end.
        outcome: PlayOutcome,
    },
    /// A key was pressed; one event per press, at its beginning.
    Digit {
        /// The call.
        call: MediaCallId,
        /// The leg.
        leg: MediaLegId,
        /// `0`–`9`, `*`, `#`, `A`–`D`.
        digit: char,
    },
    /// The file is open and its header written.
    RecordingStarted {
        /// The call.
        call: MediaCallId,
        /// Which.
        recording: RecordingRef,
    },
    /// This much is safe in the file; about every five seconds.
    RecordingFlushed {
        /// The call.
        call: MediaCallId,
        /// Which.
        recording: RecordingRef,
        /// Audio in the file.
        duration_ms: u64,
        /// Size of the file.
        bytes: u64,
    },
    /// The file is complete.
    RecordingFinished {
        /// The call.
        call: MediaCallId,
        /// Which.
        recording: RecordingRef,
        /// Audio in the file.
        duration_ms: u64,
        /// Size of the file.
        bytes: u64,
        /// What the file lacks.
        lacks: RecordingLacks,
    },
    /// Nothing more will be written; what is in the file stays and plays.
    RecordingFailed {
        /// The call.
        call: MediaCallId,
        /// Which.
        recording: RecordingRef,
        /// Why.
        reason: RecordingFailure,
    },
    /// A leg is closed; the last report about it. Give its port to [`crate::ports::PortPool::free`].
    LegEnded {
        /// The call.
        call: MediaCallId,
        /// The leg.
        leg: MediaLegId,
        /// What passed.
        statistics: LegStatistics,
    },
}

/// Why a leg could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegFailure {
    /// Another program has the RTP or the RTCP port.
    PortTaken,
    /// The system refused a socket (no descriptors, address not ours).
    NoSocket,
    /// The media thread does not take more now, or the call has too many legs.
    Overloaded,
}

/// How playing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlayOutcome {
    /// Heard to its end.
    Completed,
    /// No prompt of this name is loaded.
    UnknownPrompt,
    /// The leg has no codec we can produce (only G.711 so far), or is not agreed yet.
    NoCodec,
}

/// Why a recording stopped early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingFailure {
    /// The volume is full.
    DiskFull,
    /// The path leaves the recordings folder, or the file exists already.
    BadPath,
    /// The file cannot be created or written.
    Unwritable,
    /// The writer did not keep up and its queue is full.
    WriterOverloaded,
}

/// What is missing in a finished recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordingLacks {
    /// Packets in a codec that is not decoded; recorded as silence.
    pub undecoded_packets: u64,
    /// Packets that came after their place was written.
    pub late_packets: u64,
    /// Chunks dropped because the writer did not keep up.
    pub dropped_chunks: u64,
}

/// What passed through a leg.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LegStatistics {
    /// RTP packets accepted from the peer.
    pub received: u64,
    /// RTP packets sent to the peer.
    pub sent: u64,
    /// Packets the peer sent and we never saw (RFC 3550 §6.4.1); negative means duplicates.
    pub lost: i64,
    /// Interarrival jitter at the end, microseconds (RFC 3550 §6.4.1).
    pub jitter_us: u32,
    /// Packets not taken: not RTP, from a stranger, or with a payload type that was not agreed.
    pub refused: u64,
    /// RTCP packets received.
    pub rtcp_received: u64,
    /// Packets the peer says it lost of ours, from its last report; `None` without a report.
    pub peer_lost: Option<i32>,
    /// Jitter the peer reports, microseconds.
    pub peer_jitter_us: Option<u32>,
    /// Times the peer's address changed after it was learnt.
    pub address_changes: u32,
}
