//! Erlang B: callers who find every line busy are refused. Holds for any distribution of the length of a call.

use super::{AGENTS_MAX, ERLANG_MAX, Unstable};
use crate::root;

/// The share of calls refused.
///
/// The recursion B(k) = a·B(k−1) / (k + a·B(k−1)) stays between nought and one at every step, so that nothing overflows at any size;
/// no factorial is ever written down.
pub fn refused(lines: u32, erlang: f64) -> f64 {
    (1..=lines).fold(1.0, |blocked, line| next(blocked, line, erlang))
}

/// The share refused when a share of those refused rings again at once: the load is the fixpoint of a = a₀ + recall·a·B(a).
/// With everybody ringing again until he is through, more than the lines can carry has no fixpoint.
pub fn with_recall(lines: u32, erlang: f64, recall: f64) -> Result<f64, Unstable> {
    if recall >= 1.0 {
        Unstable::check(erlang, lines)?;
    }
    let missing = |offered: f64| offered * (1.0 - recall * refused(lines, offered)) - erlang;
    let mut above = erlang.max(1.0);
    while missing(above) < 0.0 {
        above *= 2.0;
    }
    Ok(refused(lines, root::crossing(missing, erlang, above)))
}

/// The load at which that share is refused; `None` for a share that is not between nought and one, and without lines.
pub fn load_for(lines: u32, share: f64) -> Option<f64> {
    if lines == 0 || !(0.0..1.0).contains(&share) {
        return None;
    }
    Some(root::crossing(|erlang| refused(lines, erlang) - share, 0.0, ERLANG_MAX * 10.0))
}

/// The fewest lines that refuse no more than that share; `None` when [`AGENTS_MAX`] are not enough.
pub fn lines_for(erlang: f64, share: f64) -> Option<u32> {
    let mut blocked = 1.0;
    (0..=AGENTS_MAX).find(|line| {
        blocked = if *line == 0 { 1.0 } else { next(blocked, *line, erlang) };
        blocked <= share
    })
}

/// The same with recall.
pub fn lines_for_with_recall(erlang: f64, share: f64, recall: f64) -> Option<u32> {
    root::smallest(0, AGENTS_MAX, |lines| with_recall(lines, erlang, recall).is_ok_and(|refused| refused <= share))
}

fn next(blocked: f64, line: u32, erlang: f64) -> f64 {
    let carried_on = erlang * blocked;
    carried_on / (f64::from(line) + carried_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines; load at 0.1 %, 0.5 %, 1 %, 2 %, 5 % refused.
    const LOADS: [(u32, [&str; 5]); 9] = [
        (1, ["0.0010", "0.0050", "0.0101", "0.0204", "0.0526"]),
        (2, ["0.0458", "0.1054", "0.1526", "0.2235", "0.3813"]),
        (5, ["0.7621", "1.1320", "1.3608", "1.6571", "2.2185"]),
        (10, ["3.0920", "3.9607", "4.4612", "5.0840", "6.2157"]),
        (15, ["6.0772", "7.3755", "8.1080", "9.0096", "10.6327"]),
        (20, ["9.4115", "11.0916", "12.0306", "13.1815", "15.2493"]),
        (30, ["16.6839", "19.0339", "20.3373", "21.9316", "24.8018"]),
        (50, ["32.5119", "35.9818", "37.9014", "40.2551", "44.5331"]),
        (100, ["75.2420", "80.9099", "84.0642", "87.9720", "95.2404"]),
    ];

    #[test]
    fn loads_for_a_share_refused_agree_with_the_published_tables() {
        for (lines, row) in LOADS {
            for (share, expected) in [0.001, 0.005, 0.01, 0.02, 0.05].into_iter().zip(row) {
                assert_eq!(format!("{:.4}", load_for(lines, share).unwrap()), expected, "{lines} lines, {share}");
            }
        }
    }

    #[test]
    fn shares_refused_agree_with_the_published_ones() {
        for (lines, erlang, expected) in [(10, 5.0, "0.018384570"), (5, 3.0, "0.110054348"), (100, 90.0, "0.026957380")] {
            assert_eq!(format!("{:.9}", refused(lines, erlang)), expected);
        }
        assert_eq!(refused(0, 3.0), 1.0);
    }

    #[test]
    fn callers_who_ring_again_need_one_more_line() {
        assert_eq!(format!("{:.3}", 100.0 * with_recall(10, 5.5, 0.5).unwrap()), "3.149");
        assert_eq!(format!("{:.3}", 100.0 * with_recall(11, 5.5, 0.5).unwrap()), "1.504");
        assert_eq!(lines_for_with_recall(5.5, 0.03, 0.5), Some(11));
    }

    #[test]
    fn everybody_ringing_again_without_end_is_said_to_be_unstable() {
        assert_eq!(with_recall(5, 5.0, 1.0), Err(Unstable { erlang: 5.0, agents: 5, agents_min: 6 }));
        let share = with_recall(5, 4.0, 1.0).unwrap();
        assert!(share > refused(5, 4.0) && share < 1.0);
    }

    #[test]
    fn lines_for_a_share_are_the_fewest() {
        for (lines, _) in LOADS {
            let erlang = load_for(lines, 0.01).unwrap();
            assert_eq!(lines_for(erlang * 0.999, 0.01), Some(lines));
            assert_eq!(lines_for(erlang * 1.001, 0.01), Some(lines + 1));
        }
        assert_eq!(lines_for(0.0, 0.01), Some(1));
    }

    #[test]
    fn a_country_of_lines_is_answered_without_overflow() {
        let share = refused(100_000, 100_000.0);
        // At a = n the share goes to √(2 / (π·n)).
        assert!((share - (2.0 / (std::f64::consts::PI * 100_000.0)).sqrt()).abs() < 1e-5);
        assert_eq!(refused(100_000, 10.0), 0.0);
        assert!(load_for(0, 0.1).is_none() && load_for(3, 1.0).is_none() && load_for(3, f64::NAN).is_none());
    }
}
