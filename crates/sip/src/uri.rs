//! URIs: `sip:` and `sips:` (RFC 3261 §19.1), `tel:` (RFC 3966), and any other scheme kept word for word.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::grammar::{self, Letters, Malformed, PercentEscaped};
use crate::params::{Params, URI_PARAM, UriParams, split_where};

const BAD_URI: Malformed = Malformed("URI");
const BAD_HOST: Malformed = Malformed("host");

/// The scheme of a URI.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `sip:`
    Sip,
    /// `sips:`: every hop secured (RFC 5630).
    Sips,
    /// `tel:`: a telephone number.
    Tel,
    /// Any other, in lower case.
    Other(String),
}

impl Scheme {
    fn parse(text: &str) -> Option<Self> {
        let proper = text.starts_with(|first: char| first.is_ascii_alphabetic()) && SCHEME.has_all(text);
        match text {
            _ if text.eq_ignore_ascii_case("sip") => Some(Self::Sip),
            _ if text.eq_ignore_ascii_case("sips") => Some(Self::Sips),
            _ if text.eq_ignore_ascii_case("tel") => Some(Self::Tel),
            _ if proper => Some(Self::Other(text.to_ascii_lowercase())),
            _ => None,
        }
    }

    /// The scheme without its colon.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Sip => "sip",
            Self::Sips => "sips",
            Self::Tel => "tel",
            Self::Other(name) => name,
        }
    }

    /// Whether the URI has the SIP structure (user, host, port).
    pub fn is_sip(&self) -> bool {
        matches!(self, Self::Sip | Self::Sips)
    }
}

/// The host of a URI or of a Via.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// A domain name in lower case.
    Name(String),
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address; written in square brackets.
    V6(Ipv6Addr),
    /// `tel:` and unknown schemes have none.
    Absent,
}

impl Host {
    /// Reads a host name, an IPv4 address or an IPv6 reference in brackets.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        HostText::scan(text).map(HostText::own)
    }

    /// The address, when the host is one.
    pub fn ip(&self) -> Option<IpAddr> {
        match self {
            Self::V4(address) => Some(IpAddr::V4(*address)),
            Self::V6(address) => Some(IpAddr::V6(*address)),
            Self::Name(_) | Self::Absent => None,
        }
    }
}

impl From<IpAddr> for Host {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6(address),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::V4(address) => write!(f, "{address}"),
            Self::V6(address) => write!(f, "[{address}]"),
            Self::Absent => Ok(()),
        }
    }
}

/// A host still in the message.
#[derive(Debug, Clone, Copy)]
pub(crate) enum HostText<'a> {
    Name(&'a str),
    V4(Ipv4Addr),
    V6(Ipv6Addr),
}

impl<'a> HostText<'a> {
    pub(crate) fn scan(text: &'a str) -> Result<Self, Malformed> {
        if let Some(inner) = text.strip_prefix('[') {
            return ipv6(inner.strip_suffix(']').ok_or(BAD_HOST)?).map(Self::V6);
        }
        if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return text.parse().map(Self::V4).map_err(|_| BAD_HOST);
        }
        if HOST_NAME.has_all(text) && !text.starts_with(['.', '-']) { Ok(Self::Name(text)) } else { Err(BAD_HOST) }
    }

    pub(crate) fn own(self) -> Host {
        match self {
            Self::Name(name) => Host::Name(name.to_ascii_lowercase()),
            Self::V4(address) => Host::V4(address),
            Self::V6(address) => Host::V6(address),
        }
    }
}

/// Reads an IPv6 address, forgiving the third colon that the grammar of RFC 3261 allows (RFC 5118 §4.10).
pub(crate) fn ipv6(text: &str) -> Result<Ipv6Addr, Malformed> {
    let address = match text.contains(":::") {
        true => text.replacen(":::", "::", 1).parse(),
        false => text.parse(),
    };
    address.map_err(|_| BAD_HOST)
}

