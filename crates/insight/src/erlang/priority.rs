//! Non-preemptive priorities by Cobham: a free person takes the dearest caller first, nobody is interrupted, all calls are equally long.

use super::{Load, Unstable, waiting};

/// The mean wait of each class in seconds, the dearest class first, and its share of the calls given in that order.
///
/// Classes are charged with what they and those before them bring: W = (C·AHT/n) / ((1 − σ₍k−1₎)·(1 − σ₍k₎)), σ being the occupancy up to a class.
/// Weighted by their shares the waits make the mean of [`waiting::waiting`]: priority moves waiting about, it does not remove any.
pub fn mean_waits_s(load: Load, agents: u32, shares: &[f64]) -> Result<Vec<f64>, Unstable> {
    let queue = waiting::waiting(load, agents)?;
    let until_somebody_is_free_s = queue.waits * load.aht_s / f64::from(agents);
    let mut before = 0.0;
    let waits = shares.iter().map(|share| {
        let upto = before + share * queue.occupancy;
        let wait_s = until_somebody_is_free_s / ((1.0 - before) * (1.0 - upto));
        before = upto;
        wait_s
    });
    Ok(waits.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const SHARES: [f64; 3] = [0.1, 0.3, 0.6];

    fn ten_erlang() -> Load {
        Load::new(100.0, Duration::from_secs(1800), Duration::from_secs(180)).unwrap()
    }

    #[test]
    fn the_dearest_wait_least_and_waiting_is_conserved() {
        let waits = mean_waits_s(ten_erlang(), 14, &SHARES).unwrap();
        let texts: Vec<_> = waits.iter().map(|wait| format!("{wait:.6}")).collect();
        assert_eq!(texts, ["2.411058", "3.375481", "10.970312"]);
        let mean: f64 = waits.iter().zip(SHARES).map(|(wait, share)| wait * share).sum();
        assert_eq!(format!("{mean:.6}"), "7.835937");
        assert!((mean - waiting::waiting(ten_erlang(), 14).unwrap().mean_wait_s).abs() < 1e-12);
    }

    #[test]
    fn priority_does_not_help_against_too_few_people() {
        assert!(mean_waits_s(ten_erlang(), 10, &SHARES).is_err());
    }
}
