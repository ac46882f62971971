//! Rows of cells, whatever they came out of.

use super::refused::FileRefused;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One row. Kept by the reader and filled anew, so that five million rows cost one allocation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// Its number in the file, from 1.
    pub(crate) number: u64,
    text: String,
    ends: Vec<usize>,
}

impl Row {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub(crate) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// The cell at a place, without spaces around it; empty when the row is shorter.
    pub(crate) fn cell(&self, at: usize) -> &str {
        let from = if at == 0 { Some(&0) } else { self.ends.get(at - 1) };
        match (from, self.ends.get(at)) {
            (Some(from), Some(to)) => self.text[*from..*to].trim(),
            _ => "",
        }
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|at| self.cell(at))
    }

    pub(crate) const fn width(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// What tells this row from every other: its cells, hashed.
    pub(crate) fn identity(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.text.hash(&mut hasher);
        self.ends.hash(&mut hasher);
        hasher.finish()
    }

    /// The row shortened for a list of rejected rows.
    pub(crate) fn excerpt(&self) -> String {
        const CHARS: usize = 80;
        let whole = self.cells().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" · ");
        if whole.chars().count() <= CHARS { whole } else { whole.chars().take(CHARS - 1).chain(['…']).collect() }
    }
}

/// Something that gives rows in their order.
pub(crate) trait Rows {
    /// Fills `row` with the next row that is not blank; `false` at the end.
    fn next_row(&mut self, row: &mut Row) -> Result<bool, FileRefused>;

    /// Bytes of the file read so far.
    fn bytes(&self) -> u64;
}

/// Rows of which the first were already looked at.
pub(crate) struct Replayed<R> {
    pub(crate) first: std::collections::VecDeque<Row>,
    pub(crate) rest: R,
}

impl<R: Rows> Replayed<R> {
    /// Reads up to `count` rows ahead.
    pub(crate) fn with_sample(mut rest: R, count: usize) -> Result<Self, FileRefused> {
        let mut first = std::collections::VecDeque::new();
        let mut row = Row::default();
        while first.len() < count && rest.next_row(&mut row)? {
            first.push_back(row.clone());
        }
        Ok(Self { first, rest })
    }
}

impl<R: Rows> Rows for Replayed<R> {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, FileRefused> {
        if let Some(first) = self.first.pop_front() {
            *row = first;
            return Ok(true);
        }
        self.rest.next_row(row)
    }

    fn bytes(&self) -> u64 {
        self.rest.bytes()
    }
}
