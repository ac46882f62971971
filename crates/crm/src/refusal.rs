//! Why a change was not made, field by field where a field is to blame.

use otklik_store::StoreError;

/// One field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Its name in the API, with the place in a list: `points[1].value`.
    pub field: String,
    /// What was expected.
    pub message: String,
}

/// A change that was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRefused {
    /// Some fields are wrong.
    #[error("{} of the fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    /// What should be changed, or what it refers to, is not there.
    #[error("it does not exist")]
    Missing,
    /// It was changed by somebody else since it was read.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// It is in a state in which this cannot be done.
    #[error("{0}")]
    WrongState(&'static str),
    /// The store refused.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ChangeRefused {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing => Self::Missing,
            StoreError::ChangedMeanwhile => Self::ChangedMeanwhile,
            StoreError::Duplicate(_) | StoreError::Database(_) => Self::Store(error),
        }
    }
}

/// Collects what is wrong with the fields of one request.
#[derive(Debug, Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

/// Longest single-line value (chosen: names of companies in registers reach 250 letters).
pub const LINE_CHARS_MAX: usize = 300;

/// Longest free text (chosen: some pages).
pub const TEXT_CHARS_MAX: usize = 20_000;

impl Fields {
    /// Refuses the field unless the condition holds.
    pub fn demand(&mut self, holds: bool, field: &str, message: impl Into<String>) {
        if !holds {
            self.errors.push(FieldError { field: field.to_owned(), message: message.into() });
        }
    }

    /// Something has to be written, on one line of a reasonable length.
    pub fn line(&mut self, field: &str, value: &str) {
        self.demand(!value.trim().is_empty(), field, "expected some text");
        self.optional_line(field, Some(value));
    }

    /// What is written has to be one line of a reasonable length.
    pub fn optional_line(&mut self, field: &str, value: Option<&str>) {
        let value = value.unwrap_or_default();
        self.demand(value.chars().count() <= LINE_CHARS_MAX, field, format!("expected at most {LINE_CHARS_MAX} characters"));
        self.demand(!value.contains(char::is_control), field, "expected one line");
    }

    /// A text of some paragraphs.
    pub fn text(&mut self, field: &str, value: &str) {
        self.demand(!value.trim().is_empty(), field, "expected some text");
        self.demand(value.chars().count() <= TEXT_CHARS_MAX, field, format!("expected at most {TEXT_CHARS_MAX} characters"));
    }

    /// Goes on when nothing was wrong.
    pub fn accepted(self) -> Result<(), ChangeRefused> {
        if self.errors.is_empty() { Ok(()) } else { Err(ChangeRefused::Invalid(self.errors)) }
    }
}

/// Without spaces around; nothing when nothing is left.
pub fn trimmed(value: Option<&str>) -> Option<String> {
    value.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}
