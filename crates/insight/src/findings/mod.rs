//! Places of loss with what to do about them: when, who, which number, a concrete proposal and what it is expected to bring.
//!
//! How many people a shift needs is reckoned in [`staffing`]; here is everything that needs no theory of queues.

mod forecast;
mod places;
mod proposals;
mod replay;
pub mod staffing;
mod week;

#[cfg(test)]
mod tests;

pub use week::Week;

use crate::{
    attempt::{Attempt, Cause, Step},
    files::Legend,
    ledger::{Closed, Episode},
    metrics::{Rollups, rollup::Counts},
    report::{Finding, Roubles},
};
use jiff::{Timestamp, tz::TimeZone};
use otklik_model::Money;
use places::{Place, Places};
use replay::Replay;
use std::{collections::BTreeMap, fmt::Display};

/// Lost people below which nothing is said of a place (chosen: the picture of a week has 168 cells).
pub const PEOPLE_MIN: u64 = 10;

/// Labels listed of those it concerns most (chosen: what a person reads).
const LABELS_MAX: usize = 5;

/// A kind of place where people are lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Nobody even tried to call back.
    CallbackDiscipline,
    /// Closed when they call.
    OutOfHours,
    /// One person's phone loses more than the others'.
    OverloadedPerson,
    /// A phone that never answers, or cannot be rung at all.
    UnreachableExtension,
    /// The greeting is given up.
    LongGreeting,
    /// Nobody was free to answer.
    Staffing,
    /// Transfers lead to nobody.
    FailedTransfer,
    /// They are handed on again and again.
    NeedlessTransfers,
    /// They are put on hold and forgotten.
    LeftOnHold,
    /// A call back was promised and not made.
    PromiseBroken,
    /// The carrier or the trunk refuses.
    TrunkUnavailable,
}

impl Kind {
    /// Its name in the report.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CallbackDiscipline => "callback_discipline",
            Self::OutOfHours => "out_of_hours",
            Self::OverloadedPerson => "overloaded_person",
            Self::UnreachableExtension => "unreachable_extension",
            Self::LongGreeting => "long_greeting",
            Self::Staffing => "staffing",
            Self::FailedTransfer => "failed_transfer",
            Self::NeedlessTransfers => "needless_transfers",
            Self::LeftOnHold => "left_on_hold",
            Self::PromiseBroken => "promise_broken",
            Self::TrunkUnavailable => "trunk_unavailable",
        }
    }

    /// The kind of place that step and cause are by themselves; others take more to see.
    const fn of((step, cause): (Step, Cause)) -> Option<Self> {
        match (step, cause) {
            (Step::OutOfHours, _) => Some(Self::OutOfHours),
            (_, Cause::NeedlessTransfers) => Some(Self::NeedlessTransfers),
            (Step::Transfer, _) => Some(Self::FailedTransfer),
            (_, Cause::LeftOnHold) => Some(Self::LeftOnHold),
            (_, Cause::PromiseBroken) => Some(Self::PromiseBroken),
            (_, Cause::LongGreeting) => Some(Self::LongGreeting),
            (_, Cause::TrunkUnavailable) => Some(Self::TrunkUnavailable),
            (_, Cause::NobodyReachable) => Some(Self::UnreachableExtension),
            (Step::Queue, Cause::QueueWait) | (Step::Ring, Cause::NobodyAnswered | Cause::Busy) => Some(Self::Staffing),
            _ => None,
        }
    }
}

/// Why it is not said what a proposal would bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// What happens to those who get the chance was seen too seldom.
    TooFewCases,
    /// The carrier refused calls although lines were free: nobody can say from calls why, nor for how long it will.
    LinesWereFree,
    /// No call tells who should have had the client to begin with.
    NobodyKnown,
    /// The greeting is short already.
    ShortAlready,
    /// In no half-hour are there calls enough to tell how many are at work.
    StaffUnknown,
}

impl Why {
    /// Its name in the report.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooFewCases => "too_few_cases",
            Self::LinesWereFree => "lines_were_free",
            Self::NobodyKnown => "nobody_known",
            Self::ShortAlready => "short_already",
            Self::StaffUnknown => "staff_unknown",
        }
    }
}

/// Gathers what findings are made of.
#[derive(Debug)]
pub struct Findings {
    zone: TimeZone,
    places: Places,
    all: Week,
    plan: Option<staffing::Plan>,
    counts: Counts,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// Places, the most people first.
    pub findings: Vec<Finding>,
    /// Kinds of places where people were lost, but too few to say anything.
    pub too_little_for: Vec<String>,
    /// All lost people by weekday and hour.
    pub when: Vec<[u32; 24]>,
}

/// What a proposal needs besides its place.
struct Around<'a> {
    places: &'a Places,
    replay: &'a Replay,
    counts: &'a Counts,
    zone: &'a TimeZone,
    seed: u64,
}

