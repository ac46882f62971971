//! Finds the lines of a message. One pass, no copy unless a line is folded.

use std::borrow::Cow;

use bytes::{Buf, Bytes};
use memchr::memchr2;

use super::{Framing, Line, Message, Rejected, Span, StartLine};
use crate::grammar::{self, is_blank};
use crate::headers::{Name, code_of};
use crate::limits::{HEADER_LINES_MAX, MESSAGE_BYTES_MAX};
use crate::method::Method;

/// Lines an ordinary INVITE has; a longer one grows the table.
const LINES_USUAL: usize = 24;

pub(super) fn read(bytes: Bytes, framing: Framing) -> Result<Message, Rejected> {
    if bytes.len() > MESSAGE_BYTES_MAX {
        return Err(Rejected { status: 513, reason: "Message Too Large", message: None });
    }
    index(skip_keep_alives(bytes), framing, Folds::Unseen)
}

fn index(bytes: Bytes, framing: Framing, folds: Folds) -> Result<Message, Rejected> {
    let mut scan = Scan { text: &bytes, at: 0, defect: None, folds };
    let Some(start) = scan.start_line() else {
        return Err(Rejected { status: 400, reason: "Not a SIP Message", message: None });
    };
    let lines = scan.header_lines();
    let (at, defect) = (scan.at, scan.defect);
    if scan.folds == Folds::Seen {
        let unfolded = Bytes::from(unfold(&bytes, at).into_owned());
        return index(unfolded, framing, Folds::Joined);
    }
    let mut message = Message { bytes, start, lines: lines.into(), body: Span::new(at, at) };
    let cut = cut_body(&message, at, framing);
    let end = *cut.as_ref().unwrap_or(&at);
    message.body = Span::new(at, end);
    // What lies beyond is noise and must not be passed on (RFC 4475 §3.1.1.8).
    message.bytes.truncate(end);
    match defect.or(cut.err()) {
        None => Ok(message),
        Some(reason) => Err(Rejected { status: 400, reason, message: Some(Box::new(message)) }),
    }
}

/// Blank lines before a message are keep-alives (RFC 3261 §7.5).
fn skip_keep_alives(mut bytes: Bytes) -> Bytes {
    while bytes.starts_with(b"\r\n") {
        bytes.advance(2);
    }
    bytes
}

/// Where the body ends (RFC 3261 §18.3).
fn cut_body(message: &Message, start: usize, framing: Framing) -> Result<usize, &'static str> {
    let length = content_length(message.lines_of(&Name::ContentLength))?;
    let available = message.bytes.len();
    match (length, framing) {
        (None, Framing::Datagram) => Ok(available),
        (None, Framing::Stream) => Err("Content-Length Required"),
        (Some(length), _) => start.checked_add(length).filter(|end| *end <= available).ok_or("Content-Length Beyond Message"),
    }
}

/// The one number that every Content-Length agrees on (RFC 4475 §3.1.2.3, §3.3.9).
pub(crate) fn content_length<'a>(values: impl Iterator<Item = &'a [u8]>) -> Result<Option<usize>, &'static str> {
    let mut agreed = None;
    for value in values {
        let text = std::str::from_utf8(value).map_err(|_| "Bad Content-Length")?;
        let length = grammar::number(text, u64::from(u32::MAX)).ok_or("Bad Content-Length")? as usize;
        if agreed.is_some_and(|other| other != length) {
            return Err("Conflicting Content-Length");
        }
        agreed = Some(length);
    }
    Ok(agreed)
}

/// The bytes with blanks for the line ends before continuation lines in the head, the first `head` bytes (RFC 3261 §7.3.1).
pub(crate) fn unfold(bytes: &[u8], head: usize) -> Cow<'_, [u8]> {
    // The CRLF that ends the head may be followed by a body that begins with a blank: that is no fold.
    let last = head.saturating_sub(2);
    let mut unfolded = Cow::Borrowed(bytes);
    let mut at = 0;
    while let Some(found) = bytes.get(at..last).and_then(|rest| memchr2(b'\r', b'\n', rest)) {
        let end = at + found;
        at = end + 1;
        if matches!(bytes.get(end..), Some([b'\r', b'\n', b' ' | b'\t', ..]))
            && let Some(line_end) = unfolded.to_mut().get_mut(end..end + 2)
        {
            line_end.fill(b' ');
        }
    }
    unfolded
}

