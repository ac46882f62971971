//! People made money: gross as vendors publish it, net as we define it (field formula D6), and the way from one to the other.
//!
//! net = lost people × max(0, share of served that buy − share of unserved that buy) × cheque × margin.
//!
//! Every amount of a waterfall and of the lines of losses is a whole number of kopecks, and they add up exactly.

use super::{FigureRefused, Terms, typed::Figure};
use crate::{
    attempt::{Cause, Step},
    report::{Gross, LossLine, Net, Roubles, WaterfallLine},
    statistics::{
        Interval, generator,
        share::{Counts, Posterior},
    },
};
use otklik_model::{DidId, Money};
use std::collections::BTreeMap;

/// Draws of the simulation: a border of the interval is then known to about a hundredth of its width (chosen).
const DRAWS: usize = 10_000;

/// How much of what is likely the interval holds (field, part D6).
const INTERVAL_SHARE: f64 = 0.8;

/// What a client is worth, and how much depends on serving him.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    cheque: Money,
    margin: f64,
    shares: Shares,
}

/// Shares of clients that buy.
#[derive(Debug, Clone, PartialEq)]
pub enum Shares {
    /// As somebody believes they are.
    Typed {
        /// Of those served.
        served: f64,
        /// Of those not served: they come again some other way.
        unserved: f64,
    },
    /// As deals show them.
    Counted {
        /// Of those served.
        served: Counts,
        /// Of those not served.
        unserved: Counts,
        /// The same by the number called, where it is known; small ones are shrunk to the whole.
        by_did: BTreeMap<DidId, (Counts, Counts)>,
    },
}

impl Price {
    /// The price of a client; refused where a figure cannot be.
    pub fn new(cheque: Money, margin: f64, shares: Shares) -> Result<Self, FigureRefused> {
        Figure::Cheque.money(cheque)?;
        Figure::Margin.share(margin)?;
        if let Shares::Typed { served, unserved } = shares {
            Figure::ShareServed.share(served)?;
            Figure::ShareUnserved.share(unserved)?;
        }
        Ok(Self { cheque, margin, shares })
    }

    /// Kopecks a vendor counts for one missed call.
    fn gross_unit(&self) -> f64 {
        let share = match &self.shares {
            Shares::Typed { served, .. } => *served,
            Shares::Counted { served, .. } => served.share().unwrap_or_else(|| Posterior::of_tenant(*served).mean()),
        };
        share * self.cheque.kopecks() as f64
    }

    /// Kopecks of one lost client for each point of the difference of shares.
    fn net_unit(&self) -> f64 {
        self.cheque.kopecks() as f64 * self.margin
    }

    /// What is believed of the two shares for callers of a number.
    fn posteriors(&self, did_id: Option<DidId>) -> (Posterior, Posterior) {
        match &self.shares {
            Shares::Typed { served, unserved } => (Posterior::typed(*served), Posterior::typed(*unserved)),
            Shares::Counted { served, unserved, by_did } => match did_id.and_then(|did_id| by_did.get(&did_id)) {
                Some(own) => (Posterior::of_segment(own.0, *served), Posterior::of_segment(own.1, *unserved)),
                None => (Posterior::of_tenant(*served), Posterior::of_tenant(*unserved)),
            },
        }
    }

    /// Numbers whose callers have shares of their own; all others are one segment.
    fn segment(&self, did_id: Option<DidId>) -> Option<DidId> {
        match &self.shares {
            Shares::Typed { .. } => None,
            Shares::Counted { by_did, .. } => did_id.filter(|did_id| by_did.contains_key(did_id)),
        }
    }
}

/// Calls and people between gross and net.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    /// Calls nobody answered, of everybody.
    pub missed: u64,
    /// Answered calls that a vendor counts as lost all the same.
    pub answered: u64,
    /// Missed calls of people left out.
    pub excluded: u64,
    /// Missed calls beyond the first one of an episode.
    pub repeated: u64,
    /// Episodes with a missed call, served because the client rang again.
    pub rang_again: u64,
    /// Episodes with a missed call, served because we called back.
    pub called_back: u64,
    /// Lost episodes in which every call was answered: left on hold, lost in a transfer, not called back as promised.
    pub answered_and_lost: u64,
}

/// Lost episodes by step and cause, and within them by the number called.
pub(super) type Lost = BTreeMap<(Step, Cause), ByDid>;

type ByDid = BTreeMap<Option<DidId>, u64>;

/// The figures of a report that are money.
#[derive(Debug)]
pub(super) struct Priced {
    pub gross: Gross,
    pub net: Option<Net>,
    pub waterfall: Vec<WaterfallLine>,
    pub losses: Vec<LossLine>,
}

pub(super) fn price(counted: &Counted, lost: &Lost, terms: &Terms) -> Priced {
    let missed_calls = counted.missed + counted.answered;
    let Some(price) = &terms.price else {
        let gross = Gross { amount: None, missed_calls };
        return Priced { gross, net: None, waterfall: Vec::new(), losses: sorted(lines(lost, |_| None)) };
    };
    let worth = Worth::of(lost, price, terms.seed);
    let amounts = share_out(worth.median, &worth.weights);
    let gross = Gross { amount: Some(roubles(kopecks(price.gross_unit() * missed_calls as f64))), missed_calls };
    Priced {
        gross,
        net: Some(Net { median: roubles(worth.median), low: roubles(worth.low), high: roubles(worth.high) }),
        waterfall: waterfall(counted, people(lost), price, worth.median),
        losses: sorted(lines(lost, |place| amounts.get(place).copied().map(roubles))),
    }
}

/// What the lost people are worth, kopecks, and how it is divided between the lines.
struct Worth {
    low: i64,
    median: i64,
    high: i64,
    weights: Vec<f64>,
}

