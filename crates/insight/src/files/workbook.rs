//! Rows out of a workbook, after a look into its archive: nothing is unpacked into memory before its size is known.

use super::{
    refused::FileRefused,
    rows::{Row, Rows},
    text::COLUMNS_MAX,
};
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxCellReader, XlsxError};
use std::{
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
};
use zip::{ZipArchive, result::ZipError};

/// The largest workbook taken, packed (chosen: a full sheet of a million rows has about 100 MB).
pub(crate) const PACKED_BYTES_MAX: u64 = 200 << 20;
/// The largest one unpacked (chosen: a full sheet of a million rows of twenty cells has about 900 MB and is not unpacked at once).
const UNPACKED_BYTES_MAX: u64 = 1 << 30;
/// Texts shared by cells are kept in memory, all of them.
const SHARED_BYTES_MAX: u64 = 128 << 20;
/// Parts of an archive (chosen: a workbook has a dozen).
const PARTS_MAX: usize = 1000;

/// Refuses an archive that is no workbook, is locked, or is a bomb.
pub(crate) fn look_inside(bytes: &[u8]) -> Result<(), FileRefused> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| of_zip(&error))?;
    if archive.len() > PARTS_MAX {
        return Err(FileRefused::TooLargeUnpacked { limit: UNPACKED_BYTES_MAX });
    }
    let mut left = UNPACKED_BYTES_MAX;
    let mut is_workbook = false;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| of_zip(&error))?;
        let is_named = |name: &str| part.name().is_ok_and(|named| named.eq_ignore_ascii_case(name));
        is_workbook |= is_named("xl/workbook.xml");
        let limit = if is_named("xl/sharedStrings.xml") { left.min(SHARED_BYTES_MAX) } else { left };
        // What an archive says of its sizes is not believed: it is unpacked into nothing and counted.
        let unpacked = std::io::copy(&mut part.take(limit + 1), &mut std::io::sink()).map_err(|error| damaged(&error))?;
        if unpacked > limit {
            return Err(FileRefused::TooLargeUnpacked { limit });
        }
        left -= unpacked;
    }
    if is_workbook { Ok(()) } else { Err(FileRefused::Binary { what: "archive" }) }
}

fn of_zip(error: &ZipError) -> FileRefused {
    let is_locked = matches!(error, ZipError::UnsupportedArchive(why) if *why == ZipError::PASSWORD_REQUIRED);
    if is_locked { FileRefused::PasswordProtected } else { damaged(error) }
}

fn damaged(error: &dyn std::error::Error) -> FileRefused {
    FileRefused::DamagedWorkbook { reason: error.to_string().chars().take(120).collect() }
}

/// Opens a workbook that was looked into.
pub(crate) fn open(bytes: Vec<u8>) -> Result<Xlsx<Cursor<Vec<u8>>>, FileRefused> {
    contained(|| Xlsx::new(Cursor::new(bytes)))
}

/// A sheet nobody could have written on purpose may drive the reader of sheets into a panic: the file is damaged then, and nothing else is.
fn contained<T>(read: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, FileRefused> {
    let read = catch_unwind(AssertUnwindSafe(read));
    let reason = || FileRefused::DamagedWorkbook { reason: "its sheets contradict themselves".to_owned() };
    read.map_err(|_| reason())?.map_err(|error| damaged(&error))
}

/// The name of the first sheet that has rows; the first sheet when none has.
pub(crate) fn first_filled_sheet(book: &mut Xlsx<Cursor<Vec<u8>>>) -> Result<String, FileRefused> {
    let names = book.sheet_names();
    for name in &names {
        let Ok(mut cells) = contained(|| book.worksheet_cells_reader(name)) else { continue };
        if contained(|| cells.next_cell())?.is_some() {
            return Ok(name.clone());
        }
    }
    Err(FileRefused::Empty)
}

/// Rows of one sheet, cell by cell.
pub(crate) struct SheetRows<'a> {
    cells: XlsxCellReader<'a, Cursor<Vec<u8>>>,
    /// The first cell of the next row.
    ahead: Option<(u32, u32, String)>,
    bytes: u64,
    /// The reader of cells must not be asked again after its end.
    at_end: bool,
}

impl<'a> SheetRows<'a> {
    pub(crate) fn new(book: &'a mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Result<Self, FileRefused> {
        let cells = contained(|| book.worksheet_cells_reader(sheet))?;
        Ok(Self { cells, ahead: None, bytes: 0, at_end: false })
    }

