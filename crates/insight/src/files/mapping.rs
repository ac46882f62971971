//! Tables whose columns somebody has to explain.

use super::rows::Row;

/// The columns of a table could not be told: what was seen of it, so that a person can say what they mean.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MappingNeeded {
    /// Headings, or nothing where the first row is a call already.
    pub columns: Vec<String>,
    /// The first rows.
    pub sample: Vec<Vec<String>>,
}

impl MappingNeeded {
    pub(crate) fn of(sample: &[Row]) -> Self {
        let cells = |row: &Row| row.cells().map(str::to_owned).collect::<Vec<_>>();
        Self { columns: sample.first().map(cells).unwrap_or_default(), sample: sample.iter().skip(1).take(5).map(cells).collect() }
    }
}