/// `host [":" port]`, blanks allowed around the colon when `lenient` (the sent-by of a Via).
pub(crate) fn host_port(text: &str) -> Result<(HostText<'_>, Option<u16>), Malformed> {
    let colon = match text.rfind(']') {
        Some(bracket) => text.get(bracket..).and_then(|tail| tail.find(':')).map(|at| at + bracket),
        None => text.find(':'),
    };
    let Some((host, port)) = colon.and_then(|at| text.split_at_checked(at)) else {
        return Ok((HostText::scan(text)?, None));
    };
    let port = grammar::number(grammar::trim_text(port.strip_prefix(':').unwrap_or(port)), u64::from(u16::MAX));
    let port = port.and_then(|port| u16::try_from(port).ok()).ok_or(Malformed("port"))?;
    Ok((HostText::scan(grammar::trim_text(host))?, Some(port)))
}

/// A URI.
///
/// `user`, `password` and `headers` hold plain text: escapes are undone when a URI is read and written again when it is
/// printed. `==` compares the parts as they are; [`Uri::equivalent`] follows RFC 3261 §19.1.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uri {
    /// Scheme.
    pub scheme: Scheme,
    /// User, or the number of a `tel:` URI, without escapes.
    pub user: Option<String>,
    /// Password (deprecated by RFC 3261, carried along), without escapes.
    pub password: Option<String>,
    /// Host; [`Host::Absent`] unless the scheme is `sip` or `sips`.
    pub host: Host,
    /// Port, when written.
    pub port: Option<u16>,
    /// Parameters, as written (escapes kept; see [`Uri::param`]).
    pub params: Params,
    /// Headers after `?`, without escapes.
    pub headers: Vec<(String, String)>,
    /// What follows the colon of a scheme we don't know, word for word.
    pub opaque: Option<String>,
}

impl Uri {
    /// `sip:user@host`.
    pub fn sip(user: &str, host: Host) -> Self {
        Self { user: Some(user.to_owned()), ..Self::sip_host(host) }
    }

    /// `sip:host`.
    pub fn sip_host(host: Host) -> Self {
        Self::bare(Scheme::Sip, host)
    }

    /// `tel:number`; the number is global (`+…`) or local with a `phone-context` parameter to be set by the caller.
    pub fn tel(number: &str) -> Self {
        Self { user: Some(number.to_owned()), ..Self::bare(Scheme::Tel, Host::Absent) }
    }

    fn bare(scheme: Scheme, host: Host) -> Self {
        Self { scheme, user: None, password: None, host, port: None, params: Params::new(), headers: Vec::new(), opaque: None }
    }

    /// Reads a URI.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let parts = UriText::scan(text)?;
        let plain = |part: Option<&str>| part.map(|part| grammar::unescape_percent(part).into_owned());
        let host = parts.host.map_or(Host::Absent, HostText::own);
        Ok(Self {
            user: plain(parts.user),
            password: plain(parts.password),
            port: parts.port,
            params: Params::of_uri(parts.params)?,
            headers: read_headers(parts.headers)?,
            opaque: parts.opaque.map(str::to_owned),
            ..Self::bare(parts.scheme, host)
        })
    }

    /// With another port.
    #[must_use]
    pub fn with_port(self, port: u16) -> Self {
        Self { port: Some(port), ..self }
    }

    /// With a parameter, escaped as needed.
    #[must_use]
    pub fn with_param(mut self, name: &str, value: &str) -> Self {
        self.params.write(name, Some(PercentEscaped { text: value, allowed: &URI_PARAM }.to_string()));
        self
    }

    /// With a parameter that has no value, such as `lr`.
    #[must_use]
    pub fn with_flag(mut self, name: &str) -> Self {
        self.params.set_flag(name);
        self
    }

    /// A parameter's value without escapes.
    pub fn param(&self, name: &str) -> Option<Cow<'_, str>> {
        self.params.get(name).map(grammar::unescape_percent)
    }

    /// A header's value without escapes, such as `Replaces` in a Refer-To (RFC 3891 §5).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the next hop is a loose router (RFC 3261 §16.12).
    pub fn is_loose_router(&self) -> bool {
        self.params.contains("lr")
    }

    /// Whether both name the same resource by the rules of RFC 3261 §19.1.4 (RFC 3966 §4 for `tel:`).
    pub fn equivalent(&self, other: &Self) -> bool {
        self.scheme == other.scheme
            && self.same_user(other)
            && self.password == other.password
            && self.host == other.host
            && self.port == other.port
            && self.opaque == other.opaque
            && same_params(&self.params, &other.params)
            && same_headers(&self.headers, &other.headers)
    }

    fn same_user(&self, other: &Self) -> bool {
        match (&self.user, &other.user) {
            (Some(one), Some(two)) if self.scheme == Scheme::Tel => digits(one).eq(digits(two)),
            (one, two) => one == two,
        }
    }
}

