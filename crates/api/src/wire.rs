//! Shapes that several operations and the live push share. They are the API's own: tables and domain types may change without them.

pub mod call;
pub mod card;
mod json;
pub mod page;
pub(crate) mod query;
pub mod settings;
pub mod words;

pub(crate) use json::Json;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody or something named, with its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Named {
    /// `user_01J…`, `contact_01J…` …
    pub id: String,
    /// For people.
    pub name: String,
}

impl Named {
    /// From an id of any kind and a name.
    #[expect(clippy::needless_pass_by_value, reason = "ids are copied")]
    pub fn new(id: impl ToString, name: impl Into<String>) -> Self {
        Self { id: id.to_string(), name: name.into() }
    }
}
