//! Files of calls of other systems, read as entries of a journal.
//!
//! What a file is, is told by its contents, never by its name: container, encoding, separator, columns. Rows are read one by one
//! within bounded memory, legs of one call are joined, rows said twice are counted once, and every row that cannot be counted is
//! listed with its reason. What a file cannot tell is named in [`Source::cannot_tell`], not guessed.
//!
//! ```
//! use otklik_insight::files::{self, ReadOptions};
//!
//! let file = "[];1773130779;1773130890;1773130795;;79161234567;101;sip:101@pbx;1110;74951234567;abonent;MjQzMTUxMzY2Mjo0==\n";
//! let mut calls = 0;
//! let read = files::read(file.as_bytes(), &ReadOptions::default(), &mut |_| (), &mut |entries| calls += usize::from(!entries.is_empty()));
//! assert_eq!(read.expect("a file of MANGO OFFICE").source.format, "mango_csv");
//! assert_eq!(calls, 1);
//! ```

mod asterisk;
mod cel;
mod columns;
mod guess;
mod join;
mod mango;
mod mapping;
mod meaning;
mod moment;
mod names;
mod page;
mod refused;
mod rows;
mod several;
mod sniff;
mod story;
#[cfg(test)]
mod tests;
mod text;
mod workbook;
pub mod write;

pub use columns::{Columns, Looked, MappingUnfit, NamedMapping, letter, look};
pub use guess::Guess;
pub use mapping::{Mapping, MappingNeeded};
pub use meaning::Meaning;
pub use moment::{DateOrder, zone as time_zone};
pub use names::Legend;
pub use refused::FileRefused;
pub use several::Several;

use crate::report::{REJECTED_LISTED_MAX, RejectedRow, Source};
use join::{Joined, Joiner};
use mapping::Table;
use moment::Clock;
use names::{Names, Side};
use otklik_model::{DidId, GroupId, PhoneNumber, Region, TenantId, event::JournalEntry};
use refused::Reason;
use rows::{Replayed, Row, Rows};
use serde::{Deserialize, Serialize};
use sniff::Container;
use std::{
    collections::{BTreeSet, HashSet},
    io::Read,
};
use story::{Story, Teller};

/// A format of files of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// `Master.csv` of Asterisk.
    AsteriskCdr,
    /// The log of channel events of Asterisk.
    AsteriskCel,
    /// The table of calls of FreePBX, exported with headings.
    FreepbxCdr,
    /// Statistics of MANGO OFFICE.
    MangoCsv,
    /// The list of calls of Bitrix24.
    Bitrix24,
    /// The report of calls of UIS and CoMagic.
    Uis,
    /// Any other table, by a mapping of its columns.
    Table,
}

impl Format {
    /// All of them, in the order a person would look for his.
    pub const ALL: [Self; 7] =
        [Self::MangoCsv, Self::Uis, Self::Bitrix24, Self::AsteriskCdr, Self::AsteriskCel, Self::FreepbxCdr, Self::Table];

    /// Its name in the API, on the command line and in the report.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AsteriskCdr => "asterisk_cdr",
            Self::AsteriskCel => "asterisk_cel",
            Self::FreepbxCdr => "freepbx_cdr",
            Self::MangoCsv => "mango_csv",
            Self::Bitrix24 => "bitrix24",
            Self::Uis => "uis",
            Self::Table => "table",
        }
    }

    /// The format of a name; `None` for a name of none.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// How to read a file. The default reads whatever it is, as a Russian company would have written it.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The format, when somebody says it; otherwise it is recognised.
    pub format: Option<Format>,
    /// What the columns mean, when somebody says it: the file is a table, then.
    pub mapping: Option<Mapping>,
    /// The zone of moments without one: `Europe/Moscow`, `+03:00`.
    pub time_zone: String,
    /// The country of numbers without a code.
    pub region: Region,
    /// Numbers of the company: a caller with one of them is ours.
    pub own_numbers: Vec<PhoneNumber>,
    /// Whose entries are made.
    pub tenant_id: TenantId,
    /// The largest file taken, bytes.
    pub bytes_max: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: None,
            mapping: None,
            time_zone: "Europe/Moscow".to_owned(),
            region: Region::RU,
            own_numbers: Vec::new(),
            tenant_id: TenantId::from_u128(0),
            bytes_max: 4 << 30,
        }
    }
}

/// How far a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Progress {
    /// Rows read.
    pub rows: u64,
    /// Bytes read; of a workbook, bytes unpacked.
    pub bytes: u64,
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadSummary {
    /// Counts, period, what the file cannot tell.
    pub source: Source,
    /// The first rejected rows, at most [`REJECTED_LISTED_MAX`].
    pub rejected: Vec<RejectedRow>,
    /// What the ids in the entries stand for.
    pub legend: Legend,
}

