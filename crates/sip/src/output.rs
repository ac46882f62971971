//! What the engine tells its owner.

use crate::flow::{FlowId, Transport};
use crate::headers::ReasonHeader;
use crate::message::Message;
use bytes::Bytes;
use std::net::SocketAddr;

/// An INVITE usage: from the first INVITE to BYE, in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InviteId(pub u64);

/// A request outside INVITE usages: an incoming one awaiting its response or an outgoing one awaiting its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// A message body with its Content-Type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Media type as written in Content-Type.
    pub content_type: String,
    /// The octets.
    pub bytes: Bytes,
}

impl Body {
    /// A session description.
    pub fn sdp(bytes: impl Into<Bytes>) -> Self {
        Self { content_type: "application/sdp".to_owned(), bytes: bytes.into() }
    }
}

/// One branch of a forked INVITE, named by the tag of the party that rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyDialog {
    /// To tag of the provisional response; empty when it had none, as in 100.
    pub to_tag: String,
}

/// Who ended an established usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedBy {
    /// The peer sent BYE.
    Remote,
    /// [`Sip::bye`](crate::Sip::bye).
    Local,
    /// The peer fell silent: no ACK, an expired session timer, no answer to a request.
    Timeout,
    /// The peer does not know the dialog any more, or its flow failed.
    Error,
}

/// Why a command did nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// The usage or request has ended or never was.
    Unknown,
    /// The usage is not in a state where the command means something.
    WrongStage,
    /// A header or URI of the command cannot be written into a message.
    Unwritable,
}

/// What the owner of the engine must do or know. Every [`InviteId`] ends with exactly one of `Failed`, `Cancelled`, `Rejected`,
/// `Ended`, after which nothing more is said about it.
#[derive(Debug)]
pub enum Output {
    /// Put `bytes` on the wire.
    Send {
        /// Flow to use.
        flow: FlowId,
        /// Peer's address.
        destination: SocketAddr,
        /// One whole message.
        bytes: Bytes,
    },
    /// A call comes in; already screened and answered 100, credentials not checked.
    InviteReceived {
        /// Number of the new usage.
        id: InviteId,
        /// Where it came from.
        source: SocketAddr,
        /// Flow it came by.
        flow: FlowId,
        /// Transport of that flow.
        transport: Transport,
        /// The INVITE.
        request: Message,
    },
    /// ACK to our 2xx.
    Acknowledged {
        /// The usage.
        id: InviteId,
        /// Answer to an offer made in the 2xx.
        body: Option<Body>,
    },
    /// The caller gave up before our final answer; 487 is sent. Terminal.
    Cancelled {
        /// The usage.
        id: InviteId,
        /// Why, when the CANCEL says so.
        reason: Option<ReasonHeader>,
    },
    /// Our rejection has been sent. Terminal.
    Rejected {
        /// The usage.
        id: InviteId,
        /// Status sent.
        status: u16,
    },
    /// Provisional response to our INVITE.
    Progressed {
        /// The usage.
        id: InviteId,
        /// 101–199 (100 is not told).
        status: u16,
        /// Which branch of a fork it is.
        early: EarlyDialog,
        /// The whole response.
        response: Message,
    },
    /// 2xx to our INVITE. ACK is sent unless our INVITE had no offer: then [`Sip::acknowledge`](crate::Sip::acknowledge) sends it.
    Answered {
        /// The usage.
        id: InviteId,
        /// The whole response.
        response: Message,
    },
    /// Our INVITE was refused, timed out (408) or could not be sent (503). Terminal.
    Failed {
        /// The usage.
        id: InviteId,
        /// Final status.
        status: u16,
        /// The response, when there was one.
        response: Option<Message>,
    },
    /// A new offer inside the dialog, by re-INVITE or UPDATE: answer with [`Sip::answer_reinvite`](crate::Sip::answer_reinvite).
    ReinviteReceived {
        /// The usage.
        id: InviteId,
        /// The request.
        request: Message,
    },
    /// The peer cancelled its re-INVITE before it was answered; the dialog goes on.
    ReinviteCancelled {
        /// The usage.
        id: InviteId,
    },
    /// 2xx to our re-INVITE; ACK is sent.
    ReinviteAnswered {
        /// The usage.
        id: InviteId,
        /// The whole response.
        response: Message,
    },
    /// Our re-INVITE was refused; the dialog goes on as it was.
    ReinviteRefused {
        /// The usage.
        id: InviteId,
        /// Final status.
        status: u16,
    },
    /// The peer asks for a transfer: answer with [`Sip::accept_refer`](crate::Sip::accept_refer).
    ReferReceived {
        /// The usage.
        id: InviteId,
        /// The REFER.
        request: Message,
    },
    /// How our REFER goes on (RFC 3515 §2.4.5).
    ReferProgress {
        /// The usage.
        id: InviteId,
        /// Status of the referred request, or of the REFER itself when it was refused.
        status: u16,
        /// Nothing more will come.
        last: bool,
    },
    /// NOTIFY inside the dialog; 200 is sent.
    NotifyReceived {
        /// The usage.
        id: InviteId,
        /// The NOTIFY.
        request: Message,
    },
    /// INFO inside the dialog; 200 is sent.
    InfoReceived {
        /// The usage.
        id: InviteId,
        /// The INFO.
        request: Message,
    },
    /// An established usage is over. Terminal.
    Ended {
        /// The usage.
        id: InviteId,
        /// Who ended it.
        by: EndedBy,
        /// Why, when the BYE says so.
        reason: Option<ReasonHeader>,
        /// The BYE, when the peer sent one.
        request: Option<Message>,
    },
    /// REGISTER, OPTIONS, MESSAGE, SUBSCRIBE …: answer with [`Sip::respond`](crate::Sip::respond) within 32 seconds.
    RequestReceived {
        /// Number of the request.
        id: RequestId,
        /// Where it came from.
        source: SocketAddr,
        /// Flow it came by.
        flow: FlowId,
        /// Transport of that flow.
        transport: Transport,
        /// The request.
        request: Message,
    },
    /// Final result of [`Sip::request`](crate::Sip::request): 408 on timeout, 503 when it could not be sent.
    RequestFinished {
        /// Number of the request.
        id: RequestId,
        /// Final status.
        status: u16,
        /// The response, when there was one.
        response: Option<Message>,
    },
    /// Telemetry: the engine itself refused or dropped something bad.
    Refused {
        /// Where it came from.
        source: SocketAddr,
        /// Status answered; 0 when it was dropped.
        status: u16,
        /// What was wrong.
        why: &'static str,
    },
    /// Telemetry: a command did nothing, usually because it crossed the end of its usage.
    CommandIgnored {
        /// Which command.
        command: &'static str,
        /// Why.
        why: Ignored,
    },
}
