//! How long clients stay before they give up, when most of them are spared the decision because somebody answers.
//!
//! Ends are counted by whole seconds, so that the counts of months add up and can be kept beside the calls. Somebody who was answered
//! is not patient for ever: he tells only that he would have stayed at least so long (he is *censored*).

use super::normal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest wait told apart, seconds; whoever stays longer is counted as having left unseen at this moment.
pub const WAIT_S_MAX: u16 = 3600;

/// People who must still be there for a point to be shown. Chosen: below it a band says nothing anyway.
const AT_RISK_MIN: f64 = 10.0;

/// Value of the Kolmogorov distribution that bounds a Brownian bridge with 95 %: the half width of Hall and Wellner's band.
const HALL_WELLNER_95: f64 = 1.358_1;

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The client gave up.
    GaveUp,
    /// Anything else: answered, told the queue is full, the prompt was over.
    Otherwise,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ends {
    gave_up: u64,
    otherwise: u64,
}

/// Waits by the second in which they ended, and how.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Waits {
    by_second: BTreeMap<u16, Ends>,
    total_s: f64,
    gave_up: u64,
}

/// A point of a curve with its 95 % band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Seconds since the wait began.
    pub second: u16,
    /// The estimate.
    pub value: f64,
    /// The lower border of the band.
    pub low: f64,
    /// The upper border.
    pub high: f64,
}

/// Mean patience with its 95 % band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeanPatience {
    /// The estimate, seconds.
    pub mean_s: f64,
    /// The lower border.
    pub low_s: f64,
    /// The upper border.
    pub high_s: f64,
    /// How many gave up: what the estimate rests on.
    pub gave_up: u64,
}

impl Waits {
    /// Adds one wait.
    pub fn add(&mut self, wait_ms: u32, end: End) {
        self.add_many(second_of(wait_ms), end, 1);
        self.waited(f64::from(wait_ms) / 1000.0);
    }

    /// Adds `count` waits that ended in that second; how long they took together has to be said by [`Self::waited`].
    pub fn add_many(&mut self, second: u16, end: End, count: u64) {
        let ends = self.by_second.entry(second.min(WAIT_S_MAX)).or_default();
        let seen = second < WAIT_S_MAX && end == End::GaveUp;
        ends.gave_up += if seen { count } else { 0 };
        ends.otherwise += if seen { 0 } else { count };
        self.gave_up += if seen { count } else { 0 };
    }

    /// Adds time waited.
    pub fn waited(&mut self, total_s: f64) {
        self.total_s += total_s;
    }

    /// How many gave up.
    pub const fn gave_up(&self) -> u64 {
        self.gave_up
    }

    /// How many waits there are.
    pub fn count(&self) -> u64 {
        self.by_second.values().map(|ends| ends.gave_up + ends.otherwise).sum()
    }

    /// Mean patience, were it exponential: all time waited over the number who gave up, which is its maximum likelihood with those answered
    /// counted as long as they waited. The band is normal in the logarithm with 1/√(gave up). `None` when nobody gave up.
    pub fn mean_patience(&self) -> Option<MeanPatience> {
        self.mean_patience_within(0.95)
    }

    /// The same with a band of another width.
    pub fn mean_patience_within(&self, share: f64) -> Option<MeanPatience> {
        let gave_up = self.gave_up as f64;
        let mean_s = self.total_s / gave_up;
        let factor = (normal::quantile(f64::midpoint(1.0, share)) / gave_up.sqrt()).exp();
        let band = MeanPatience { mean_s, low_s: mean_s / factor, high_s: mean_s * factor, gave_up: self.gave_up };
        (self.gave_up > 0 && mean_s > 0.0).then_some(band)
    }

