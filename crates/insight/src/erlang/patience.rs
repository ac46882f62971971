//! Erlang A (M/M/n+M, Palm): callers wait until they are served or until their patience, exponential about its mean, runs out.
//!
//! The state is the number of callers with us; π(k) ∝ Π λ/d(i), d(i) = min(i, n)·μ + max(0, i − n)·θ, added up as logarithms.
//!
//! The share served within a time is exact. A caller who finds j waiting before him is served after j + 1 steps of rates nμ + iθ, i = 0…j.
//! Weighted by his own staying power e^(−θV) these become steps of rates nμ + (i + 1)θ and a factor nμ / (nμ + (j + 1)θ); e^(−θ·their sum)
//! is beta distributed with parameters (nμ/θ + 1, j + 1), whose tail for a whole second parameter is a negative binomial sum of positive terms.

use super::{AGENTS_MAX, Load};
use crate::root;
use std::time::Duration;

/// States whose weight is this far (natural logarithm) below the largest add nothing a double could show.
const LOG_WEIGHT_LOST: f64 = -60.0;

/// Longest patience asked about. Chosen: nobody holds the line for a day; it bounds how long a queue can get.
pub const PATIENCE_MAX: Duration = Duration::from_secs(24 * 3600);

/// A queue callers leave when their patience runs out, in its steady state. It is never unstable: too many calls mean that more give up.
#[derive(Debug, Clone, PartialEq)]
pub struct Patience {
    /// The share of callers who have to wait.
    pub waits: f64,
    /// The share who give up.
    pub abandoned: f64,
    /// The mean wait of all callers, those who give up included, seconds.
    pub mean_wait_s: f64,
    /// The share of their time people are busy.
    pub occupancy: f64,
    /// The share of callers who find that many waiting and everybody busy.
    found_waiting: Vec<f64>,
    served_per_s: f64,
    gives_up_per_s: f64,
}

/// The queue before `agents` people whose callers give up after `patience` on average; `None` when that is nought or above [`PATIENCE_MAX`].
pub fn patience(load: Load, agents: u32, patience: Duration) -> Option<Patience> {
    if patience.is_zero() || patience > PATIENCE_MAX {
        return None;
    }
    let gives_up_per_s = patience.as_secs_f64().recip();
    let served_per_s = f64::from(agents) * load.calls_served_per_s();
    let found_waiting = found_waiting(load, agents, served_per_s, gives_up_per_s);
    let queue: f64 = found_waiting.iter().enumerate().map(|(waiting, share)| waiting as f64 * share).sum();
    let mean_wait_s = if load.calls_per_s > 0.0 { queue / load.calls_per_s } else { 0.0 };
    let abandoned = gives_up_per_s * mean_wait_s;
    let occupancy = if agents > 0 { load.erlang() * (1.0 - abandoned) / f64::from(agents) } else { 0.0 };
    Some(Patience { waits: found_waiting.iter().sum(), abandoned, mean_wait_s, occupancy, found_waiting, served_per_s, gives_up_per_s })
}

/// The fewest people who serve that share of all callers within `target_s`; `None` when [`AGENTS_MAX`] are not enough or for a patience out of bounds.
pub fn agents_for(load: Load, patience_mean: Duration, target_s: f64, share: f64) -> Option<u32> {
    if share >= 1.0 {
        return None;
    }
    root::smallest(0, AGENTS_MAX, |agents| {
        patience(load, agents, patience_mean).is_some_and(|queue| queue.served_within(target_s) >= share)
    })
}

/// The fewest people who lose no more than that share of callers; `None` as for [`agents_for`].
pub fn agents_losing(load: Load, patience_mean: Duration, share: f64) -> Option<u32> {
    root::smallest(0, AGENTS_MAX, |agents| patience(load, agents, patience_mean).is_some_and(|queue| queue.abandoned <= share))
}