impl Worth {
    fn of(lost: &Lost, price: &Price, seed: u64) -> Self {
        let mut segments: BTreeMap<Option<DidId>, u64> = BTreeMap::new();
        for (did_id, people) in lost.values().flatten() {
            *segments.entry(price.segment(*did_id)).or_default() += people;
        }
        let mut totals = vec![0.0; DRAWS];
        let mut per_person: BTreeMap<Option<DidId>, f64> = BTreeMap::new();
        let mut generator = generator(seed);
        for (did_id, people) in &segments {
            let (served, unserved) = price.posteriors(*did_id);
            let mut sum = 0.0;
            for total in &mut totals {
                let gained = (served.draw(&mut generator) - unserved.draw(&mut generator)).max(0.0);
                *total += *people as f64 * gained * price.net_unit();
                sum += gained;
            }
            per_person.insert(*did_id, sum / DRAWS as f64);
        }
        let drawn = Interval::of(totals, INTERVAL_SHARE).expect("there are draws");
        let interval = match price.shares {
            Shares::Typed { served, unserved } => drawn.moved_to(people(lost) as f64 * (served - unserved).max(0.0) * price.net_unit()),
            Shares::Counted { .. } => drawn,
        };
        let weight = |dids: &ByDid| {
            dids.iter().map(|(did_id, people)| *people as f64 * per_person.get(&price.segment(*did_id)).copied().unwrap_or(0.0)).sum()
        };
        let weights = lost.values().map(weight).collect();
        Self { low: kopecks(interval.low.max(0.0)), median: kopecks(interval.median), high: kopecks(interval.high), weights }
    }
}

/// From gross to net. Each line takes the difference of two rounded levels, so that rounding cannot get lost between them.
fn waterfall(counted: &Counted, lost: u64, price: &Price, net: i64) -> Vec<WaterfallLine> {
    let unit = price.gross_unit();
    let mut left = counted.missed + counted.answered;
    let mut level = kopecks(unit * left as f64);
    let mut lines = vec![line("gross", level, Some(left))];
    let taken_off = [
        ("answered", counted.answered),
        ("excluded", counted.excluded),
        ("repeated", counted.repeated),
        ("rang_again", counted.rang_again),
        ("called_back", counted.called_back),
    ];
    for (what, count) in taken_off.into_iter().filter(|(_, count)| *count > 0) {
        left -= count;
        lines.push(line(what, kopecks(unit * left as f64) - level, Some(count)));
        level = kopecks(unit * left as f64);
    }
    if counted.answered_and_lost > 0 {
        let whole = kopecks(unit * lost as f64);
        lines.push(line("answered_and_lost", whole - level, Some(counted.answered_and_lost)));
        level = whole;
    }
    let before_goods = if price.margin > 0.0 { kopecks(net as f64 / price.margin) } else { 0 };
    lines.push(line("would_buy_anyway", before_goods - level, None));
    lines.push(line("cost_of_goods", net - before_goods, None));
    lines.push(line("net", net, Some(lost)));
    lines
}

fn line(what: &str, kopecks: i64, count: Option<u64>) -> WaterfallLine {
    WaterfallLine { what: what.to_owned(), amount: roubles(kopecks), count }
}

fn lines(lost: &Lost, net: impl Fn(usize) -> Option<Roubles>) -> Vec<LossLine> {
    let line = |(place, ((step, cause), dids)): (usize, (&(Step, Cause), &ByDid))| {
        let people = dids.values().sum();
        LossLine { step: *step, cause: *cause, people, net: net(place) }
    };
    lost.iter().enumerate().map(line).collect()
}

/// The dearest first; without money, the most people first.
fn sorted(mut lines: Vec<LossLine>) -> Vec<LossLine> {
    let amount = |line: &LossLine| line.net.map_or(0.0, |net| net.0);
    lines.sort_by(|one, other| amount(other).total_cmp(&amount(one)).then(other.people.cmp(&one.people)));
    lines
}

fn people(lost: &Lost) -> u64 {
    lost.values().flat_map(BTreeMap::values).sum()
}

/// Divides a whole by weights into whole parts that add up to it: what rounding down leaves goes to the largest remainders.
pub(super) fn share_out(total: i64, weights: &[f64]) -> Vec<i64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| total as f64 * weight / sum).collect();
    let mut parts: Vec<i64> = exact.iter().map(|part| part.floor() as i64).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by(|one, other| (exact[*other] - exact[*other].floor()).total_cmp(&(exact[*one] - exact[*one].floor())));
    let mut left = total - parts.iter().sum::<i64>();
    for place in by_remainder.into_iter().cycle().take(usize::try_from(left.unsigned_abs()).unwrap_or(0)) {
        parts[place] += left.signum();
    }
    left = total - parts.iter().sum::<i64>();
    debug_assert_eq!(left, 0, "all of it was divided");
    parts
}

fn kopecks(amount: f64) -> i64 {
    amount.round() as i64
}

fn roubles(kopecks: i64) -> Roubles {
    Roubles::from(Money::from_kopecks(kopecks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_add_up_to_the_whole_and_none_is_off_by_a_kopeck_or_more(total in 0..1_000_000_000_i64, weights in prop::collection::vec(0.0..100.0_f64, 1..20)) {
            prop_assume!(weights.iter().sum::<f64>() > 0.0);
            let parts = share_out(total, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            let sum: f64 = weights.iter().sum();
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!((*part as f64 - total as f64 * weight / sum).abs() < 1.001);
            }
        }
    }

    #[test]
    fn remainders_go_to_the_largest() {
        assert_eq!(share_out(100, &[1.0, 1.0, 1.0]), [34, 33, 33]);
        assert_eq!(share_out(5, &[0.0, 0.0]), [0, 0]);
    }
}
