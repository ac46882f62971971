//! An own number as requests give it.

use crate::{problem::Problem, wire::settings::TargetShape};
use otklik_crm::numbers::NumberDraft;
use otklik_model::ScheduleId;
use otklik_store::dids::DidTarget;
use serde::Deserialize;
use utoipa::ToSchema;

/// An own number.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NumberRequest {
    /// In any usual spelling.
    pub number: String,
    /// Name for people.
    pub name: String,
    /// A prompt to play before ringing.
    pub greeting: Option<String>,
    /// Hours; without them always open.
    #[schema(value_type = Option<String>)]
    pub schedule_id: Option<ScheduleId>,
    /// Where calls go.
    pub open: TargetShape,
    /// Where calls go outside the hours.
    pub closed: TargetShape,
}

impl NumberRequest {
    /// The form of the use case.
    pub fn draft(self) -> Result<NumberDraft, Problem> {
        Ok(NumberDraft {
            number: self.number,
            name: self.name,
            greeting: self.greeting,
            schedule_id: self.schedule_id,
            open: target(self.open, "open")?,
            closed: target(self.closed, "closed")?,
        })
    }
}

fn target(target: TargetShape, field: &str) -> Result<DidTarget, Problem> {
    target.target().ok_or_else(|| Problem::invalid_field(field, "the id of a user or group"))
}