    /// The share who would still stay after each second if nobody answered: Kaplan–Meier by seconds, those answered within a second counted
    /// as half of it. The band is Hall and Wellner's: 95 % for the whole curve at once, not point by point.
    pub fn staying(&self) -> Vec<Point> {
        let everybody = self.count() as f64;
        let (mut staying, mut variance) = (1.0, 0.0);
        let mut points = Vec::new();
        for (second, there, ends) in self.at_risk() {
            let exposed = there - ends.otherwise as f64 / 2.0;
            let gave_up = ends.gave_up as f64;
            if exposed < AT_RISK_MIN {
                break;
            }
            staying *= 1.0 - gave_up / exposed;
            variance += gave_up / (exposed * (exposed - gave_up).max(1.0));
            let half_width = HALL_WELLNER_95 * (1.0 + everybody * variance) / everybody.sqrt() * staying;
            points.push(Point {
                second: second + 1,
                value: staying,
                low: (staying - half_width).max(0.0),
                high: (staying + half_width).min(1.0),
            });
        }
        points
    }

    /// The share of those still there who give up in each second, all other ends competing. Bands are Wilson's, widened by Bonferroni so
    /// that the curve as a whole lies inside with 95 %.
    pub fn hazard(&self) -> Vec<Point> {
        let shown: Vec<_> = self.at_risk().take_while(|(_, there, _)| *there >= AT_RISK_MIN).collect();
        let z = normal::quantile(1.0 - 0.05 / (2.0 * shown.len().max(1) as f64));
        shown.into_iter().map(|(second, there, ends)| wilson(second, ends.gave_up as f64, there, z)).collect()
    }

    /// Every second up to the last end, with how many were there at its beginning.
    fn at_risk(&self) -> impl Iterator<Item = (u16, f64, Ends)> {
        let last = self.by_second.last_key_value().map_or(0, |(second, _)| second + 1);
        let mut there = self.count();
        (0..last.min(WAIT_S_MAX)).map(move |second| {
            let ends = self.by_second.get(&second).copied().unwrap_or_default();
            let at_its_beginning = there;
            there -= ends.gave_up + ends.otherwise;
            (second, at_its_beginning as f64, ends)
        })
    }
}

/// The second a wait ended in, counted from nought: exactly five seconds ended in the fifth, which is number four.
pub(crate) fn second_of(wait_ms: u32) -> u16 {
    u16::try_from(wait_ms.div_ceil(1000).saturating_sub(1)).unwrap_or(u16::MAX)
}

