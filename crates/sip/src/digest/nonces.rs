//! Server nonces: signed, so that nothing is kept for those who only ask; the count of uses is kept for those who proved
//! to know the secret.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::{hex, same_in_constant_time};

/// Nonces in use that are remembered; with more, the oldest is forgotten and its client challenged anew. Chosen.
const USED_MAX: usize = 65_536;

/// Hexadecimal digits of the time (ms), the serial number and the signature.
const TIME_DIGITS: usize = 16;
const SERIAL_DIGITS: usize = 16;
const SIGNATURE_DIGITS: usize = 32;

/// What a nonce is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NonceState {
    /// Ours and young enough.
    Fresh,
    /// Ours, but too old: challenge with `stale=true`.
    Stale,
    /// Not ours, or made before the last restart. Telling the client `stale=true` spares the user a password prompt, and it
    /// tells an attacker nothing.
    Foreign,
}

/// Makes and checks nonces.
#[derive(Debug)]
pub struct Nonces {
    secret: [u8; 32],
    lifetime: Duration,
    epoch: Instant,
    serial: u64,
    used: HashMap<u64, Uses>,
}

/// The counts seen with one nonce: the highest, and which of the 64 below it, since UDP reorders.
#[derive(Debug)]
struct Uses {
    made: Duration,
    highest: u32,
    below: u64,
}

/// A nonce taken apart.
struct Parts {
    made: Duration,
    serial: u64,
}

impl Nonces {
    /// `secret` should come from the operating system's generator; `lifetime` is how long a nonce may be used.
    pub fn new(secret: [u8; 32], lifetime: Duration, now: Instant) -> Self {
        Self { secret, lifetime, epoch: now, serial: 0, used: HashMap::new() }
    }

    /// A new nonce.
    pub fn issue(&mut self, now: Instant) -> String {
        self.serial += 1;
        let made = now.saturating_duration_since(self.epoch).as_millis() as u64;
        let stem = format!("{made:016x}{:016x}", self.serial);
        let signature = self.sign(&stem);
        stem + &signature
    }

    /// Whether a nonce is ours and young enough.
    pub fn check(&self, nonce: &str, now: Instant) -> NonceState {
        match self.read(nonce) {
            None => NonceState::Foreign,
            Some(parts) if self.is_old(parts.made, now) => NonceState::Stale,
            Some(_) => NonceState::Fresh,
        }
    }

    /// Notes a use that was proved right. `false`: the count was used before, so the request is a replay.
    #[must_use]
    pub fn spend(&mut self, nonce: &str, count: u32, now: Instant) -> bool {
        let Some(parts) = self.read(nonce) else { return false };
        self.make_room(now);
        let fresh = Uses { made: parts.made, highest: 0, below: 0 };
        self.used.entry(parts.serial).or_insert(fresh).spend(count)
    }

    fn make_room(&mut self, now: Instant) {
        if self.used.len() < USED_MAX {
            return;
        }
        let (epoch, lifetime) = (self.epoch, self.lifetime);
        self.used.retain(|_, uses| now.saturating_duration_since(epoch + uses.made) <= lifetime);
        if self.used.len() >= USED_MAX {
            // Forgetting counts would allow replays: rather every nonce in use becomes foreign.
            self.epoch = now;
            self.secret = Sha256::digest(self.secret).into();
            self.used.clear();
        }
    }

    fn is_old(&self, made: Duration, now: Instant) -> bool {
        now.saturating_duration_since(self.epoch).saturating_sub(made) > self.lifetime
    }

    fn read(&self, nonce: &str) -> Option<Parts> {
        let (stem, signature) = nonce.split_at_checked(TIME_DIGITS + SERIAL_DIGITS)?;
        if !same_in_constant_time(self.sign(stem).as_bytes(), signature.as_bytes()) {
            return None;
        }
        let (made, serial) = stem.split_at_checked(TIME_DIGITS)?;
        let made = Duration::from_millis(u64::from_str_radix(made, 16).ok()?);
        Some(Parts { made, serial: u64::from_str_radix(serial, 16).ok()? })
    }

    /// The secret on both sides: a hash that is only prefixed could be extended.
    fn sign(&self, stem: &str) -> String {
        let hash = Sha256::new().chain_update(self.secret).chain_update(stem).chain_update(self.secret).finalize();
        let mut digits = hex(&hash);
        digits.truncate(SIGNATURE_DIGITS);
        digits
    }
}

