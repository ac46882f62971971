//! `multipart/form-data` (RFC 7578) read part by part while it comes in.
//!
//! Written here because what is sent by strangers has to be read within the same few kilobytes whatever it is: readers of whole forms
//! gather what is ready, and a heading that never ends would be gathered up to the limit of the upload.

use memchr::memmem;
use std::io::{self, Read};

/// Bytes asked of the source at once.
const PIECE_BYTES: usize = 64 << 10;
/// The longest heading of a part (chosen: a name and a type are a few hundred bytes).
const HEADING_BYTES_MAX: usize = 8 << 10;
/// A boundary is no longer (RFC 2046 section 5.1.1).
const BOUNDARY_BYTES_MAX: usize = 70;
/// Names of files are cut there (the longest that file systems allow).
const NAME_CHARS_MAX: usize = 255;

/// Parts as they come. Reading gives the bytes of the part whose heading was returned last.
pub struct Parts<R> {
    source: R,
    delimiter: memmem::Finder<'static>,
    buffer: Vec<u8>,
    /// Bytes of the buffer already given out.
    given: usize,
}

/// What stands above a part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// The name of the field.
    pub name: String,
    /// The name of the file, when it is one.
    pub file: Option<String>,
}

/// The boundary named by a content type; `None` when it is no form of several parts.
pub fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let (_, boundary) = named.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    let boundary = boundary.trim().trim_matches('"');
    (1..=BOUNDARY_BYTES_MAX).contains(&boundary.len()).then_some(boundary)
}

impl<R: Read> Parts<R> {
    /// Parts of a body with this boundary.
    pub fn new(source: R, boundary: &str) -> Self {
        let delimiter = memmem::Finder::new(&format!("\r\n--{boundary}")).into_owned();
        // The first delimiter may stand at the very beginning, without a line before it.
        Self { source, delimiter, buffer: b"\r\n".to_vec(), given: 0 }
    }

    /// The heading of the next part, whatever is left of the present one; `None` after the last.
    pub fn next_part(&mut self) -> io::Result<Option<Heading>> {
        io::copy(self, &mut io::sink())?;
        self.given += self.delimiter.needle().len();
        let is_last = self.at_least(2)?.starts_with(b"--");
        if is_last {
            return Ok(None);
        }
        // Spaces may follow the delimiter on its line.
        let line = self.until(b"\r\n")?;
        if !line.trim_ascii().is_empty() {
            return Err(malformed("a boundary is not alone on its line"));
        }
        // Headings end with an empty line; its first half may be the end of the delimiter's line.
        self.given -= 2;
        let heading = self.until(b"\r\n\r\n")?;
        Ok(Some(Heading::of(&heading)))
    }

    /// The bytes up to a mark, and over it.
    fn until(&mut self, mark: &[u8]) -> io::Result<Vec<u8>> {
        loop {
            let ahead = &self.buffer[self.given..];
            if let Some(at) = memmem::find(ahead, mark) {
                let found = ahead[..at].to_vec();
                self.given += at + mark.len();
                return Ok(found);
            }
            if ahead.len() > HEADING_BYTES_MAX {
                return Err(malformed("the heading of a part is too long"));
            }
            self.fill()?;
        }
    }

    fn at_least(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.given < count {
            self.fill()?;
        }
        Ok(&self.buffer[self.given..])
    }

    /// Adds bytes of the source to those not given out yet.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.given);
        self.given = 0;
        let before = self.buffer.len();
        self.buffer.resize(before + PIECE_BYTES, 0);
        let read = self.source.read(&mut self.buffer[before..]);
        self.buffer.truncate(before + *read.as_ref().unwrap_or(&0));
        if read? == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the form ends in the middle of a part"));
        }
        Ok(())
    }
}

impl<R: Read> Read for Parts<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let ahead = &self.buffer[self.given..];
            let (content, is_whole) = match self.delimiter.find(ahead) {
                Some(at) => (&ahead[..at], true),
                // The end of what is there may be the beginning of a delimiter.
                None => (&ahead[..ahead.len().saturating_sub(self.delimiter.needle().len() - 1)], false),
            };
            if is_whole || !content.is_empty() {
                let count = content.len().min(into.len());
                into[..count].copy_from_slice(&content[..count]);
                self.given += count;
                return Ok(count);
            }
            self.fill()?;
        }
    }
}

impl Heading {
    fn of(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let lines = text.split("\r\n").filter_map(|line| line.split_once(':'));
        let disposition = lines.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"));
        let parameters = disposition.map(|(_, value)| parameters(value)).unwrap_or_default();
        let named = |wanted: &str| parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.clone());
        Self { name: named("name").unwrap_or_default(), file: named("filename").map(|name| shown_name(&name)) }
    }
}

