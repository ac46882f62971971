//! Files counted while they come in, on a thread that may block.

use super::{
    file::mapping,
    line::FileLine,
    multipart::Parts,
    upload::{self, Lines, Pieces, UploadLimits},
};
use crate::problem::Problem;
use jiff::tz::TimeZone;
use otklik_insight::{
    Analysis,
    files::{FileRefused, Progress, ReadOptions, Several},
    ledger::Terms,
};
use std::io::{self, Read};

/// Rows between two lines of progress.
const ROWS_BETWEEN: u64 = 5_000;
/// Files in one request (chosen: two years by the week).
const FILES_MAX: usize = 100;
/// The longest mapping, bytes (chosen: a table of a thousand columns).
const MAPPING_BYTES_MAX: u64 = 64 << 10;

/// A request that can be carried out.
pub struct Asked {
    pub limits: UploadLimits,
    /// What a single file is called.
    pub name: String,
    pub options: ReadOptions,
    pub zone: TimeZone,
    pub terms: Terms,
}

/// Why counting stopped.
enum Stopped {
    File(FileRefused),
    Form(Problem),
}

impl From<FileRefused> for Stopped {
    fn from(refused: FileRefused) -> Self {
        Self::File(refused)
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::File(error.into())
    }
}

impl Asked {
    /// Counts one file, or those of a form with this boundary; the report or the refusal is the last line.
    pub fn answer(self, mut pieces: Pieces, boundary: Option<&str>, lines: &Lines) {
        let limits = self.limits;
        let analysis = Analysis::new(self.terms, self.zone).expect("these terms have no schedule, so no zone that could be unknown");
        let mut counting =
            Counting { options: self.options, analysis, several: Several::default(), lines, file: FileName { place: 0, name: self.name } };
        let read = match boundary {
            Some(boundary) => counting.form(&mut Parts::new(&mut pieces, boundary)),
            None => counting.one(&mut pieces),
        };
        let last = match read {
            Ok(()) => counting.report(),
            Err(stopped) => counting.file.refusal(stopped, limits),
        };
        pieces.drain();
        lines.tell(&last);
    }
}

struct Counting<'a> {
    options: ReadOptions,
    analysis: Analysis,
    several: Several,
    lines: &'a Lines,
    file: FileName,
}

/// Which file is being read.
struct FileName {
    /// From 1.
    place: usize,
    name: String,
}

impl Counting<'_> {
    fn form(&mut self, parts: &mut Parts<impl Read>) -> Result<(), Stopped> {
        let for_all = self.options.mapping.take();
        while let Some(heading) = parts.next_part()? {
            if heading.name == "mapping" {
                let mut text = String::new();
                parts.by_ref().take(MAPPING_BYTES_MAX).read_to_string(&mut text)?;
                self.options.mapping = Some(mapping(&text).map_err(Stopped::Form)?);
            } else if heading.name == "file" {
                self.file.name = heading.file.unwrap_or_default();
                self.options.mapping = self.options.mapping.take().or_else(|| for_all.clone());
                self.one(&mut *parts)?;
                self.options.mapping = None;
            } else {
                return Err(Stopped::Form(Problem::invalid_field("file", "parts are named `file`, and `mapping` before a file")));
            }
        }
        if self.file.place == 0 { Err(FileRefused::Empty.into()) } else { Ok(()) }
    }

    fn one(&mut self, source: impl Read) -> Result<(), Stopped> {
        self.file.place += 1;
        if self.file.place > FILES_MAX {
            return Err(Stopped::Form(Problem::invalid_field("file", format!("at most {FILES_MAX} at once"))));
        }
        let Self { options, analysis, several, lines, file } = self;
        let mut told = 0;
        let mut tell = |Progress { rows, bytes }| {
            if rows >= told + ROWS_BETWEEN {
                told = rows;
                lines.mention(&FileLine::Progress { file: file.place, name: file.name.clone(), rows, bytes });
            }
        };
        several.read(&file.name, source, options, &mut tell, &mut |entries| analysis.feed(entries))?;
        Ok(())
    }

    fn report(self) -> FileLine {
        let read = self.several.finish().expect("a file was read, or it would have been refused");
        FileLine::Report { report: Box::new(self.analysis.finish(read)) }
    }
}

impl FileName {
    fn refusal(self, stopped: Stopped, limits: UploadLimits) -> FileLine {
        let Self { place: file, name } = self;
        match stopped {
            Stopped::File(FileRefused::MappingNeeded(needed)) => FileLine::MappingNeeded { file, name, needed },
            Stopped::File(refused) => FileLine::problem(file, name, upload::problem(&refused, limits)),
            Stopped::Form(problem) => FileLine::problem(file, name, problem),
        }
    }
}
