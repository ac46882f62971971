//! What can be said from a few counts: shares with their uncertainty, quantiles, and how long people wait before they give up.

pub mod share;
pub mod survival;

mod normal;
mod quantile;

pub use quantile::{Interval, quantile};

use rand::{SeedableRng, rngs::StdRng};

/// The generator of every simulation here: the same seed gives the same figures.
pub fn generator(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}
