//! The lines files are answered with.

use crate::problem::{FieldProblem, Problem};
use otklik_insight::{files::MappingNeeded, report::Report};
use serde::Serialize;
use utoipa::ToSchema;

/// One line of the answer: any number of `progress`, then one of the others.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FileLine {
    /// How far the reading of a file is.
    Progress {
        /// Which file, from 1.
        file: usize,
        /// What it is called.
        name: String,
        /// Rows read.
        rows: u64,
        /// Bytes read; of a workbook, bytes unpacked.
        bytes: u64,
    },
    /// All was read.
    Report {
        /// The report on all files.
        report: Box<Report>,
    },
    /// Somebody has to say what the columns of a file mean.
    MappingNeeded {
        /// Which file, from 1.
        file: usize,
        /// What it is called.
        name: String,
        /// What was seen of it.
        #[serde(flatten)]
        needed: Box<MappingNeeded>,
    },
    /// A file was refused, or the upload broke off: nothing was counted.
    Problem {
        /// Which file, from 1; 0 when none had begun.
        file: usize,
        /// What it is called.
        name: String,
        /// See `Problem`.
        title: &'static str,
        /// The HTTP status it would have been.
        status: u16,
        /// What the console translates by.
        code: &'static str,
        /// What happened and what to do, in English.
        detail: String,
        /// Fields that were not accepted.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        errors: Vec<FieldProblem>,
    },
}

impl FileLine {
    /// A problem of a file.
    pub fn problem(file: usize, name: String, problem: Problem) -> Self {
        let Problem { title, status, code, detail, errors, .. } = problem;
        Self::Problem { file, name, title, status, code, detail, errors }
    }
}
