//! DIDs: our own numbers and where calls for them go.

use crate::{Reader, StoreError, Tx, columns::Cell, columns::stored_json, table::table};
use otklik_model::{DidId, GroupId, PhoneNumber, ScheduleId, UserId, directory::Target};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

/// Where a route leads, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DidTarget {
    /// The devices of one user.
    User {
        /// Whose.
        id: UserId,
    },
    /// The devices of all members of a group.
    Group {
        /// Of which.
        id: GroupId,
    },
    /// A prompt, then the end.
    Prompt {
        /// Its file name in the prompts folder.
        prompt: String,
    },
    /// Refused at once.
    Reject,
}

impl From<DidTarget> for Target {
    fn from(target: DidTarget) -> Self {
        match target {
            DidTarget::User { id } => Self::User(id),
            DidTarget::Group { id } => Self::Group(id),
            DidTarget::Prompt { prompt } => Self::Prompt(prompt),
            DidTarget::Reject => Self::Reject,
        }
    }
}

stored_json!(DidTarget);

table! {
    /// An own number.
    pub struct Did in did "dids" {
        key {
            /// Its id.
            id: DidId,
        }
        /// The number; unique within the tenant.
        number: PhoneNumber,
        /// Name for people.
        name: String,
        /// A prompt to play before ringing: its file name.
        greeting: Option<String>,
        /// Hours; without them it is always open.
        schedule_id: Option<ScheduleId>,
        /// Where a call goes when open.
        open: DidTarget,
        /// Where a call goes when closed.
        closed: DidTarget,
    }
}

/// All own numbers, in their order.
pub async fn list(reader: &Reader<'_>) -> Result<Vec<Did>, StoreError> {
    reader.all(reader.select::<Did>().order_by_asc(did::Column::Number)).await
}

/// One own number.
pub async fn find(reader: &Reader<'_>, id: DidId) -> Result<Option<Did>, StoreError> {
    reader.one(reader.select::<Did>().filter(did::Column::Id.eq(Cell(id)))).await
}

/// Makes an own number; [`StoreError::Duplicate`] when it is there already.
pub async fn insert(tx: &mut Tx, did: &Did) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.insert(did.clone()).await
}

/// Writes all fields of an own number.
pub async fn update(tx: &mut Tx, did: &Did) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.save_row(did.clone()).await
}

/// Takes an own number away.
pub async fn delete(tx: &mut Tx, id: DidId) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.delete::<Did>(did::Column::Id.eq(Cell(id))).await.and_then(StoreError::missing_if_none)
}
