//! Domain events: facts in the past tense, appended to the journal and folded into calls, timelines and ledgers.

use crate::{
    CallId, CommitmentId, CompanyId, ContactId, DeviceId, DidId, EventId, GroupId, LegId, PhoneNumber, RecordingId, TenantId, Timestamp,
    TrunkId, UserId,
    agent_state::AgentState,
    commitment::{CommitmentKind, Proof},
    hang_up::HangUpCause,
};
use serde::{Deserialize, Serialize};

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Sorts in the order things happened.
    pub event_id: EventId,
    /// Whose.
    pub tenant_id: TenantId,
    /// When it happened.
    pub at: Timestamp,
    /// The call it belongs to, when it belongs to one.
    pub call_id: Option<CallId>,
    /// What happened.
    pub event: DomainEvent,
}

/// Which way a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From a trunk to us.
    Inbound,
    /// From us to a trunk.
    Outbound,
    /// Between our users.
    Internal,
}

impl Direction {
    /// The word used in the database and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::Internal => "internal",
        }
    }
}

/// One side of a call as far as signalling knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Party {
    /// What was sent or dialled, untouched.
    pub raw: String,
    /// The number, when it is one.
    pub number: Option<PhoneNumber>,
    /// The display name that came with it; never proof of anything.
    pub display_name: Option<String>,
    /// The user, when he is ours.
    pub user_id: Option<UserId>,
    /// Our user's device, when it is the one that called.
    pub device_id: Option<DeviceId>,
}

/// Where a call was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum RoutedTo {
    /// To a user's devices.
    User(UserId),
    /// To a group.
    Group(GroupId),
    /// Out to a carrier.
    Trunk(TrunkId),
    /// To a prompt, then hung up.
    Prompt,
    /// Nowhere: refused.
    Rejected,
}

/// Whether the schedule of the number was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opening {
    /// Open, or without a schedule.
    Open,
    /// Closed.
    Closed,
}

/// Whom a leg connects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LegParty {
    /// A device of our user.
    Device {
        /// Whose.
        user_id: UserId,
        /// Which.
        device_id: DeviceId,
    },
    /// Somebody behind a carrier.
    External {
        /// Over which.
        trunk_id: TrunkId,
        /// His number.
        number: Option<PhoneNumber>,
    },
}

/// What happened. Variants are only ever added; a changed meaning is a new variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "the largest variant is the first event of a call; a box would only move its two parties")]
pub enum DomainEvent {
    /// A first INVITE arrived or a user asked to be connected. Every call begins with this.
    CallStarted {
        /// Which way.
        direction: Direction,
        /// Who calls.
        from: Party,
        /// Who is called.
        to: Party,
        /// The own number called, for calls in.
        did_id: Option<DidId>,
        /// The carrier it came over, for calls in.
        trunk_id: Option<TrunkId>,
        /// The leg of whoever calls.
        leg_id: LegId,
    },
    /// It was decided where the call goes.
    CallRouted {
        /// Where.
        to: RoutedTo,
        /// Whether the number was open.
        opening: Opening,
    },
    /// A prompt began.
    PromptStarted {
        /// Its file name.
        prompt: String,
    },
    /// A prompt ended or was cut.
    PromptFinished {
        /// Its file name.
        prompt: String,
        /// How much of it was heard, milliseconds.
        heard_ms: u64,
    },
    /// A device or an external number began to ring.
    LegRinging {
        /// The leg.
        leg_id: LegId,
        /// Whom it rings.
        party: LegParty,
    },
    /// A leg was answered.
    LegAnswered {
        /// The leg.
        leg_id: LegId,
        /// Who answered.
        party: LegParty,
    },
    /// A leg ended.
    LegEnded {
        /// The leg.
        leg_id: LegId,
        /// Why.
        cause: HangUpCause,
    },
    /// Two legs were joined for talk.
    Bridged {
        /// The legs.
        legs: [LegId; 2],
    },
    /// A party put the other on hold.
    Held {
        /// Who holds.
        leg_id: LegId,
    },
    /// A party took the other back.
    Resumed {
        /// Who held.
        leg_id: LegId,
    },
    /// A party asked to give the other one away.
    TransferStarted {
        /// Who gives away.
        by: LegId,
        /// What was dialled.
        to: String,
    },
    /// The new party answered.
    TransferCompleted {
        /// Who gave away.
        by: LegId,
        /// Who has it now.
        to: LegId,
    },
    /// The new party did not answer or could not be reached.
    TransferFailed {
        /// Who tried.
        by: LegId,
        /// Why.
        cause: HangUpCause,
    },
    /// Both directions are being written to a file.
    RecordingStarted {
        /// Its id.
        recording_id: RecordingId,
        /// The file, relative to the recordings folder.
        path: String,
    },
    /// The file is complete.
    RecordingFinished {
        /// Its id.
        recording_id: RecordingId,
        /// Length of the sound, milliseconds.
        duration_ms: u64,
        /// Length of the file.
        bytes: u64,
    },
    /// The last leg ended.
    CallEnded {
        /// Why the call as a whole ended.
        cause: HangUpCause,
    },
    /// The process died during the call; written at the next start.
    CallInterrupted,
    /// A device registered anew (refreshes are not events).
    DeviceRegistered {
        /// Which.
        device_id: DeviceId,
        /// From where, `address:port`.
        address: String,
        /// What it says it is.
        user_agent: String,
    },
    /// A device left or its registration ran out.
    DeviceUnregistered {
        /// Which.
        device_id: DeviceId,
    },
    /// A card was put before a user.
    CardShown {
        /// Before whom.
        user_id: UserId,
        /// Of whom; `None` for an unknown caller.
        contact_id: Option<ContactId>,
    },
    /// A user said who it was on a call.
    CallerChosen {
        /// Who said.
        user_id: UserId,
        /// Who it was.
        contact_id: ContactId,
        /// The company he spoke for, when the user said so.
        #[serde(default)]
        company_id: Option<CompanyId>,
    },
    /// A promise was made.
    CommitmentMade {
        /// Its id.
        commitment_id: CommitmentId,
        /// Of which kind.
        kind: CommitmentKind,
        /// To whom, when known.
        contact_id: Option<ContactId>,
        /// Who has to keep it.
        owner: Option<UserId>,
        /// Until when.
        due: Timestamp,
    },
    /// A promise was kept.
    CommitmentKept {
        /// Its id.
        commitment_id: CommitmentId,
        /// What shows it.
        proof: Proof,
    },
    /// A promise was taken back.
    CommitmentWithdrawn {
        /// Its id.
        commitment_id: CommitmentId,
        /// By whom.
        by: UserId,
    },
    /// A contact was written, changed or merged.
    ContactChanged {
        /// Who.
        contact_id: ContactId,
        /// By whom; `None` for an import or an applied file.
        by: Option<UserId>,
    },
    /// A note was written about a contact.
    NoteAdded {
        /// About whom.
        contact_id: ContactId,
        /// By whom.
        by: UserId,
    },
    /// A user able to take work began to do something else. The entry names the call he is on or finishes, when there is one.
    AgentStateChanged {
        /// Who.
        user_id: UserId,
        /// What he does now.
        state: AgentState,
    },
    /// The configuration of the tenant was changed by a file, the API or the console.
    ConfigurationChanged {
        /// By whom; `None` for an applied file.
        by: Option<UserId>,
    },
}
