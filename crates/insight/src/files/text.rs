//! Rows out of text: cut as they come, decoded row by row, with a limit on everything.

use super::{
    refused::FileRefused,
    rows::{Row, Rows},
    sniff::{self, Container},
};
use csv_core::ReadRecordResult;
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1251};
use std::io::{Cursor, Read};

/// The longest row taken (chosen: the longest real one seen has 2 kB, a quote left open has the rest of the file).
pub(crate) const ROW_BYTES_MAX: usize = 64 * 1024;
/// Columns taken (chosen: the widest export known has 60).
pub(crate) const COLUMNS_MAX: usize = 512;
/// Bytes asked for at once.
const BLOCK_BYTES: usize = 128 * 1024;

/// Rows of a text with separators.
pub(crate) struct TextRows<R> {
    source: Source<R>,
    cutter: csv_core::Reader,
    block: Vec<u8>,
    filled: usize,
    used: usize,
    /// Line feeds before `used`: rows are numbered as an editor numbers lines.
    line_feeds: u64,
    bytes: u64,
    bytes_max: u64,
    encoding: Encoding,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

/// The encoding of the rows so far. Decided by the first row that is not plain ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Undecided,
    Utf8,
    Cp1251,
}

impl<R: Read> TextRows<R> {
    /// `head` is what was already taken from `source`.
    pub(crate) fn new(head: Vec<u8>, source: R, container: Container, bytes_max: u64) -> Self {
        let wide = matches!(container, Container::Utf16Le | Container::Utf16Be);
        let (source, delimiter) = if wide {
            let encoding = if container == Container::Utf16Le { UTF_16LE } else { UTF_16BE };
            let (text, _, _) = encoding.decode(&head);
            let delimiter = sniff::delimiter(text.as_bytes());
            (Source::Wide(Box::new(Utf16::new(Cursor::new(head).chain(source), encoding.new_decoder()))), delimiter)
        } else {
            let delimiter = sniff::delimiter(&head);
            (Source::Plain(Cursor::new(head).chain(source)), delimiter)
        };
        Self {
            source,
            cutter: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            block: vec![0; BLOCK_BYTES],
            filled: 0,
            used: 0,
            line_feeds: 0,
            bytes: 0,
            bytes_max,
            encoding: Encoding::Undecided,
            cells: vec![0; ROW_BYTES_MAX],
            ends: vec![0; COLUMNS_MAX],
        }
    }

    /// Cuts the next row into `cells` and `ends`: its number, its length and the count of its cells.
    fn cut(&mut self) -> Result<Option<(u64, usize, usize)>, FileRefused> {
        let (mut length, mut count) = (0, 0);
        let mut number = None;
        loop {
            if self.used == self.filled {
                self.fill()?;
            }
            let input = &self.block[self.used..self.filled];
            number = number.or_else(|| first_line(input).map(|feeds| self.line_feeds + feeds + 1));
            let (result, used, written, ended) = self.cutter.read_record(input, &mut self.cells[length..], &mut self.ends[count..]);
            self.line_feeds += memchr_count(&input[..used]);
            self.used += used;
            length += written;
            count += ended;
            let number = number.unwrap_or(self.line_feeds + 1);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record => return Ok(Some((number, length, count))),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::OutputFull => return Err(FileRefused::RowTooLong { row: number, limit: ROW_BYTES_MAX }),
                ReadRecordResult::OutputEndsFull => return Err(FileRefused::TooManyColumns { row: number, limit: COLUMNS_MAX }),
            }
        }
    }

    fn fill(&mut self) -> Result<(), FileRefused> {
        self.filled = self.source.read(&mut self.block)?;
        self.used = 0;
        self.bytes += self.filled as u64;
        if self.bytes > self.bytes_max { Err(FileRefused::TooLarge { limit: self.bytes_max }) } else { Ok(()) }
    }

    fn decode(&mut self, row: &mut Row, length: usize, count: usize) -> Result<(), FileRefused> {
        let bytes = &self.cells[..length];
        let ends = &self.ends[..count];
        // A separator between two bytes of cp1251 can leave a row that is UTF-8 only as long as nobody cuts it.
        let as_utf8 = std::str::from_utf8(bytes).ok().filter(|text| ends.iter().all(|end| text.is_char_boundary(*end)));
        if !bytes.is_ascii() {
            self.encoding = agreed(self.encoding, as_utf8).ok_or(FileRefused::MixedEncodings { row: row.number })?;
        }
        let mut from = 0;
        for end in ends {
            match as_utf8.filter(|_| self.encoding != Encoding::Cp1251) {
                Some(text) => row.push(&text[from..*end]),
                None => row.push(&WINDOWS_1251.decode_without_bom_handling(&bytes[from..*end]).0),
            }
            from = *end;
        }
        Ok(())
    }
}

impl<R: Read> Rows for TextRows<R> {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, FileRefused> {
        loop {
            let Some((number, length, count)) = self.cut()? else { return Ok(false) };
            row.clear();
            row.number = number;
            self.decode(row, length, count)?;
            if !row.is_blank() {
                return Ok(true);
            }
        }
    }

