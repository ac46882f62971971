//! Lines for a person in a terminal, or for the next program of a pipe.

use std::io::Write;

/// Prints a line. A reader who has gone away (`otklik export | head`) is no failure.
pub fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// What was asked for makes no sense; nothing was tried.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misused(pub String);

/// Writes bytes to standard output, for a program that reads them.
pub fn pour(bytes: &[u8]) -> std::io::Result<()> {
    match std::io::stdout().write_all(bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
