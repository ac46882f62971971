//! The calculator without a file: a few typed figures made a report.

use super::{Closed, Price, Shares, Terms, money};
use crate::{
    attempt::{Cause, Exclusion, Step},
    report::{Excluded, Report, Roubles, Source},
};
use otklik_model::Money;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// The largest number of calls or people anybody may type (chosen: a thousand million).
const COUNT_MAX: u64 = 1_000_000_000;

/// The dearest cheque anybody may type, roubles (chosen: a thousand million; with [`COUNT_MAX`] it still fits a sum in kopecks after checks).
const CHEQUE_ROUBLES_MAX: i64 = 1_000_000_000;

/// The largest gross loss that is computed, kopecks (chosen: a tenth of what a whole number of 64 bits holds).
const GROSS_KOPECKS_MAX: f64 = 9.0e17;

/// Figures typed by somebody, for a period of his choice.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TypedFigures {
    /// Calls nobody answered.
    pub missed: u64,
    /// Different people behind them; left out, every call was of another one.
    #[serde(default)]
    pub people: Option<u64>,
    /// Of the people: spam, staff, wrong numbers.
    #[serde(default)]
    pub spam: u64,
    /// Of the people: served when they rang again.
    #[serde(default)]
    pub rang_again: u64,
    /// Of the people: served because they were called back.
    #[serde(default)]
    pub called_back: u64,
    /// All calls in, answered ones too.
    #[serde(default)]
    pub requests: Option<u64>,
    /// Calls that a vendor counts as lost; above `missed` they include answered ones.
    #[serde(default)]
    pub lost: Option<u64>,
    /// The share of served clients that buy, 0 to 1.
    pub p_served: f64,
    /// The share of clients not served that buy all the same, 0 to 1.
    #[serde(default)]
    pub p_unserved: f64,
    /// What one sale brings, roubles.
    pub cheque: Roubles,
    /// The share of it that is not spent on the goods, 0 to 1.
    pub margin: f64,
    /// Of the simulation behind the interval.
    #[serde(default)]
    pub seed: u64,
}

/// A figure that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// `missed`
    Missed,
    /// `people`
    People,
    /// `spam`
    Spam,
    /// `rang_again`
    RangAgain,
    /// `called_back`
    CalledBack,
    /// `requests`
    Requests,
    /// `lost`
    Lost,
    /// `p_served`
    ShareServed,
    /// `p_unserved`
    ShareUnserved,
    /// `cheque`
    Cheque,
    /// `margin`
    Margin,
}

/// A typed figure that cannot be, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FigureRefused {
    /// A share outside 0 to 1.
    #[error("{0} is a share: it lies between 0 and 1")]
    NotAShare(Figure),
    /// Negative, not a number, or beyond all sense.
    #[error("{figure} lies between 0 and {most}")]
    OutOfRange {
        /// Which.
        figure: Figure,
        /// The most it can be.
        most: u64,
    },
    /// More of a part than of the whole.
    #[error("{part} cannot be more than {whole}: {part} is {part_count}, {whole} is {whole_count}")]
    PartExceedsWhole {
        /// The part.
        part: Figure,
        /// The whole.
        whole: Figure,
        /// How many of the part.
        part_count: u64,
        /// How many of the whole.
        whole_count: u64,
    },
    /// Spam, rang again and called back are parts of the people, and are more than them together.
    #[error("spam, rang_again and called_back are {parts} people together, but people is {people}")]
    PartsExceedPeople {
        /// All three together.
        parts: u64,
        /// Of so many.
        people: u64,
    },
    /// Calls without people.
    #[error("{missed} calls were missed, so somebody called: people cannot be 0")]
    NobodyCalled {
        /// So many calls.
        missed: u64,
    },
    /// Calls times cheque does not fit.
    #[error("missed calls times cheque is more than can be counted to the kopeck")]
    TooMuch,
}

impl FigureRefused {
    /// The figure to mend.
    pub const fn figure(&self) -> Figure {
        match self {
            Self::NotAShare(figure) | Self::OutOfRange { figure, .. } | Self::PartExceedsWhole { part: figure, .. } => *figure,
            Self::PartsExceedPeople { .. } | Self::NobodyCalled { .. } => Figure::People,
            Self::TooMuch => Figure::Cheque,
        }
    }
}

