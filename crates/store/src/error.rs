//! What can go wrong while reading and writing.

use sea_orm::{DbErr, SqlErr};

/// A read or write that did not happen.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is one already: a login, an extension, a number, an id.
    #[error("there is one already: {0}")]
    Duplicate(String),
    /// It was changed by somebody else since it was read.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// What should be changed is not there, or belongs to another tenant.
    #[error("it does not exist")]
    Missing,
    /// The database refused or could not be reached.
    #[error("the database refused: {0}")]
    Database(#[source] DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => Self::Duplicate(what),
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => Self::Missing,
            Some(_) | None => Self::Database(error),
        }
    }
}

impl StoreError {
    /// For writes that must meet a row.
    pub(crate) fn missing_if_none(rows: u64) -> Result<(), Self> {
        if rows == 0 { Err(Self::Missing) } else { Ok(()) }
    }

    /// Whether the same write may succeed later unchanged: a busy or full disk, a lost connection.
    ///
    /// Only these are worth retrying; anything else would fail the same way for ever.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Duplicate(_) | Self::ChangedMeanwhile | Self::Missing => false,
            Self::Database(error) => is_transient(error),
        }
    }
}

/// Errors that say what is wrong with the statement or with the data; the rest comes from outside.
fn is_transient(error: &DbErr) -> bool {
    if let DbErr::Exec(cause) | DbErr::Query(cause) = error {
        return !is_refused(&cause.to_string());
    }
    matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_))
}

/// The driver's error types are not reachable without depending on sqlx itself, so its texts decide.
fn is_refused(text: &str) -> bool {
    let refused =
        ["constraint", "syntax error", "no such table", "no such column", "does not exist", "datatype mismatch", "out of range", "invalid"];
    refused.iter().any(|part| text.contains(part))
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenRefused {
    /// The data folder cannot be made or written to.
    #[error("the data folder {folder} is not writable: {source}")]
    NotWritable {
        /// Which folder.
        folder: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another server has the data folder open.
    #[error("the data folder {0} is in use by another server; stop it first or choose another --data")]
    InUse(std::path::PathBuf),
    /// PostgreSQL would not keep Russian text.
    #[error("the PostgreSQL database has the encoding {0}; create it with ENCODING 'UTF8'")]
    NotUtf8(String),
    /// The database was made by a newer program.
    #[error("the database was written by a newer version of this program: it has the unknown migration {0}")]
    Newer(String),
    /// Anything else the database says.
    #[error("the database cannot be opened: {0}")]
    Database(#[from] DbErr),
}
