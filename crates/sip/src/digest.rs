//! Digest authentication, both sides: RFC 7616 with the SIP rules of RFC 8760 and, for old phones, MD5 without `qop` (RFC 2617).
//!
//! Passwords are not needed: [`Ha1`] is enough to check and to answer. Supported: MD5 and SHA-256, `qop=auth`. Not supported
//! on purpose: `-sess` variants and `auth-int`, which no phone uses.

mod client;
mod nonces;
mod server;

use std::fmt;

use md5::{Digest, Md5};
use sha2::Sha256;

pub use client::{Attempt, Secret, answer, strongest};
pub use nonces::{NonceState, Nonces};
pub use server::{Claim, Denied, challenge, verify};

/// The hash of an authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// What every phone understands.
    Md5,
    /// RFC 8760.
    Sha256,
}

impl Algorithm {
    /// Reads the `algorithm` field; absent means MD5 (RFC 7616 §3.3). `None` for any other, `-sess` included.
    pub fn parse(field: Option<&str>) -> Option<Self> {
        match field {
            None => Some(Self::Md5),
            Some(word) if word.eq_ignore_ascii_case("MD5") => Some(Self::Md5),
            Some(word) if word.eq_ignore_ascii_case("SHA-256") => Some(Self::Sha256),
            Some(_) => None,
        }
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    /// The hash of parts joined by colons, in lower-case hexadecimal.
    fn hex(self, parts: &[&str]) -> String {
        hex(&self.hash(parts))
    }

    fn hash(self, parts: &[&str]) -> Vec<u8> {
        match self {
            Self::Md5 => joined::<Md5>(parts),
            Self::Sha256 => joined::<Sha256>(parts),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn joined<D: Digest>(parts: &[&str]) -> Vec<u8> {
    let mut hash = D::new();
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            hash.update(b":");
        }
        hash.update(part.as_bytes());
    }
    hash.finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// The hash of user, realm and password: all that has to be stored for an account (RFC 7616 §3.4.2). Worth as much as the
/// password within its realm, so it is kept out of `Debug`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ha1 {
    /// For MD5.
    Md5([u8; 16]),
    /// For SHA-256.
    Sha256([u8; 32]),
}

impl Ha1 {
    /// From a password.
    pub fn new(algorithm: Algorithm, user: &str, realm: &str, password: &str) -> Self {
        let hash = algorithm.hash(&[user, realm, password]);
        Self::of_bytes(algorithm, &hash).unwrap_or(Self::nobody(algorithm))
    }

    /// From its hexadecimal form.
    pub fn from_hex(algorithm: Algorithm, digits: &str) -> Option<Self> {
        let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(pair).collect();
        Self::of_bytes(algorithm, &bytes?)
    }

    /// From its bytes.
    pub fn of_bytes(algorithm: Algorithm, bytes: &[u8]) -> Option<Self> {
        match algorithm {
            Algorithm::Md5 => bytes.try_into().ok().map(Self::Md5),
            Algorithm::Sha256 => bytes.try_into().ok().map(Self::Sha256),
        }
    }

    /// The hash of nobody: computing with it costs the same time as with a real one.
    fn nobody(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Md5 => Self::Md5([0; 16]),
            Algorithm::Sha256 => Self::Sha256([0; 32]),
        }
    }

    /// Which hash it is.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Md5(_) => Algorithm::Md5,
            Self::Sha256(_) => Algorithm::Sha256,
        }
    }

    /// Its bytes, for storing.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Md5(bytes) => bytes,
            Self::Sha256(bytes) => bytes,
        }
    }

    /// Its hexadecimal form, for storing.
    pub fn to_hex(&self) -> String {
        hex(self.as_bytes())
    }
}

impl fmt::Debug for Ha1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ha1({})", self.algorithm())
    }
}

fn pair(digits: &[u8]) -> Option<u8> {
    match digits {
        [high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            Some(crate::grammar::nibble(*high) << 4 | crate::grammar::nibble(*low))
        }
        _ => None,
    }
}

/// What goes into a response besides the secret (RFC 7616 §3.4.1).
#[derive(Debug, Clone, Copy)]
struct Question<'a> {
    method: &'a str,
    uri: &'a str,
    nonce: &'a str,
    /// `nc` and `cnonce` when `qop=auth` protects the answer; without them it is the form of RFC 2069.
    auth: Option<(&'a str, &'a str)>,
}

impl Question<'_> {
    fn response(&self, ha1: &Ha1) -> String {
        let algorithm = ha1.algorithm();
        let ha2 = algorithm.hex(&[self.method, self.uri]);
        let ha1 = ha1.to_hex();
        match self.auth {
            Some((nc, cnonce)) => algorithm.hex(&[&ha1, self.nonce, nc, cnonce, "auth", &ha2]),
            None => algorithm.hex(&[&ha1, self.nonce, &ha2]),
        }
    }
}

/// Compares without telling by its duration where the difference is.
fn same_in_constant_time(one: &[u8], two: &[u8]) -> bool {
    one.len() == two.len() && one.iter().zip(two).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7616_comes_out() {
        // RFC 7616 §3.9.1: the same question answered with both hashes.
        let question = Question {
            method: "GET",
            uri: "/dir/index.html",
            nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            auth: Some(("00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")),
        };
        let ha1 = |algorithm| Ha1::new(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life");
        assert_eq!(question.response(&ha1(Algorithm::Md5)), "8ca523f5e9506fed4657c9700eebdbec");
        let sha256 = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        assert_eq!(question.response(&ha1(Algorithm::Sha256)), sha256);
    }

    #[test]
    fn the_example_of_rfc_2617_comes_out_without_qop() {
        let ha1 = Ha1::new(Algorithm::Md5, "Mufasa", "testrealm@host.com", "CircleOfLife");
        let question = Question { method: "GET", uri: "/dir/index.html", nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093", auth: None };
        assert_eq!(question.response(&ha1), "1949323746fe6a43ef61f9606e7febea");
    }

    #[test]
    fn a_stored_hash_is_read_back_and_a_wrong_one_refused() {
        for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
            let ha1 = Ha1::new(algorithm, "101", "pbx", "secret");
            assert_eq!(Ha1::from_hex(algorithm, &ha1.to_hex()), Some(ha1));
        }
        assert_eq!(Ha1::from_hex(Algorithm::Md5, "00"), None);
        assert_eq!(Ha1::from_hex(Algorithm::Md5, &"zz".repeat(16)), None);
        assert_eq!(Ha1::from_hex(Algorithm::Md5, &"0".repeat(33)), None);
    }

    #[test]
    fn debug_output_does_not_tell_the_hash() {
        let ha1 = Ha1::new(Algorithm::Md5, "101", "pbx", "secret");
        assert_eq!(format!("{ha1:?}"), "Ha1(MD5)");
    }
}
