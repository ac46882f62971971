//! `;name=value` parameters, of headers and of URIs.

use std::borrow::Cow;
use std::fmt;

use crate::grammar::{self, Letters, Malformed, Quoted, is_token_byte, trim_text};

/// One parameter; the value is kept as it was written (quotes and needed escapes included).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// The name as written; names are compared without regard to case.
    pub name: String,
    /// Text after `=`, if there is any.
    pub value: Option<String>,
}

/// The parameters of a header value or of a URI, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<Param>);

impl Params {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a parameter of that name is there, with or without a value.
    pub fn contains(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The value as written; `None` also when the parameter stands alone (see [`Params::contains`]).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(name)?.value.as_deref()
    }

    /// The value with quotes and backslashes removed.
    pub fn unquoted(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name).map(grammar::unquote)
    }

    /// Sets a parameter of a header, quoting the value when it is not a token or a host.
    pub fn set(&mut self, name: &str, value: &str) {
        let plain = !value.is_empty() && value.bytes().all(|byte| is_token_byte(byte) || matches!(byte, b'[' | b']' | b':'));
        let written = if plain { value.to_owned() } else { Quoted(value).to_string() };
        self.write(name, Some(written));
    }

    /// Sets a parameter that has no value.
    pub fn set_flag(&mut self, name: &str) {
        self.write(name, None);
    }

    /// Removes every parameter of that name.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|param| !param.name.eq_ignore_ascii_case(name));
    }

    /// Every parameter in order.
    pub fn iter(&self) -> impl Iterator<Item = &Param> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn write(&mut self, name: &str, value: Option<String>) {
        match self.0.iter_mut().find(|param| param.name.eq_ignore_ascii_case(name)) {
            Some(param) => param.value = value,
            None => self.0.push(Param { name: name.to_owned(), value }),
        }
    }

    fn find(&self, name: &str) -> Option<&Param> {
        self.0.iter().find(|param| param.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn of_header(text: &str) -> Result<Self, Malformed> {
        HeaderParams(text).map(|param| param.map(own)).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn of_uri(text: &str) -> Result<Self, Malformed> {
        let plain = |(name, value): Borrowed<'_>| Param { name: normal(name), value: value.map(normal) };
        UriParams(text).map(|param| param.map(plain)).collect::<Result<_, _>>().map(Self)
    }
}

/// Without escapes that aren't needed: `%6C%72` is `lr` (RFC 3261 §19.1.4).
fn normal(text: &str) -> String {
    match text.contains('%') {
        true => grammar::PercentEscaped { text: &grammar::unescape_percent(text), allowed: &URI_PARAM }.to_string(),
        false => text.to_owned(),
    }
}

fn own((name, value): Borrowed<'_>) -> Param {
    Param { name: name.to_owned(), value: value.map(str::to_owned) }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Param { name, value } in &self.0 {
            match value {
                Some(value) => write!(f, ";{name}={value}")?,
                None => write!(f, ";{name}")?,
            }
        }
        Ok(())
    }
}

/// A parameter still in the message: name and value.
pub(crate) type Borrowed<'a> = (&'a str, Option<&'a str>);

/// Reads `*(SEMI generic-param)` of a header, blanks allowed around `;` and `=`.
pub(crate) struct HeaderParams<'a>(pub(crate) &'a str);

const BAD_PARAM: Malformed = Malformed("parameter");

impl<'a> HeaderParams<'a> {
    fn read(&mut self, text: &'a str) -> Result<Borrowed<'a>, Malformed> {
        let text = text.strip_prefix(';').ok_or(BAD_PARAM)?.trim_start_matches([' ', '\t']);
        let (name, rest) = split_where(text, |byte| !is_token_byte(byte));
        if name.is_empty() {
            return Err(BAD_PARAM);
        }
        let Some(rest) = trim_text(rest).strip_prefix('=') else {
            self.0 = rest;
            return Ok((name, None));
        };
        let rest = rest.trim_start_matches([' ', '\t']);
        let (value, rest) = match grammar::quoted_prefix(rest) {
            Some((_, after)) => rest.split_at_checked(rest.len() - after.len()).ok_or(BAD_PARAM)?,
            None => split_where(rest, |byte| byte <= b' ' || matches!(byte, b';' | b',' | b'"' | b'<' | b'>')),
        };
        self.0 = rest;
        Ok((name, Some(value)))
    }
}

impl<'a> Iterator for HeaderParams<'a> {
    type Item = Result<Borrowed<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = trim_text(std::mem::take(&mut self.0));
        if text.is_empty() { None } else { Some(self.read(text)) }
    }
}

/// Reads `*(";" uri-parameter)`: no blanks, values with `%HH`.
pub(crate) struct UriParams<'a>(pub(crate) &'a str);

impl<'a> Iterator for UriParams<'a> {
    type Item = Result<Borrowed<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = std::mem::take(&mut self.0);
        if text.is_empty() {
            return None;
        }
        let Some(text) = text.strip_prefix(';') else { return Some(Err(BAD_PARAM)) };
        let (param, rest) = split_where(text, |byte| byte == b';');
        self.0 = rest;
        let (name, value) = match param.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (param, None),
        };
        let proper = !name.is_empty() && is_uri_text(name) && value.is_none_or(is_uri_text);
        Some(if proper { Ok((name, value)) } else { Err(BAD_PARAM) })
    }
}

fn is_uri_text(text: &str) -> bool {
    grammar::is_escaped_text(text, &URI_PARAM)
}

/// `paramchar` of RFC 3261 §25.1, escapes aside.
pub(crate) static URI_PARAM: Letters = Letters::unreserved_and(b"[]/:&+$");

/// Splits before the first byte that ends the word.
pub(crate) fn split_where(text: &str, ends: impl Fn(u8) -> bool) -> (&str, &str) {
    let at = text.bytes().position(ends).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}
