//! The live push: what is happening now, to every screen that may see it.
//!
//! A [`Present`] folds the same journal entries that are being written; each change becomes a [`Push`] with the circle of users it is
//! for. A screen gets a snapshot of the present and then the pushes, so it needs one code path; when it falls behind it is cut off and
//! starts again from a snapshot. Records (contacts, commitments) are pushed after their commit.

mod hub;
mod message;
mod present;
mod push;
pub mod socket;

pub use hub::{CardReading, Live, Watching};
pub(crate) use message::LiveMessage;
pub use present::{Change, Present, Registered, UserState};
pub use push::{Circle, Push};
