//! Bodies with several parts (RFC 2046 §5.1, RFC 5621): carriers put the SDP beside ISUP or location.

use bytes::Bytes;
use memchr::memmem;

use super::Message;
use crate::grammar;
use crate::headers::{ContentType, Name};

/// Parts looked at in one body. Chosen; real ones have two or three.
const PARTS_MAX: usize = 16;

impl Message {
    /// The body if it is of this media type (in lower case), or the first part of a multipart body that is.
    pub fn body_of(&self, media: &str) -> Option<Bytes> {
        let kind = self.content_type().ok()??;
        if kind.is(media) {
            return Some(self.body()).filter(|body| !body.is_empty());
        }
        let boundary = kind.params.unquoted("boundary").filter(|boundary| kind.media.starts_with("multipart/") && !boundary.is_empty())?;
        let body = self.body();
        let part = parts(&body, &boundary).find_map(|part| content(part, media))?;
        Some(body.slice_ref(part))
    }
}

/// What lies between the delimiter lines.
fn parts<'a>(body: &'a [u8], boundary: &str) -> impl Iterator<Item = &'a [u8]> {
    let delimiter = format!("--{boundary}");
    let mut rest = after_delimiter(body, delimiter.as_bytes()).map(|(_, rest)| rest);
    std::iter::from_fn(move || {
        let (part, next) = after_delimiter(rest?, delimiter.as_bytes())?;
        rest = Some(next);
        Some(part)
    })
    .take(PARTS_MAX)
}

/// What stands before the next delimiter line, and what after it. The CRLF before the delimiter belongs to it.
fn after_delimiter<'a>(text: &'a [u8], delimiter: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = memmem::find_iter(text, delimiter).find(|at| *at == 0 || text.get(..*at).is_some_and(|before| before.ends_with(b"\n")))?;
    let (before, rest) = text.split_at_checked(at)?;
    let before = before.strip_suffix(b"\r\n").unwrap_or(before);
    Some((before, rest.get(delimiter.len()..)?))
}

/// The content of a part of this media type. A part begins with the rest of its delimiter line.
fn content<'a>(part: &'a [u8], media: &str) -> Option<&'a [u8]> {
    let head = memmem::find(part, b"\r\n\r\n")?;
    let (head, content) = (part.get(..head)?, part.get(head + 4..)?);
    let kind = head.split(|byte| *byte == b'\n').find_map(|line| {
        let colon = memchr::memchr(b':', line)?;
        let (name, value) = (grammar::trim(line.get(..colon)?), line.get(colon + 1..)?);
        let value = value.strip_suffix(b"\r").unwrap_or(value);
        Name::ContentType.is(name).then(|| ContentType::parse(&String::from_utf8_lossy(value)))
    })?;
    kind.is_ok_and(|kind| kind.is(media)).then_some(content)
}
