//! What a screen is told over the live push: each message is one JSON text.

use super::UserState;
use crate::{
    auth::UserShape,
    commitments::CommitmentShape,
    wire::{call::CallSummary, card::CardShape},
};
use serde::Serialize;
use utoipa::ToSchema;

/// One message of the live push.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LiveMessage<'a> {
    /// Everything as it is now; it comes first.
    Snapshot(LiveSnapshot<'a>),
    /// Something that happened since.
    Event(LiveEvent<'a>),
    /// A card for the user it is sent to.
    Card(LiveCard<'a>),
    /// Comes now and then, so that a dead connection is noticed.
    Ping,
}

/// What a screen begins with.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveSnapshot<'a> {
    /// When it was taken.
    pub at: String,
    /// Whose screen it is.
    pub user: &'a UserShape,
    /// Calls going on that he may see.
    pub calls: Vec<CallSummary>,
    /// Open commitments that he may see, those due first at the front.
    pub commitments: Vec<CommitmentShape>,
    /// Everybody of the company.
    pub users: Vec<LiveUser>,
    /// Of the calls that ring for him or that he is in.
    pub cards: Vec<LiveCard<'a>>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveEvent<'a> {
    /// When.
    pub at: String,
    /// What.
    #[serde(flatten)]
    pub change: LiveChange<'a>,
}

/// What happened, with the thing as it is now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum LiveChange<'a> {
    /// A call began or moved on.
    CallChanged {
        /// The call.
        call: &'a CallSummary,
    },
    /// A call ended and what came of it is written down.
    CallEnded {
        /// The call.
        call: &'a CallSummary,
    },
    /// A commitment was made, moved on or ended.
    CommitmentChanged {
        /// The commitment.
        commitment: &'a CommitmentShape,
    },
    /// A commitment is not this user's to see any more.
    CommitmentGone {
        /// Which.
        commitment_id: &'a str,
    },
    /// A user does something else now.
    UserChanged {
        /// The user.
        user: LiveUser,
    },
    /// A contact is not what it was.
    ContactChanged {
        /// Which.
        contact_id: String,
    },
}

/// What a user is doing.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveUser {
    /// `user_01J…`.
    pub id: String,
    /// For people.
    pub name: String,
    /// Internal short number.
    pub extension: Option<String>,
    /// What he is doing.
    pub state: UserState,
}

/// The card of a call.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveCard<'a> {
    /// Of which call.
    pub call_id: String,
    /// The card.
    pub card: &'a CardShape,
}

impl LiveMessage<'_> {
    /// As it is sent.
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("a message is plain data")
    }
}
