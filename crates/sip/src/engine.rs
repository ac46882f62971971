//! The engine: bytes and commands in, bytes and events out.
//!
//! [`Sip`] owns the tables of transactions and usages, one queue of timers and one queue of outputs. It never blocks, reads no
//! clock and opens no socket: whoever drives it passes packets and the time, then drains [`Sip::poll_output`] and calls
//! [`Sip::handle`] with [`Input::Timeout`] when [`Sip::poll_timeout`] is due.
//!
//! ```
//! use otklik_sip::engine::{Destination, LocalFlow, OutgoingInvite};
//! use otklik_sip::headers::NameAddr;
//! use otklik_sip::{Body, FlowId, Output, Sip, SipConfig, Transport, Uri};
//! use std::time::Instant;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let udp = LocalFlow { flow: FlowId(0), transport: Transport::Udp, advertised: "192.0.2.1:5060".parse()? };
//! let mut sip = Sip::new(SipConfig::new("example", vec![udp]), 42);
//! let bob = Destination { flow: FlowId(0), transport: Transport::Udp, address: "192.0.2.2:5060".parse()? };
//! let invite = OutgoingInvite {
//!     request_uri: Uri::parse("sip:bob@example.org")?,
//!     route: Vec::new(),
//!     destination: bob,
//!     from: NameAddr::parse("<sip:alice@example.org>")?,
//!     to: NameAddr::parse("<sip:bob@example.org>")?,
//!     contact_user: Some("alice".to_owned()),
//!     headers: Vec::new(),
//!     body: Some(Body::sdp("v=0\r\n")),
//!     credentials: None,
//!     ring_timeout: None,
//! };
//! let now = Instant::now();
//! sip.invite(invite, now);
//! let Some(Output::Send { destination, bytes, .. }) = sip.poll_output() else { unreachable!() };
//! assert_eq!(destination, bob.address);
//! assert!(bytes.starts_with(b"INVITE sip:bob@example.org SIP/2.0\r\n"));
//! // Over UDP the INVITE is repeated after T1, half a second.
//! assert_eq!(sip.poll_timeout(), Some(now + std::time::Duration::from_millis(500)));
//! # Ok(())
//! # }
//! ```

mod authorize;
mod client;
mod commands;
mod config;
mod egress;
mod flow;
mod ingress;
pub(crate) mod read;
mod server;
mod usages;

pub use authorize::Account;
pub use commands::{DialogNames, OutgoingInvite, OutgoingRequest, Series};
pub use config::{Limits, SipConfig, Timers};
pub use flow::{Destination, LocalFlow};

pub(crate) use client::{Accepted, ClientId, Launch, Outcome, Owner, Purpose, SentAck};
pub(crate) use egress::{InDialog, Prepared, cancel_of, finish_response};
pub(crate) use server::{Keys, ServerId, ServerOwner};

use crate::flow::{FlowId, Transport};
use crate::invite::{Usage, UsageTimer};
use crate::output::{InviteId, Output};
use crate::rng::Rng;
use crate::timers::TimerQueue;
use client::ClientTable;
use server::ServerTable;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Instant;
use usages::UsageTable;

/// What happens to the engine.
#[derive(Debug, Clone, Copy)]
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
    /// The network layer could not send to `destination`.
    SendFailed {
        /// Flow of the message.
        flow: FlowId,
        /// Where it should have gone.
        destination: SocketAddr,
    },
    /// The time of [`Sip::poll_timeout`] has come.
    Timeout,
}

/// What a timer of the queue belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Timer {
    ClientResend(ClientId),
    ClientLifetime(ClientId),
    ServerResend(ServerId),
    ServerLifetime(ServerId),
    Usage(InviteId, UsageTimer),
}

/// Sizes of the engine's tables; all zero when nothing is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// Client transactions.
    pub client_transactions: usize,
    /// Server transactions.
    pub server_transactions: usize,
    /// INVITE usages.
    pub invites: usize,
    /// Armed timers.
    pub timers: usize,
}

/// Transactions, dialogs and INVITE usages of one SIP element, usable as a B2BUA's engine and as a user agent's.
pub struct Sip {
    pub(crate) config: SipConfig,
    pub(crate) rng: Rng,
    pub(crate) timers: TimerQueue<Timer>,
    pub(crate) clients: ClientTable,
    pub(crate) servers: ServerTable,
    pub(crate) usages: UsageTable,
    outputs: VecDeque<Output>,
    next_id: u64,
    /// Key of the tags of stateless refusals.
    stateless_key: u64,
}

impl Sip {
    /// An engine whose tags, branches and retry times follow from `seed`, which should be unguessable outside tests.
    pub fn new(config: SipConfig, seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let stateless_key = rng.next_u64();
        Self {
            config,
            rng,
            stateless_key,
            timers: TimerQueue::new(),
            clients: ClientTable::default(),
            servers: ServerTable::default(),
            usages: UsageTable::default(),
            outputs: VecDeque::new(),
            next_id: 1,
        }
    }

    /// Takes one input; never fails, never blocks.
    pub fn handle(&mut self, input: Input<'_>, now: Instant) {
        match input {
            Input::Packet { flow, transport, source, bytes } => {
                self.on_packet(Destination { flow, transport, address: source }, bytes, now);
            }
            Input::FlowClosed(flow) => self.on_flow_closed(flow, now),
            Input::SendFailed { flow, destination } => self.fail_clients(flow, Some(destination), now),
            Input::Timeout => {}
        }
        while let Some(timer) = self.timers.fire(now) {
            self.on_timer(timer, now);
        }
    }

    /// Next thing to do or know, in the order it happened.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to call [`Sip::handle`] with [`Input::Timeout`] at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// Present sizes of the tables.
    pub fn load(&self) -> Load {
        Load {
            client_transactions: self.clients.len(),
            server_transactions: self.servers.len(),
            invites: self.usages.len(),
            timers: self.timers.len(),
        }
    }

    pub(crate) fn next_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    pub(crate) fn emit(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    fn on_timer(&mut self, timer: Timer, now: Instant) {
        match timer {
            Timer::ClientResend(id) => self.on_client_resend(id, now),
            Timer::ClientLifetime(id) => self.on_client_lifetime(id, now),
            Timer::ServerResend(id) => self.on_server_resend(id, now),
            Timer::ServerLifetime(id) => self.on_server_lifetime(id, now),
            Timer::Usage(id, which) => {
                self.with_usage(id, |sip, usage| {
                    usage.forget_alarm(which);
                    sip.on_usage_timer(usage, which, now);
                });
            }
        }
    }

    fn on_flow_closed(&mut self, flow: FlowId, now: Instant) {
        self.fail_clients(flow, None, now);
        self.fail_servers(flow, now);
    }

    pub(crate) fn arm(&mut self, usage: &mut Usage, which: UsageTimer, at: Instant) {
        self.disarm(usage, which);
        let alarm = self.timers.arm(at, Timer::Usage(usage.id, which));
        usage.alarms.push((which, alarm));
    }

    pub(crate) fn disarm(&mut self, usage: &mut Usage, which: UsageTimer) {
        if let Some(alarm) = usage.forget_alarm(which) {
            self.timers.disarm(alarm);
        }
    }
}