    fn bytes(&self) -> u64 {
        self.bytes - (self.filled - self.used) as u64
    }
}

/// The encoding that goes with a row that is not ASCII; `None` when it contradicts the rows above.
fn agreed(so_far: Encoding, as_utf8: Option<&str>) -> Option<Encoding> {
    match (so_far, as_utf8) {
        (Encoding::Undecided | Encoding::Utf8, Some(_)) => Some(Encoding::Utf8),
        (Encoding::Undecided, None) => Some(Encoding::Cp1251),
        (Encoding::Utf8, None) => None,
        (Encoding::Cp1251, None) => Some(Encoding::Cp1251),
        // Two letters of cp1251 can look like one of UTF-8 by chance, a whole word cannot.
        (Encoding::Cp1251, Some(text)) => {
            let cyrillic = text.chars().filter(|c| ('\u{400}'..='\u{4ff}').contains(c)).count();
            (cyrillic < 3).then_some(Encoding::Cp1251)
        }
    }
}

/// Line feeds before the first byte of a row; `None` when no row begins here.
fn first_line(input: &[u8]) -> Option<u64> {
    let start = input.iter().position(|byte| !matches!(byte, b'\r' | b'\n'))?;
    Some(memchr_count(&input[..start]))
}

fn memchr_count(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

enum Source<R> {
    Plain(std::io::Chain<Cursor<Vec<u8>>, R>),
    Wide(Box<Utf16<std::io::Chain<Cursor<Vec<u8>>, R>>>),
}

impl<R: Read> Source<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(source) => source.read(into),
            Self::Wide(source) => source.read(into),
        }
    }
}

/// UTF-16 turned into UTF-8 on the way.
struct Utf16<R> {
    source: R,
    decoder: Decoder,
    block: Vec<u8>,
    filled: usize,
    used: usize,
    at_end: bool,
    /// The decoder gave its last and must not be asked again.
    is_done: bool,
}

impl<R: Read> Utf16<R> {
    fn new(source: R, decoder: Decoder) -> Self {
        Self { source, decoder, block: vec![0; BLOCK_BYTES / 4], filled: 0, used: 0, at_end: false, is_done: false }
    }

    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while !self.is_done {
            if self.used == self.filled && !self.at_end {
                self.filled = self.source.read(&mut self.block)?;
                self.used = 0;
                self.at_end = self.filled == 0;
            }
            let (result, read, written, _) = self.decoder.decode_to_utf8(&self.block[self.used..self.filled], into, self.at_end);
            self.used += read;
            self.is_done = self.at_end && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, FileRefused> {
        let container = sniff::container(bytes)?;
        let mut rows = TextRows::new(bytes.to_vec(), std::io::empty(), container, 1 << 30);
        let (mut row, mut all) = (Row::default(), Vec::new());
        while rows.next_row(&mut row)? {
            all.push((row.number, row.cells().map(str::to_owned).collect()));
        }
        Ok(all)
    }

    fn one_row(bytes: &[u8]) -> Vec<String> {
        rows(bytes).unwrap().remove(0).1
    }

    #[test]
    fn russian_text_is_read_in_every_encoding_excel_writes() {
        let text = "Иванов;пропущен\r\n";
        let (cp1251, _, _) = WINDOWS_1251.encode(text);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for bytes in [text.as_bytes(), &[b"\xef\xbb\xbf", text.as_bytes()].concat(), &cp1251, &wide, &big] {
            assert_eq!(one_row(bytes), ["Иванов", "пропущен"]);
        }
    }

    #[test]
    fn cells_that_are_utf8_only_together_are_read_as_cp1251() {
        assert_eq!(one_row(b"\xc2;\x80\n"), ["В", "Ђ"]);
    }

    #[test]
    fn two_encodings_in_one_file_are_refused_with_the_row() {
        let mut bytes = "Иванов;1\n101;2\n".as_bytes().to_vec();
        bytes.extend_from_slice(&WINDOWS_1251.encode("Петров;3\n").0);
        assert!(matches!(rows(&bytes), Err(FileRefused::MixedEncodings { row: 3 })));
        let mut bytes = WINDOWS_1251.encode("Петров;3\n").0.to_vec();
        bytes.extend_from_slice("Иванов;1\n".as_bytes());
        assert!(matches!(rows(&bytes), Err(FileRefused::MixedEncodings { row: 2 })));
    }

    #[test]
    fn rows_are_numbered_as_an_editor_numbers_lines() {
        let all = rows(b"a;b\r\n\r\n\"c\nd\";e\r\nf;g").unwrap();
        assert_eq!(all.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 3, 5]);
        assert_eq!(all[1].1, ["c\nd", "e"]);
    }

    #[test]
    fn an_open_quote_and_a_million_columns_are_refused() {
        let open = format!("a;b\n\"{}", "x;1\n".repeat(100_000));
        assert!(matches!(rows(open.as_bytes()), Err(FileRefused::RowTooLong { row: 2, .. })));
        let wide = format!("a;b\n{}", ";".repeat(1_000_000));
        assert!(matches!(rows(wide.as_bytes()), Err(FileRefused::TooManyColumns { row: 2, .. })));
    }
}
