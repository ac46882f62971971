//! What is counted for the metrics page.

use otklik_media::action::LegStatistics;

/// Totals since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Calls begun.
    pub calls: u64,
    /// Calls refused for want of room or while stopping; they are not journalled.
    pub calls_shed: u64,
    /// Keys pressed during calls.
    pub digits: u64,
    /// Legs with media that ended.
    pub media_legs: u64,
    /// RTP packets taken from peers.
    pub rtp_received: u64,
    /// RTP packets sent to peers.
    pub rtp_sent: u64,
    /// RTP packets peers sent and we never saw.
    pub rtp_lost: u64,
    /// Media legs that could not be opened.
    pub media_legs_failed: u64,
    /// Recordings that stopped early.
    pub recordings_failed: u64,
    /// Requests refused for wrong credentials.
    pub wrong_credentials: u64,
    /// Messages SIP refused or dropped by itself.
    pub messages_refused: u64,
    /// Calls out that could not be sent because the trunk's host is a name that was not resolved.
    pub trunks_unresolved: u64,
}

impl Counters {
    pub(crate) fn count_leg(&mut self, statistics: &LegStatistics) {
        self.media_legs += 1;
        self.rtp_received += statistics.received;
        self.rtp_sent += statistics.sent;
        self.rtp_lost += u64::try_from(statistics.lost).unwrap_or(0);
    }
}
