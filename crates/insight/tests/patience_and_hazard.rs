//! How long people wait and how long they listen, recovered from their calls by the fold: in at least nine of ten companies the truth lies
//! inside the band of 95 %.

use jiff::{SignedDuration, Timestamp};
use otklik_insight::{
    fold::Attempts,
    generator::Office,
    metrics::{Rollups, rollup::Counts},
    statistics::survival::Point,
};

const SEEDS: u64 = 200;
const PATIENCE_S: f64 = 80.0;

/// A greeting of 24 s: one in fifty hangs up each second, one in eight when it says that the call is recorded.
const GREETING: [f64; 24] = {
    let mut greeting = [0.02; 24];
    (greeting[10], greeting[11]) = (0.125, 0.125);
    greeting
};

/// Two people for the calls of three.
fn company() -> Office {
    let patience = SignedDuration::from_millis((PATIENCE_S * 1000.0) as i64);
    Office { callers: 1500, days: 7, staff: 1, greeting: GREETING.to_vec(), patience, ..Office::plain() }
}

fn counts(office: &Office, seed: u64) -> Counts {
    let (mut attempts, mut rollups) = (Attempts::default(), Rollups::default());
    let mut take = |entries: &[_]| entries.iter().filter_map(|entry| attempts.feed(entry)).for_each(|attempt| rollups.add(&attempt));
    office.generate(seed, &mut take).expect("an office that is open");
    rollups.counts(Timestamp::MIN, Timestamp::MAX)
}

fn holds(curve: &[Point], truth: impl Fn(u16) -> f64) -> bool {
    curve.iter().all(|point| (point.low..=point.high).contains(&truth(point.second)))
}

#[test]
fn patience_and_hazard_are_recovered_within_their_bands() {
    let (mut mean, mut curve, mut hazard) = (0, 0, 0);
    for seed in 0..SEEDS {
        let counts = counts(&company(), seed);
        let patience = counts.waits().mean_patience().expect("many gave up");
        mean += u64::from((patience.low_s..=patience.high_s).contains(&PATIENCE_S));
        let staying = counts.waits().staying();
        curve += u64::from(staying.len() > 60 && holds(&staying, |second| (-f64::from(second) / PATIENCE_S).exp()));
        let hangs_up = counts.greeting().hazard();
        hazard += u64::from(hangs_up.len() == GREETING.len() && holds(&hangs_up, |second| GREETING[usize::from(second)]));
    }
    for (what, recovered) in [("mean patience", mean), ("curve of patience", curve), ("hazard of the greeting", hazard)] {
        assert!(recovered * 10 >= SEEDS * 9, "{what}: {recovered} of {SEEDS}");
    }
    assert!(mean < SEEDS, "a band that is never missed is not a band of 95 %");
}

#[test]
fn a_fold_that_took_answered_people_for_impatient_ones_would_be_seen() {
    let counts = counts(&company(), 1);
    let answered_as_given_up = counts.waits().mean_patience().map(|patience| patience.mean_s * patience.gave_up as f64);
    let all = (counts.answered.calls + counts.abandoned()) as f64;
    assert!(answered_as_given_up.is_some_and(|total_s| total_s / all < 0.8 * PATIENCE_S), "without censoring patience comes out too short");
}