impl Figure {
    /// Its name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::People => "people",
            Self::Spam => "spam",
            Self::RangAgain => "rang_again",
            Self::CalledBack => "called_back",
            Self::Requests => "requests",
            Self::Lost => "lost",
            Self::ShareServed => "p_served",
            Self::ShareUnserved => "p_unserved",
            Self::Cheque => "cheque",
            Self::Margin => "margin",
        }
    }

    pub(super) fn share(self, share: f64) -> Result<(), FigureRefused> {
        if (0.0..=1.0).contains(&share) { Ok(()) } else { Err(FigureRefused::NotAShare(self)) }
    }

    pub(super) fn money(self, amount: Money) -> Result<(), FigureRefused> {
        let most = CHEQUE_ROUBLES_MAX.unsigned_abs();
        if (0..=CHEQUE_ROUBLES_MAX * 100).contains(&amount.kopecks()) {
            Ok(())
        } else {
            Err(FigureRefused::OutOfRange { figure: self, most })
        }
    }

    fn count(self, count: u64) -> Result<(), FigureRefused> {
        if count <= COUNT_MAX { Ok(()) } else { Err(FigureRefused::OutOfRange { figure: self, most: COUNT_MAX }) }
    }

    fn within(self, part_count: u64, whole: Self, whole_count: u64) -> Result<(), FigureRefused> {
        if part_count <= whole_count {
            return Ok(());
        }
        Err(FigureRefused::PartExceedsWhole { part: self, whole, part_count, whole_count })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The report on typed figures. Its people include those left out: 10 = 1 spam + 3 who rang again + 2 called back + 4 lost.
pub fn typed(figures: &TypedFigures) -> Result<Report, FigureRefused> {
    let people = figures.people.unwrap_or(figures.missed);
    check(figures, people)?;
    let price = price(figures)?;
    let unrecovered = people - figures.spam - figures.rang_again - figures.called_back;
    let counted = money::Counted {
        missed: figures.missed,
        answered: figures.lost.map_or(0, |lost| lost - figures.missed),
        excluded: figures.spam,
        repeated: figures.missed - people,
        rang_again: figures.rang_again,
        called_back: figures.called_back,
        answered_and_lost: 0,
    };
    let lost = BTreeMap::from([((Step::Reach, Cause::Unknown), BTreeMap::from([(None, unrecovered)]))]);
    let lost = if unrecovered > 0 { lost } else { BTreeMap::new() };
    let priced = money::price(&counted, &lost, &Terms { price: Some(price), seed: figures.seed, ..Terms::default() });
    let closed = Closed {
        attempts: figures.requests.unwrap_or(figures.missed),
        people,
        served: figures.requests.map_or(0, |requests| requests - figures.missed),
        rang_again: figures.rang_again,
        called_back: figures.called_back,
        unrecovered,
        exclusions: (figures.spam > 0).then_some(Excluded { rule: Exclusion::Spam, calls: figures.spam }).into_iter().collect(),
        gross: priced.gross,
        net: priced.net,
        waterfall: priced.waterfall,
        losses: priced.losses,
        ..Closed::default()
    };
    Ok(Report { source: source(figures), ..closed.into() })
}

/// Nothing typed tells where anybody was lost.
fn source(figures: &TypedFigures) -> Source {
    let cannot_tell = ["greeting", "queue", "agent", "transfers", "number", "wait", "hang_up_cause", "hours"];
    Source {
        format: "typed".to_owned(),
        calls: figures.requests.unwrap_or(figures.missed),
        cannot_tell: cannot_tell.map(str::to_owned).to_vec(),
        ..Source::default()
    }
}

fn price(figures: &TypedFigures) -> Result<Price, FigureRefused> {
    let kopecks = figures.cheque.0 * 100.0;
    let most = CHEQUE_ROUBLES_MAX.unsigned_abs();
    if !(0.0..=most as f64 * 100.0).contains(&kopecks) {
        return Err(FigureRefused::OutOfRange { figure: Figure::Cheque, most });
    }
    let calls = figures.lost.unwrap_or(figures.missed);
    if calls as f64 * kopecks > GROSS_KOPECKS_MAX {
        return Err(FigureRefused::TooMuch);
    }
    let shares = Shares::Typed { served: figures.p_served, unserved: figures.p_unserved };
    Price::new(Money::from_kopecks(kopecks.round() as i64), figures.margin, shares)
}

fn check(figures: &TypedFigures, people: u64) -> Result<(), FigureRefused> {
    let TypedFigures { missed, spam, rang_again, called_back, .. } = *figures;
    let parts = [(Figure::Spam, spam), (Figure::RangAgain, rang_again), (Figure::CalledBack, called_back)];
    for (figure, count) in [(Figure::Missed, missed)].into_iter().chain(parts) {
        figure.count(count)?;
    }
    Figure::People.within(people, Figure::Missed, missed)?;
    if people == 0 && missed > 0 {
        return Err(FigureRefused::NobodyCalled { missed });
    }
    for (figure, count) in parts {
        figure.within(count, Figure::People, people)?;
    }
    let together = spam + rang_again + called_back;
    if together > people {
        return Err(FigureRefused::PartsExceedPeople { parts: together, people });
    }
    check_vendors(figures)
}

/// The figures of a vendor's sum: missed are a part of those he calls lost, and those of all requests.
fn check_vendors(figures: &TypedFigures) -> Result<(), FigureRefused> {
    if let Some(lost) = figures.lost {
        Figure::Lost.count(lost)?;
        Figure::Missed.within(figures.missed, Figure::Lost, lost)?;
    }
    if let Some(requests) = figures.requests {
        Figure::Requests.count(requests)?;
        Figure::Missed.within(figures.missed, Figure::Requests, requests)?;
        Figure::Lost.within(figures.lost.unwrap_or(0), Figure::Requests, requests)?;
    }
    Ok(())
}
