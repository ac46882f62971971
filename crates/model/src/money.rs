//! Money as a whole number of the smallest coin.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in kopecks (1/100 of a rouble). Never a float: sums must come out to the coin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// An amount given in kopecks.
    pub const fn from_kopecks(kopecks: i64) -> Self {
        Self(kopecks)
    }

    /// An amount given in whole roubles; `None` when it does not fit.
    pub fn from_roubles(roubles: i64) -> Option<Self> {
        roubles.checked_mul(100).map(Self)
    }

    /// The amount in kopecks.
    pub const fn kopecks(self) -> i64 {
        self.0
    }

    /// The sum; `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let kopecks = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", kopecks / 100, kopecks % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_roubles_and_two_digits_of_kopecks() {
        assert_eq!(Money::from_kopecks(123_405).to_string(), "1234.05");
        assert_eq!(Money::from_kopecks(-5).to_string(), "-0.05");
    }
}