/// Rows and calls of the files read before, so that a file that overlaps them adds only what is new.
#[derive(Debug, Default)]
struct Seen {
    rows: HashSet<u64>,
    calls: HashSet<u64>,
}

/// Reads one file. `sink` is given the entries of one call at a time, calls in the order of time for any file of up to a hundred
/// thousand calls and for any larger one whose rows are in order.
pub fn read(
    source: impl Read,
    options: &ReadOptions,
    progress: &mut dyn FnMut(Progress),
    sink: &mut dyn FnMut(&[JournalEntry]),
) -> Result<ReadSummary, FileRefused> {
    read_next(source, options, &mut Seen::default(), progress, sink)
}

/// Reads one file, knowing what those before it said.
fn read_next(
    source: impl Read,
    options: &ReadOptions,
    seen: &mut Seen,
    progress: &mut dyn FnMut(Progress),
    sink: &mut dyn FnMut(&[JournalEntry]),
) -> Result<ReadSummary, FileRefused> {
    let desk = Desk::new(options)?;
    open(source, options.bytes_max, Reading { desk, options, seen, progress, sink })
}

/// What is done with the rows of a file, whatever it holds them in.
trait TakesRows {
    type Out;

    fn take(self, rows: impl Rows) -> Result<Self::Out, FileRefused>;
}

/// Opens a file by what its first bytes say it is.
fn open<T: TakesRows>(mut source: impl Read, bytes_max: u64, taker: T) -> Result<T::Out, FileRefused> {
    let head = head(&mut source)?;
    let container = sniff::container(&head)?;
    match container {
        Container::Text | Container::Utf16Le | Container::Utf16Be => {
            return taker.take(text::TextRows::new(head, source, container, bytes_max));
        }
        Container::Page => {
            let bytes = whole(head, source, bytes_max.min(page::BYTES_MAX))?;
            return taker.take(page::PageRows::new(bytes));
        }
        Container::Workbook => {}
    }
    let bytes = whole(head, source, bytes_max.min(workbook::PACKED_BYTES_MAX))?;
    workbook::look_inside(&bytes)?;
    let mut book = workbook::open(bytes)?;
    let sheet = workbook::first_filled_sheet(&mut book)?;
    taker.take(workbook::SheetRows::new(&mut book, &sheet)?)
}

/// All of a file that cannot be read from its beginning.
fn whole(mut head: Vec<u8>, source: impl Read, limit: u64) -> Result<Vec<u8>, FileRefused> {
    source.take(limit.saturating_sub(head.len() as u64) + 1).read_to_end(&mut head)?;
    if head.len() as u64 > limit { Err(FileRefused::TooLarge { limit }) } else { Ok(head) }
}

/// Bytes looked at before anything is decided.
const HEAD_BYTES: u64 = 256 * 1024;
/// Rows looked at before a format is decided.
const SAMPLE_ROWS: usize = 200;

fn head(source: &mut impl Read) -> Result<Vec<u8>, FileRefused> {
    let mut head = Vec::new();
    source.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}

/// What the readers of all formats share while one file is read.
pub(crate) struct Desk {
    pub(crate) clock: Clock,
    pub(crate) names: Names,
    pub(crate) own_numbers: HashSet<PhoneNumber>,
    pub(crate) told: Told,
}

/// What the file told at least once.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) greeting: bool,
    pub(crate) queue: bool,
    pub(crate) agent: bool,
    pub(crate) number: bool,
}

impl Desk {
    fn new(options: &ReadOptions) -> Result<Self, FileRefused> {
        Ok(Self {
            clock: Clock::new(&options.time_zone, DateOrder::DayFirst)?,
            names: Names::new(options.region),
            own_numbers: options.own_numbers.iter().copied().collect(),
            told: Told::default(),
        })
    }

    /// A person of ours; `name` is shown for him when the file gives one.
    pub(crate) fn agent(&mut self, label: &str, name: &str) -> Side {
        self.told.agent = true;
        let side = self.names.inside(label);
        if !name.is_empty() {
            self.names.call(&side, &format!("{name} ({label})"));
        }
        side
    }

    pub(crate) fn queue(&mut self, label: &str) -> GroupId {
        self.told.queue = true;
        self.names.group(label)
    }

    pub(crate) fn own_number(&mut self, text: &str) -> DidId {
        self.told.number = true;
        self.names.did(text)
    }
}

/// One format: how a row becomes a leg and legs become a story.
pub(crate) trait Dialect {
    type Leg;

    fn format(&self) -> Format;

    /// Rows above the first call.
    fn heading_rows(&self) -> usize;

    /// Calls kept open for legs to come (chosen: two days of the largest call centre known; 60 MB).
    fn calls_open_max(&self) -> usize {
        100_000
    }

