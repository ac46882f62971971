//! What an agent is doing, as far as work is concerned.

use serde::{Deserialize, Serialize};

/// The state of a user able to take work.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AgentState {
    /// Not at work.
    Offline,
    /// At work and free for a call.
    Available,
    /// Held for one call that rings him; he has not taken it yet.
    Reserved,
    /// On a call: talk and hold.
    Busy,
    /// Finishing a call that has ended.
    WrapUp,
    /// At work, but not for calls.
    Away {
        /// Why, in his words or those of a list; may be empty.
        reason: String,
    },
}
