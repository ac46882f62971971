//! What a user may do.

use serde::{Deserialize, Serialize};

/// Roles in rising order of rights: each may do all that the one before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes calls; sees cards of his own calls.
    Agent,
    /// Sees the calls and cards of everybody.
    Supervisor,
    /// Changes users, devices, numbers.
    Administrator,
}

impl Role {
    /// The word used in files, the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }

    /// The role written by [`Role::as_str`].
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Agent, Self::Supervisor, Self::Administrator].into_iter().find(|role| role.as_str() == text)
    }
}
