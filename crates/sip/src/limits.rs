//! Sizes above which input is refused. All chosen by us: RFC 3261 §18.1.1 only asks that 65,535 bytes be accepted.

/// Longest message read from a datagram or a stream, bytes.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// Longest start line and headers read from a stream, bytes.
pub const HEAD_BYTES_MAX: usize = 64 * 1024;

/// Most header lines in one message. Real ones have 10–40.
pub const HEADER_LINES_MAX: usize = 256;
