//! A SIP message: its bytes and a table saying where each header is.
//!
//! Reading costs one allocation, the table. Everything else is looked at when asked for. Header values never contain CR or
//! LF: folded lines are joined while reading, and a stray CR or LF ends the line and makes the message refused.

mod edit;
mod index;
mod parts;
mod typed;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

pub(crate) use index::{content_length, unfold};
pub use typed::HeaderError;

use crate::grammar;
use crate::headers::{Name, is_single, name_of};
pub use crate::method::Method;

/// How the bytes came: it decides where the body ends (RFC 3261 §18.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One packet or WebSocket frame, one message: the body may go to the end, what lies beyond Content-Length is ignored.
    Datagram,
    /// Cut from a stream: Content-Length must be there and right.
    Stream,
}

/// A message that can't be accepted.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{status} {reason}")]
pub struct Rejected {
    /// Status to answer with, if the message is a request that can be answered.
    pub status: u16,
    /// What is wrong, fit for a reason phrase.
    pub reason: &'static str,
    /// What could be understood. `None`: not SIP at all, nothing can be answered.
    pub message: Option<Box<Message>>,
}

/// A piece of the message's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: u32,
    end: u32,
}

#[derive(Debug, Clone)]
enum StartLine {
    Request { method: Span, uri: Span, version: Span },
    Response { status: u16, reason: Span },
}

/// One header line of the table.
#[derive(Debug, Clone)]
struct Line {
    /// Place among the known names.
    code: Option<u8>,
    name: Span,
    value: Span,
}

/// A request or a response.
///
/// Cloning shares the bytes and the table.
#[derive(Clone)]
pub struct Message {
    bytes: Bytes,
    start: StartLine,
    lines: Arc<[Line]>,
    body: Span,
}

impl Message {
    /// Reads a message. It is well framed and its lines are headers; whether the headers make sense is for
    /// [`screen`](crate::screen::screen) to say.
    pub fn parse(bytes: Bytes, framing: Framing) -> Result<Self, Rejected> {
        index::read(bytes, framing)
    }

    /// Whether it is a request.
    pub fn is_request(&self) -> bool {
        matches!(self.start, StartLine::Request { .. })
    }

    /// The method of a request.
    pub fn method(&self) -> Option<Method> {
        match self.start {
            StartLine::Request { method, .. } => Method::parse(self.span(method)),
            StartLine::Response { .. } => None,
        }
    }

    /// Whether it is a request with this method.
    pub fn is(&self, method: &Method) -> bool {
        match self.start {
            StartLine::Request { method: span, .. } => self.span(span) == method.as_str().as_bytes(),
            StartLine::Response { .. } => false,
        }
    }

    /// The Request-URI as written; `None` for a response or a URI that is not UTF-8.
    pub fn request_uri_text(&self) -> Option<&str> {
        match self.start {
            StartLine::Request { uri, .. } => std::str::from_utf8(self.span(uri)).ok(),
            StartLine::Response { .. } => None,
        }
    }

    /// `SIP/2.0`, as the request has it.
    pub fn version(&self) -> &[u8] {
        match self.start {
            StartLine::Request { version, .. } => self.span(version),
            StartLine::Response { .. } => b"SIP/2.0",
        }
    }

    /// The status of a response.
    pub fn status(&self) -> Option<u16> {
        match self.start {
            StartLine::Request { .. } => None,
            StartLine::Response { status, .. } => Some(status),
        }
    }

    /// The reason phrase of a response, possibly empty.
    pub fn reason(&self) -> Option<Cow<'_, str>> {
        match self.start {
            StartLine::Request { .. } => None,
            StartLine::Response { reason, .. } => Some(String::from_utf8_lossy(self.span(reason))),
        }
    }

    /// The first value of a header, as written; of a list, its first member.
    pub fn header(&self, name: &Name) -> Option<&[u8]> {
        self.headers(name).next()
    }

    /// The first value of a header as text, when it is UTF-8.
    pub fn text(&self, name: &Name) -> Option<&str> {
        self.header(name).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// Every value of a header in order; comma-joined lists are taken apart where the header's grammar has lists.
    pub fn headers<'a>(&'a self, name: &Name) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let split = name.is_list();
        self.lines_of(name).flat_map(move |value| Values::new(value, split))
    }

    /// Every value of a header as text; bytes that are not UTF-8 become U+FFFD.
    pub fn texts<'a>(&'a self, name: &Name) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        self.headers(name).map(String::from_utf8_lossy)
    }

    /// Every header line in order: name and value as written.
    pub fn all_headers(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.lines.iter().map(|line| (self.span(line.name), self.span(line.value)))
    }

    /// Whether the header is there, even with an empty value.
    pub fn has(&self, name: &Name) -> bool {
        self.lines_of(name).next().is_some()
    }

    /// Whether a list header such as Supported or Require has this member.
    pub fn lists(&self, name: &Name, member: &str) -> bool {
        self.headers(name).any(|value| value.eq_ignore_ascii_case(member.as_bytes()))
    }

    /// The body, sharing the message's bytes.
    pub fn body(&self) -> Bytes {
        self.bytes.slice(self.body.range())
    }

    /// The bytes that go on the wire.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Header lines of one name, whole.
    pub(crate) fn lines_of<'a>(&'a self, name: &Name) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let code = name.code();
        let other: Option<Box<str>> = if code.is_none() { Some(name.as_str().into()) } else { None };
        let wanted = move |line: &&Line| match &other {
            None => line.code == code,
            Some(other) => line.code.is_none() && self.span(line.name).eq_ignore_ascii_case(other.as_bytes()),
        };
        self.lines.iter().filter(wanted).map(|line| self.span(line.value))
    }

    /// A header that may stand once and stands more often (RFC 4475 §3.3.8).
    pub(crate) fn repeated_single(&self) -> Option<Name> {
        let mut seen = 0_u128;
        let repeated = self.lines.iter().filter_map(|line| line.code.filter(|code| is_single(*code))).find(|code| {
            // Fewer than 128 names are known: each has a bit.
            let bit = 1_u128 << (code & 127);
            let again = seen & bit != 0;
            seen |= bit;
            again
        });
        repeated.and_then(name_of)
    }

    fn span(&self, span: Span) -> &[u8] {
        self.bytes.get(span.range()).unwrap_or_default()
    }
}

impl Span {
    fn new(start: usize, end: usize) -> Self {
        // `index::read` refuses messages beyond MESSAGE_BYTES_MAX, far below u32::MAX.
        Self { start: start as u32, end: end as u32 }
    }

    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl PartialEq for Message {
    /// Same bytes.
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Message {}

impl fmt::Debug for Message {
    /// The start line only: headers and bodies have names and numbers of people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.method(), self.status()) {
            (Some(method), _) => write!(f, "Message({method})"),
            (None, status) => write!(f, "Message({})", status.unwrap_or_default()),
        }
    }
}

/// The values of one header line.
enum Values<'a> {
    One(Option<&'a [u8]>),
    List(grammar::Commas<'a>),
}

impl<'a> Values<'a> {
    fn new(value: &'a [u8], split: bool) -> Self {
        if split { Self::List(grammar::commas(value)) } else { Self::One(Some(value)) }
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        match self {
            Self::One(value) => value.take(),
            Self::List(members) => members.next(),
        }
    }
}
