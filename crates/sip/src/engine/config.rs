//! What the engine is told once, at construction.

use super::flow::{LocalFlow, default_port};
use crate::flow::{FlowId, Transport};
use crate::transaction::Timing;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Configuration of a [`Sip`](crate::Sip) engine.
#[derive(Debug, Clone)]
pub struct SipConfig {
    /// Sockets and listeners with their reachable addresses.
    pub local: Vec<LocalFlow>,
    /// Value of User-Agent and Server.
    pub user_agent: String,
    /// Sizes of tables.
    pub limits: Limits,
    /// Intervals of transactions and calls.
    pub timers: Timers,
}

impl SipConfig {
    /// A configuration with default limits and timers.
    pub fn new(user_agent: impl Into<String>, local: Vec<LocalFlow>) -> Self {
        Self { local, user_agent: user_agent.into(), limits: Limits::default(), timers: Timers::default() }
    }

    /// Address written into Via and Contact of messages over `flow`.
    pub(crate) fn advertised(&self, flow: FlowId, transport: Transport) -> SocketAddr {
        let exact = self.local.iter().find(|local| local.flow == flow);
        let alike = || self.local.iter().find(|local| local.transport == transport);
        match exact.or_else(alike) {
            Some(local) => local.advertised,
            None => SocketAddr::from((Ipv4Addr::UNSPECIFIED, default_port(transport))),
        }
    }
}

/// Most entries of each table; beyond them new work is refused with 503 and Retry-After.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Server transactions at which new out-of-dialog requests are refused. Requests inside dialogs are served up to twice
    /// as many, so that calls can still be hung up under overload.
    pub server_transactions_max: usize,
    /// Client transactions at which new outgoing requests fail with 503.
    pub client_transactions_max: usize,
    /// INVITE usages, both directions together.
    pub invites_max: usize,
    /// Early dialogs kept per outgoing INVITE: branches of a fork beyond it are not followed.
    pub early_dialogs_max: usize,
    /// Seconds in Retry-After of a 503.
    pub retry_after_s: u32,
}

impl Default for Limits {
    /// Chosen: some 2,000 set-ups per second, whose transactions linger for 32 seconds.
    fn default() -> Self {
        Self {
            server_transactions_max: 200_000,
            client_transactions_max: 200_000,
            invites_max: 50_000,
            early_dialogs_max: 16,
            retry_after_s: 5,
        }
    }
}

/// Intervals of transactions and calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timers {
    /// T1, T2 and T4 of RFC 3261.
    pub timing: Timing,
    /// Longest time between provisional responses to an outgoing INVITE without a ring timeout of its own (timer C, RFC 3261
    /// §16.6; `None` rings for ever, which queues need).
    pub timer_c: Option<Duration>,
    /// Session-Expires proposed for every call (RFC 4028); `None` proposes nothing but honours the peer's.
    pub session_expires: Option<Duration>,
}

impl Default for Timers {
    fn default() -> Self {
        // Timer C "MUST be larger than 3 minutes" (RFC 3261 §16.6).
        Self { timing: Timing::default(), timer_c: Some(Duration::from_secs(185)), session_expires: None }
    }
}