impl Patience {
    /// The share of all callers answered within `target_s`.
    pub fn served_within(&self, target_s: f64) -> f64 {
        let steps_to_go = Steps::new(self.served_per_s + self.gives_up_per_s, self.gives_up_per_s, target_s);
        let late: f64 = (1_u32..)
            .zip(&self.found_waiting)
            .zip(steps_to_go)
            .map(|((steps, found), later)| found * (1.0 - self.stays(steps) * (1.0 - later)))
            .sum();
        (1.0 - late).clamp(0.0, 1.0)
    }

    /// The share of all callers who have given up by `target_s`.
    pub fn abandoned_within(&self, target_s: f64) -> f64 {
        let steps_to_go = Steps::new(self.served_per_s, self.gives_up_per_s, target_s);
        let patient = (-self.gives_up_per_s * target_s).exp();
        let still_waiting: f64 = self.found_waiting.iter().zip(steps_to_go).map(|(found, later)| found * later * patient).sum();
        (1.0 - self.served_within(target_s) - still_waiting).clamp(0.0, 1.0)
    }

    /// How likely somebody who needs that many steps stays until the last.
    fn stays(&self, steps: u32) -> f64 {
        self.served_per_s / (self.served_per_s + f64::from(steps) * self.gives_up_per_s)
    }
}

/// How likely 1, 2, 3… steps of rates r, r + θ, r + 2θ… take longer than a time: the partial sums of a negative binomial distribution.
struct Steps {
    log_term: f64,
    sum: f64,
    taken: f64,
    size: f64,
    log_ended: f64,
}

impl Steps {
    fn new(first_per_s: f64, spacing_per_s: f64, target_s: f64) -> Self {
        let log_ended = (-(-spacing_per_s * target_s).exp_m1()).ln();
        Self { log_term: -first_per_s * target_s, sum: 0.0, taken: 0.0, size: first_per_s / spacing_per_s, log_ended }
    }
}

impl Iterator for Steps {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        self.sum += self.log_term.exp();
        self.log_term += self.log_ended + ((self.size + self.taken) / (self.taken + 1.0)).ln();
        self.taken += 1.0;
        Some(self.sum.min(1.0))
    }
}

