//! Where a rising function crosses nought, and the smallest number that is enough.

/// Halvings after which two neighbouring doubles are left of any interval met here.
const HALVINGS_MAX: u32 = 200;

/// The point between `low` and `high` where the rising `function` crosses nought.
pub(crate) fn crossing(function: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..HALVINGS_MAX {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if function(middle) < 0.0 { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The smallest whole number from `from` to `most` for which `enough` holds, when it holds for every larger one too.
pub(crate) fn smallest(from: u32, most: u32, enough: impl Fn(u32) -> bool) -> Option<u32> {
    let (mut below, mut step) = (from, 1_u32);
    if enough(from) {
        return Some(from);
    }
    let mut above = loop {
        let next = below.saturating_add(step).min(most);
        if enough(next) {
            break next;
        }
        if next == most {
            return None;
        }
        (below, step) = (next, step.saturating_mul(2));
    };
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        if enough(middle) { above = middle } else { below = middle }
    }
    Some(above)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_is_found_wherever_it_is() {
        for wanted in [3, 4, 5, 17, 100] {
            assert_eq!(smallest(3, 100, |n| n >= wanted), Some(wanted));
        }
        assert_eq!(smallest(3, 100, |_| false), None);
    }

    #[test]
    fn a_crossing_is_exact_to_the_last_digits() {
        assert!((crossing(|x| x * x - 2.0, 0.0, 2.0) - 2.0_f64.sqrt()).abs() < 1e-15);
    }
}
