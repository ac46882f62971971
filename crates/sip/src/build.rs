//! Writing messages. No value with CR, LF or NUL gets onto the wire: whoever controls a display name must not be able to
//! add headers.

use std::fmt::Display;
use std::io::Write;

use bytes::Bytes;

use crate::headers::Name;
use crate::limits::MESSAGE_BYTES_MAX;
use crate::message::{Framing, Message};
use crate::method::Method;
use crate::uri::Uri;

/// A message that was not written because a part of it would have changed its structure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Injection {
    /// CR, LF or NUL in a value.
    #[error("forbidden byte in {0}")]
    ForbiddenByte(String),
    /// A method, header name or URI that is no such thing.
    #[error("{0} does not make a message")]
    Structure(&'static str),
}

/// The bytes of a message while it is written; the first fault is kept and told at the end.
#[derive(Debug)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
    fault: Option<Injection>,
}

/// Bytes reserved at first: an ordinary message with SDP fits without growing.
const BYTES_USUAL: usize = 1024;

impl Writer {
    pub(crate) fn new() -> Self {
        Self { bytes: Vec::with_capacity(BYTES_USUAL), fault: None }
    }

    /// Bytes known to be clean, from a message that was read.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// A header line read from another message: it has no line ends in it.
    pub(crate) fn copied(&mut self, name: &[u8], value: &[u8]) {
        self.raw(name);
        self.raw(b": ");
        self.raw(value);
        self.raw(b"\r\n");
    }

    /// A part of a line, checked.
    pub(crate) fn checked(&mut self, what: &str, value: impl Display) {
        let start = self.bytes.len();
        // Writing into a buffer in memory fails only if `Display` itself does.
        let failed = write!(self.bytes, "{value}").is_err();
        let written = self.bytes.get(start..).unwrap_or_default();
        if failed || written.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            self.fail(Injection::ForbiddenByte(what.to_owned()));
        }
    }

    pub(crate) fn header(&mut self, name: &Name, value: impl Display) {
        if !crate::grammar::is_token(name.as_str().as_bytes()) {
            self.fail(Injection::Structure("header name"));
        }
        self.raw(name.as_str().as_bytes());
        self.raw(b": ");
        self.checked(name.as_str(), value);
        self.raw(b"\r\n");
    }

    fn fail(&mut self, fault: Injection) {
        self.fault.get_or_insert(fault);
    }

    /// Content-Length, the empty line and the body; then the message is read back, which makes its table.
    pub(crate) fn finish(mut self, body: &[u8]) -> Result<Message, Injection> {
        self.header(&Name::ContentLength, body.len());
        self.raw(b"\r\n");
        self.raw(body);
        match self.fault {
            Some(fault) => Err(fault),
            None if self.bytes.len() > MESSAGE_BYTES_MAX => Err(Injection::Structure("so many bytes")),
            // Copied to its size: messages are kept for as long as they may have to be repeated, a buffer with room to spare is not.
            None => Message::parse(Bytes::copy_from_slice(&self.bytes), Framing::Stream)
                .map_err(|rejected| Injection::Structure(rejected.reason)),
        }
    }
}

/// Headers the writers take care of themselves.
fn is_own(name: &Name) -> bool {
    *name == Name::ContentLength
}

macro_rules! shared_parts {
    () => {
        /// Adds a header line. Content-Length is written by [`finish`](Self::finish) and ignored here.
        pub fn header(mut self, name: Name, value: impl Display) -> Self {
            if !is_own(&name) {
                self.writer.header(&name, value);
            }
            self
        }

        /// Adds several header lines.
        pub fn headers<'a, V: Display + 'a>(mut self, headers: impl IntoIterator<Item = &'a (Name, V)>) -> Self {
            for (name, value) in headers {
                if !is_own(name) {
                    self.writer.header(name, value);
                }
            }
            self
        }

        /// Sets the body and writes its Content-Type.
        pub fn body(mut self, content_type: impl Display, body: Bytes) -> Self {
            self.writer.header(&Name::ContentType, content_type);
            self.body = body;
            self
        }
    };
}

/// Writes a request.
#[derive(Debug)]
#[must_use]
pub struct RequestBuilder {
    writer: Writer,
    body: Bytes,
}

impl RequestBuilder {
    /// Starts with the request line.
    pub fn new(method: &Method, uri: &Uri) -> Self {
        let mut writer = Writer::new();
        if !crate::grammar::is_token(method.as_str().as_bytes()) {
            writer.fail(Injection::Structure("method"));
        }
        writer.checked("method", method);
        writer.raw(b" ");
        writer.checked("Request-URI", uri);
        writer.raw(b" SIP/2.0\r\n");
        Self { writer, body: Bytes::new() }
    }

    shared_parts!();

    /// Adds a header line read from another message, byte for byte: names of people need not be UTF-8.
    pub(crate) fn copied(mut self, name: &Name, value: &[u8]) -> Self {
        self.writer.copied(name.as_str().as_bytes(), value);
        self
    }