    /// Says once how the file writes things.
    fn begin(&self, _desk: &mut Desk) {}

    /// The leg of a row; `None` for a row that says nothing about calls.
    fn leg(&mut self, row: &Row, desk: &mut Desk) -> Result<Option<Joined<Self::Leg>>, Reason>;

    fn story(&mut self, key: u64, legs: Vec<Self::Leg>, desk: &mut Desk) -> Story;

    /// Adds what this format never tells, beside what this file did not.
    fn cannot_tell(&self, silent: &mut Vec<&'static str>);
}

struct Reading<'a> {
    desk: Desk,
    options: &'a ReadOptions,
    seen: &'a mut Seen,
    progress: &'a mut dyn FnMut(Progress),
    sink: &'a mut dyn FnMut(&[JournalEntry]),
}

impl TakesRows for Reading<'_> {
    type Out = ReadSummary;

    fn take(self, rows: impl Rows) -> Result<ReadSummary, FileRefused> {
        let rows = Replayed::with_sample(rows, SAMPLE_ROWS)?;
        let sample: Vec<Row> = rows.first.iter().cloned().collect();
        if let Some(mapping) = &self.options.mapping {
            return self.run(Table::new(Format::Table, mapping.clone())?, rows);
        }
        let wanted = |format| self.options.format.is_none_or(|wanted| wanted == format);
        if wanted(Format::MangoCsv)
            && let Some(layout) = mango::Layout::recognise(&sample)
        {
            return self.run(mango::Statistics::new(layout), rows);
        }
        if wanted(Format::AsteriskCel)
            && let Some(layout) = cel::Layout::recognise(&sample)
        {
            return self.run(cel::Events::new(layout), rows);
        }
        if let Some(layout) = asterisk::Layout::recognise(&sample).filter(|layout| wanted(layout.format())) {
            return self.run(asterisk::Records::new(layout), rows);
        }
        if let Some((format, mapping)) = guess::known(&sample).filter(|(format, _)| wanted(*format)) {
            return self.run(Table::new(format, mapping)?, rows);
        }
        self.by_guess(&sample, rows)
    }
}

impl Reading<'_> {
    /// A table nobody knows: counted when its columns speak for themselves, else somebody is asked.
    fn by_guess(self, sample: &[Row], rows: Replayed<impl Rows>) -> Result<ReadSummary, FileRefused> {
        if let Some(format) = self.options.format.filter(|format| *format != Format::Table) {
            return Err(FileRefused::NotThisFormat { format: format.as_str() });
        }
        let guess = guess::guess_columns(sample, self.options.region);
        if sample.len() <= guess.mapping.heading_rows {
            return Err(FileRefused::OnlyHeadings);
        }
        if guess.certain {
            return self.run(Table::new(Format::Table, guess.mapping)?, rows);
        }
        Err(FileRefused::MappingNeeded(Box::new(MappingNeeded::of(sample, guess))))
    }

    fn run<D: Dialect>(mut self, dialect: D, mut rows: Replayed<impl Rows>) -> Result<ReadSummary, FileRefused> {
        let mut row = Row::default();
        dialect.begin(&mut self.desk);
        for _ in 0..dialect.heading_rows() {
            rows.next_row(&mut row)?;
        }
        let tenant_id = self.options.tenant_id;
        let mut pass = Pass { dialect, desk: self.desk, earlier: &self.seen.rows, rows: HashSet::new(), tally: Tally::default() };
        let first = pass.sample(&mut rows)?;
        let mut joiner = Joiner::new(runs_backwards(&first), pass.dialect.calls_open_max(), &mut self.seen.calls);
        let mut teller = Teller::new(tenant_id);
        for (number, excerpt, joined) in first {
            if joiner.add(joined).is_err() {
                pass.tally.reject(number, Reason::LateLeg, &excerpt);
            }
        }
        while rows.next_row(&mut row)? {
            if let Some(joined) = pass.leg(&row)
                && joiner.add(joined).is_err()
            {
                pass.tally.reject(row.number, Reason::LateLeg, &row.excerpt());
            }
            while let Some((key, legs)) = joiner.overdue() {
                pass.tell(key, legs, &mut teller, self.sink);
            }
            if pass.tally.rows.is_multiple_of(PROGRESS_ROWS) {
                (self.progress)(Progress { rows: pass.tally.rows, bytes: rows.bytes() });
            }
        }
        while let Some((key, legs)) = joiner.next() {
            pass.tell(key, legs, &mut teller, self.sink);
        }
        (self.progress)(Progress { rows: pass.tally.rows, bytes: rows.bytes() });
        let of_this_file = std::mem::take(&mut pass.rows);
        let read = pass.summary(&self.options.time_zone)?;
        self.seen.remember(of_this_file);
        Ok(read)
    }
}

