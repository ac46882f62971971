//! Quantiles of a sample and the interval a report shows.

use serde::{Deserialize, Serialize};

/// The quantile of an ascending sample, by straight lines between its order statistics (type 7 of Hyndman and Fan); `None` for an empty one.
pub fn quantile(ascending: &[f64], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(ascending[below] + (ascending[above] - ascending[below]) * (place - below as f64))
}

/// The middle of what is likely, and its borders.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower border.
    pub low: f64,
    /// Half is below, half above.
    pub median: f64,
    /// The upper border.
    pub high: f64,
}

impl Interval {
    /// The middle `share` of a sample (0.8: one in ten below, one in ten above); `None` for an empty one.
    pub fn of(mut sample: Vec<f64>, share: f64) -> Option<Self> {
        sample.sort_unstable_by(f64::total_cmp);
        let tail = (1.0 - share) / 2.0;
        Some(Self { low: quantile(&sample, tail)?, median: quantile(&sample, 0.5)?, high: quantile(&sample, 1.0 - tail)? })
    }

    /// The same width, moved so that the median is `median`: for a middle that is known exactly, with a simulation around it.
    pub fn moved_to(self, median: f64) -> Self {
        let by = median - self.median;
        Self { low: self.low + by, median, high: self.high + by }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        let sample = [1.0, 2.0, 4.0];
        for (share, expected) in [(0.0, 1.0), (0.25, 1.5), (0.5, 2.0), (0.75, 3.0), (1.0, 4.0)] {
            assert_eq!(quantile(&sample, share), Some(expected));
        }
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn the_interval_cuts_equal_tails() {
        let interval = Interval::of((0..=100).rev().map(f64::from).collect(), 0.8).unwrap();
        assert!((interval.low - 10.0).abs() < 1e-9 && (interval.high - 90.0).abs() < 1e-9);
        assert_eq!(interval.median, 50.0);
        let moved = interval.moved_to(60.0);
        assert!((moved.low - 20.0).abs() < 1e-9 && moved.median == 60.0 && (moved.high - 100.0).abs() < 1e-9);
    }
}
