//! Files of calls as other systems would have written them, from entries of a journal: for a generated company and for tests.
//!
//! A format is given what it can hold and loses the rest, as the system itself would: moments are whole seconds, people are
//! extensions, a record of Asterisk knows no greeting's end but its own.

mod asterisk;
mod cel;
mod mango;
mod sketch;
mod table;
#[cfg(test)]
mod tests;

use super::{Format, Legend, moment::Clock, refused::FileRefused};
use otklik_model::event::JournalEntry;
use sketch::Sketch;
use std::io::{self, Write};

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8 with the mark Excel needs to see it, where the format has headings.
    #[default]
    Utf8,
    /// The encoding of Windows in Russia.
    Cp1251,
}

/// How to write a file.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// The zone of moments without one.
    pub time_zone: String,
    /// The encoding.
    pub encoding: Encoding,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { time_zone: "Europe/Moscow".to_owned(), encoding: Encoding::Utf8 }
    }
}

/// Writes calls one after another in one format.
pub struct FileWriter<'a, W> {
    format: Format,
    legend: &'a Legend,
    clock: Clock,
    encoding: Encoding,
    out: W,
    calls: u64,
}

impl<'a, W: Write> FileWriter<'a, W> {
    /// Begins a file; headings are written at once.
    pub fn new(format: Format, legend: &'a Legend, options: &WriteOptions, out: W) -> Result<Self, FileRefused> {
        let clock = Clock::new(&options.time_zone, Default::default())?;
        let mut writer = Self { format, legend, clock, encoding: options.encoding, out, calls: 0 };
        let headings = match format {
            Format::AsteriskCdr | Format::AsteriskCel | Format::MangoCsv => return Ok(writer),
            Format::FreepbxCdr => asterisk::HEADINGS,
            Format::Bitrix24 => table::BITRIX24,
            Format::Uis => table::UIS,
            Format::Table => table::PLAIN,
        };
        if options.encoding == Encoding::Utf8 {
            writer.out.write_all("\u{feff}".as_bytes())?;
        }
        writer.row(&headings.iter().map(|heading| (*heading).to_owned()).collect::<Vec<_>>())?;
        Ok(writer)
    }

    /// Writes the rows of one call; entries of anything else are passed over.
    pub fn call(&mut self, entries: &[JournalEntry]) -> io::Result<()> {
        let Some(sketch) = Sketch::of(entries, self.legend) else { return Ok(()) };
        self.calls += 1;
        let rows = match self.format {
            Format::AsteriskCdr | Format::FreepbxCdr => asterisk::rows(&sketch, self.format, self.calls, &self.clock),
            Format::AsteriskCel => cel::rows(&sketch, self.calls),
            Format::MangoCsv => mango::rows(&sketch),
            Format::Bitrix24 => table::bitrix24(&sketch, &self.clock).into_iter().collect(),
            Format::Uis => table::uis(&sketch, &self.clock).into_iter().collect(),
            Format::Table => vec![table::plain(&sketch, &self.clock)],
        };
        rows.iter().try_for_each(|row| self.row(row))
    }

    /// Ends the file.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn row(&mut self, cells: &[String]) -> io::Result<()> {
        let cells: Vec<String> = cells.iter().map(|cell| self.quoted(cell)).collect();
        let (separator, end) = match self.format {
            Format::AsteriskCdr | Format::AsteriskCel => (",", "\n"),
            Format::FreepbxCdr => (",", "\r\n"),
            Format::MangoCsv | Format::Bitrix24 | Format::Uis | Format::Table => (";", "\r\n"),
        };
        let line = cells.join(separator) + end;
        match self.encoding {
            Encoding::Utf8 => self.out.write_all(line.as_bytes()),
            Encoding::Cp1251 => self.out.write_all(&encoding_rs::WINDOWS_1251.encode(&line).0),
        }
    }

    fn quoted(&self, cell: &str) -> String {
        match self.format {
            // Its own writer quotes nothing, so nothing that would need quotes may stand there.
            Format::MangoCsv => cell.replace([';', '\n', '\r'], " "),
            // Its own writer quotes every text and no count.
            Format::AsteriskCdr => asterisk::quoted(cell),
            // And this one quotes everything.
            Format::AsteriskCel => format!("\"{}\"", cell.replace('"', "\"\"")),
            Format::FreepbxCdr | Format::Bitrix24 | Format::Uis | Format::Table => table::quoted(cell),
        }
    }
}