/// A telephone number without visual separators (RFC 3966 §3).
fn digits(number: &str) -> impl Iterator<Item = u8> {
    number.bytes().filter(|byte| !matches!(byte, b'-' | b'.' | b'(' | b')')).map(|byte| byte.to_ascii_lowercase())
}

/// Parameters that must stand in both URIs or in neither (RFC 3261 §19.1.4).
const DECISIVE: [&str; 5] = ["user", "ttl", "method", "maddr", "transport"];

fn same_params(one: &Params, two: &Params) -> bool {
    let plain = |value: Option<&str>| value.map(|value| grammar::unescape_percent(value).to_ascii_lowercase());
    let agree = one.iter().all(|param| !two.contains(&param.name) || plain(param.value.as_deref()) == plain(two.get(&param.name)));
    agree && DECISIVE.iter().all(|name| one.contains(name) == two.contains(name))
}

fn same_headers(one: &[(String, String)], two: &[(String, String)]) -> bool {
    let within = |(name, value): &(String, String), all: &[(String, String)]| {
        all.iter().any(|(other, text)| other.eq_ignore_ascii_case(name) && text == value)
    };
    one.len() == two.len() && one.iter().all(|header| within(header, two)) && two.iter().all(|header| within(header, one))
}

impl FromStr for Uri {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.scheme.as_str())?;
        if let Some(opaque) = &self.opaque {
            return f.write_str(opaque);
        }
        if let Some(user) = &self.user {
            let allowed = if self.scheme == Scheme::Tel { &NUMBER } else { &USER };
            write!(f, "{}", PercentEscaped { text: user, allowed })?;
            if let Some(password) = &self.password {
                write!(f, ":{}", PercentEscaped { text: password, allowed: &PASSWORD })?;
            }
            if self.host != Host::Absent {
                f.write_str("@")?;
            }
        }
        write!(f, "{}", self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        write!(f, "{}", self.params)?;
        for (position, (name, value)) in self.headers.iter().enumerate() {
            let escaped = |text| PercentEscaped { text, allowed: &HEADER };
            write!(f, "{}{}={}", if position == 0 { '?' } else { '&' }, escaped(name), escaped(value))?;
        }
        Ok(())
    }
}

/// A URI still in the message: checked, not copied.
#[derive(Debug)]
pub(crate) struct UriText<'a> {
    pub(crate) scheme: Scheme,
    pub(crate) user: Option<&'a str>,
    pub(crate) password: Option<&'a str>,
    pub(crate) host: Option<HostText<'a>>,
    pub(crate) port: Option<u16>,
    pub(crate) params: &'a str,
    pub(crate) headers: &'a str,
    pub(crate) opaque: Option<&'a str>,
}

