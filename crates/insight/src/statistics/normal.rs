//! The normal distribution, as far as bands need it.

use crate::root;
use std::f64::consts::PI;

/// The z below which that share of a normal distribution lies.
pub(super) fn quantile(share: f64) -> f64 {
    root::crossing(|z| below(z) - share, -8.0, 8.0)
}

/// Φ(z) = ½ + φ(z)·Σ z^(2k+1) / (1·3·5·…·(2k+1)): a series of terms of one sign, good to the last digits for |z| ≤ 8.
fn below(z: f64) -> f64 {
    let (mut term, mut sum, mut odd) = (z, z, 1.0);
    while term.abs() > sum.abs() * f64::EPSILON {
        odd += 2.0;
        term *= z * z / odd;
        sum += term;
    }
    0.5 + sum * (-z * z / 2.0).exp() / (2.0 * PI).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantiles_every_book_prints_agree() {
        for (share, z) in [(0.5, 0.0), (0.9, 1.281_552), (0.975, 1.959_964), (0.995, 2.575_829), (0.000_1, -3.719_016)] {
            assert!((quantile(share) - z).abs() < 1e-6, "{share}");
        }
    }
}
