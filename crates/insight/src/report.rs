//! The report: what the ledger, the metrics and the findings say, in one shape for every face (JSON, page, PDF, XLSX).

use crate::attempt::{Cause, Exclusion, Step};
use otklik_model::Money;
use serde::{Deserialize, Serialize};

/// An amount in the report: roubles with two decimals, as a JSON number. Made from kopecks, never added up as a float.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Roubles(pub f64);

impl From<Money> for Roubles {
    fn from(amount: Money) -> Self {
        Self(amount.kopecks() as f64 / 100.0)
    }
}

/// The report on a period.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Report {
    /// Attempts of clients to reach the company: calls in, those of excluded people too.
    pub attempts: u64,
    /// Different people behind them, excluded ones too.
    pub people: u64,
    /// Episodes served at the first attempt.
    pub served: u64,
    /// Episodes served because the client rang again.
    pub rang_again: u64,
    /// Episodes served because we called back.
    pub called_back: u64,
    /// Episodes closed unserved: the losses.
    pub unrecovered: u64,
    /// Of those, the ones whose window was not over at the last moment of the source: they may still be recovered.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required))]
    pub still_open: u64,
    /// Calls left out by rule.
    pub excluded: u64,
    /// The same, by rule.
    pub exclusions: Vec<Excluded>,
    /// As vendors publish it.
    pub gross: Gross,
    /// As we define it; `None` where too little is known (no cheque, no shares).
    #[cfg_attr(feature = "schema", schema(required))]
    pub net: Option<Net>,
    /// From gross to net, step by step; starts with gross, ends with net, each line says why.
    pub waterfall: Vec<WaterfallLine>,
    /// By step and cause, the dearest first. People and net sum up to the totals.
    pub losses: Vec<LossLine>,
    /// All lost episodes by weekday (0 = Monday) and hour of the day, local time; empty when nothing was read.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required))]
    pub when: Vec<[u32; 24]>,
    /// Figures with their definitions.
    pub metrics: Vec<Metric>,
    /// Places of loss with what to do about them.
    pub findings: Vec<Finding>,
    /// What was read, and what was not.
    pub source: Source,
    /// Rows that could not be counted: the first [`REJECTED_LISTED_MAX`] of them, and how many in all in `source`.
    pub rejected: Vec<RejectedRow>,
}

/// Rejected rows listed in a report; the count is always whole.
pub const REJECTED_LISTED_MAX: usize = 1000;

/// Calls left out by one rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Excluded {
    /// The rule.
    pub rule: Exclusion,
    /// How many.
    pub calls: u64,
}

/// Loss as vendors publish it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Gross {
    /// Missed calls × share that buys × cheque.
    #[cfg_attr(feature = "schema", schema(required))]
    pub amount: Option<Roubles>,
    /// Missed calls it multiplies.
    pub missed_calls: u64,
}

/// Loss as we define it, with the 80 % interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Net {
    /// The middle.
    pub median: Roubles,
    /// One in ten is below.
    pub low: Roubles,
    /// One in ten is above.
    pub high: Roubles,
}

/// One line of the way from gross to net.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WaterfallLine {
    /// What is taken off (`gross`, `repeated`, `excluded`, `rang_again`, `called_back`, `answered`, `answered_and_lost`,
    /// `would_buy_anyway`, `cost_of_goods`, `net`; `answered_and_lost` adds what vendors do not count).
    pub what: String,
    /// The amount; what is subtracted is negative.
    pub amount: Roubles,
    /// How many calls or people it stands for, where that has a meaning.
    #[cfg_attr(feature = "schema", schema(required))]
    pub count: Option<u64>,
}

/// What one cause at one step cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LossLine {
    /// Where.
    pub step: Step,
    /// Why.
    pub cause: Cause,
    /// Lost episodes, each of one person.
    pub people: u64,
    /// Money; `None` where it is not known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub net: Option<Roubles>,
}

