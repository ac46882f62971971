//! `name-addr` and `addr-spec`: From, To, Contact, Route, Refer-To and their kin (RFC 3261 §20.10).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::grammar::{self, Malformed, Quoted, trim_text};
use crate::params::{HeaderParams, Params, split_where};
use crate::uri::{Uri, UriText};

const BAD_ADDRESS: Malformed = Malformed("address");

/// A URI with an optional display name and header parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameAddr {
    /// The name shown to people, without quotes and escapes.
    pub display: Option<String>,
    /// The address.
    pub uri: Uri,
    /// Parameters of the header (not of the URI): `tag`, `q`, `expires`, …
    pub params: Params,
}

impl NameAddr {
    /// An address without a display name.
    pub fn new(uri: Uri) -> Self {
        Self { display: None, uri, params: Params::new() }
    }

    /// With a display name. Control characters become blanks: a name typed by somebody must not spoil the message.
    #[must_use]
    pub fn with_display(self, display: &str) -> Self {
        Self { display: Some(display.replace(char::is_control, " ")), ..self }
    }

    /// With a tag (RFC 3261 §19.3).
    #[must_use]
    pub fn with_tag(mut self, tag: &str) -> Self {
        self.params.set("tag", tag);
        self
    }

    /// Reads `"Name" <uri>;params`, `<uri>` or a bare `uri;params`, whose parameters belong to the header.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let parts = AddressText::scan(text)?;
        Ok(Self { display: parts.display.map(Cow::into_owned), uri: Uri::parse(parts.uri)?, params: Params::of_header(parts.params)? })
    }

    /// The dialog tag.
    pub fn tag(&self) -> Option<&str> {
        self.params.get("tag")
    }
}

impl FromStr for NameAddr {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl fmt::Display for NameAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(display) = &self.display {
            write!(f, "{} ", Quoted(display))?;
        }
        write!(f, "<{}>{}", self.uri, self.params)
    }
}

/// An address still in the message, its parts checked.
pub(crate) struct AddressText<'a> {
    display: Option<Cow<'a, str>>,
    pub(crate) uri: &'a str,
    pub(crate) params: &'a str,
}

impl<'a> AddressText<'a> {
    pub(crate) fn scan(text: &'a str) -> Result<Self, Malformed> {
        let text = trim_text(text);
        let parts = match grammar::quoted_prefix(text) {
            Some((display, rest)) => Self::bracketed(Some(grammar::unescape_quoted(display)), trim_text(rest))?,
            None if text.starts_with('"') => return Err(Malformed("quoted string")),
            None => match text.find('<').and_then(|at| text.split_at_checked(at)) {
                Some((display, rest)) => Self::bracketed(unquoted_display(display)?, rest)?,
                None => Self::bare(text)?,
            },
        };
        UriText::scan(parts.uri)?;
        HeaderParams(parts.params).try_for_each(|param| param.map(drop))?;
        Ok(parts)
    }

    fn bracketed(display: Option<Cow<'a, str>>, text: &'a str) -> Result<Self, Malformed> {
        let (uri, params) = text.strip_prefix('<').and_then(|text| text.split_once('>')).ok_or(BAD_ADDRESS)?;
        Ok(Self { display, uri, params })
    }

    /// Without brackets a comma, question mark or semicolon can't belong to the URI (RFC 3261 §20).
    fn bare(text: &'a str) -> Result<Self, Malformed> {
        let (uri, params) = split_where(text, |byte| byte == b';');
        let uri = trim_text(uri);
        if uri.contains(['?', ',']) { Err(BAD_ADDRESS) } else { Ok(Self { display: None, uri, params }) }
    }
}

impl<'a> AddressText<'a> {
    /// The dialog tag.
    pub(crate) fn tag(&self) -> Option<&'a str> {
        HeaderParams(self.params).flatten().find(|(name, _)| name.eq_ignore_ascii_case("tag"))?.1
    }
}

/// Words before `<`. The grammar wants tokens; letters outside ASCII and brackets of phone numbers are read too, since phones
/// send them, but nothing that could end the value or start another one.
fn unquoted_display(text: &str) -> Result<Option<Cow<'_, str>>, Malformed> {
    let text = trim_text(text);
    let proper = |byte: u8| {
        grammar::is_token_byte(byte)
            || grammar::is_blank(byte)
            || !byte.is_ascii()
            || matches!(byte, b'(' | b')' | b'@' | b'/' | b'&' | b'#')
    };
    match text.bytes().all(proper) {
        true if text.is_empty() => Ok(None),
        true => Ok(Some(Cow::Borrowed(text))),
        false => Err(Malformed("display name")),
    }
}

/// One value of a Contact header (RFC 3261 §20.10).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "the wildcard is rare: a box would cost every other Contact an allocation")]
pub enum ContactHeader {
    /// `*`: every binding, in a REGISTER that removes them.
    Wildcard,
    /// An address.
    Address(NameAddr),
}

impl ContactHeader {
    /// Reads one value.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        match trim_text(text) {
            "*" => Ok(Self::Wildcard),
            text => NameAddr::parse(text).map(Self::Address),
        }
    }

    /// The address, unless it is the wildcard.
    pub fn address(&self) -> Option<&NameAddr> {
        match self {
            Self::Wildcard => None,
            Self::Address(address) => Some(address),
        }
    }

    /// The `expires` parameter; a value out of range counts as absent (RFC 4475 §3.1.2.4).
    pub fn expires(&self) -> Option<Duration> {
        let seconds = grammar::number(self.address()?.params.get("expires")?, u64::from(u32::MAX))?;
        Some(Duration::from_secs(seconds))
    }

    /// Preference in thousandths, 1000 when not written (RFC 3261 §20.10).
    pub fn q_thousandths(&self) -> u16 {
        let written = self.address().and_then(|address| address.params.get("q"));
        written.and_then(thousandths).unwrap_or(1000)
    }
}

/// `qvalue`: `0.750` → 750.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let proper = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let fraction: u16 = format!("{fraction:0<3}").parse().ok().filter(|_| proper)?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

impl fmt::Display for ContactHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wildcard => f.write_str("*"),
            Self::Address(address) => write!(f, "{address}"),
        }
    }
}