    /// The request, or what was wrong with its parts.
    pub fn finish(self) -> Result<Message, Injection> {
        self.writer.finish(&self.body)
    }
}

/// Writes a response.
#[derive(Debug)]
#[must_use]
pub struct ResponseBuilder {
    writer: Writer,
    body: Bytes,
}

/// Starts a response to a request: Via, From, To, Call-ID and CSeq are copied (RFC 3261 §8.2.6.2), Timestamp into a 100.
/// No tag is added to To.
pub fn response_to(request: &Message, status: u16, reason: &str) -> ResponseBuilder {
    ResponseBuilder::start(request, status, reason, None)
}

/// [`response_to`] with a tag for To, unless the request has one there already.
pub fn tagged_response_to(request: &Message, status: u16, reason: &str, to_tag: &str) -> ResponseBuilder {
    ResponseBuilder::start(request, status, reason, Some(to_tag))
}

impl ResponseBuilder {
    fn start(request: &Message, status: u16, reason: &str, to_tag: Option<&str>) -> Self {
        let mut writer = Writer::new();
        writer.raw(b"SIP/2.0 ");
        writer.checked("status", format_args!("{status:03} {reason}"));
        writer.raw(b"\r\n");
        let mut response = Self { writer, body: Bytes::new() }.copy(request, &Name::Via).copy(request, &Name::From);
        response.write_to(request, to_tag);
        response = response.copy(request, &Name::CallId).copy(request, &Name::CSeq);
        if status == 100 { response.copy(request, &Name::Timestamp) } else { response }
    }

    fn write_to(&mut self, request: &Message, to_tag: Option<&str>) {
        let has_tag = request.to().is_ok_and(|to| to.tag().is_some());
        for value in request.lines_of(&Name::To).take(1) {
            self.writer.raw(b"To: ");
            self.writer.raw(value);
            if let Some(tag) = to_tag.filter(|_| !has_tag) {
                self.writer.checked("tag", format_args!(";tag={tag}"));
            }
            self.writer.raw(b"\r\n");
        }
    }

    /// Copies every line of a header from the request: Record-Route into a response that makes a dialog (RFC 3261 §12.1.1),
    /// Path into the answer to a REGISTER (RFC 3327 §5.3).
    pub fn copy(mut self, request: &Message, name: &Name) -> Self {
        for value in request.lines_of(name) {
            self.writer.copied(name.as_str().as_bytes(), value);
        }
        self
    }

    shared_parts!();

    /// The response, or what was wrong with its parts.
    pub fn finish(self) -> Result<Message, Injection> {
        self.writer.finish(&self.body)
    }
}

/// The usual reason phrase of a status (RFC 3261 §21 and the RFCs that added to it).
pub fn reason_phrase(status: u16) -> &'static str {
    REASONS.iter().find(|(known, _)| *known == status).map_or(class_phrase(status), |(_, phrase)| phrase)
}

fn class_phrase(status: u16) -> &'static str {
    match status / 100 {
        1 => "Progress",
        2 => "OK",
        3 => "Redirect",
        4 => "Request Failure",
        5 => "Server Failure",
        _ => "Global Failure",
    }
}

const REASONS: &[(u16, &str)] = &[
    (100, "Trying"),
    (180, "Ringing"),
    (181, "Call Is Being Forwarded"),
    (182, "Queued"),
    (183, "Session Progress"),
    (199, "Early Dialog Terminated"),
    (200, "OK"),
    (202, "Accepted"),
    (204, "No Notification"),
    (300, "Multiple Choices"),
    (301, "Moved Permanently"),
    (302, "Moved Temporarily"),
    (305, "Use Proxy"),
    (380, "Alternative Service"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (407, "Proxy Authentication Required"),
    (408, "Request Timeout"),
    (410, "Gone"),
    (412, "Conditional Request Failed"),
    (413, "Request Entity Too Large"),
    (414, "Request-URI Too Long"),
    (415, "Unsupported Media Type"),
    (416, "Unsupported URI Scheme"),
    (420, "Bad Extension"),
    (421, "Extension Required"),
    (422, "Session Interval Too Small"),
    (423, "Interval Too Brief"),
    (430, "Flow Failed"),
    (439, "First Hop Lacks Outbound Support"),
    (469, "Bad Info Package"),
    (480, "Temporarily Unavailable"),
    (481, "Call/Transaction Does Not Exist"),
    (482, "Loop Detected"),
    (483, "Too Many Hops"),
    (484, "Address Incomplete"),
    (485, "Ambiguous"),
    (486, "Busy Here"),
    (487, "Request Terminated"),
    (488, "Not Acceptable Here"),
    (489, "Bad Event"),
    (491, "Request Pending"),
    (493, "Undecipherable"),
    (500, "Server Internal Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Server Time-out"),
    (505, "Version Not Supported"),
    (513, "Message Too Large"),
    (580, "Precondition Failure"),
    (600, "Busy Everywhere"),
    (603, "Decline"),
    (604, "Does Not Exist Anywhere"),
    (606, "Not Acceptable"),
    (607, "Unwanted"),
    (608, "Rejected"),
];
