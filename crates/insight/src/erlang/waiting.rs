//! Erlang C: callers wait for ever, first come, first served.

use super::{AGENTS_MAX, Load, Unstable, blocking};

/// A queue nobody leaves, in its steady state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waiting {
    /// The share of callers who have to wait.
    pub waits: f64,
    /// The mean wait of all callers, seconds.
    pub mean_wait_s: f64,
    /// The share of their time people are busy.
    pub occupancy: f64,
    leaves_per_s: f64,
}

impl Waiting {
    /// The share of callers answered within `target_s`.
    pub fn served_within(&self, target_s: f64) -> f64 {
        1.0 - self.waits * (-self.leaves_per_s * target_s).exp()
    }
}

/// The queue before `agents` people.
pub fn waiting(load: Load, agents: u32) -> Result<Waiting, Unstable> {
    Unstable::check(load.erlang(), agents)?;
    Ok(steady(load, agents, blocking::refused(agents, load.erlang())))
}

/// The fewest people who answer that share of callers within `target_s`; with a target of nought it is the share that does not wait.
/// `None` when [`AGENTS_MAX`] are not enough, as for a share of one or more.
pub fn agents_for(load: Load, target_s: f64, share: f64) -> Option<u32> {
    let mut refused = 1.0;
    (1..=AGENTS_MAX).find(|agents| {
        refused = load.erlang() * refused / (f64::from(*agents) + load.erlang() * refused);
        load.erlang() < f64::from(*agents) && share < 1.0 && steady(load, *agents, refused).served_within(target_s) >= share
    })
}

/// C = n·B / (n − a·(1 − B)), from the share Erlang B would refuse.
fn steady(load: Load, agents: u32, refused: f64) -> Waiting {
    let (agents, erlang) = (f64::from(agents), load.erlang());
    let waits = agents * refused / (agents - erlang * (1.0 - refused));
    let leaves_per_s = (agents - erlang) * load.calls_served_per_s();
    Waiting { waits, mean_wait_s: waits / leaves_per_s, occupancy: erlang / agents, leaves_per_s }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const HALF_HOUR: Duration = Duration::from_secs(1800);

    fn half_hour(calls: f64, aht_s: u64) -> Load {
        Load::new(calls, HALF_HOUR, Duration::from_secs(aht_s)).unwrap()
    }

    #[test]
    fn the_published_fourteen_people_agree_to_the_last_digit() {
        let queue = waiting(half_hour(100.0, 180), 14).unwrap();
        assert!((queue.served_within(20.0) - 0.888_350_019_179_466_9).abs() < 1e-14);
        assert!((queue.occupancy - 0.714_285_714_285_714_3).abs() < 1e-14);
        assert!((queue.waits - 0.174_131_933_595_049_8).abs() < 1e-14);
    }

    #[test]
    fn mitans_example_agrees() {
        let load = half_hour(360.0, 240);
        assert_eq!(format!("{:.9}", load.erlang()), "48.000000000");
        let queue = waiting(load, 55).unwrap();
        let figures = (queue.occupancy, queue.waits, queue.mean_wait_s, queue.served_within(15.0));
        let texts = (format!("{:.6}", figures.0), format!("{:.9}", figures.1), format!("{:.6}", figures.2), format!("{:.9}", figures.3));
        assert_eq!(texts, ("0.872727".into(), "0.238700936".into(), "8.184032".into(), "0.845883092".into()));
    }

    #[test]
    fn three_people_with_two_erlang_make_four_of_nine_wait() {
        let load = Load::new(2.0, Duration::from_secs(1), Duration::from_secs(1)).unwrap();
        assert!((waiting(load, 3).unwrap().waits - 4.0 / 9.0).abs() < 1e-15);
    }

    #[test]
    fn the_table_of_ten_erlang_agrees() {
        let rows = [
            (11, "0.682118", "122.7813", "0.389614"),
            (12, "0.449388", "40.4449", "0.640158"),
            (13, "0.285270", "17.1162", "0.795595"),
            (14, "0.174132", "7.8359", "0.888350"),
            (15, "0.102042", "3.6735", "0.941453"),
            // 0.970560493 by exact fractions; where 0.970561 is printed it was rounded twice.
            (16, "0.057340", "1.7202", "0.970560"),
        ];
        for (agents, waits, mean_wait_s, service_level) in rows {
            let queue = waiting(half_hour(100.0, 180), agents).unwrap();
            assert_eq!(format!("{:.6}", queue.waits), waits);
            assert_eq!(format!("{:.4}", queue.mean_wait_s), mean_wait_s);
            assert_eq!(format!("{:.6}", queue.served_within(20.0)), service_level);
        }
    }

    #[test]
    fn people_for_eighty_in_twenty_agree() {
        for (calls, agents) in [(20.0, 4), (50.0, 8), (100.0, 14), (200.0, 24), (360.0, 41)] {
            assert_eq!(agents_for(half_hour(calls, 180), 20.0, 0.8), Some(agents), "{calls} calls");
        }
        let queue = waiting(half_hour(360.0, 180), 41).unwrap();
        assert_eq!(format!("{:.6}", queue.served_within(20.0)), "0.816380");
    }

    #[test]
    fn people_so_that_one_in_ten_waits_agree() {
        let load = Load::new(30.0, Duration::from_secs(3600), Duration::from_secs(300)).unwrap();
        assert_eq!(agents_for(load, 0.0, 0.9), Some(6));
        assert_eq!(format!("{:.6}", waiting(load, 6).unwrap().waits), "0.047445");
        assert_eq!(format!("{:.6}", waiting(load, 5).unwrap().waits), "0.130371");
    }

    #[test]
    fn a_load_that_cannot_be_worked_off_is_unstable_and_not_a_negative_number() {
        let expected = Unstable { erlang: 10.0, agents: 10, agents_min: 11 };
        assert_eq!(waiting(half_hour(100.0, 180), 10), Err(expected));
        assert!(waiting(half_hour(100.0, 180), 0).is_err());
        assert_eq!(agents_for(half_hour(100.0, 180), 20.0, 1.0), None);
        assert_eq!(agents_for(half_hour(0.0, 180), 20.0, 0.8), Some(1));
    }
}