fn found_waiting(load: Load, agents: u32, served_per_s: f64, gives_up_per_s: f64) -> Vec<f64> {
    if load.calls_per_s == 0.0 {
        return Vec::new();
    }
    let log_calls = load.calls_per_s.ln();
    let mut log_weight = 0.0_f64;
    let mut logs = vec![log_weight];
    for served in 1..=agents {
        log_weight += log_calls - (f64::from(served) * load.calls_served_per_s()).ln();
        logs.push(log_weight);
    }
    let mut largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for waiting in 1_u32.. {
        let leaves_per_s = served_per_s + f64::from(waiting) * gives_up_per_s;
        log_weight += log_calls - leaves_per_s.ln();
        logs.push(log_weight);
        largest = largest.max(log_weight);
        if leaves_per_s > load.calls_per_s && log_weight - largest < LOG_WEIGHT_LOST {
            break;
        }
    }
    let total: f64 = logs.iter().map(|log| (log - largest).exp()).sum();
    logs[agents as usize..].iter().map(|log| (log - largest).exp() / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::erlang::waiting;

    const THREE_MINUTES: Duration = Duration::from_secs(180);

    fn ten_erlang() -> Load {
        Load::new(100.0, Duration::from_secs(1800), THREE_MINUTES).unwrap()
    }

    #[test]
    fn fifty_people_and_forty_eight_erlang_agree() {
        let load = Load::new(48.0, Duration::from_secs(60), Duration::from_secs(60)).unwrap();
        let queue = patience(load, 50, Duration::from_secs(120)).unwrap();
        assert_eq!(format!("{:.6}", queue.waits), "0.467774");
        assert_eq!(format!("{:.6}", queue.abandoned), "0.030912");
        assert_eq!(format!("{:.4}", queue.mean_wait_s), "3.7095");
        assert_eq!(format!("{:.6}", queue.occupancy), "0.930324");
        assert_eq!(format!("{:.6}", queue.served_within(20.0)), "0.943019");
        let without_patience = waiting::waiting(load, 50).unwrap();
        assert_eq!(format!("{:.6}", without_patience.waits), "0.694456");
        assert_eq!(format!("{:.4}", without_patience.mean_wait_s), "20.8337");
    }

    #[test]
    fn the_table_of_ten_erlang_agrees() {
        let rows = [
            (10, "0.54207", "0.12511", "22.52", "0.87489", "0.58698"),
            (11, "0.41696", "0.08341", "15.01", "0.83326", "0.70537"),
            (12, "0.30322", "0.05309", "9.56", "0.78909", "0.80230"),
            (13, "0.20844", "0.03225", "5.80", "0.74443", "0.87509"),
            (14, "0.13554", "0.01869", "3.36", "0.70093", "0.92556"),
        ];
        for (agents, waits, abandoned, mean_wait_s, occupancy, served) in rows {
            let queue = patience(ten_erlang(), agents, THREE_MINUTES).unwrap();
            assert_eq!(format!("{:.5}", queue.waits), waits);
            assert_eq!(format!("{:.5}", queue.abandoned), abandoned);
            assert_eq!(format!("{:.2}", queue.mean_wait_s), mean_wait_s);
            assert_eq!(format!("{:.5}", queue.occupancy), occupancy);
            assert_eq!(format!("{:.5}", queue.served_within(20.0)), served);
        }
        assert_eq!(agents_for(ten_erlang(), THREE_MINUTES, 20.0, 0.8), Some(12));
    }

    #[test]
    fn everybody_is_served_or_gives_up_in_the_end() {
        for agents in [0, 1, 5, 10, 30] {
            let queue = patience(ten_erlang(), agents, THREE_MINUTES).unwrap();
            let end_s = 1e6;
            assert!((queue.abandoned_within(end_s) - queue.abandoned).abs() < 1e-9, "{agents}");
            assert!((queue.served_within(end_s) + queue.abandoned - 1.0).abs() < 1e-9, "{agents}");
            assert!((queue.served_within(0.0) - (1.0 - queue.waits)).abs() < 1e-12, "{agents}");
            assert!(queue.abandoned_within(0.0) < 1e-12);
        }
    }

    #[test]
    fn endless_patience_comes_near_erlang_c() {
        let c = waiting::waiting(ten_erlang(), 14).unwrap();
        let a = patience(ten_erlang(), 14, PATIENCE_MAX).unwrap();
        assert!((a.served_within(20.0) - c.served_within(20.0)).abs() < 1e-3);
        assert!((a.mean_wait_s - c.mean_wait_s).abs() < 0.05);
    }

    #[test]
    fn what_cannot_be_worked_off_makes_callers_give_up() {
        let queue = patience(ten_erlang(), 2, THREE_MINUTES).unwrap();
        assert!((queue.abandoned - 0.8).abs() < 0.001 && (queue.occupancy - 1.0).abs() < 0.002);
        let nobody = patience(ten_erlang(), 0, THREE_MINUTES).unwrap();
        assert!((nobody.abandoned - 1.0).abs() < 1e-12 && nobody.served_within(20.0) < 1e-12);
    }

    #[test]
    fn hundreds_of_people_do_not_overflow() {
        let load = Load::new(20_000.0, Duration::from_secs(60), Duration::from_secs(60)).unwrap();
        let queue = patience(load, 20_000, Duration::from_secs(120)).unwrap();
        assert!(queue.waits > 0.4 && queue.waits < 0.7 && queue.served_within(60.0) > 0.99, "{}", queue.waits);
    }

    #[test]
    fn without_calls_nobody_waits() {
        let silence = Load::new(0.0, THREE_MINUTES, THREE_MINUTES).unwrap();
        let queue = patience(silence, 3, THREE_MINUTES).unwrap();
        assert_eq!((queue.waits, queue.abandoned, queue.served_within(0.0)), (0.0, 0.0, 1.0));
        assert_eq!(patience(silence, 3, Duration::ZERO), None);
    }
}
