//! Answering challenges.

use super::{Algorithm, Ha1, Question};
use crate::headers::{AuthScheme, Challenge, Credentials};

/// What a client proves to know.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// A password: answers any challenge.
    Password(String),
    /// A hash: answers challenges of its realm and algorithm.
    Ha1(Ha1),
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    fn ha1(&self, algorithm: Algorithm, user: &str, realm: &str) -> Option<Ha1> {
        match self {
            Self::Password(password) => Some(Ha1::new(algorithm, user, realm, password)),
            Self::Ha1(ha1) => Some(*ha1).filter(|ha1| ha1.algorithm() == algorithm),
        }
    }
}

/// The challenge to answer: the strongest that the secret can (RFC 8760 §2.4 leaves the choice to the client).
pub fn strongest<'a>(challenges: &'a [Challenge], secret: &Secret) -> Option<&'a Challenge> {
    let strength = |challenge: &&Challenge| {
        let algorithm = Algorithm::parse(challenge.algorithm()).filter(|_| *challenge.scheme() == AuthScheme::Digest)?;
        secret.ha1(algorithm, "", challenge.realm()?).map(|_| algorithm)
    };
    challenges.iter().filter(|challenge| strength(challenge).is_some()).max_by_key(strength)
}

/// The request that credentials are made for.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// Its method as on the wire.
    pub method: &'a str,
    /// Its Request-URI as on the wire.
    pub uri: &'a str,
    /// A random word of ours.
    pub cnonce: &'a str,
    /// How often this nonce has been used, this time included.
    pub count: u32,
}

