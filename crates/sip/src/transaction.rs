//! The four transaction machines of RFC 3261 §17 as amended by RFC 6026.
//!
//! Each machine is pure: an event goes in, a [`Step`] comes out that says what to transmit, whether the transaction user
//! hears of it, and how its two timers change. Tables, bytes and clocks are the engine's.

pub(crate) mod invite_client;
pub(crate) mod invite_server;
pub(crate) mod key;
pub(crate) mod plain_client;
pub(crate) mod plain_server;

use std::time::Duration;

/// Base intervals of RFC 3261 §17.1.1.2 and table 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Estimate of the round trip; first retransmission interval.
    pub t1: Duration,
    /// Longest retransmission interval of non-INVITE requests and INVITE responses.
    pub t2: Duration,
    /// Longest time a message lives in the network.
    pub t4: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self { t1: Duration::from_millis(500), t2: Duration::from_secs(4), t4: Duration::from_secs(5) }
    }
}

impl Timing {
    /// 64·T1: how long a transaction waits for its peer (timers B, F, H, J, L, M).
    pub(crate) fn patience(self) -> Duration {
        self.t1 * 64
    }

    pub(crate) fn doubled(self, interval: Duration) -> Duration {
        (interval * 2).min(self.t2)
    }
}

/// Timer D over unreliable transports: "at least 32 seconds" (RFC 3261 §17.1.1.2).
pub(crate) const TIMER_D: Duration = Duration::from_secs(32);

/// What happens to one of a machine's timers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Change {
    #[default]
    Keep,
    Stop,
    Fire(Duration),
}

/// What to put on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Transmit {
    #[default]
    Nothing,
    /// The request (client) or the last response (server).
    Message,
    /// ACK to a non-2xx final response.
    Ack,
}

/// How a transaction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    Done,
    /// Timer B, F or H: the peer never answered.
    TimedOut,
}

/// The machine's answer to one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Step {
    pub(crate) transmit: Transmit,
    /// The response goes up to the transaction user.
    pub(crate) deliver: bool,
    /// Timer A, E or G.
    pub(crate) resend: Change,
    /// The timer that ends the present state: B, D, F, H, I, J, K, L, M.
    pub(crate) lifetime: Change,
    pub(crate) over: Option<Over>,
}

impl Step {
    fn over(over: Over) -> Self {
        Self { over: Some(over), ..Self::default() }
    }

    /// Enters a last state that only absorbs retransmissions; over a reliable transport there is nothing to absorb.
    fn linger(self, time: Duration) -> Self {
        if time.is_zero() {
            return Self { resend: Change::Stop, lifetime: Change::Stop, over: Some(Over::Done), ..self };
        }
        Self { resend: Change::Stop, lifetime: Change::Fire(time), ..self }
    }
}

/// Zero for reliable transports, where nothing is retransmitted.
fn unless_reliable(reliable: bool, time: Duration) -> Duration {
    if reliable { Duration::ZERO } else { time }
}
