//! Why a file is not read at all. Every refusal has a code; the faces make the sentence in their language.

use super::mapping::MappingNeeded;

/// Why a whole file was refused. Nothing of it was counted when this is returned.
#[derive(Debug, thiserror::Error)]
pub enum FileRefused {
    /// No bytes, or only spaces.
    #[error("the file is empty")]
    Empty,
    /// Headings without a single row under them.
    #[error("the file has headings and no rows")]
    OnlyHeadings,
    /// Not a table at all, whatever its name says.
    #[error("the file is {what}, not a table of calls")]
    Binary {
        /// What its first bytes say: `picture`, `pdf`, `archive`, `sound`, `program`, `database`, `binary`.
        what: &'static str,
    },
    /// A workbook of Excel 97–2003.
    #[error("the file is an old Excel workbook (.xls): save it as .xlsx or .csv")]
    OldWorkbook,
    /// A workbook locked with a password.
    #[error("the workbook is locked with a password: save it without one")]
    PasswordProtected,
    /// A workbook that unpacks to more than is taken.
    #[error("the workbook unpacks to more than {limit} bytes")]
    TooLargeUnpacked {
        /// The limit.
        limit: u64,
    },
    /// A workbook that cannot be taken apart.
    #[error("the workbook is damaged: {reason}")]
    DamagedWorkbook {
        /// What its reader said.
        reason: String,
    },
    /// More bytes than are taken.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// Rows of one encoding, then rows of another: two files glued together.
    #[error("row {row} is in another encoding than the rows above")]
    MixedEncodings {
        /// Its number, from 1.
        row: u64,
    },
    /// A row longer than any row of calls.
    #[error("row {row} is longer than {limit} bytes; a quote may be left open")]
    RowTooLong {
        /// Its number, from 1.
        row: u64,
        /// The limit.
        limit: usize,
    },
    /// More columns than any table of calls has.
    #[error("row {row} has more than {limit} columns")]
    TooManyColumns {
        /// Its number, from 1.
        row: u64,
        /// The limit.
        limit: usize,
    },
    /// No such time zone.
    #[error("{name:?} is not a time zone; write it like Europe/Moscow or +03:00")]
    UnknownTimeZone {
        /// What was given, cut to a readable length.
        name: String,
    },
    /// The format asked for does not fit the file.
    #[error("the file does not look like {format}")]
    NotThisFormat {
        /// The format asked for.
        format: &'static str,
    },
    /// The columns could not be told with certainty: somebody has to say what they mean.
    #[error("the columns of the file are not known; say what each of them means")]
    MappingNeeded(Box<MappingNeeded>),
    /// The mapping given does not fit: no column says when or who.
    #[error("the mapping names no column for {missing}")]
    MappingIncomplete {
        /// The meaning that is missing: `start`, `number`.
        missing: &'static str,
    },
    /// Not one row could be counted.
    #[error("none of {rows} rows could be counted")]
    NothingCounted {
        /// Rows read.
        rows: u64,
        /// The first rejected rows.
        rejected: Vec<crate::report::RejectedRow>,
    },
    /// The bytes stopped coming.
    #[error("the file could not be read")]
    Io(#[from] std::io::Error),
}

impl FileRefused {
    /// The refusal as a code for faces and for the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::OnlyHeadings => "file_only_headings",
            Self::Binary { .. } => "file_binary",
            Self::OldWorkbook => "file_old_workbook",
            Self::PasswordProtected => "file_password",
            Self::TooLargeUnpacked { .. } => "file_too_large_unpacked",
            Self::DamagedWorkbook { .. } => "file_damaged",
            Self::TooLarge { .. } => "file_too_large",
            Self::MixedEncodings { .. } => "file_mixed_encodings",
            Self::RowTooLong { .. } => "file_row_too_long",
            Self::TooManyColumns { .. } => "file_too_many_columns",
            Self::UnknownTimeZone { .. } => "unknown_time_zone",
            Self::NotThisFormat { .. } => "file_other_format",
            Self::MappingNeeded(_) => "mapping_needed",
            Self::MappingIncomplete { .. } => "mapping_incomplete",
            Self::NothingCounted { .. } => "file_nothing_counted",
            Self::Io(_) => "file_unreadable",
        }
    }
}

/// Why one row is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// No moment where one has to be.
    NoTime,
    /// A moment before 1970.
    TimeBefore1970,
    /// A length below zero, or an end before the start.
    NegativeDuration,
    /// Longer than any call: four days and more.
    TooLong,
    /// Neither a caller nor a called party.
    NoNumber,
    /// Fewer columns than the format has.
    Columns,
    /// A word where a known one has to be: a status, a direction, an event.
    UnknownWord,
    /// A leg of a call that was already told: the file is not in the order of time.
    LateLeg,
}

impl Reason {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::NoTime => "no_time",
            Self::TimeBefore1970 => "time_before_1970",
            Self::NegativeDuration => "negative_duration",
            Self::TooLong => "too_long",
            Self::NoNumber => "no_number",
            Self::Columns => "columns",
            Self::UnknownWord => "unknown_word",
            Self::LateLeg => "late_leg",
        }
    }
}