/// A figure with what it means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Metric {
    /// Its name in code, such as `service_level_negative`.
    pub name: String,
    /// The figure; `None` when there is nothing to count.
    #[cfg_attr(feature = "schema", schema(required))]
    pub value: Option<f64>,
    /// `share`, `seconds`, `erlang`, `calls`, `people`.
    pub unit: String,
    /// How many calls or people it was counted over.
    pub sample: u64,
}

/// A place of loss and what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Finding {
    /// Which kind of place: `staffing`, `callback_discipline`, `out_of_hours`, `overloaded_person`, `unreachable_extension`, `long_greeting`, …
    pub kind: String,
    /// Where.
    pub step: Step,
    /// Why.
    pub cause: Cause,
    /// People lost there.
    pub people: u64,
    /// Money lost there; `None` where it is not known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub net: Option<Roubles>,
    /// Lost episodes by weekday (0 = Monday) and hour of the day, local time.
    pub when: Vec<[u32; 24]>,
    /// Whom it concerns most: label and lost people, the largest first.
    pub who: Vec<(String, u64)>,
    /// Which own numbers: label and lost people, the largest first.
    pub numbers: Vec<(String, u64)>,
    /// What to do, as values for a sentence: the sentence itself is made by the face in its language, by `kind`.
    pub proposal: Vec<(String, String)>,
    /// Predicted people kept, where the source allows a prediction.
    #[cfg_attr(feature = "schema", schema(required))]
    pub predicted: Option<Prediction>,
    /// Why nothing is predicted: `too_few_cases`, `lines_were_free`, `nobody_known`, `short_already`, `staff_unknown`.
    #[serde(default)]
    pub unpredicted: Option<String>,
    /// `high`, `medium`, `low`; with too little there is no finding but a line in `source.too_little_for`.
    pub confidence: String,
}

/// What a proposal is expected to bring over such a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Prediction {
    /// People kept.
    pub people: f64,
    /// Nineteen times in twenty it comes out between these two: a prediction is compared with what came of it.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// Money kept; `None` where it is not known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub net: Option<Roubles>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Source {
    /// The format recognised, such as `mango_csv`; `journal` for our own; `typed` for typed figures.
    pub format: String,
    /// Rows read, header not counted.
    pub rows: u64,
    /// Rows said twice and counted once.
    pub doubled: u64,
    /// Of those, rows that an earlier file had said.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required))]
    pub overlapping: u64,
    /// Rows that could not be counted, in all.
    pub rejected: u64,
    /// Calls made of the rows.
    pub calls: u64,
    /// The first and the last moment, RFC 3339.
    #[cfg_attr(feature = "schema", schema(required))]
    pub from: Option<String>,
    /// See `from`.
    #[cfg_attr(feature = "schema", schema(required))]
    pub to: Option<String>,
    /// The time zone the rows were read in.
    pub time_zone: String,
    /// What this source cannot tell: `greeting`, `queue`, `agent`, `transfers`, `number`, `wait`, `hang_up_cause`, `hours`.
    pub cannot_tell: Vec<String>,
    /// Kinds of findings looked for without enough calls to say anything.
    pub too_little_for: Vec<String>,
    /// File by file, when there were several; the figures above are those of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<SourceFile>,
}

/// One of several files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SourceFile {
    /// What it is called.
    pub name: String,
    /// The format recognised.
    pub format: String,
    /// Rows read.
    pub rows: u64,
    /// Calls made of the rows, without those of earlier files.
    pub calls: u64,
    /// Rows that an earlier file had said.
    pub overlapping: u64,
    /// Rows that could not be counted.
    pub rejected: u64,
}

/// A row that could not be counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RejectedRow {
    /// The file, when there were several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its number in the file, header included, from 1.
    pub row: u64,
    /// Why, as a code: `no_time`, `time_before_1970`, `negative_duration`, `no_number`, `columns`, `encoding`, …
    pub reason: String,
    /// What stood there, shortened; never more than 80 characters.
    pub text: String,
}
