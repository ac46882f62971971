//! Schedules: opening hours with their exceptions.

use crate::{Reader, StoreError, Tx, columns::Cell, table::table};
use otklik_model::{ScheduleId, schedule};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

table! {
    /// Named opening hours.
    pub struct Schedule in entity "schedules" {
        key {
            /// Its id.
            id: ScheduleId,
        }
        /// Name for people.
        name: String,
        /// The hours.
        hours: schedule::Schedule,
    }
}

/// All schedules, by name.
pub async fn list(reader: &Reader<'_>) -> Result<Vec<Schedule>, StoreError> {
    reader.all(reader.select::<Schedule>().order_by_asc(entity::Column::Name)).await
}

/// One schedule.
pub async fn find(reader: &Reader<'_>, id: ScheduleId) -> Result<Option<Schedule>, StoreError> {
    reader.one(reader.select::<Schedule>().filter(entity::Column::Id.eq(Cell(id)))).await
}

/// Makes a schedule.
pub async fn insert(tx: &mut Tx, schedule: &Schedule) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.insert(schedule.clone()).await
}

/// Writes all fields of a schedule.
pub async fn update(tx: &mut Tx, schedule: &Schedule) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.save_row(schedule.clone()).await
}

/// Takes a schedule away; [`StoreError::Missing`] also while a number still uses it.
pub async fn delete(tx: &mut Tx, id: ScheduleId) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.delete::<Schedule>(entity::Column::Id.eq(Cell(id))).await.and_then(StoreError::missing_if_none)
}
