//! Cutting a byte stream into messages and keep-alives (RFC 3261 §18.3, RFC 5626 §3.5.1).

use bytes::{Bytes, BytesMut};
use memchr::memmem;

use crate::grammar;
use crate::headers::Name;
use crate::limits::{HEAD_BYTES_MAX, MESSAGE_BYTES_MAX};
use crate::message::{content_length, unfold};

/// What was found in the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// One message, for [`Message::parse`](crate::Message::parse) with [`Framing::Stream`](crate::Framing::Stream).
    Message(Bytes),
    /// CRLF CRLF: to be answered with one CRLF.
    KeepAlivePing,
    /// CRLF: the answer to our ping, or noise between messages.
    KeepAlivePong,
}

/// The place of the next message can't be known any more: the connection has to be closed (RFC 4475 §3.1.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FramingError {
    /// No end of headers within the limit.
    #[error("headers longer than {HEAD_BYTES_MAX} bytes")]
    HeadTooLong,
    /// The announced body is beyond the limit.
    #[error("message longer than {MESSAGE_BYTES_MAX} bytes")]
    MessageTooLong,
    /// Content-Length is absent, no number, or given twice with different numbers.
    #[error("{0}")]
    ContentLength(&'static str),
}

/// Collects the bytes of one connection. Holds at most one message and what came with it in the last read.
#[derive(Debug, Default)]
pub struct StreamFramer {
    buffer: BytesMut,
    /// Bytes looked at for the end of the headers already: a peer sending byte by byte costs no more than any other.
    searched: usize,
    /// The whole length of the message being received, once its headers are in.
    expected: Option<usize>,
    /// A lone CRLF was given out as a pong and may turn out to be half a ping.
    half_ping: bool,
}

impl StreamFramer {
    /// For a fresh connection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what was read; then call [`next_frame`](Self::next_frame) until it gives nothing.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Bytes waiting for the rest of their message; zero means the peer owes nothing.
    pub fn pending(&self) -> usize {
        self.buffer.len()
    }

    /// The next complete frame. After an error the framer is of no more use.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FramingError> {
        if self.expected.is_none() {
            if let Some(frame) = self.keep_alive() {
                return Ok(Some(frame));
            }
            self.expected = self.find_length()?;
        }
        let Some(length) = self.expected.filter(|length| *length <= self.buffer.len()) else { return Ok(None) };
        (self.expected, self.searched) = (None, 0);
        Ok(Some(Frame::Message(self.buffer.split_to(length).freeze())))
    }

    fn keep_alive(&mut self) -> Option<Frame> {
        if self.searched > 0 {
            return None;
        }
        let (length, frame) = match self.buffer.get(..)? {
            [b'\r', b'\n', b'\r', b'\n', ..] if !self.half_ping => (4, Frame::KeepAlivePing),
            [b'\r', b'\n', ..] if self.half_ping => (2, Frame::KeepAlivePing),
            [b'\r', b'\n', ..] => (2, Frame::KeepAlivePong),
            _ => {
                self.half_ping &= matches!(self.buffer.get(..)?, [] | [b'\r']);
                return None;
            }
        };
        drop(self.buffer.split_to(length));
        self.half_ping = frame == Frame::KeepAlivePong && matches!(self.buffer.get(..)?, [] | [b'\r']);
        Some(frame)
    }

    fn find_length(&mut self) -> Result<Option<usize>, FramingError> {
        let from = self.searched.saturating_sub(3);
        let unseen = self.buffer.get(from..).unwrap_or_default();
        let Some(end) = memmem::find(unseen, b"\r\n\r\n").map(|at| from + at + 4) else {
            // A lone CR may be the first half of a keep-alive: it is looked at again.
            self.searched = if self.buffer.len() > 1 { self.buffer.len() } else { 0 };
            return if self.searched > HEAD_BYTES_MAX { Err(FramingError::HeadTooLong) } else { Ok(None) };
        };
        if end > HEAD_BYTES_MAX {
            return Err(FramingError::HeadTooLong);
        }
        let head = unfold(self.buffer.get(..end).unwrap_or_default(), end);
        let body = content_length(length_values(&head)).map_err(FramingError::ContentLength)?;
        let length = end + body.ok_or(FramingError::ContentLength("Content-Length Required"))?;
        if length > MESSAGE_BYTES_MAX { Err(FramingError::MessageTooLong) } else { Ok(Some(length)) }
    }
}

/// The values of Content-Length in a head, both forms of the name.
fn length_values(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.split(|byte| *byte == b'\n').skip(1).filter_map(|line| {
        let colon = memchr::memchr(b':', line)?;
        let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let value = value.strip_suffix(b"\r").unwrap_or(value);
        Name::ContentLength.is(grammar::trim(name)).then(|| grammar::trim(value))
    })
}
