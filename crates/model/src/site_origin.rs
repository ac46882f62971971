//! The address of somebody's site, as browsers compare it.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Scheme, host and port of a site (RFC 6454): what a page of ours may be shown in a frame of.
///
/// It goes into a header, so nothing but what a host is written with is let in: no path, no wildcard, no second word.
///
/// ```
/// use otklik_model::SiteOrigin;
///
/// let shop: SiteOrigin = "https://www.example.com".parse().expect("a site");
/// assert_eq!(shop.to_string(), "https://www.example.com");
/// assert!("https://www.example.com/shop".parse::<SiteOrigin>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SiteOrigin(String);

/// It is not the address of a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the address of a site; write it like https://www.example.com, without a path")]
pub struct SiteOriginRefused(String);

/// The longest name of a host (RFC 1035 section 2.3.4), and as much again for scheme and port.
const CHARS_MAX: usize = 280;

impl SiteOrigin {
    /// As headers take it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SiteOrigin {
    type Err = SiteOriginRefused;

    fn from_str(text: &str) -> Result<Self, SiteOriginRefused> {
        let origin = text.trim().to_ascii_lowercase();
        let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let is_site = origin.len() <= CHARS_MAX && rest.is_some_and(is_host_with_port);
        if is_site { Ok(Self(origin)) } else { Err(SiteOriginRefused(text.chars().take(CHARS_MAX).collect())) }
    }
}

fn is_host_with_port(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        Some(_) | None => (text, None),
    };
    port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0)) && (is_name(host) || is_address_of_six(host))
}

/// A name or an IPv4 address: labels of letters, digits and hyphens.
fn is_name(host: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    host.split('.').all(is_label)
}

fn is_address_of_six(host: &str) -> bool {
    let inside = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok())
}

impl TryFrom<String> for SiteOrigin {
    type Error = SiteOriginRefused;

    fn try_from(text: String) -> Result<Self, SiteOriginRefused> {
        text.parse()
    }
}

impl From<SiteOrigin> for String {
    fn from(origin: SiteOrigin) -> Self {
        origin.0
    }
}

impl fmt::Display for SiteOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_cannot_carry_anything_into_a_header() {
        for wrong in [
            "example.com",
            "https://",
            "https://a.example/x",
            "https://a.example/",
            "https://a.example; script-src *",
            "https://a.example https://b.example",
            "https://a.example\r\nX: y",
            "ftp://a.example",
            "*",
            "https://*.example",
            "https://a@b.example",
            "https://a.example:",
            "https://a.example:0",
            "https://a.example:99999",
            "https://a..example",
            "https://[::g]",
        ] {
            assert!(wrong.parse::<SiteOrigin>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn sites_with_ports_and_addresses_are_sites() {
        for right in
            ["https://www.example.com", "http://localhost:3000", "https://shop.example:8443", "http://192.0.2.7", "http://[2001:db8::1]:80"]
        {
            assert_eq!(right.parse::<SiteOrigin>().unwrap().as_str(), right);
        }
        assert_eq!(" HTTPS://Shop.Example ".parse::<SiteOrigin>().unwrap().as_str(), "https://shop.example");
    }
}