impl Seen {
    fn remember(&mut self, rows: HashSet<u64>) {
        if self.rows.is_empty() {
            self.rows = rows;
        } else {
            self.rows.extend(rows);
        }
    }
}

/// Rows between two reports of progress.
const PROGRESS_ROWS: u64 = 8192;

/// A leg with the number of its row and an excerpt of it.
type Placed<L> = (u64, String, Joined<L>);

/// Whether the newest rows come first.
fn runs_backwards<L>(first: &[Placed<L>]) -> bool {
    let steps = |is: fn(i64, i64) -> bool| first.windows(2).filter(|pair| is(pair[0].2.start, pair[1].2.start)).count();
    steps(|one, next| one > next) > steps(|one, next| one < next)
}

/// One pass over one file.
struct Pass<'a, D> {
    dialect: D,
    desk: Desk,
    /// Rows of the files before this one.
    earlier: &'a HashSet<u64>,
    rows: HashSet<u64>,
    tally: Tally,
}

impl<D: Dialect> Pass<'_, D> {
    /// The legs of the rows looked at ahead, with their places in the file.
    fn sample(&mut self, rows: &mut Replayed<impl Rows>) -> Result<Vec<Placed<D::Leg>>, FileRefused> {
        let (mut row, mut legs) = (Row::default(), Vec::new());
        while !rows.first.is_empty() && rows.next_row(&mut row)? {
            legs.extend(self.leg(&row).map(|joined| (row.number, row.excerpt(), joined)));
        }
        Ok(legs)
    }

    fn leg(&mut self, row: &Row) -> Option<Joined<D::Leg>> {
        self.tally.rows += 1;
        let identity = row.identity();
        if self.earlier.contains(&identity) {
            self.tally.overlapping += 1;
            self.tally.doubled += 1;
            return None;
        }
        if !self.rows.insert(identity) {
            self.tally.doubled += 1;
            return None;
        }
        match self.dialect.leg(row, &mut self.desk) {
            Ok(joined) => joined,
            Err(reason) => {
                self.tally.reject(row.number, reason, &row.excerpt());
                None
            }
        }
    }

    fn tell(&mut self, key: u64, legs: Vec<D::Leg>, teller: &mut Teller, sink: &mut dyn FnMut(&[JournalEntry])) {
        let mut story = self.dialect.story(key, legs, &mut self.desk);
        let entries = teller.tell(&mut story);
        if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
            self.tally.calls += 1;
            self.tally.from = Some(self.tally.from.map_or(first.at, |from| from.min(first.at)));
            self.tally.to = Some(self.tally.to.map_or(last.at, |to| to.max(last.at)));
            sink(entries);
        }
    }

    fn summary(mut self, time_zone: &str) -> Result<ReadSummary, FileRefused> {
        let tally = self.tally;
        if tally.rows == 0 {
            return Err(FileRefused::OnlyHeadings);
        }
        if tally.rejected == tally.rows {
            return Err(FileRefused::NothingCounted { rows: tally.rows, rejected: tally.listed });
        }
        let mut silent = vec!["hours"];
        self.dialect.cannot_tell(&mut silent);
        let told = &self.desk.told;
        let looked_for = [(told.greeting, "greeting"), (told.queue, "queue"), (told.agent, "agent"), (told.number, "number")];
        silent.extend(looked_for.iter().filter(|(is_told, _)| !is_told).map(|(_, what)| *what));
        let silent: BTreeSet<&str> = silent.into_iter().collect();
        let source = Source {
            format: self.dialect.format().as_str().to_owned(),
            rows: tally.rows,
            doubled: tally.doubled,
            overlapping: tally.overlapping,
            rejected: tally.rejected,
            calls: tally.calls,
            from: tally.from.map(|at| at.to_string()),
            to: tally.to.map(|at| at.to_string()),
            time_zone: time_zone.to_owned(),
            cannot_tell: silent.into_iter().map(str::to_owned).collect(),
            ..Source::default()
        };
        Ok(ReadSummary { source, rejected: tally.listed, legend: self.desk.names.take_legend() })
    }
}

#[derive(Default)]
struct Tally {
    rows: u64,
    doubled: u64,
    overlapping: u64,
    rejected: u64,
    calls: u64,
    from: Option<otklik_model::Timestamp>,
    to: Option<otklik_model::Timestamp>,
    listed: Vec<RejectedRow>,
}

impl Tally {
    fn reject(&mut self, row: u64, reason: Reason, text: &str) {
        self.rejected += 1;
        if self.listed.len() < REJECTED_LISTED_MAX {
            self.listed.push(RejectedRow { file: None, row, reason: reason.code().to_owned(), text: text.to_owned() });
        }
    }
}
