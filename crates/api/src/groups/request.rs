//! A group as requests give it.

use crate::problem::Problem;
use otklik_crm::groups::GroupDraft;
use otklik_model::UserId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Users rung together.
#[derive(Debug, Deserialize, ToSchema)]
pub struct GroupRequest {
    /// Name for people.
    pub name: String,
    /// Internal short number.
    pub extension: Option<String>,
    /// Who is rung; the first one answers for calls nobody took.
    #[schema(value_type = Vec<String>)]
    pub member_ids: Vec<UserId>,
    /// How long.
    pub ring_seconds: u32,
}

impl GroupRequest {
    /// The form of the use case.
    pub fn draft(self) -> Result<GroupDraft, Problem> {
        Ok(GroupDraft { name: self.name, extension: self.extension, member_ids: self.member_ids, ring_seconds: self.ring_seconds })
    }
}
