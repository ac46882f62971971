//! What a proposal is expected to bring: how many of so many people, when the share that stays is known only from counts.

use crate::{
    report::Prediction,
    statistics::{
        Interval, generator,
        share::{Counts, Posterior},
    },
};
use rand_distr::{Binomial, Distribution};

/// How much of what is likely lies between the borders of a prediction. A prediction is compared with what came of it, so it has to hold
/// more often than the interval of a sum (field F1: in at least nine runs of ten).
const PREDICTION_SHARE: f64 = 0.95;

/// Draws of a prediction (chosen: the borders move by less than a person).
const DRAWS: usize = 4_000;

/// Cases below which a share is too little known to predict from it (chosen).
pub(super) const CASES_MIN: u64 = 20;

/// How many of `people` stay, each with a share known from `stays`.
pub(super) fn kept(people: u64, stays: Counts, seed: u64) -> Option<Prediction> {
    if stays.of < CASES_MIN {
        return None;
    }
    let share = Posterior::of_tenant(stays);
    of_draws(seed, |generator| {
        let share = share.draw(generator).clamp(0.0, 1.0);
        Binomial::new(people, share).map_or(0.0, |stay| stay.sample(generator) as f64)
    })
}

/// How many of `people` a phone would keep if it lost as many calls as the others do.
pub(super) fn kept_by_others(people: u64, own: Counts, others: Counts, seed: u64) -> Option<Prediction> {
    if own.of < CASES_MIN || others.of < CASES_MIN {
        return None;
    }
    let (own, others) = (Posterior::of_tenant(own), Posterior::of_tenant(others));
    of_draws(seed, |generator| {
        let still_lost = (others.draw(generator) / own.draw(generator).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        Binomial::new(people, 1.0 - still_lost).map_or(0.0, |stay| stay.sample(generator) as f64)
    })
}

/// The share of draws in which one share is more than `times` the other.
pub(super) fn surely_more(one: Counts, times: f64, other: Counts, seed: u64) -> f64 {
    let mut generator = generator(seed);
    let (one, other) = (Posterior::of_tenant(one), Posterior::of_tenant(other));
    let more = (0..DRAWS).filter(|_| one.draw(&mut generator) > times * other.draw(&mut generator)).count();
    more as f64 / DRAWS as f64
}

fn of_draws(seed: u64, mut draw: impl FnMut(&mut rand::rngs::StdRng) -> f64) -> Option<Prediction> {
    let mut generator = generator(seed);
    let interval = Interval::of((0..DRAWS).map(|_| draw(&mut generator)).collect(), PREDICTION_SHARE)?;
    Some(Prediction { people: interval.median, low: interval.low, high: interval.high, net: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_well_known_share_keeps_that_share_and_few_cases_say_nothing() {
        let prediction = kept(200, Counts { yes: 5000, of: 10_000 }, 1).unwrap();
        assert!((95.0..105.0).contains(&prediction.people), "{prediction:?}");
        assert!(prediction.low > 80.0 && prediction.high < 120.0, "{prediction:?}");
        assert_eq!(kept(200, Counts { yes: 5, of: 10 }, 1), None);
    }

    #[test]
    fn what_was_counted_seldom_is_less_certain() {
        let width = |of| kept(200, Counts { yes: of / 2, of }, 1).map(|prediction| prediction.high - prediction.low).unwrap();
        assert!(width(20) > 2.0 * width(10_000));
    }

    #[test]
    fn a_phone_as_good_as_the_others_would_keep_nobody_more() {
        let same = Counts { yes: 3000, of: 10_000 };
        assert!(kept_by_others(100, same, same, 1).unwrap().people < 5.0);
        let twice = kept_by_others(100, Counts { yes: 6000, of: 10_000 }, same, 1).unwrap();
        assert!((45.0..55.0).contains(&twice.people), "{twice:?}");
    }
}
