//! Lines for a person in a terminal, or for the next program of a pipe.

use std::io::Write;

/// Prints a line. A reader who has gone away (`otklik export | head`) is no failure.
pub fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
