//! Reading what changed, without a clock and without missing anything.
//!
//! Each transaction that changes contacts or companies takes the next change number of its tenant and writes it into the rows.
//! Numbers become visible in their order, so "after this number and id" is an exact cursor, across processes and restarts.

use crate::columns::{Cell, Encoded};
use sea_orm::{ColumnTrait, Condition};

/// A place in the order of changes. It may be kept and used after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeCursor<Id> {
    /// The change number read last.
    pub number: i64,
    /// The last row read with that number.
    pub id: Option<Id>,
}

impl<Id> Default for ChangeCursor<Id> {
    fn default() -> Self {
        Self::START
    }
}

impl<Id> ChangeCursor<Id> {
    /// Before every change.
    pub const START: Self = Self { number: -1, id: None };

    pub(crate) const fn at(number: i64, id: Id) -> Self {
        Self { number, id: Some(id) }
    }

    /// Everything up to and with that change was read.
    pub const fn after(number: i64) -> Self {
        Self { number: number + 1, id: None }
    }
}

impl<Id: Encoded + Copy> ChangeCursor<Id> {
    pub(crate) fn passed<C: ColumnTrait>(self, number_column: C, id_column: C) -> Condition {
        let Some(id) = self.id else { return Condition::all().add(number_column.gte(self.number)) };
        let same = Condition::all().add(number_column.eq(self.number)).add(id_column.gt(Cell(id)));
        let after = Condition::any().add(number_column.gt(self.number)).add(same);
        // Says nothing new, but is what SQLite begins at in the index; by the alternatives alone it reads every row.
        Condition::all().add(number_column.gte(self.number)).add(after)
    }
}
