//! What went through the sockets.

/// Messages and connections since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Messages that came in.
    pub received: u64,
    /// Messages handed to the system.
    pub sent: u64,
    /// Messages that could not be sent.
    pub send_failed: u64,
    /// Connections refused because there were too many.
    pub connections_refused: u64,
}
