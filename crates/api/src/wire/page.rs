//! Lists come in pages.

use crate::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Items of one page unless asked otherwise.
const LIMIT_DEFAULT: u64 = 50;
/// Items of one page at most.
const LIMIT_MAX: u64 = 200;

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// Pass it as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A list that fits one page.
    pub const fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }
}

/// Which page is asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// What the previous page gave as `next_cursor`.
    pub cursor: Option<String>,
    /// Items wanted, 1–200; 50 if left out.
    pub limit: Option<u64>,
}

impl PageQuery {
    /// The number of items to read, as a length.
    pub fn items_max(&self) -> Result<usize, Problem> {
        Ok(usize::try_from(self.limit()?).unwrap_or(usize::MAX))
    }

    /// The number of items to read.
    pub fn limit(&self) -> Result<u64, Problem> {
        match self.limit {
            None => Ok(LIMIT_DEFAULT),
            Some(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
            Some(_) => Err(Problem::invalid_field("limit", "a whole number from 1 to 200")),
        }
    }
}