    fn next_cell(&mut self) -> Result<Option<(u32, u32, String)>, FileRefused> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        if self.at_end {
            return Ok(None);
        }
        let Some(cell) = contained(|| self.cells.next_cell())? else {
            self.at_end = true;
            return Ok(None);
        };
        let (row, column) = cell.get_position();
        let text = cell_text(cell.get_value());
        self.bytes += text.len() as u64 + 1;
        Ok(Some((row, column, text)))
    }
}

impl Rows for SheetRows<'_> {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, FileRefused> {
        loop {
            row.clear();
            let Some((number, column, text)) = self.next_cell()? else { return Ok(false) };
            row.number = u64::from(number) + 1;
            place(row, column, &text)?;
            while let Some((next, column, text)) = self.next_cell()? {
                if next != number {
                    self.ahead = Some((next, column, text));
                    break;
                }
                place(row, column, &text)?;
            }
            if !row.is_blank() {
                return Ok(true);
            }
        }
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// Puts a cell into its column; empty ones before it are not written in a workbook.
fn place(row: &mut Row, column: u32, text: &str) -> Result<(), FileRefused> {
    let column = column as usize;
    if column >= COLUMNS_MAX {
        return Err(FileRefused::TooManyColumns { row: row.number, limit: COLUMNS_MAX });
    }
    while row.width() < column {
        row.push("");
    }
    if row.width() == column {
        row.push(text);
    }
    Ok(())
}

fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A date as Excel would show it; a length, or a time of day without a date, as hours, minutes and seconds.
fn moment_text(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    if moment.is_duration() || (0.0..1.0).contains(&days) {
        #[expect(clippy::cast_possible_truncation, reason = "Excel has dates up to the year 9999")]
        let seconds = (days * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, ms) = moment.to_ymd_hms_milli();
    let second = if ms >= 500 && second < 59 { second + 1 } else { second };
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    /// A workbook of one sheet, as small as Excel still opens it.
    fn workbook(sheet: &str) -> Vec<u8> {
        archive(&[
            ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".as_bytes()),
            (
                "_rels/.rels",
                b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
                  Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
                  Target=\"xl/workbook.xml\"/></Relationships>",
            ),
            (
                "xl/workbook.xml",
                b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                  xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
                  <sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
            ),
            (
                "xl/_rels/workbook.xml.rels",
                b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
                  Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
                  Target=\"worksheets/sheet1.xml\"/></Relationships>",
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{sheet}</sheetData></worksheet>")
                    .as_bytes(),
            ),
        ])
    }

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn row(number: usize, cells: &[&str]) -> String {
        let cell = |(at, text): (usize, &&str)| {
            let place = format!("{}{number}", char::from(b'A' + at as u8));
            match text.parse::<f64>() {
                Ok(_) => format!("<c r=\"{place}\"><v>{text}</v></c>"),
                Err(_) => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            }
        };
        format!("<row r=\"{number}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>())
    }

    fn refused(bytes: &[u8]) -> &'static str {
        look_inside(bytes).expect_err("refused").code()
    }

    #[test]
    fn calls_are_read_out_of_a_workbook_with_dates_of_excel() {
        let headings = ["Начало звонка", "Номер клиента", "Направление", "Статус", "Сотрудник", "Разговор"];
        let sheet = row(1, &headings)
            + &row(3, &["46091.4719791667", "79161234567", "Входящий", "Отвечен", "Иванов", "95"])
            + &row(4, &["46091.4791666667", "89031112233", "Входящий", "Пропущен", "Иванов", "0"]);
        let mut calls = 0;
        let options = super::super::ReadOptions::default();
        let read = super::super::read(&workbook(&sheet)[..], &options, &mut |_| (), &mut |_| calls += 1).unwrap();
        assert_eq!((calls, read.source.format.as_str(), read.source.rejected), (2, "table", 0));
        assert_eq!(read.source.from.as_deref(), Some("2026-03-10T08:19:39Z"));
    }

    #[test]
    fn an_archive_that_is_no_workbook_is_refused() {
        assert_eq!(refused(&archive(&[("photo.jpg", b"x")])), "file_binary");
        assert_eq!(refused(b"PK\x03\x04 and nothing more"), "file_damaged");
    }

    #[test]
    fn a_bomb_is_not_unpacked_into_memory() {
        let bomb = archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", &vec![b' '; SHARED_BYTES_MAX as usize + 1])]);
        assert!(bomb.len() < 1 << 20);
        assert_eq!(refused(&bomb), "file_too_large_unpacked");
    }

    #[test]
    fn a_cell_far_to_the_right_is_refused_and_not_filled_up_to() {
        let sheet = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>1</v></c></row>";
        let options = super::super::ReadOptions::default();
        let read = super::super::read(&workbook(sheet)[..], &options, &mut |_| (), &mut |_| ());
        assert_eq!(read.expect_err("refused").code(), "file_too_many_columns");
    }
}
