//! Via (RFC 3261 §20.42, RFC 3581).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use crate::flow::Transport;
use crate::grammar::{self, Malformed, trim_text};
use crate::params::{HeaderParams, Params, split_where};
use crate::uri::{Host, HostText, host_port, ipv6};

const BAD_VIA: Malformed = Malformed("Via");

/// The prefix of branches made by RFC 3261 elements: the rest identifies the transaction (§8.1.1.7).
pub(crate) const BRANCH_COOKIE: &str = "z9hG4bK";

/// One hop a request has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Via {
    /// Transport as written (`UDP`, `TLS-SCTP`, …).
    pub transport: String,
    /// Host the response is to be sent to.
    pub host: Host,
    /// Its port, when written.
    pub port: Option<u16>,
    /// `branch`, `received`, `rport`, `maddr`, `ttl`, …
    pub params: Params,
}

impl Via {
    /// A Via of ours, asking for `rport` (RFC 3581 §3).
    pub fn new(transport: Transport, host: Host, port: Option<u16>, branch: &str) -> Self {
        let mut params = Params::new();
        params.set("branch", branch);
        params.set_flag("rport");
        Self { transport: transport.as_via().to_owned(), host, port, params }
    }

    /// Reads one value.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let parts = ViaText::scan(text)?;
        Ok(Self {
            transport: parts.transport.to_owned(),
            host: parts.host.own(),
            port: parts.port,
            params: Params::of_header(parts.params)?,
        })
    }

    /// The branch, with or without the cookie.
    pub fn branch(&self) -> Option<&str> {
        self.params.get("branch")
    }

    /// Whether the branch identifies the transaction as RFC 3261 §17.2.3 wants it.
    pub fn has_magic_branch(&self) -> bool {
        self.branch().is_some_and(|branch| is_magic(branch) && branch.len() > BRANCH_COOKIE.len())
    }

    /// Where the packet really came from; IPv6 is read with and without brackets (RFC 5118 §4.5).
    pub fn received(&self) -> Option<IpAddr> {
        let text = self.params.get("received")?;
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        bare.parse::<Ipv4Addr>().map(IpAddr::V4).or_else(|_| ipv6(bare).map(IpAddr::V6)).ok()
    }

    /// Whether the sender asked for symmetric responses, filled in already or not.
    pub fn wants_rport(&self) -> bool {
        self.params.contains("rport")
    }

    /// The source port written by the receiver.
    pub fn rport(&self) -> Option<u16> {
        grammar::number(self.params.get("rport")?, u64::from(u16::MAX)).and_then(|port| u16::try_from(port).ok())
    }
}

/// Whether the branch promises an identifier and has none (RFC 4475 §3.2.1).
pub(crate) fn is_lone_cookie(branch: &str) -> bool {
    branch.eq_ignore_ascii_case(BRANCH_COOKIE)
}

fn is_magic(branch: &str) -> bool {
    branch.get(..BRANCH_COOKIE.len()).is_some_and(|prefix| prefix.eq_ignore_ascii_case(BRANCH_COOKIE))
}

impl FromStr for Via {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SIP/2.0/{} {}", self.transport, self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        write!(f, "{}", self.params)
    }
}

/// A Via still in the message, its parts checked.
pub(crate) struct ViaText<'a> {
    transport: &'a str,
    host: HostText<'a>,
    port: Option<u16>,
    params: &'a str,
}

impl<'a> ViaText<'a> {
    pub(crate) fn scan(text: &'a str) -> Result<Self, Malformed> {
        let (protocol, rest) = text.split_once('/').ok_or(BAD_VIA)?;
        let (version, rest) = rest.split_once('/').ok_or(BAD_VIA)?;
        if !trim_text(protocol).eq_ignore_ascii_case("SIP") || trim_text(version) != "2.0" {
            return Err(BAD_VIA);
        }
        let (transport, rest) = split_where(trim_text(rest), grammar::is_blank);
        let (sent_by, params) = split_where(trim_text(rest), |byte| byte == b';');
        let (host, port) = host_port(trim_text(sent_by))?;
        HeaderParams(params).try_for_each(|param| param.map(drop))?;
        if grammar::is_token(transport.as_bytes()) { Ok(Self { transport, host, port, params }) } else { Err(BAD_VIA) }
    }

    pub(crate) fn branch(&self) -> Option<&'a str> {
        HeaderParams(self.params).flatten().find(|(name, _)| name.eq_ignore_ascii_case("branch"))?.1
    }
}