/// Continuation lines: they are joined once, which costs a copy and a second pass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Folds {
    Unseen,
    Seen,
    Joined,
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    defect: Option<&'static str>,
    folds: Folds,
}

impl Scan<'_> {
    fn note(&mut self, defect: &'static str) {
        self.defect = self.defect.or(Some(defect));
    }

    /// The next line without its end. A CR or LF on its own ends a line too, so that none ever stands in a value.
    fn line(&mut self) -> Option<Span> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let Some(length) = memchr2(b'\r', b'\n', rest) else {
            self.at = self.text.len();
            self.note("Unfinished Header");
            return Some(Span::new(start, self.text.len()));
        };
        if matches!(rest.get(length..), Some([b'\r', b'\n', ..])) {
            self.at += length + 2;
        } else {
            self.at += length + 1;
            self.note("Bare CR or LF");
        }
        Some(Span::new(start, start + length))
    }

    fn start_line(&mut self) -> Option<StartLine> {
        let span = self.line()?;
        let line = self.text.get(span.range())?;
        if starts_with_sip(line) { self.status_line(span, line) } else { self.request_line(span, line) }
    }

    fn status_line(&mut self, span: Span, line: &[u8]) -> Option<StartLine> {
        let rest = line.strip_prefix(b"SIP/2.0 ").or_else(|| line.strip_prefix(b"sip/2.0 "))?;
        let digits = rest.get(..3)?;
        let status = grammar::number(std::str::from_utf8(digits).ok()?, 699).filter(|status| *status >= 100)?;
        match rest.get(3) {
            Some(b' ') | None => {}
            Some(_) => return None,
        }
        let reason = span.range().end - rest.len().saturating_sub(4);
        Some(StartLine::Response { status: u16::try_from(status).ok()?, reason: Span::new(reason, span.range().end) })
    }

    /// The URI is what lies between the method and the version, so that a URI with blanks can still be answered.
    fn request_line(&mut self, span: Span, line: &[u8]) -> Option<StartLine> {
        let method = line.iter().position(|byte| is_blank(*byte))?;
        let version = memchr::memmem::rfind(line, b" SIP/").or_else(|| memchr::memmem::rfind(line, b" sip/"))? + 1;
        Method::parse(line.get(..method)?)?;
        let uri = line.get(method + 1..version - 1).unwrap_or_default();
        let tail = line.get(version..).unwrap_or_default();
        if uri.is_empty() || uri.iter().any(|byte| *byte <= b' ') || tail.iter().any(|byte| is_blank(*byte)) {
            self.note("Bad Request Line");
        }
        let start = span.range().start;
        Some(StartLine::Request {
            method: Span::new(start, start + method),
            uri: Span::new(start + method + 1, start + (method + 1).max(version - 1)),
            version: Span::new(start + version, span.range().end),
        })
    }

    fn header_lines(&mut self) -> Vec<Line> {
        let mut lines = Vec::with_capacity(LINES_USUAL);
        while let Some(span) = self.line() {
            let line = self.text.get(span.range()).unwrap_or_default();
            match line.first() {
                None => return lines,
                Some(first) if is_blank(*first) && !lines.is_empty() && self.folds != Folds::Joined => self.folds = Folds::Seen,
                Some(_) if lines.len() >= HEADER_LINES_MAX => self.note("Too Many Headers"),
                Some(_) => match header_line(span, line) {
                    Some(line) => lines.push(line),
                    None => self.note("Bad Header Line"),
                },
            }
        }
        self.note("Unfinished Header");
        lines
    }
}

fn header_line(span: Span, line: &[u8]) -> Option<Line> {
    let colon = memchr::memchr(b':', line)?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let name = grammar::trim(name);
    if !line.starts_with(name) || !grammar::is_token(name) {
        return None;
    }
    let blanks = value.iter().take_while(|byte| is_blank(**byte)).count();
    let value = grammar::trim(value);
    let start = span.range().start;
    let value_start = start + colon + 1 + blanks;
    Some(Line { code: code_of(name), name: Span::new(start, start + name.len()), value: Span::new(value_start, value_start + value.len()) })
}

fn starts_with_sip(line: &[u8]) -> bool {
    line.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case(b"SIP/"))
}
