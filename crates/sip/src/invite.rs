//! INVITE usages: what happens between the first INVITE and the end of the call, seen from one side.

mod callee;
mod caller;
mod established;
mod provisional;
mod reinvite;
mod requests;
mod timer;
mod transfer;

use crate::dialog::Dialog;
use crate::engine::{Account, ClientId, Destination, ServerId};
use crate::headers::ReasonHeader;
use crate::message::Message;
use crate::output::{Body, InviteId};
use crate::timers::Alarm;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use callee::{Reply, tag_text};
pub(crate) use reinvite::bare;
pub(crate) use timer::{SESSION_EXPIRES_MIN, SessionTimer};
pub(crate) use transfer::InDialogParts;

/// Timers of a usage; each is armed at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UsageTimer {
    /// The owner's ring timeout, or timer C.
    Ring,
    /// Provisional responses are repeated every minute lest proxies give up (RFC 3261 §13.3.1.1).
    Extend,
    /// 64·T1 after CANCEL the INVITE is forgotten (RFC 3261 §9.1).
    CancelDeadline,
    /// Retransmission of our 2xx (§13.3.1.4).
    AnswerResend,
    /// 64·T1 after our 2xx without ACK.
    AnswerDeadline,
    /// Retransmission of our reliable provisional response (RFC 3262 §3).
    ReliableResend,
    /// 64·T1 after it without PRACK.
    ReliableDeadline,
    /// Retry after 491 (RFC 3261 §14.1).
    Glare,
    /// The session must be refreshed, or is held for dead (RFC 4028).
    Session,
}

#[derive(Debug)]
pub(crate) struct Usage {
    pub(crate) id: InviteId,
    pub(crate) local_tag: u64,
    /// Our Contact.
    pub(crate) contact: String,
    pub(crate) credentials: Option<Arc<Account>>,
    pub(crate) stage: Stage,
    pub(crate) exchange: Exchange,
    /// Our offer that met theirs and is sent again later.
    pub(crate) postponed: Option<Offer>,
    pub(crate) session_timer: SessionTimer,
    /// Last session description of ours, for a refresh by re-INVITE.
    pub(crate) local_body: Option<Body>,
    pub(crate) alarms: Vec<(UsageTimer, Alarm)>,
    /// The terminal event has been told; what follows is cleaning up.
    pub(crate) told_end: bool,
    /// Whether we sent the INVITE that began it: decides who waits longer after glare (RFC 3261 §14.1).
    pub(crate) is_caller: bool,
}

#[derive(Debug)]
pub(crate) enum Stage {
    /// Our INVITE has no final response.
    Calling(Calling),
    /// Their INVITE has no final response.
    Ringing(Box<Ringing>),
    /// The dialog is confirmed.
    Up(Box<Up>),
    /// The end is told; the BYE is out, or waits for the ACK.
    Closing(Box<Up>),
    Over,
}

#[derive(Debug)]
pub(crate) struct Calling {
    pub(crate) client: ClientId,
    /// One for each tag seen in provisional responses.
    pub(crate) early: Vec<Dialog>,
    pub(crate) cancel: Cancel,
    /// Last provisional response told: a repetition is no news, though it restarts timer C.
    pub(crate) told: Option<Bytes>,
    /// Whether the INVITE had a body, so that the ACK needs none.
    pub(crate) offered: bool,
    /// The owner gave a ring timeout, so timer C does not run.
    pub(crate) own_ring_timeout: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Cancel {
    NotWanted,
    /// Waits for a provisional response.
    Wanted(Option<ReasonHeader>),
    Sent,
}

#[derive(Debug)]
pub(crate) struct Ringing {
    pub(crate) server: ServerId,
    pub(crate) dialog: Dialog,
    pub(crate) request: Message,
    pub(crate) reliable: Reliable,
}

/// Our reliable provisional responses (RFC 3262 §3).
#[derive(Debug, Default)]
pub(crate) struct Reliable {
    pub(crate) wanted: bool,
    pub(crate) rseq: u32,
    pub(crate) unacknowledged: Option<(Bytes, Destination, Duration)>,
    /// Responses that wait for the PRACK of the one before.
    pub(crate) queue: Vec<QueuedProgress>,
}

#[derive(Debug)]
pub(crate) struct QueuedProgress {
    pub(crate) status: u16,
    pub(crate) body: Option<Body>,
    pub(crate) headers: Vec<(crate::headers::Name, String)>,
}

#[derive(Debug)]
pub(crate) struct Up {
    pub(crate) dialog: Dialog,
    /// Our 2xx whose ACK has not come.
    pub(crate) unacknowledged: Option<SentAnswer>,
    /// A 2xx to our offerless INVITE, whose ACK waits for the owner's answer.
    pub(crate) owed_ack: Option<OwedAck>,
    /// BYE to send when the ACK comes.
    pub(crate) owed_bye: Option<Option<ReasonHeader>>,
    /// Their REFER that waits for the owner.
    pub(crate) asked: Option<ServerId>,
    /// CSeq of the accepted REFER that the peer is notified about.
    pub(crate) referred: Option<u32>,
}

impl Up {
    pub(crate) fn new(dialog: Dialog) -> Self {
        Self { dialog, unacknowledged: None, owed_ack: None, owed_bye: None, asked: None, referred: None }
    }
}

#[derive(Debug)]
pub(crate) struct SentAnswer {
    pub(crate) cseq: u32,
    pub(crate) bytes: Bytes,
    pub(crate) back: Destination,
    pub(crate) interval: Duration,
}

#[derive(Debug, Clone)]
pub(crate) struct OwedAck {
    pub(crate) client: ClientId,
    pub(crate) cseq: u32,
}

/// A new offer inside the dialog under way (RFC 3261 §14, RFC 3311 §5).
#[derive(Debug)]
pub(crate) enum Exchange {
    Idle,
    /// Our re-INVITE or UPDATE.
    Sent(Offer),
    /// Their re-INVITE or UPDATE waits for the owner.
    Received(ServerId),
}

/// An offer of ours inside the dialog.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) body: Option<Body>,
    /// It only refreshes the session timer, so the owner is not told.
    pub(crate) refresh: bool,
}

