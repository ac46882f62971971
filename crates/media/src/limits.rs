//! Every bound of this crate in one place, each with its unit and where it comes from.

use std::time::Duration;

/// Longest session description read, bytes. Chosen: browsers' offers stay under 10 kB, a UDP datagram under 64 kB.
pub const SDP_BYTES_MAX: usize = 32 * 1024;
/// Most lines in one session description. Chosen: three times what a browser with video sends.
pub const SDP_LINES_MAX: usize = 1_000;
/// Most m= lines in one session description. Chosen.
pub const SDP_MEDIA_MAX: usize = 32;
/// Most formats on one m= line: payload types are seven bits (RFC 3550 §5.1).
pub const SDP_FORMATS_MAX: usize = 128;

/// Packets from one address and SSRC before it is believed to be the peer. Chosen: 60 ms of speech.
pub const LATCH_PROBATION_PACKETS: u32 = 3;
/// Packets in a row, none from the present source between them, before another source takes over.
pub const LATCH_TAKEOVER_PACKETS: u32 = 4;
/// Those packets must come within this time.
pub const LATCH_TAKEOVER_WINDOW: Duration = Duration::from_secs(2);
/// After a takeover no other happens for this long.
pub const LATCH_COOLDOWN: Duration = Duration::from_secs(10);
/// Takeovers in the life of one leg; a peer changing oftener is not a phone behind NAT.
pub const LATCH_SWITCHES_MAX: u32 = 4;
/// Sources on probation remembered at once. Chosen: spraying from many ports must cost the sender, not us.
pub const LATCH_CANDIDATES_MAX: usize = 4;

/// Legs of one call known to a relay. Chosen: a caller and the largest ring group.
pub const LEGS_PER_CALL_MAX: usize = 64;

/// Longest prompt loaded, bytes of the file. Chosen: ten minutes of 16 kHz mono.
pub const PROMPT_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Audio a recorder keeps unwritten so that a late packet still finds its place.
pub const RECORDER_LATENESS: Duration = Duration::from_millis(500);
/// How often a recorder hands out a chunk; with [`RECORDER_LATENESS`] a killed process loses less than a second.
pub const RECORDER_FLUSH_EVERY: Duration = Duration::from_millis(400);
/// An RTP timestamp further than this from the arrival time is a jump of the sender's clock (or its slow drift, after an
/// hour or so), not jitter. Below [`RECORDER_LATENESS`], or drifted packets would come too late.
pub const RECORDER_DRIFT_MAX: Duration = Duration::from_millis(300);
/// Frames in one file: a WAV header counts bytes in 32 bits, a stereo 16-bit frame has four.
pub const RECORDER_FRAMES_MAX: u64 = (u32::MAX as u64 - 64) / 4;
