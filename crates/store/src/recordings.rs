//! Recordings: the sound of calls. Rows are folded from the journal.

use crate::{
    Reader, StoreError, Tx,
    columns::{Cell, stored_words},
    scope::cells,
    table::table,
};
use otklik_model::{CallId, RecordingId, Timestamp};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, Set};
use serde::{Deserialize, Serialize};

/// Where a recording stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingState {
    /// Its file is being written, or was when the process died.
    Writing,
    /// Its file is complete.
    Complete,
}

stored_words!(RecordingState);

table! {
    /// The sound of one call.
    pub struct Recording in recording "recordings" {
        key {
            /// Its id.
            id: RecordingId,
        }
        /// Of which call.
        call_id: CallId,
        /// The file, relative to the recordings folder.
        path: String,
        /// When it began.
        started_at: Timestamp,
        /// Where it stands.
        state: RecordingState,
        /// Length of the sound, once complete.
        duration_ms: Option<u64>,
        /// Length of the file, once complete.
        bytes: Option<u64>,
    }
}

/// One recording.
pub async fn find(reader: &Reader<'_>, id: RecordingId) -> Result<Option<Recording>, StoreError> {
    reader.one(reader.select::<Recording>().filter(recording::Column::Id.eq(Cell(id)))).await
}

/// Recordings of calls, in the order they began.
pub async fn of_calls(reader: &Reader<'_>, calls: &[CallId]) -> Result<Vec<Recording>, StoreError> {
    reader.all(reader.select::<Recording>().filter(recording::Column::CallId.is_in(cells(calls))).order_by_asc(recording::Column::Id)).await
}

/// Recordings not known to be complete, oldest first.
pub async fn unfinished(reader: &Reader<'_>) -> Result<Vec<Recording>, StoreError> {
    let writing = recording::Column::State.eq(Cell(RecordingState::Writing));
    reader.all(reader.select::<Recording>().filter(writing).order_by_asc(recording::Column::Id)).await
}

pub(crate) async fn finish(tx: &Tx, id: RecordingId, duration_ms: u64, bytes: u64) -> Result<(), StoreError> {
    let active = recording::ActiveModel {
        id: Set(Cell(id)),
        state: Set(Cell(RecordingState::Complete)),
        duration_ms: Set(Some(Cell(duration_ms))),
        bytes: Set(Some(Cell(bytes))),
        ..Default::default()
    };
    match tx.save::<Recording>(active).await {
        Err(StoreError::Missing) => Ok(()), // its beginning was refused; the end alone says nothing
        written => written,
    }
}