impl Usage {
    pub(crate) fn forget_alarm(&mut self, which: UsageTimer) -> Option<Alarm> {
        let at = self.alarms.iter().position(|(armed, _)| *armed == which)?;
        Some(self.alarms.swap_remove(at).1)
    }

    /// As [`Self::dialog_mut`], to look at.
    pub(crate) fn dialog(&self) -> Option<&Dialog> {
        match &self.stage {
            Stage::Calling(calling) => calling.early.last(),
            Stage::Ringing(ringing) => Some(&ringing.dialog),
            Stage::Up(up) | Stage::Closing(up) => Some(&up.dialog),
            Stage::Over => None,
        }
    }

    /// The dialog our requests go by: the confirmed one, or the early one heard of last.
    pub(crate) fn dialog_mut(&mut self) -> Option<&mut Dialog> {
        match &mut self.stage {
            Stage::Calling(calling) => calling.early.last_mut(),
            Stage::Ringing(ringing) => Some(&mut ringing.dialog),
            Stage::Up(up) | Stage::Closing(up) => Some(&mut up.dialog),
            Stage::Over => None,
        }
    }

    /// The dialog with that tag of the peer.
    pub(crate) fn dialog_with(&mut self, call_id: &str, remote_tag: &str) -> Option<&mut Dialog> {
        let fits = |dialog: &Dialog| dialog.remote_tag == remote_tag && dialog.call_id == call_id;
        match &mut self.stage {
            Stage::Calling(calling) => calling.early.iter_mut().find(|dialog| fits(dialog)),
            Stage::Ringing(ringing) => Some(&mut ringing.dialog).filter(|dialog| fits(dialog)),
            Stage::Up(up) | Stage::Closing(up) => Some(&mut up.dialog).filter(|dialog| fits(dialog)),
            Stage::Over => None,
        }
    }

    /// Ends our offer under way; the peer's is left alone.
    pub(crate) fn take_sent_offer(&mut self) -> Option<Offer> {
        let Exchange::Sent(offer) = &mut self.exchange else { return None };
        let offer = offer.clone();
        self.exchange = Exchange::Idle;
        Some(offer)
    }

    /// Whether one of its dialogs has that Call-ID and tag of the peer.
    pub(crate) fn has_dialog(&self, call_id: &str, remote_tag: &str) -> bool {
        let fits = |dialog: &Dialog| dialog.remote_tag == remote_tag && dialog.call_id == call_id;
        match &self.stage {
            Stage::Calling(calling) => calling.early.iter().any(fits),
            Stage::Ringing(ringing) => fits(&ringing.dialog),
            Stage::Up(up) | Stage::Closing(up) => fits(&up.dialog),
            Stage::Over => false,
        }
    }

    pub(crate) fn up_mut(&mut self) -> Option<&mut Up> {
        match &mut self.stage {
            Stage::Up(up) | Stage::Closing(up) => Some(up),
            Stage::Calling(_) | Stage::Ringing(_) | Stage::Over => None,
        }
    }
}