/// Credentials that answer a challenge; `None` if it asks for something we don't do.
pub fn answer(challenge: &Challenge, user: &str, secret: &Secret, attempt: Attempt<'_>) -> Option<Credentials> {
    let Attempt { method, uri, cnonce, count } = attempt;
    let algorithm = Algorithm::parse(challenge.algorithm()).filter(|_| *challenge.scheme() == AuthScheme::Digest)?;
    let (realm, nonce) = (challenge.realm()?, challenge.nonce()?);
    let protected = challenge.offers_qop("auth");
    if !protected && challenge.get("qop").is_some() {
        return None;
    }
    let nc = format!("{count:08x}");
    let question = Question { method, uri, nonce, auth: protected.then_some((nc.as_str(), cnonce)) };
    let response = question.response(&secret.ha1(algorithm, user, realm)?);
    let mut credentials = Credentials::digest();
    for (name, value) in [("username", user), ("realm", realm), ("nonce", nonce), ("uri", uri), ("response", &response)] {
        credentials.set(name, value);
    }
    // Returned only when named: a server that sent none may not know the field.
    if let Some(named) = challenge.algorithm() {
        credentials.set("algorithm", named);
    }
    if let Some(opaque) = challenge.opaque() {
        credentials.set("opaque", opaque);
    }
    if protected {
        credentials.set("qop", "auth");
        credentials.set("nc", nc);
        credentials.set("cnonce", cnonce);
    }
    Some(credentials)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::digest::{Claim, Denied, Nonces, challenge, verify};

    const LIFETIME: Duration = Duration::from_secs(300);

    struct Server {
        nonces: Nonces,
        now: Instant,
    }

    impl Server {
        #[expect(clippy::disallowed_methods, reason = "a test needs one instant to start from")]
        fn new() -> Self {
            let now = Instant::now();
            Self { nonces: Nonces::new([1; 32], LIFETIME, now), now }
        }

        fn challenge(&mut self, algorithm: Algorithm) -> Challenge {
            let nonce = self.nonces.issue(self.now);
            challenge("pbx", algorithm, &nonce, false)
        }

        fn verify(&mut self, credentials: &Credentials) -> Result<String, Denied> {
            let printed = Credentials::parse(&credentials.to_string()).expect("printed credentials");
            let accounts = |user: &str, algorithm| (user == "101").then(|| Ha1::new(algorithm, "101", "pbx", "secret"));
            let claim = Claim { credentials: &[printed], realm: "pbx", method: "REGISTER" };
            verify(claim, accounts, &mut self.nonces, self.now)
        }
    }

    fn attempt(count: u32) -> Attempt<'static> {
        Attempt { method: "REGISTER", uri: "sip:pbx", cnonce: "c0ffee", count }
    }

    fn answered(challenge: &Challenge, user: &str, password: &str, count: u32) -> Credentials {
        let secret = Secret::Password(password.to_owned());
        answer(challenge, user, &secret, attempt(count)).expect("a challenge we know")
    }

    #[test]
    fn both_sides_agree_with_either_hash() {
        for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
            let mut server = Server::new();
            let challenge = server.challenge(algorithm);
            assert_eq!(server.verify(&answered(&challenge, "101", "secret", 1)), Ok("101".to_owned()));
        }
    }

    #[test]
    fn a_wrong_password_and_an_unknown_user_look_the_same() {
        let mut server = Server::new();
        let challenge = server.challenge(Algorithm::Sha256);
        assert_eq!(server.verify(&answered(&challenge, "101", "guess", 1)), Err(Denied::Wrong));
        assert_eq!(server.verify(&answered(&challenge, "999", "secret", 1)), Err(Denied::Wrong));
    }

    #[test]
    fn a_replay_is_told_to_take_a_new_nonce_and_the_next_count_is_accepted() {
        let mut server = Server::new();
        let challenge = server.challenge(Algorithm::Md5);
        let first = answered(&challenge, "101", "secret", 1);
        assert!(server.verify(&first).is_ok());
        assert_eq!(server.verify(&first), Err(Denied::Stale));
        assert!(server.verify(&answered(&challenge, "101", "secret", 2)).is_ok());
    }

    #[test]
    fn guesses_use_up_nothing() {
        let mut server = Server::new();
        let challenge = server.challenge(Algorithm::Md5);
        assert_eq!(server.verify(&answered(&challenge, "101", "guess", 1)), Err(Denied::Wrong));
        assert!(server.verify(&answered(&challenge, "101", "secret", 1)).is_ok());
    }

    #[test]
    fn an_old_nonce_is_stale_whatever_the_password() {
        let mut server = Server::new();
        let challenge = server.challenge(Algorithm::Md5);
        server.now += LIFETIME * 2;
        assert_eq!(server.verify(&answered(&challenge, "101", "secret", 1)), Err(Denied::Stale));
        assert_eq!(server.verify(&answered(&challenge, "101", "guess", 1)), Err(Denied::Stale));
        assert!(Denied::Stale.is_stale());
    }

    #[test]
    fn an_old_phone_without_qop_uses_a_nonce_once() {
        let mut server = Server::new();
        let mut challenge = Challenge::digest();
        challenge.set("realm", "pbx");
        challenge.set("nonce", server.nonces.issue(server.now));
        let credentials = answered(&challenge, "101", "secret", 1);
        assert_eq!((credentials.qop(), credentials.get("nc")), (None, None));
        assert!(server.verify(&credentials).is_ok());
        assert_eq!(server.verify(&credentials), Err(Denied::Stale));
    }

    #[test]
    fn credentials_we_cannot_use_are_as_none() {
        let mut server = Server::new();
        let challenge = server.challenge(Algorithm::Md5);
        let changed = |name: &str, value: &str| {
            let mut credentials = answered(&challenge, "101", "secret", 1);
            credentials.set(name, value);
            credentials
        };
        for (name, value) in [("realm", "elsewhere"), ("algorithm", "MD5-sess"), ("qop", "auth-int"), ("nc", "1"), ("nc", "0000000g")] {
            assert_eq!(server.verify(&changed(name, value)), Err(Denied::Absent), "{name}={value}");
        }
        let foreign = Credentials::parse("NoOneKnowsThisScheme opaque-data=here").expect("readable");
        assert_eq!(server.verify(&foreign), Err(Denied::Absent));
    }

    #[test]
    fn the_count_is_hexadecimal() {
        let mut server = Server::new();
        let challenge = server.challenge(Algorithm::Md5);
        for count in [9, 10, 15, 16, 255] {
            assert!(server.verify(&answered(&challenge, "101", "secret", count)).is_ok(), "{count}");
        }
    }

    #[test]
    fn the_strongest_challenge_that_the_secret_can_answer_is_taken() {
        let mut server = Server::new();
        let mut unknown = Challenge::digest();
        unknown.set("realm", "pbx");
        unknown.set("algorithm", "SHA-512-256");
        let offered = [unknown, server.challenge(Algorithm::Md5), server.challenge(Algorithm::Sha256)];
        let chosen = |secret: &Secret| strongest(&offered, secret).and_then(|challenge| challenge.algorithm()).map(str::to_owned);
        assert_eq!(chosen(&Secret::Password("secret".to_owned())).as_deref(), Some("SHA-256"));
        let stored = Secret::Ha1(Ha1::new(Algorithm::Md5, "101", "pbx", "secret"));
        assert_eq!(chosen(&stored).as_deref(), Some("MD5"));
    }

    #[test]
    fn auth_int_alone_is_not_answered() {
        let mut challenge = Challenge::digest();
        challenge.set("realm", "pbx");
        challenge.set("nonce", "n");
        challenge.set("qop", "auth-int");
        let secret = Secret::Password("secret".to_owned());
        assert_eq!(answer(&challenge, "101", &secret, attempt(1)), None);
    }
}