fn wilson(second: u16, yes: f64, of: f64, z: f64) -> Point {
    let share = yes / of;
    let shrink = 1.0 + z * z / of;
    let middle = (share + z * z / (2.0 * of)) / shrink;
    let half_width = z / shrink * (share * (1.0 - share) / of + z * z / (4.0 * of * of)).sqrt();
    Point { second, value: share, low: (middle - half_width).max(0.0), high: (middle + half_width).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::generator;
    use rand::{Rng, rngs::StdRng};
    use rand_distr::{Distribution, Exp};

    const SEEDS: u64 = 200;
    const PATIENCE_S: f64 = 90.0;

    /// A queue in which people give up after 90 s and somebody answers after 40 s, both exponential about their means.
    fn queue(generator: &mut StdRng, calls: usize) -> Waits {
        let (patience, answer) = (Exp::new(1.0 / PATIENCE_S).unwrap(), Exp::new(1.0 / 40.0).unwrap());
        let mut waits = Waits::default();
        for _ in 0..calls {
            let (patience_s, answer_s) = (patience.sample(generator), answer.sample(generator));
            let end = if patience_s < answer_s { End::GaveUp } else { End::Otherwise };
            waits.add((patience_s.min(answer_s) * 1000.0) as u32, end);
        }
        waits
    }

    /// A greeting of 30 s: one in fifty leaves each second, one in eight around the tenth, when it says that the call is recorded.
    fn greeting_hazard(second: u16) -> f64 {
        if (10..13).contains(&second) { 0.125 } else { 0.02 }
    }

    fn greeting(generator: &mut StdRng, calls: usize) -> Waits {
        let mut waits = Waits::default();
        for _ in 0..calls {
            let mut second = 0_u16;
            let end = loop {
                if generator.random_bool(greeting_hazard(second)) {
                    break End::GaveUp;
                }
                if second == 29 || generator.random_bool(0.01) {
                    break End::Otherwise;
                }
                second += 1;
            };
            waits.add(u32::from(second) * 1000 + 500, end);
        }
        waits
    }

    fn seeds_in_which(mut holds: impl FnMut(&mut StdRng) -> bool) -> u64 {
        (0..SEEDS).filter(|seed| holds(&mut generator(*seed))).count() as u64
    }

    #[test]
    fn mean_patience_is_recovered_within_its_band() {
        let recovered = seeds_in_which(|generator| {
            let patience = queue(generator, 500).mean_patience().unwrap();
            (patience.low_s..patience.high_s).contains(&PATIENCE_S)
        });
        assert!(recovered * 10 >= SEEDS * 9, "{recovered} of {SEEDS}");
        assert!(recovered < SEEDS, "a band that is never missed is not a band of 95 %");
    }

    #[test]
    fn the_whole_curve_of_patience_is_recovered_within_its_band() {
        let recovered = seeds_in_which(|generator| {
            let curve = queue(generator, 500).staying();
            let truth = |point: &Point| (-f64::from(point.second) / PATIENCE_S).exp();
            curve.len() > 60 && curve.iter().all(|point| (point.low..=point.high).contains(&truth(point)))
        });
        assert!(recovered * 10 >= SEEDS * 9, "{recovered} of {SEEDS}");
    }

    #[test]
    fn the_whole_hazard_of_a_prompt_is_recovered_within_its_band() {
        let recovered = seeds_in_which(|generator| {
            let hazard = greeting(generator, 2000).hazard();
            hazard.len() == 30 && hazard.iter().all(|point| (point.low..=point.high).contains(&greeting_hazard(point.second)))
        });
        assert!(recovered * 10 >= SEEDS * 9, "{recovered} of {SEEDS}");
    }

    #[test]
    fn the_bump_of_a_prompt_stands_out_of_its_band() {
        let hazard = greeting(&mut generator(1), 2000).hazard();
        assert!(hazard[11].low > hazard[5].high, "{:?} {:?}", hazard[11], hazard[5]);
    }

    #[test]
    fn those_answered_are_not_taken_for_patient_ones_nor_left_out() {
        let mut waits = Waits::default();
        for (wait_ms, end) in [(10_000, End::GaveUp), (20_000, End::GaveUp), (30_000, End::Otherwise), (60_000, End::Otherwise)] {
            waits.add(wait_ms, end);
        }
        let patience = waits.mean_patience().unwrap();
        assert_eq!((patience.mean_s, patience.gave_up), (60.0, 2));
        assert!(waits.staying().is_empty(), "four people make no curve");
        assert_eq!(Waits::default().mean_patience(), None);
    }

    #[test]
    fn kaplan_meier_by_hand() {
        let mut waits = Waits::default();
        waits.add_many(0, End::GaveUp, 10);
        waits.add_many(1, End::Otherwise, 40);
        waits.add_many(1, End::GaveUp, 7);
        waits.add_many(2, End::Otherwise, 43);
        let curve: Vec<_> = waits.staying().iter().map(|point| (point.second, point.value)).collect();
        // 1 − 10/100, then 7 of the 90 still there less half of the 40 answered.
        assert_eq!(curve, [(1, 0.9), (2, 0.9 * 0.9), (3, 0.9 * 0.9)]);
    }

    #[test]
    fn endless_waits_are_seen_only_to_the_longest_told_apart() {
        let mut waits = Waits::default();
        waits.add(u32::MAX, End::GaveUp);
        assert_eq!((waits.count(), waits.gave_up()), (1, 0));
        assert_eq!((second_of(0), second_of(1), second_of(1000), second_of(1001), second_of(5000)), (0, 0, 0, 1, 4));
    }
}
