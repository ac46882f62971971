//! What a proposal is expected to bring: how many of so many people, when the share that stays is known only from counts.

use super::{Why, replay::Chances};
use crate::{
    report::Prediction,
    statistics::{
        Interval, generator,
        share::{Counts, Posterior},
    },
};
use rand::rngs::StdRng;
use rand_distr::{Binomial, Distribution};

/// How much of what is likely lies between the borders of a prediction. A prediction is compared with what came of it, so it has to hold
/// more often than the interval of a sum (field F1: in at least nine runs of ten).
const PREDICTION_SHARE: f64 = 0.95;

/// Draws of a prediction (chosen: the borders move by less than a person).
const DRAWS: usize = 4_000;

/// Cases below which a share is too little known to predict from it (chosen).
pub(super) const CASES_MIN: u64 = 20;

/// How many of those who get a chance, or several, are kept, each chance being taken with a share known from `taken`.
pub(super) fn kept(chances: &Chances, taken: Counts, seed: u64) -> Result<Prediction, Why> {
    if taken.of < CASES_MIN {
        return Err(Why::TooFewCases);
    }
    let taken = Posterior::of_tenant(taken);
    of_draws(seed, |generator| {
        let missed = 1.0 - taken.draw(generator).clamp(0.0, 1.0);
        let of_those = |(tries, people): (&u32, &u64), generator: &mut StdRng| {
            let share = 1.0 - missed.powi(i32::try_from(*tries).unwrap_or(i32::MAX));
            Binomial::new(*people, share).map_or(0.0, |kept| kept.sample(generator) as f64)
        };
        chances.iter().map(|tried| of_those(tried, generator)).sum()
    })
}

/// The share of draws in which one share is more than `times` the other.
pub(super) fn surely_more(one: Counts, times: f64, other: Counts, seed: u64) -> f64 {
    let mut generator = generator(seed);
    let (one, other) = (Posterior::of_tenant(one), Posterior::of_tenant(other));
    let more = (0..DRAWS).filter(|_| one.draw(&mut generator) > times * other.draw(&mut generator)).count();
    more as f64 / DRAWS as f64
}

fn of_draws(seed: u64, mut draw: impl FnMut(&mut StdRng) -> f64) -> Result<Prediction, Why> {
    let mut generator = generator(seed);
    let interval = Interval::of((0..DRAWS).map(|_| draw(&mut generator)).collect(), PREDICTION_SHARE).ok_or(Why::TooFewCases)?;
    Ok(Prediction { people: interval.median, low: interval.low, high: interval.high, net: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn once(people: u64) -> Chances {
        Chances::from([(1, people)])
    }

    #[test]
    fn a_well_known_share_keeps_that_share_and_few_cases_say_nothing() {
        let prediction = kept(&once(200), Counts { yes: 5000, of: 10_000 }, 1).unwrap();
        assert!((95.0..105.0).contains(&prediction.people), "{prediction:?}");
        assert!(prediction.low > 80.0 && prediction.high < 120.0, "{prediction:?}");
        assert_eq!(kept(&once(200), Counts { yes: 5, of: 10 }, 1), Err(Why::TooFewCases));
    }

    #[test]
    fn what_was_counted_seldom_is_less_certain() {
        let width = |of| kept(&once(200), Counts { yes: of / 2, of }, 1).map(|prediction| prediction.high - prediction.low).unwrap();
        assert!(width(20) > 2.0 * width(10_000));
    }

    #[test]
    fn whoever_tries_twice_has_two_chances() {
        let half = Counts { yes: 5000, of: 10_000 };
        let twice = kept(&Chances::from([(2, 100)]), half, 1).unwrap();
        assert!((72.0..78.0).contains(&twice.people), "{twice:?}");
    }
}
