//! Values in the query of a request.

use crate::problem::Problem;
use std::{fmt::Display, str::FromStr};

/// A value of the query that has a text form of its own: an id, a moment, a cursor.
pub(crate) fn read<T: FromStr<Err: Display>>(text: Option<&str>, field: &str) -> Result<Option<T>, Problem> {
    text.map(|text| text.parse().map_err(|error: T::Err| Problem::invalid_field(field, error.to_string()))).transpose()
}