/// `form-data; name="file"; filename="a \"b\".csv"`: the parameters, quotes taken away.
fn parameters(value: &str) -> Vec<(String, String)> {
    let (mut all, mut letters) = (Vec::new(), value.chars().skip_while(|letter| *letter != ';').skip(1).peekable());
    while letters.peek().is_some() {
        let name: String = std::iter::from_fn(|| letters.next_if(|letter| !matches!(letter, '=' | ';'))).collect();
        let mut text = String::new();
        let mut is_quoted = false;
        while let Some(letter) = letters.next() {
            match letter {
                '"' => is_quoted = !is_quoted,
                '\\' if is_quoted && letters.peek() == Some(&'"') => text.extend(letters.next()),
                ';' if !is_quoted => break,
                '=' if text.is_empty() && !is_quoted => {}
                _ => text.push(letter),
            }
        }
        all.push((name.trim().to_owned(), text));
    }
    all
}

/// Browsers write quotes and line breaks of a name as the HTML standard says; programs of old send folders too.
fn shown_name(name: &str) -> String {
    let name = name.replace("%22", "\"").replace("%0D", " ").replace("%0A", " ");
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|letter| !letter.is_control()).take(NAME_CHARS_MAX).collect()
}

fn malformed(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time, as a slow network does.
    struct Dripping<'a>(&'a [u8], usize);

    impl Read for Dripping<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn all(body: &[u8], step: usize) -> io::Result<Vec<(Heading, Vec<u8>)>> {
        let mut parts = Parts::new(Dripping(body, step), "xyz");
        let mut found = Vec::new();
        while let Some(heading) = parts.next_part()? {
            let mut content = Vec::new();
            parts.read_to_end(&mut content)?;
            found.push((heading, content));
        }
        Ok(found)
    }

    const FORM: &[u8] = b"--xyz\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\n{}\r\n\
        --xyz  \r\ncontent-disposition: form-data; name=file; filename=\"C:\\calls\\a %22b%22; c.csv\"\r\nContent-Type: text/csv\r\n\r\n\
        1;2\r\n--xy\r\n-\r\n--xyz\r\n\r\n\r\n--xyz--\r\nafter";

    #[test]
    fn parts_come_out_whole_however_the_bytes_come_in() {
        for step in 1..60 {
            let found = all(FORM, step).unwrap();
            let [mapping, file, bare] = found.as_slice() else { panic!("three parts, not {found:?}") };
            assert_eq!((mapping.0.name.as_str(), &mapping.0.file, mapping.1.as_slice()), ("mapping", &None, &b"{}"[..]), "step {step}");
            assert_eq!((file.0.name.as_str(), file.0.file.as_deref()), ("file", Some("a \"b\"; c.csv")));
            assert_eq!(file.1, b"1;2\r\n--xy\r\n-");
            assert_eq!(*bare, (Heading::default(), Vec::new()));
        }
    }

    #[test]
    fn a_part_that_is_not_wanted_is_passed_over() {
        let mut parts = Parts::new(FORM, "xyz");
        let names: Vec<_> = std::iter::from_fn(|| parts.next_part().unwrap()).map(|heading| heading.name).collect();
        assert_eq!(names, ["mapping", "file", ""]);
    }

    #[test]
    fn a_form_that_breaks_off_is_an_error_wherever_it_does() {
        let end = FORM.len() - "\r\nafter--".len();
        for cut in 0..end {
            assert_eq!(all(&FORM[..cut], 7).expect_err("cut short").kind(), io::ErrorKind::UnexpectedEof, "{cut}");
        }
    }

    #[test]
    fn a_heading_that_never_ends_is_refused_early() {
        let endless = [&b"--xyz\r\n"[..], &[b'a'; 1 << 20]].concat();
        let mut parts = Parts::new(endless.as_slice(), "xyz");
        assert_eq!(parts.next_part().expect_err("too long").kind(), io::ErrorKind::InvalidData);
        assert!(parts.buffer.len() < 2 * PIECE_BYTES);
    }

    #[test]
    fn only_a_form_has_a_boundary() {
        assert_eq!(boundary("multipart/form-data; charset=utf-8; boundary=\"a b\""), Some("a b"));
        assert_eq!(boundary("Multipart/Form-Data;boundary=----x=y"), Some("----x=y"));
        for none in ["text/csv", "multipart/mixed; boundary=x", "multipart/form-data", "multipart/form-data; boundary="] {
            assert_eq!(boundary(none), None, "{none}");
        }
    }
}
