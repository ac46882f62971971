//! The lexical rules of RFC 3261 §25.1 shared by every header: tokens, quoted strings, escapes, lists, parameters.

use std::borrow::Cow;
use std::fmt::{self, Write};

/// A text that is not what it should be. The word says what was expected ("URI", "Via", …).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed {0}")]
pub struct Malformed(pub &'static str);

/// A set of bytes, looked up without branches.
pub(crate) struct Letters([bool; 256]);

const ALPHANUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl Letters {
    /// Letters, digits and these.
    pub(crate) const fn alphanum_and(others: &[u8]) -> Self {
        Self([false; 256]).and(ALPHANUM).and(others)
    }

    /// `unreserved` of RFC 3261 §25.1 and these.
    pub(crate) const fn unreserved_and(others: &[u8]) -> Self {
        Self::alphanum_and(b"-_.!~*'()").and(others)
    }

    /// These and no others.
    pub(crate) const fn only(letters: &[u8]) -> Self {
        Self([false; 256]).and(letters)
    }

    /// Every byte that isn't ASCII, too.
    pub(crate) const fn and_beyond_ascii(mut self) -> Self {
        let mut byte = 128;
        while byte < 256 {
            self.0[byte] = true;
            byte += 1;
        }
        self
    }

    const fn and(mut self, letters: &[u8]) -> Self {
        let mut at = 0;
        while at < letters.len() {
            self.0[letters[at] as usize] = true;
            at += 1;
        }
        self
    }

    pub(crate) fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or(false)
    }

    pub(crate) fn has_all(&self, text: &str) -> bool {
        text.bytes().all(|byte| self.has(byte))
    }
}

static TOKEN: Letters = Letters::alphanum_and(b"-.!%*_+`'~");

/// Whether the byte may stand in a `token`.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    TOKEN.has(byte)
}

/// Whether the text is a `token`: methods, header names, option tags.
pub(crate) fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().copied().all(is_token_byte)
}

pub(crate) fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Cuts spaces and tabs from both ends; the index parser has turned folds into spaces already.
pub(crate) fn trim(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text
        && is_blank(*first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && is_blank(*last)
    {
        text = rest;
    }
    text
}

pub(crate) fn trim_text(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// A number that fits `max`, of digits only: neither sign nor overflow (RFC 4475 §3.1.2.3, §3.1.2.4).
pub(crate) fn number(text: &str, max: u64) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|value| *value <= max)
}

/// Splits a comma-joined list, minding quoted strings and angle brackets.
pub(crate) struct Commas<'a> {
    rest: Option<&'a [u8]>,
}

/// The members of a list header, trimmed.
pub(crate) fn commas(text: &[u8]) -> Commas<'_> {
    Commas { rest: Some(text) }
}

impl<'a> Iterator for Commas<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let text = self.rest.take()?;
        let member = match comma(text).and_then(|at| text.split_at_checked(at)) {
            Some((member, tail)) => {
                self.rest = tail.get(1..);
                member
            }
            None => text,
        };
        Some(trim(member))
    }
}

/// Where the first comma outside quotes and brackets is.
fn comma(text: &[u8]) -> Option<usize> {
    if memchr::memchr2(b'"', b'<', text).is_none() {
        return memchr::memchr(b',', text);
    }
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    text.iter().position(|byte| {
        if escaped {
            escaped = false;
            return false;
        }
        match byte {
            b'\\' if quoted => escaped = true,
            b'"' if !bracketed => quoted = !quoted,
            b'<' if !quoted => bracketed = true,
            b'>' if !quoted => bracketed = false,
            b',' => return !quoted && !bracketed,
            _ => {}
        }
        false
    })
}

/// Takes a quoted string off the front: the text between the quotes still escaped, and what follows.
pub(crate) fn quoted_prefix(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = inner.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    Some((inner.get(..end)?, inner.get(end + 1..)?))
}

/// Removes the backslashes of quoted pairs.
pub(crate) fn unescape_quoted(inner: &str) -> Cow<'_, str> {
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut plain = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        plain.push(if letter == '\\' { letters.next().unwrap_or('\\') } else { letter });
    }
    Cow::Owned(plain)
}

/// A parameter's value without its quotes, when it has them.
pub(crate) fn unquote(value: &str) -> Cow<'_, str> {
    match quoted_prefix(value) {
        Some((inner, "")) => unescape_quoted(inner),
        _ => Cow::Borrowed(value),
    }
}

/// Writes a text as a quoted string.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for letter in self.0.chars() {
            if matches!(letter, '"' | '\\') {
                f.write_char('\\')?;
            }
            f.write_char(letter)?;
        }
        f.write_char('"')
    }
}

/// Undoes `%HH`. Bytes that are not UTF-8 become U+FFFD; a `%` that starts no escape stays.
pub(crate) fn unescape_percent(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = match tail {
            [high, low, after @ ..] if *first == b'%' && high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.push(nibble(*high) << 4 | nibble(*low));
                after
            }
            _ => {
                bytes.push(*first);
                tail
            }
        };
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

pub(crate) fn nibble(digit: u8) -> u8 {
    char::from(digit).to_digit(16).map_or(0, |value| value as u8)
}

/// Whether every `%` starts an escape and every other byte is `allowed`.
pub(crate) fn is_escaped_text(text: &str, allowed: &Letters) -> bool {
    if allowed.has_all(text) {
        return true;
    }
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = match tail {
            [high, low, after @ ..] if *first == b'%' => {
                if !high.is_ascii_hexdigit() || !low.is_ascii_hexdigit() {
                    return false;
                }
                after
            }
            _ if allowed.has(*first) => tail,
            _ => return false,
        };
    }
    true
}

/// Writes a text with every byte outside `allowed` as `%HH`.
pub(crate) struct PercentEscaped<'a> {
    pub(crate) text: &'a str,
    pub(crate) allowed: &'a Letters,
}

impl fmt::Display for PercentEscaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.text.bytes() {
            if self.allowed.has(byte) {
                f.write_char(char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}
