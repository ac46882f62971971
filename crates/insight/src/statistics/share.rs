//! A share known from counts: a beta distribution, with small segments shrunk to the tenant's mean.

use rand::Rng;
use rand_distr::{Beta, Distribution};
use serde::{Deserialize, Serialize};

/// How many cases of a segment weigh as much as the tenant's mean. Chosen: with twenty deals of its own a segment is believed half.
pub const SHRINKAGE_WEIGHT: f64 = 20.0;

/// How many cases a typed share stands for when nobody counted. Chosen: wide enough to doubt it, narrow enough to be of use.
pub const TYPED_WEIGHT: f64 = 100.0;

/// Jeffreys' prior: half a case either way, so that no deals at all is not certainty.
const JEFFREYS: f64 = 0.5;

/// Cases counted, and how many of them were a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// How many were.
    pub yes: u64,
    /// Out of how many; never below `yes`.
    pub of: u64,
}

impl Counts {
    /// The plain share; `None` when nothing was counted.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.yes as f64 / self.of as f64)
    }

    fn no(self) -> f64 {
        self.of.saturating_sub(self.yes) as f64
    }
}

/// What is believed of a share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Posterior {
    yes: f64,
    no: f64,
}

impl Posterior {
    /// Of a whole tenant, from what was counted.
    pub fn of_tenant(counts: Counts) -> Self {
        Self { yes: counts.yes as f64 + JEFFREYS, no: counts.no() + JEFFREYS }
    }

    /// Of one segment, shrunk to the tenant's mean with the weight of [`SHRINKAGE_WEIGHT`] cases: a segment without cases
    /// is believed to be like the tenant, one with thousands speaks for itself.
    pub fn of_segment(segment: Counts, tenant: Counts) -> Self {
        let mean = Self::of_tenant(tenant).mean();
        Self { yes: segment.yes as f64 + mean * SHRINKAGE_WEIGHT, no: segment.no() + (1.0 - mean) * SHRINKAGE_WEIGHT }
    }

    /// Of a share somebody typed, as if it had been seen in [`TYPED_WEIGHT`] cases; brought into 0…1. None and all are taken as said.
    pub fn typed(share: f64) -> Self {
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        Self { yes: share * TYPED_WEIGHT, no: (1.0 - share) * TYPED_WEIGHT }
    }

    /// The mean.
    pub fn mean(self) -> f64 {
        self.yes / (self.yes + self.no)
    }

    /// One draw.
    pub fn draw(self, generator: &mut impl Rng) -> f64 {
        Beta::new(self.yes, self.no).map_or_else(|_| self.mean(), |beta| beta.sample(generator))
    }

    /// `count` draws.
    pub fn draws(self, count: usize, generator: &mut impl Rng) -> Vec<f64> {
        (0..count).map(|_| self.draw(generator)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Interval, generator};

    const SALES: Counts = Counts { yes: 200, of: 1000 };

    #[test]
    fn a_segment_without_cases_is_like_the_tenant_and_a_large_one_speaks_for_itself() {
        let tenant = Posterior::of_tenant(SALES).mean();
        assert_eq!(Posterior::of_segment(Counts::default(), SALES).mean(), tenant);
        let half_believed = Posterior::of_segment(Counts { yes: 20, of: 20 }, SALES).mean();
        assert!((half_believed - f64::midpoint(1.0, tenant)).abs() < 1e-12);
        let large = Posterior::of_segment(Counts { yes: 9000, of: 10_000 }, SALES).mean();
        assert!((large - 0.9).abs() < 0.002);
    }

    #[test]
    fn nothing_counted_is_a_coin_and_not_certainty() {
        assert_eq!(Posterior::of_tenant(Counts::default()).mean(), 0.5);
        assert_eq!(Counts::default().share(), None);
    }

    #[test]
    fn draws_spread_as_the_beta_distribution_does() {
        // Beta(2, 3): mean 0.4, variance 0.04, median 0.385728 (by its polynomial).
        let draws = Posterior { yes: 2.0, no: 3.0 }.draws(200_000, &mut generator(7));
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        let median = Interval::of(draws, 0.8).unwrap().median;
        assert!((mean - 0.4).abs() < 0.002 && (variance - 0.04).abs() < 0.0005 && (median - 0.385_728).abs() < 0.002);
    }

    #[test]
    fn shares_below_one_case_are_drawn_too() {
        let draws = Posterior { yes: 0.5, no: 0.5 }.draws(100_000, &mut generator(7));
        let below_a_tenth = draws.iter().filter(|draw| **draw < 0.1).count() as f64 / draws.len() as f64;
        // The arcsine law: 2/π·asin(√0.1).
        assert!((below_a_tenth - 0.204_833).abs() < 0.005, "{below_a_tenth}");
    }

    #[test]
    fn a_typed_none_and_a_typed_all_are_taken_as_said() {
        let mut generator = generator(1);
        assert_eq!(Posterior::typed(0.0).draw(&mut generator), 0.0);
        assert_eq!(Posterior::typed(1.0).draw(&mut generator), 1.0);
        assert_eq!(Posterior::typed(7.0).mean(), 1.0);
        assert_eq!(Posterior::typed(f64::NAN).mean(), 0.0);
        assert_eq!(Posterior::typed(0.2).mean(), 0.2);
    }

    #[test]
    fn the_same_seed_draws_the_same() {
        let draw = |seed| Posterior::typed(0.2).draws(50, &mut generator(seed));
        assert_eq!(draw(3), draw(3));
        assert_ne!(draw(3), draw(4));
    }
}
