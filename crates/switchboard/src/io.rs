//! What goes in and what comes out.

use bytes::Bytes;
use otklik_media::action::{MediaAction, MediaEvent};
use otklik_model::{
    CallId, RequestId, Timestamp,
    command::{CommandRefused, CommandRequest},
    directory::Directory,
    event::JournalEntry,
};
use otklik_sip::{FlowId, Transport};
use std::{net::SocketAddr, sync::Arc};

/// What happens to the switchboard.
#[derive(Debug)]
pub enum Input<'a> {
    /// One datagram, or one whole message cut from a stream.
    Packet {
        /// Flow it came by.
        flow: FlowId,
        /// Transport of that flow.
        transport: Transport,
        /// Peer's address.
        source: SocketAddr,
        /// The message.
        bytes: &'a [u8],
    },
    /// A connection is gone.
    FlowClosed(FlowId),
    /// A message could not be sent.
    SendFailed {
        /// Flow of the message.
        flow: FlowId,
        /// Where it should have gone.
        destination: SocketAddr,
    },
    /// A report of the media threads.
    Media(MediaEvent),
    /// A request of the records half.
    Command(CommandRequest),
    /// A new snapshot of the configuration; calls going on finish by what they know.
    Directory(Arc<Directory>),
    /// The wall clock now: keeps the journal's times right after the host's clock was set.
    Clock(Timestamp),
    /// Refuse new calls with 503 from now on.
    Drain,
    /// Whether the journal keeps up. While it does not, new calls are refused with 503: none is carried that could not be written.
    Journal(JournalPace),
    /// Hang up every call.
    EndAll,
    /// The time of [`Switchboard::poll_timeout`](crate::Switchboard::poll_timeout) has come.
    Timeout,
}

/// How the journal gets on with what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalPace {
    /// It takes entries as they come.
    KeepsUp,
    /// Entries wait for it.
    Behind,
}

/// What the owner must do or know.
#[expect(
    clippy::large_enum_variant,
    reason = "read from a queue one at a time; boxing journal entries and media actions would cost each an allocation"
)]
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
    /// Have a media thread do this.
    Media(MediaAction),
    /// Append this to the journal; the order is the order of truth.
    Event(JournalEntry),
    /// A command was carried out or refused.
    CommandDone {
        /// Whose outcome.
        request_id: RequestId,
        /// The call it made, for those that make one.
        outcome: Result<Option<CallId>, CommandRefused>,
    },
}
