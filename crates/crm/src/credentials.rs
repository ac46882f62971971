//! Passwords: generated ones, hashes of logins, digests of devices. No password of a person or a phone is ever kept.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use md5::{Digest, Md5};
use rand::RngCore;
use sha2::Sha256;

/// Letters and digits that are not taken for one another when a password is read from a screen into a phone.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";

/// 24 letters of 5 bits: 120 bits, beyond any guessing of a digest caught on the wire.
const GENERATED_CHARS: usize = 24;

/// The shortest password of a login (chosen: NIST SP 800-63B asks for 8).
pub const PASSWORD_CHARS_MIN: usize = 8;

/// A password for a device.
pub fn generated_password(rng: &mut impl RngCore) -> String {
    let mut bytes = [0; GENERATED_CHARS];
    rng.fill_bytes(&mut bytes);
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// The Argon2id hash of a login's password, in PHC form. Takes tens of milliseconds of a core: never call it on the async threads.
pub fn password_hash(password: &str, rng: &mut impl RngCore) -> String {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.expect("default parameters and a salt of 16 bytes are valid").to_string()
}

/// Whether a password is the one of that hash. As slow as making the hash.
pub fn is_password(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The two digests a registrar compares (RFC 7616 §3.4.2, RFC 8760).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ha1 {
    /// `MD5(login:realm:password)`.
    pub md5: [u8; 16],
    /// `SHA-256(login:realm:password)`.
    pub sha256: [u8; 32],
}

impl Ha1 {
    /// The digests of a password.
    pub fn of(login: &str, realm: &str, password: &str) -> Self {
        let text = format!("{login}:{realm}:{password}");
        Self { md5: Md5::digest(text.as_bytes()).into(), sha256: Sha256::digest(text.as_bytes()).into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    #[test]
    fn generated_passwords_are_long_and_differ() {
        let mut rng = StdRng::seed_from_u64(1);
        let (one, other) = (generated_password(&mut rng), generated_password(&mut rng));
        assert!(one.len() >= 20 && one != other);
        assert!(!one.contains(['l', 'o', '0', '1', 'I']));
    }

    #[test]
    fn a_hash_knows_its_password_only_and_is_salted() {
        let mut rng = StdRng::seed_from_u64(1);
        let hash = password_hash("doors-101", &mut rng);
        assert!(is_password("doors-101", &hash));
        assert!(!is_password("doors-102", &hash));
        assert!(!is_password("doors-101", "not a hash"));
        assert_ne!(hash, password_hash("doors-101", &mut rng));
    }

    #[test]
    fn digests_are_those_of_the_rfc() {
        // RFC 7616 §3.9.1: user Mufasa of that realm with the password "Circle of Life".
        let ha1 = Ha1::of("Mufasa", "http-auth@example.org", "Circle of Life");
        assert_eq!(hex(&ha1.md5), "3d78807defe7de2157e2b0b6573a855f");
        assert_eq!(hex(&ha1.sha256), "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232");
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
