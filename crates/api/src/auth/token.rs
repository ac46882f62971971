//! Tokens: 256 random bits, kept only as a hash.

use rand::RngCore;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 of a token.
pub type TokenHash = [u8; 32];

/// A new token in hexadecimal.
pub fn draw(rng: &mut impl RngCore) -> String {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What is kept of a token.
pub fn hash(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    #[test]
    fn tokens_differ_and_are_long() {
        let mut rng = StdRng::seed_from_u64(1);
        let (one, two) = (draw(&mut rng), draw(&mut rng));
        assert_eq!(one.len(), 64);
        assert_ne!(one, two);
        assert_ne!(hash(&one), hash(&two));
    }
}
