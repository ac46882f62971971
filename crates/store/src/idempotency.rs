//! Answers to requests that carried an `Idempotency-Key`: the same request sent again gets the same answer and does nothing twice.

use crate::{Reader, StoreError, Tx, columns::Cell, table::table};
use otklik_model::{Timestamp, UserId};
use sea_orm::{ColumnTrait, QueryFilter};

table! {
    /// One answered request.
    pub struct Answered in answered "idempotency_keys" {
        key {
            /// Who asked.
            user_id: UserId,
            /// The key the client made up.
            key: String,
        }
        /// SHA-256 of method, path and body: the same key with another request is a mistake of the client.
        request_hash: [u8; 32],
        /// HTTP status that was answered.
        status: u16,
        /// Body that was answered.
        body: serde_json::Value,
        /// When.
        answered_at: Timestamp,
    }
}

/// What was answered to that key of that user.
pub async fn find(reader: &Reader<'_>, user_id: UserId, key: &str) -> Result<Option<Answered>, StoreError> {
    let select = reader.select::<Answered>().filter(answered::Column::UserId.eq(Cell(user_id))).filter(answered::Column::Key.eq(key));
    reader.one(select).await
}

/// Keeps an answer, in the transaction of what it answers; [`StoreError::Duplicate`] when a request with that key won the race.
pub async fn insert(tx: &mut Tx, answered: &Answered) -> Result<(), StoreError> {
    tx.insert(answered.clone()).await
}

/// Forgets answers given before `before`.
pub async fn delete_old(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    tx.delete::<Answered>(answered::Column::AnsweredAt.lt(Cell(before))).await
}
