//! Asking for and checking credentials.

use std::time::Instant;

use super::{Algorithm, Ha1, NonceState, Nonces, Question, same_in_constant_time};
use crate::headers::{AuthScheme, Challenge, Credentials};

/// Why credentials were not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// None that we could use: challenge.
    Absent,
    /// Nonce too old, made before a restart or used up: challenge with `stale=true`.
    Stale,
    /// Wrong password, or a user who doesn't exist: challenge; the two look the same from outside.
    Wrong,
}

impl Denied {
    /// Whether the new challenge is to say `stale=true`.
    pub fn is_stale(self) -> bool {
        self == Self::Stale
    }
}

/// One challenge. Send one per algorithm an account has, the strongest first (RFC 8760 §2.4).
pub fn challenge(realm: &str, algorithm: Algorithm, nonce: &str, stale: bool) -> Challenge {
    let mut challenge = Challenge::digest();
    challenge.set("realm", realm);
    challenge.set("nonce", nonce);
    challenge.set("algorithm", algorithm.as_str());
    challenge.set("qop", "auth");
    if stale {
        challenge.set("stale", "true");
    }
    challenge
}

/// What a request brings to prove who sent it.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Its Authorization or Proxy-Authorization lines.
    pub credentials: &'a [Credentials],
    /// The realm we challenge for.
    pub realm: &'a str,
    /// Its method as on the wire.
    pub method: &'a str,
}

/// Checks a claim and gives the name of the user who made it.
///
/// `ha1` looks up the hash of a user for an algorithm. For a user who doesn't exist it gives `None`, and the work done is the
/// same. The `uri` field is what was hashed and is not compared with the Request-URI, which proxies rewrite (RFC 3261 §22.4
/// item 6); replays are caught by the nonce count.
pub fn verify(claim: Claim<'_>, ha1: impl Fn(&str, Algorithm) -> Option<Ha1>, nonces: &mut Nonces, now: Instant) -> Result<String, Denied> {
    let given = claim.credentials.iter().find_map(|credentials| Given::read(credentials, claim.realm)).ok_or(Denied::Absent)?;
    let known = ha1(given.user, given.algorithm).filter(|ha1| ha1.algorithm() == given.algorithm);
    let question = Question { method: claim.method, uri: given.uri, nonce: given.nonce, auth: given.auth };
    let expected = question.response(&known.unwrap_or(Ha1::nobody(given.algorithm)));
    let right = same_in_constant_time(expected.as_bytes(), given.response.as_bytes()) && known.is_some();
    match nonces.check(given.nonce, now) {
        NonceState::Foreign | NonceState::Stale => Err(Denied::Stale),
        NonceState::Fresh if !right => Err(Denied::Wrong),
        NonceState::Fresh if !nonces.spend(given.nonce, given.count, now) => Err(Denied::Stale),
        NonceState::Fresh => Ok(given.user.to_owned()),
    }
}

/// Credentials with all their fields.
struct Given<'a> {
    user: &'a str,
    algorithm: Algorithm,
    uri: &'a str,
    nonce: &'a str,
    response: String,
    auth: Option<(&'a str, &'a str)>,
    /// Without `qop` there is no count: such a nonce is good for one request.
    count: u32,
}

impl<'a> Given<'a> {
    fn read(credentials: &'a Credentials, realm: &str) -> Option<Self> {
        if *credentials.scheme() != AuthScheme::Digest || credentials.realm() != Some(realm) {
            return None;
        }
        let (auth, count) = match credentials.qop() {
            None => (None, 1),
            Some(qop) if qop.eq_ignore_ascii_case("auth") => {
                (Some((credentials.get("nc")?, credentials.cnonce()?)), credentials.nonce_count()?)
            }
            Some(_) => return None,
        };
        Some(Self {
            user: credentials.username()?,
            algorithm: Algorithm::parse(credentials.algorithm())?,
            uri: credentials.uri()?,
            nonce: credentials.nonce()?,
            response: credentials.response()?.to_ascii_lowercase(),
            auth,
            count,
        })
    }
}