impl<'a> UriText<'a> {
    pub(crate) fn scan(text: &'a str) -> Result<Self, Malformed> {
        let (scheme, rest) = text.split_once(':').ok_or(BAD_URI)?;
        let scheme = Scheme::parse(scheme).ok_or(BAD_URI)?;
        let parts = match scheme {
            Scheme::Sip | Scheme::Sips => Self::scan_sip(scheme, rest),
            Scheme::Tel => Self::scan_tel(rest),
            Scheme::Other(_) => Self::scan_opaque(scheme, rest),
        }?;
        UriParams(parts.params).try_for_each(|param| param.map(drop))?;
        Ok(parts)
    }

    fn scan_sip(scheme: Scheme, rest: &'a str) -> Result<Self, Malformed> {
        let (login, rest) = match rest.split_once('@') {
            Some((login, rest)) => (Some(login), rest),
            None => (None, rest),
        };
        let (user, password) = match login.and_then(|login| login.split_once(':')) {
            Some((user, password)) => (Some(user), Some(password)),
            None => (login, None),
        };
        let proper = user.is_none_or(|user| !user.is_empty() && grammar::is_escaped_text(user, &READABLE_USER))
            && password.is_none_or(|password| grammar::is_escaped_text(password, &READABLE_USER));
        if !proper {
            return Err(BAD_URI);
        }
        let (host, rest) = split_where(rest, |byte| matches!(byte, b';' | b'?'));
        let (params, headers) = split_where(rest, |byte| byte == b'?');
        let (host, port) = host_port(host)?;
        Ok(Self { scheme, user, password, host: Some(host), port, params, headers, opaque: None })
    }

    fn scan_tel(rest: &'a str) -> Result<Self, Malformed> {
        let (number, params) = split_where(rest, |byte| byte == b';');
        let proper = number.bytes().any(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'*' | b'#')) && NUMBER.has_all(number);
        let bare = Self { params, user: Some(number), ..Self::nothing(Scheme::Tel) };
        if proper { Ok(bare) } else { Err(BAD_URI) }
    }

    fn scan_opaque(scheme: Scheme, rest: &'a str) -> Result<Self, Malformed> {
        let proper = !rest.is_empty() && rest.bytes().all(|byte| byte > b' ' && !matches!(byte, b'"' | b'<' | b'>' | 0x7F));
        let bare = Self { opaque: Some(rest), ..Self::nothing(scheme) };
        if proper { Ok(bare) } else { Err(BAD_URI) }
    }

    fn nothing(scheme: Scheme) -> Self {
        Self { scheme, user: None, password: None, host: None, port: None, params: "", headers: "", opaque: None }
    }
}

fn read_headers(text: &str) -> Result<Vec<(String, String)>, Malformed> {
    let Some(text) = text.strip_prefix('?') else { return Ok(Vec::new()) };
    text.split('&')
        .map(|header| {
            let (name, value) = header.split_once('=').unwrap_or((header, ""));
            let proper = !name.is_empty() && [name, value].iter().all(|part| grammar::is_escaped_text(part, &HEADER));
            let plain = |part| grammar::unescape_percent(part).into_owned();
            if proper { Ok((plain(name), plain(value))) } else { Err(Malformed("URI header")) }
        })
        .collect()
}

/// `user-unreserved` and `unreserved`.
static USER: Letters = Letters::unreserved_and(b"&=+$,;?/");

static PASSWORD: Letters = Letters::unreserved_and(b"&=+$,");

/// What we read in a user beyond the grammar: phones send `#` and letters outside ASCII without escapes.
static READABLE_USER: Letters = Letters::unreserved_and(b"&=+$,;?/#:").and_beyond_ascii();

/// `hnv-unreserved` and `unreserved`.
static HEADER: Letters = Letters::unreserved_and(b"[]/?:+$");

/// Digits and visual separators of RFC 3966 §3.
static NUMBER: Letters = Letters::only(b"0123456789ABCDEFabcdef+*#-.()");

/// The underscore is no letter of a host name, yet container and Windows hosts have it.
static HOST_NAME: Letters = Letters::alphanum_and(b"-._");

static SCHEME: Letters = Letters::alphanum_and(b"+-.");