impl Findings {
    /// Gathers, with hours told in that zone.
    pub fn new(zone: TimeZone) -> Self {
        Self { zone, places: Places::default(), all: Week::default(), plan: None, counts: Counts::default() }
    }

    /// Sees a call.
    pub fn see(&mut self, attempt: &Attempt) {
        self.places.see(attempt);
    }

    /// Takes an episode.
    pub fn take(&mut self, episode: &Episode) {
        if matches!(episode.outcome, crate::ledger::Outcome::Lost { .. }) {
            self.all.add(episode.last, &self.zone);
        }
        self.places.take(episode, &self.zone);
    }

    /// Takes the figures of clients' calls, and plans the staff of a week by them; without it nothing is said of how many people a shift needs,
    /// nor of how long a greeting should be.
    pub fn take_figures(&mut self, calls: &Rollups) {
        self.counts = calls.counts(Timestamp::MIN, Timestamp::MAX);
        self.plan = staffing::plan(calls, &self.zone, staffing::Goal::default());
    }

    /// What was found. The seed is that of the predictions.
    pub fn close(mut self, closed: &Closed, legend: &Legend, seed: u64) -> Found {
        proposals::tell_phones_apart(&mut self.places, seed);
        let replay = Replay::of(std::mem::take(&mut self.places.past));
        let around = Around { places: &self.places, replay: &replay, counts: &self.counts, zone: &self.zone, seed };
        let mut found = Found { when: self.all.picture(), ..Found::default() };
        for (kind, place) in &self.places.by_kind {
            let of_place = || finding(*kind, place, &around, closed, legend);
            match (kind, &self.plan) {
                _ if place.people < PEOPLE_MIN => found.too_little_for.push(kind.as_str().to_owned()),
                (Kind::Staffing, None) => found.too_little_for.push(kind.as_str().to_owned()),
                (Kind::Staffing, Some(plan)) => found.findings.extend(staffing::finding(of_place(), plan, &around)),
                _ => found.findings.push(of_place()),
            }
        }
        found.findings.sort_by_key(|finding| std::cmp::Reverse(finding.people));
        found
    }
}

fn finding(kind: Kind, place: &Place, around: &Around<'_>, closed: &Closed, legend: &Legend) -> Finding {
    let (step, cause) = place.mostly();
    let proposal = proposals::of(kind, place, around);
    let (mut predicted, unpredicted) = match proposal.predicted {
        Ok(prediction) => (Some(prediction), None),
        Err(why) => (None, Some(why.as_str().to_owned())),
    };
    if let Some(prediction) = &mut predicted {
        prediction.net = net_of(prediction.people, closed);
    }
    Finding {
        kind: kind.as_str().to_owned(),
        step,
        cause,
        people: place.people,
        net: net_of_kind(kind, closed).or_else(|| net_of(place.people as f64, closed)),
        when: place.week.picture(),
        who: labelled(&place.users, &legend.users),
        numbers: labelled(&place.dids, &legend.dids),
        proposal: proposal.values,
        predicted,
        unpredicted,
        confidence: confidence(place.people).to_owned(),
    }
}

/// The lines of losses that are this kind of place and no other, so that the amounts are the same on both pages.
fn net_of_kind(kind: Kind, closed: &Closed) -> Option<Roubles> {
    let lines = closed.losses.iter().filter(|line| Kind::of((line.step, line.cause)) == Some(kind));
    let kopecks: Vec<i64> = lines.map(|line| line.net.map(|net| (net.0 * 100.0).round() as i64)).collect::<Option<_>>()?;
    (kind != Kind::UnreachableExtension && !kopecks.is_empty()).then(|| Roubles::from(Money::from_kopecks(kopecks.iter().sum())))
}

/// What so many of the lost people are worth, at what one of them is worth on average.
fn net_of(people: f64, closed: &Closed) -> Option<Roubles> {
    let net = closed.net.as_ref()?.median.0;
    let share = if closed.unrecovered == 0 { 0.0 } else { people / closed.unrecovered as f64 };
    Some(Roubles((net * share * 100.0).round() / 100.0))
}

fn labelled<Id: Ord + Copy + Display>(people: &BTreeMap<Id, u64>, labels: &BTreeMap<Id, String>) -> Vec<(String, u64)> {
    let mut by_label: Vec<(String, u64)> =
        people.iter().map(|(id, people)| (labels.get(id).cloned().unwrap_or_else(|| id.to_string()), *people)).collect();
    by_label.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    by_label.truncate(LABELS_MAX);
    by_label
}

/// Chosen: with a hundred people a share is known to about ten points, with thirty to twenty.
const fn confidence(people: u64) -> &'static str {
    match people {
        100.. => "high",
        30.. => "medium",
        _ => "low",
    }
}
