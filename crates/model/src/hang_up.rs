//! Why and by whom a leg or call ended.

use serde::{Deserialize, Serialize};

/// Who ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// The party that called.
    Caller,
    /// The party that was called.
    Callee,
    /// We: a limit, a schedule, a command.
    System,
    /// A user through the console or the API.
    User,
    /// Nobody meant to: a lost connection or a killed process.
    Failure,
}

/// Q.850 cause and who ended. The causes we set ourselves have names below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HangUpCause {
    /// ITU-T Q.850 cause value.
    pub q850: u8,
    /// Who ended.
    pub by: EndedBy,
}

impl HangUpCause {
    /// Q.850 16: normal call clearing.
    pub const NORMAL: u8 = 16;
    /// Q.850 17: user busy.
    pub const BUSY: u8 = 17;
    /// Q.850 19: no answer from user (user alerted).
    pub const NO_ANSWER: u8 = 19;
    /// Q.850 20: subscriber absent (no device registered).
    pub const ABSENT: u8 = 20;
    /// Q.850 21: call rejected.
    pub const REJECTED: u8 = 21;
    /// Q.850 1: unallocated number.
    pub const UNALLOCATED: u8 = 1;
    /// Q.850 26: non-selected user clearing (another device answered).
    pub const ANSWERED_ELSEWHERE: u8 = 26;
    /// Q.850 27: destination out of order.
    pub const OUT_OF_ORDER: u8 = 27;
    /// Q.850 34: no circuit available.
    pub const NO_CIRCUIT: u8 = 34;
    /// Q.850 41: temporary failure.
    pub const TEMPORARY_FAILURE: u8 = 41;
    /// Q.850 88: incompatible destination (no common codec).
    pub const INCOMPATIBLE: u8 = 88;
    /// Q.850 102: recovery on timer expiry.
    pub const TIMER_EXPIRED: u8 = 102;

    /// A cause with its author.
    pub const fn new(q850: u8, by: EndedBy) -> Self {
        Self { q850, by }
    }

    /// The cause a SIP final status stands for (RFC 3398 §8.2.6.1, the statuses phones really send).
    pub const fn q850_of_sip(status: u16) -> u8 {
        match status {
            404 | 604 => Self::UNALLOCATED,
            486 | 600 => Self::BUSY,
            408 | 487 => Self::NO_ANSWER,
            480 => Self::ABSENT,
            401 | 403 | 407 | 603 => Self::REJECTED,
            488 | 415 | 606 => Self::INCOMPATIBLE,
            502 => Self::OUT_OF_ORDER,
            503 => Self::NO_CIRCUIT,
            504 => Self::TIMER_EXPIRED,
            200..=299 => Self::NORMAL,
            _ => Self::TEMPORARY_FAILURE,
        }
    }

    /// The SIP status that tells a caller this cause before answer (RFC 3398 §7.2.4.1).
    pub const fn sip_status(self) -> u16 {
        match self.q850 {
            Self::UNALLOCATED => 404,
            Self::BUSY => 486,
            Self::NO_ANSWER | Self::ABSENT => 480,
            Self::REJECTED => 603,
            Self::INCOMPATIBLE => 488,
            Self::OUT_OF_ORDER => 502,
            _ => 503,
        }
    }
}
