//! Sizes and times a call keeps to.

use std::time::Duration;

/// Legs of one call alive at once: a caller and the devices of the largest ring group. Chosen; `media` takes as many.
pub const LEGS_PER_CALL_MAX: usize = 64;

/// How long an external number rings. Chosen: above the minute of ringing after which carriers give up themselves, below the
/// three minutes of RFC 3261 timer C.
pub const EXTERNAL_RING_MAX: Duration = Duration::from_secs(120);

/// How long a user's own phones ring for a click-to-call. Chosen: he sits before the screen.
pub const SUMMON_RING_MAX: Duration = Duration::from_secs(30);

/// How long a user rings who gets a failed transfer back. Chosen: he has just hung up.
pub const RETURN_RING_MAX: Duration = Duration::from_secs(30);

/// A prompt whose end was not reported by then is taken for ended. Chosen: longer than the longest prompt loaded.
pub const PROMPT_MAX: Duration = Duration::from_secs(30 * 60);
