//! Text → [`CompanyFile`], with every mistake told by file, line, column and what was expected.

use super::{file::CompanyFile, references};
use crate::spelling::meant;
use std::{fmt, ops::Range};

/// One mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file as it was named to us.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong and what was expected.
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, what } = self;
        write!(f, "{file}:{line}:{column}: {what}")
    }
}

/// A file that was not taken. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", list(.mistakes))]
pub struct FileRefused {
    /// All that was found wrong, in the order of the file.
    pub mistakes: Vec<Mistake>,
}

fn list(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(Mistake::to_string).collect::<Vec<_>>().join("\n")
}

/// The text of a file, to find lines and columns in.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The file as the user named it.
    pub file: &'a str,
    /// Its whole text.
    pub text: &'a str,
}

impl Source<'_> {
    /// A mistake at that place.
    pub fn mistake(&self, span: &Range<usize>, what: impl Into<String>) -> Mistake {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Mistake {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            what: what.into(),
        }
    }
}

/// Reads a file and checks that all its references lead somewhere.
pub fn read(source: Source<'_>) -> Result<CompanyFile, FileRefused> {
    let file: CompanyFile = toml::from_str(source.text).map_err(|error| refused_by_toml(source, &error))?;
    let mut mistakes = references::check(&file, source);
    if mistakes.is_empty() {
        return Ok(file);
    }
    mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
    Err(FileRefused { mistakes })
}

fn refused_by_toml(source: Source<'_>, error: &toml::de::Error) -> FileRefused {
    let span = error.span().unwrap_or(0..0);
    let what = error.message().trim().replace('\n', ", ");
    FileRefused { mistakes: vec![source.mistake(&span, with_advice(&what))] }
}

/// Adds «did you mean» where the reader says which words it knows: unknown field `grups`, expected one of `users`, `groups`, …
fn with_advice(what: &str) -> String {
    if !what.starts_with("unknown ") {
        return what.to_owned();
    }
    let mut quoted = what.split('`').skip(1).step_by(2);
    let advice = quoted.next().and_then(|typed| meant(typed, quoted));
    advice.map_or_else(|| what.to_owned(), |known| format!("{what}; did you mean `{known}`?"))
}