impl Uses {
    fn spend(&mut self, count: u32) -> bool {
        if count > self.highest {
            let step = count - self.highest;
            let shifted = self.below.checked_shl(step).unwrap_or(0);
            // The former highest moves to its place below, unless there was none yet.
            let former = if self.highest == 0 { 0 } else { 1_u64.checked_shl(step - 1).unwrap_or(0) };
            (self.highest, self.below) = (count, shifted | former);
            return true;
        }
        let distance = self.highest - count;
        let Some(bit) = distance.checked_sub(1).and_then(|place| 1_u64.checked_shl(place)) else { return false };
        let unseen = count > 0 && self.below & bit == 0;
        self.below |= bit;
        unseen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn nonces(now: Instant) -> Nonces {
        Nonces::new([7; 32], MINUTE, now)
    }

    #[expect(clippy::disallowed_methods, reason = "a test needs one instant to start from")]
    fn start() -> Instant {
        Instant::now()
    }

    #[test]
    fn a_nonce_is_fresh_then_stale_and_a_forged_one_foreign() {
        let start = start();
        let mut nonces = nonces(start);
        let nonce = nonces.issue(start);
        assert_eq!(nonces.check(&nonce, start + MINUTE), NonceState::Fresh);
        assert_eq!(nonces.check(&nonce, start + MINUTE * 2), NonceState::Stale);
        assert_eq!(nonces.check(&nonce.replace('0', "1"), start), NonceState::Foreign);
        assert_eq!(nonces.check("", start), NonceState::Foreign);
        assert_eq!(nonces.check("слово без подписи, достаточно длинное", start), NonceState::Foreign);
    }

    #[test]
    fn every_nonce_is_another_even_at_the_same_moment() {
        let start = start();
        let mut nonces = nonces(start);
        assert_ne!(nonces.issue(start), nonces.issue(start));
    }

    #[test]
    fn a_count_is_good_once_and_may_come_out_of_order() {
        let start = start();
        let mut nonces = nonces(start);
        let nonce = nonces.issue(start);
        let mut spend = |count| nonces.spend(&nonce, count, start);
        assert!(spend(1) && spend(2) && spend(5) && spend(4) && spend(3));
        assert!(!spend(5) && !spend(4) && !spend(1) && !spend(0));
        assert!(spend(200));
        assert!(!spend(100), "too far behind to know");
        assert!(spend(u32::MAX) && !spend(200));
    }

    #[test]
    fn the_table_of_used_nonces_is_bounded_and_a_full_one_allows_no_replay() {
        let start = start();
        let mut nonces = nonces(start);
        let first = nonces.issue(start);
        assert!(nonces.spend(&first, 1, start));
        for _ in 0..USED_MAX {
            let nonce = nonces.issue(start);
            let _ = nonces.spend(&nonce, 1, start);
        }
        assert!(nonces.used.len() <= USED_MAX);
        assert!(!nonces.spend(&first, 1, start));
        assert_eq!(nonces.check(&first, start), NonceState::Foreign);
    }

    #[test]
    fn old_entries_leave_the_table_first() {
        let start = start();
        let mut nonces = nonces(start);
        for _ in 0..USED_MAX {
            let nonce = nonces.issue(start);
            assert!(nonces.spend(&nonce, 1, start));
        }
        let later = start + MINUTE * 2;
        let nonce = nonces.issue(later);
        assert!(nonces.spend(&nonce, 1, later));
        assert_eq!(nonces.used.len(), 1);
        assert_eq!(nonces.check(&nonce, later), NonceState::Fresh);
    }

    proptest::proptest! {
        #[test]
        fn counts_are_accepted_once_within_the_window(counts in proptest::collection::vec(0_u32..200, 1..120)) {
            let mut uses = Uses { made: Duration::ZERO, highest: 0, below: 0 };
            let mut accepted = std::collections::BTreeSet::new();
            for count in counts {
                let highest = accepted.last().copied().unwrap_or(0);
                let expected = count > 0 && !accepted.contains(&count) && count + 64 >= highest;
                proptest::prop_assert_eq!(uses.spend(count), expected, "{} after {:?}", count, accepted);
                if expected {
                    accepted.insert(count);
                }
            }
        }
    }
}
