//! Challenges and credentials: WWW-Authenticate, Authorization and their proxy twins (RFC 3261 §20.7, RFC 7616).

use std::borrow::Cow;
use std::fmt;

use crate::grammar::{self, Malformed, Quoted, trim_text};
use crate::params::split_where;

const BAD_AUTH: Malformed = Malformed("credentials");

/// An authentication scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scheme {
    /// RFC 7616
    Digest,
    /// Any other, as written.
    Other(String),
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digest => f.write_str("Digest"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// `scheme name=value, …`; values are kept plain and quoted again by the rules of RFC 7616 §3.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fields {
    scheme: Scheme,
    fields: Vec<(String, String)>,
}

impl Fields {
    fn digest() -> Self {
        Self { scheme: Scheme::Digest, fields: Vec::new() }
    }

    fn parse(text: &str) -> Result<Self, Malformed> {
        let (scheme, rest) = split_where(trim_text(text), grammar::is_blank);
        if !grammar::is_token(scheme.as_bytes()) {
            return Err(BAD_AUTH);
        }
        let scheme = match scheme.eq_ignore_ascii_case("Digest") {
            true => Scheme::Digest,
            false => Scheme::Other(scheme.to_owned()),
        };
        let members = grammar::commas(trim_text(rest).as_bytes()).filter(|member| !member.is_empty());
        let fields = members.map(|member| read_field(member).ok_or(BAD_AUTH)).collect::<Result<_, _>>()?;
        Ok(Self { scheme, fields })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn set(&mut self, name: &str, value: impl Into<String>) {
        self.fields.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.fields.push((name.to_owned(), value.into()));
    }
}

fn read_field(member: &[u8]) -> Option<(String, String)> {
    let member = std::str::from_utf8(member).ok()?;
    // A scheme that is not Digest may carry one bare token68 (RFC 7235 §2.1).
    let (name, value) = member.split_once('=').unwrap_or((member, ""));
    let (name, value) = (trim_text(name), trim_text(value));
    let unclosed = value.starts_with('"') && !matches!(grammar::quoted_prefix(value), Some((_, "")));
    let plain: Cow<'_, str> = grammar::unquote(value);
    (!unclosed && grammar::is_token(name.as_bytes())).then(|| (name.to_owned(), plain.into_owned()))
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.scheme)?;
        for (position, (name, value)) in self.fields.iter().enumerate() {
            f.write_str(if position == 0 { " " } else { ", " })?;
            if self.is_bare(name, value) {
                write!(f, "{name}={value}")?;
            } else {
                write!(f, "{name}={}", Quoted(value))?;
            }
        }
        Ok(())
    }
}

impl Fields {
    /// `qop` is quoted in a challenge (a list) and bare in credentials (one word): RFC 7616 §3.3, §3.4.
    fn is_bare(&self, name: &str, value: &str) -> bool {
        let bare = ["algorithm", "nc", "stale"].iter().any(|known| known.eq_ignore_ascii_case(name))
            || (name.eq_ignore_ascii_case("qop") && self.get("response").is_some());
        bare && grammar::is_token(value.as_bytes())
    }
}

macro_rules! fields_accessors {
    ($($(#[$doc:meta])* $name:ident $text:literal,)*) => {
        $($(#[$doc])* pub fn $name(&self) -> Option<&str> { self.0.get($text) })*
    };
}

/// What a server asks for: WWW-Authenticate, Proxy-Authenticate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge(Fields);

impl Challenge {
    /// An empty Digest challenge, to be filled with [`Challenge::set`].
    pub fn digest() -> Self {
        Self(Fields::digest())
    }

    /// Reads one header line.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        Fields::parse(text).map(Self)
    }

    /// The scheme.
    pub fn scheme(&self) -> &Scheme {
        &self.0.scheme
    }

    /// Any field by name, without quotes.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)
    }

    /// Sets a field.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.set(name, value);
    }

    fields_accessors! {
        /// Whose passwords are meant.
        realm "realm",
        /// The server's one-time word.
        nonce "nonce",
        /// To be returned unchanged.
        opaque "opaque",
        /// Hash; MD5 when absent.
        algorithm "algorithm",
    }

    /// Whether the password was right and only the nonce too old.
    pub fn is_stale(&self) -> bool {
        self.get("stale").is_some_and(|word| word.eq_ignore_ascii_case("true"))
    }

    /// Whether a protection such as `auth` is offered.
    pub fn offers_qop(&self, qop: &str) -> bool {
        self.get("qop").is_some_and(|list| list.split(',').any(|word| word.trim().eq_ignore_ascii_case(qop)))
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What a client answers: Authorization, Proxy-Authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials(Fields);

impl Credentials {
    /// Empty Digest credentials, to be filled with [`Credentials::set`].
    pub fn digest() -> Self {
        Self(Fields::digest())
    }

    /// Reads one header line.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        Fields::parse(text).map(Self)
    }

    /// The scheme.
    pub fn scheme(&self) -> &Scheme {
        &self.0.scheme
    }

    /// Any field by name, without quotes.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)
    }

    /// Sets a field.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.set(name, value);
    }

    fields_accessors! {
        /// Who claims to be calling.
        username "username",
        /// Whose passwords are meant.
        realm "realm",
        /// The server's word returned.
        nonce "nonce",
        /// The client's own one-time word.
        cnonce "cnonce",
        /// The digest, in hexadecimal.
        response "response",
        /// URI the digest was made over.
        uri "uri",
        /// Protection chosen.
        qop "qop",
        /// Hash; MD5 when absent.
        algorithm "algorithm",
    }

    /// How often the nonce was used, this time included: eight hexadecimal digits.
    pub fn nonce_count(&self) -> Option<u32> {
        let digits = self.get("nc").filter(|digits| digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    }
}

impl fmt::Display for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
