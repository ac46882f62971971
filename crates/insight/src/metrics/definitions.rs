//! The definitions: each a name, a unit and how it is counted. Their words are in [`super::words`].

use super::{Thresholds, people::Figures, rollup::Counts};
use crate::report::Metric;

/// What a definition counts from.
struct Known<'a> {
    counts: &'a Counts,
    people: &'a Figures,
    thresholds: &'a Thresholds,
}

/// A figure and what it was counted over.
struct Counted {
    value: Option<f64>,
    sample: u64,
}

struct Definition {
    name: &'static str,
    unit: &'static str,
    count: fn(&Known) -> Counted,
}

/// Names of all figures, in the order of reports.
pub fn names() -> impl Iterator<Item = &'static str> {
    DEFINITIONS.iter().map(|definition| definition.name)
}

pub(super) fn metrics(counts: &Counts, people: &Figures, thresholds: &Thresholds) -> Vec<Metric> {
    let known = Known { counts, people, thresholds };
    let metric = |definition: &Definition| {
        let Counted { value, sample } = (definition.count)(&known);
        Metric { name: definition.name.to_owned(), value, unit: definition.unit.to_owned(), sample }
    };
    DEFINITIONS.iter().map(metric).collect()
}

const DEFINITIONS: [Definition; 21] = [
    Definition { name: "offered", unit: "calls", count: |known| number(known.counts.offered()) },
    Definition { name: "answered", unit: "calls", count: |known| number(known.counts.answered.calls) },
    Definition { name: "people", unit: "people", count: |known| number(known.people.people) },
    Definition {
        name: "service_level_ignored",
        unit: "share",
        count: |known| share(known.in_time(), known.counts.offered() - known.abandoned_in_time()),
    },
    Definition { name: "service_level_negative", unit: "share", count: |known| share(known.in_time(), known.counts.offered()) },
    Definition {
        name: "service_level_positive",
        unit: "share",
        count: |known| share(known.in_time() + known.abandoned_in_time(), known.counts.offered()),
    },
    Definition {
        name: "service_level_contacts",
        unit: "share",
        count: |known| share(known.in_time(), known.counts.offered() - known.abandoned_shortly()),
    },
    Definition { name: "service_level_calls", unit: "share", count: |known| share(known.in_time(), known.answered_or_missed()) },
    Definition { name: "asa", unit: "seconds", count: |known| mean_s(known.counts.answered.wait_ms, known.counts.answered.calls) },
    Definition { name: "abandonment", unit: "share", count: |known| share(known.counts.abandoned(), known.counts.offered()) },
    Definition {
        name: "abandonment_without_short",
        unit: "share",
        count: |known| {
            let short = known.abandoned_shortly();
            share(known.counts.abandoned() - short, known.counts.offered() - short)
        },
    },
    Definition { name: "mean_patience", unit: "seconds", count: mean_patience },
    Definition {
        name: "aht",
        unit: "seconds",
        count: |known| mean_s(known.counts.talk_and_hold_ms + known.counts.wrap_up_ms, known.counts.answered.calls),
    },
    Definition { name: "occupancy", unit: "share", count: occupancy },
    Definition { name: "fcr_by_call", unit: "share", count: |known| share(known.people.settled_at_once, known.people.contacts) },
    Definition { name: "fcr_by_customer", unit: "share", count: |known| share(known.people.settled_at_once, known.people.matters) },
    Definition {
        name: "fcr_net_by_call",
        unit: "share",
        count: |known| net(known, known.people.contacts - known.people.contacts_deferred),
    },
    Definition {
        name: "fcr_net_by_customer",
        unit: "share",
        count: |known| net(known, known.people.matters - known.people.matters_deferred),
    },
    Definition { name: "callback_kept", unit: "share", count: |known| share(known.counts.promises_kept, known.counts.promises_due) },
    Definition { name: "reach_by_person", unit: "share", count: |known| share(known.people.reached, known.people.people) },
    Definition { name: "repeat_attempts", unit: "share", count: |known| share(known.people.repeats, known.people.attempts) },
];

impl Known<'_> {
    fn in_time(&self) -> u64 {
        self.counts.answered.within(self.thresholds.answer_within_s)
    }

    fn abandoned_in_time(&self) -> u64 {
        self.counts.abandoned_within(self.thresholds.answer_within_s)
    }

    fn abandoned_shortly(&self) -> u64 {
        self.counts.abandoned_within(self.thresholds.short_abandon_s)
    }

    /// A call that rang and was not answered was missed, whoever lost patience first.
    fn answered_or_missed(&self) -> u64 {
        self.counts.answered.calls + self.counts.abandoned_ringing.calls + self.counts.overflowed.calls
    }
}

fn mean_patience(known: &Known) -> Counted {
    let patience = known.counts.waits().mean_patience();
    Counted { value: patience.map(|patience| patience.mean_s), sample: patience.map_or(0, |patience| patience.gave_up) }
}

/// Of nobody known to be at work there is no occupancy, which is so for every file of calls.
fn occupancy(known: &Known) -> Counted {
    let staff = known.counts.staff;
    let occupied = share(staff.busy_ms, staff.busy_ms + staff.available_ms);
    Counted { sample: if occupied.value.is_some() { known.counts.answered.calls } else { 0 }, ..occupied }
}

/// Of what one call could settle. Where nobody tells of promises it is not known which matters those are.
fn net(known: &Known, over: u64) -> Counted {
    if known.people.knows_promises { share(known.people.settled_at_once, over) } else { share(0, 0) }
}

fn number(of: u64) -> Counted {
    Counted { value: Some(of as f64), sample: of }
}

fn share(of: u64, over: u64) -> Counted {
    Counted { value: (over > 0).then(|| of as f64 / over as f64), sample: over }
}

fn mean_s(total_ms: u64, over: u64) -> Counted {
    Counted { value: (over > 0).then(|| total_ms as f64 / over as f64 / 1000.0), sample: over }
}
