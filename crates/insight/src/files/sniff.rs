//! What a file is, by its first bytes. Names are never believed.

use super::refused::FileRefused;

/// What stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    /// Text in an encoding that keeps ASCII as it is: UTF-8 or cp1251.
    Text,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// A workbook of Excel 2007 and later.
    Workbook,
    /// A page with a table, which many programs save under the name `.xls`.
    Page,
}

/// First bytes of files that people take for tables by mistake.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"%PDF", "pdf"),
    (b"RIFF", "sound"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"SQLite format 3", "database"),
];

/// Looks at the first bytes of a file.
pub(crate) fn container(head: &[u8]) -> Result<Container, FileRefused> {
    if head.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(FileRefused::Empty);
    }
    match head {
        [0xff, 0xfe, ..] => return Ok(Container::Utf16Le),
        [0xfe, 0xff, ..] => return Ok(Container::Utf16Be),
        [b'P', b'K', 3, 4, ..] => return Ok(Container::Workbook),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(old_or_locked(head)),
        _ => {}
    }
    if let Some(container) = utf16_without_mark(head) {
        return Ok(container);
    }
    if has_control_bytes(head) {
        let known = MAGIC.iter().find(|(magic, _)| head.starts_with(magic));
        return Err(FileRefused::Binary { what: known.map_or("binary", |(_, what)| what) });
    }
    if head.starts_with(b"%PDF") {
        return Err(FileRefused::Binary { what: "pdf" });
    }
    Ok(if is_page(head) { Container::Page } else { Container::Text })
}

/// An OLE container holds an old workbook, or a new one behind a password (MS-OFFCRYPTO 2.3: the stream `EncryptedPackage`).
fn old_or_locked(head: &[u8]) -> FileRefused {
    let stream: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
    let is_locked = head.windows(stream.len()).any(|window| window == stream);
    if is_locked { FileRefused::PasswordProtected } else { FileRefused::OldWorkbook }
}

/// Latin letters, digits and separators of UTF-16 have a zero in every second byte.
fn utf16_without_mark(head: &[u8]) -> Option<Container> {
    let sample = &head[..head.len().min(2048)];
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, third) = (zeros(0), zeros(1), sample.len() / 6);
    match () {
        () if odd > third && even == 0 => Some(Container::Utf16Le),
        () if even > third && odd == 0 => Some(Container::Utf16Be),
        () => None,
    }
}

fn has_control_bytes(head: &[u8]) -> bool {
    head.iter().any(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f))
}

fn is_page(head: &[u8]) -> bool {
    let start: Vec<u8> = head.iter().copied().take(4096).map(|byte| byte.to_ascii_lowercase()).collect();
    let has = |tag: &[u8]| start.windows(tag.len()).any(|window| window == tag);
    let first = start.iter().copied().find(|byte| !byte.is_ascii_whitespace() && *byte < 0x80);
    first == Some(b'<') && (has(b"<table") || has(b"<html"))
}

/// What parts cells: the candidate that cuts most lines into the same number of cells.
pub(crate) fn delimiter(head: &[u8]) -> u8 {
    const CANDIDATES: [u8; 4] = [b';', b',', b'\t', b'|'];
    const LINES: usize = 50;
    let lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).take(LINES).collect();
    let score = |delimiter: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| count_outside_quotes(line, delimiter)).collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        let usual = (1..=most).max_by_key(|usual| (counts.iter().filter(|count| *count == usual).count(), *usual));
        usual.map_or((0, 0), |usual| (counts.iter().filter(|count| **count == usual).count(), usual))
    };
    CANDIDATES.into_iter().rev().max_by_key(|candidate| score(*candidate)).unwrap_or(b',')
}

fn count_outside_quotes(line: &[u8], delimiter: u8) -> usize {
    // A line of a bomb can have a million delimiters: more than the limit of columns is all the same.
    let mut quoted = false;
    let mut count = 0;
    for byte in line.iter().take(super::text::ROW_BYTES_MAX) {
        quoted ^= *byte == b'"';
        count += usize::from(!quoted && *byte == delimiter);
    }
    count.min(super::text::COLUMNS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(head: &[u8]) -> &'static str {
        container(head).expect_err("refused").code()
    }

    #[test]
    fn what_is_no_table_is_told_by_its_bytes() {
        assert_eq!(code(b""), "file_empty");
        assert_eq!(code(b" \r\n\r\n "), "file_empty");
        assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0\0"), "file_binary");
        assert_eq!(code(b"\xff\xd8\xff\xe0\0\x10JFIF"), "file_binary");
        assert_eq!(code(b"%PDF-1.7\n%"), "file_binary");
        assert_eq!(code(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "file_old_workbook");
    }

    #[test]
    fn a_locked_workbook_is_told_from_an_old_one() {
        let mut head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        head.extend("EncryptedPackage".bytes().flat_map(|byte| [byte, 0]));
        assert_eq!(code(&head), "file_password");
    }

    #[test]
    fn containers_are_told_by_content() {
        assert_eq!(container(b"a;b;c\n").unwrap(), Container::Text);
        assert_eq!(container(b"PK\x03\x04").unwrap(), Container::Workbook);
        assert_eq!(container(b"<html><table><tr>").unwrap(), Container::Page);
        let wide: Vec<u8> = "2026-03-10;79160000001\n".bytes().flat_map(|byte| [byte, 0]).collect();
        assert_eq!(container(&wide).unwrap(), Container::Utf16Le);
    }

    #[test]
    fn the_delimiter_is_what_cuts_lines_evenly() {
        assert_eq!(delimiter(b"a;b;c\n1,5;2;3\n1;2,5;3\n"), b';');
        assert_eq!(delimiter(b"\"a;x\",b,c\n\"1;2;3\",2,3\n"), b',');
        assert_eq!(delimiter(b"a\tb\n1\t2\n"), b'\t');
        assert_eq!(delimiter(b"one\ntwo\n"), b';');
    }
}
