//! The words of `otklik losses` and `otklik erlang`.

use clap::{Args, ValueEnum};
use std::{path::PathBuf, time::Duration};

/// `otklik losses`: from files of calls, or, without a file, from a few typed figures.
#[derive(Debug, Clone, Default, Args)]
pub struct LossesArgs {
    /// Files of calls. Several may overlap: a call is counted once.
    pub files: Vec<PathBuf>,
    /// The format of the files, such as `mango_csv`; recognised when left out.
    #[arg(long, requires = "files")]
    pub format: Option<String>,
    /// A file that says what the columns of a table mean: TOML, or JSON when its name ends so. `--show-columns` writes one to correct.
    #[arg(long, value_name = "FILE", requires = "files", conflicts_with_all = ["format", "show_columns"])]
    pub mapping: Option<PathBuf>,
    /// Count nothing: print what the columns of the file probably mean, in the form `--mapping` takes.
    #[arg(long, requires = "files", conflicts_with = "face")]
    pub show_columns: bool,
    /// The time zone of moments without one, such as Europe/Moscow or +03:00; hours of the report are told in it.
    #[arg(long, default_value = "Europe/Moscow")]
    pub time_zone: String,
    /// Numbers of the company, so that its own lines are told from clients; repeat or part by commas.
    #[arg(long, value_delimiter = ',', requires = "files")]
    pub own: Vec<String>,
    /// Numbers of the company's people, left out of all figures; repeat or part by commas.
    #[arg(long, value_delimiter = ',', requires = "files")]
    pub staff: Vec<String>,
    /// With files: numbers of spam, by commas. Without: how many of the people were spam.
    #[arg(long, value_delimiter = ',')]
    pub spam: Vec<String>,
    /// What a client is worth.
    #[command(flatten)]
    pub price: PriceArgs,
    /// Typed figures.
    #[command(flatten)]
    pub typed: TypedArgs,
    /// Of the simulation behind the interval: the same seed gives the same figures.
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// In which shape.
    #[command(flatten)]
    pub face: FaceArgs,
}

/// What a client is worth.
#[derive(Debug, Clone, Default, Args)]
pub struct PriceArgs {
    /// What one sale brings, roubles.
    #[arg(long)]
    pub cheque: Option<f64>,
    /// The share of it that is profit, 0 to 1.
    #[arg(long)]
    pub margin: Option<f64>,
    /// The share of served clients that buy, 0 to 1.
    #[arg(long)]
    pub p_served: Option<f64>,
    /// The share of clients not served that buy all the same, 0 to 1.
    #[arg(long)]
    pub p_unserved: Option<f64>,
}

/// Figures of a period, instead of a file.
#[derive(Debug, Clone, Default, Args)]
pub struct TypedArgs {
    /// Calls nobody answered.
    #[arg(long, conflicts_with = "files")]
    pub missed: Option<u64>,
    /// Different people behind them; as many as calls when left out.
    #[arg(long, conflicts_with = "files")]
    pub people: Option<u64>,
    /// Of the people: served when they rang again.
    #[arg(long, conflicts_with = "files")]
    pub rang_again: Option<u64>,
    /// Of the people: served because they were called back.
    #[arg(long, conflicts_with = "files")]
    pub called_back: Option<u64>,
    /// All calls in, as vendors count them.
    #[arg(long, conflicts_with = "files")]
    pub requests: Option<u64>,
    /// Calls a vendor says are lost; those above `--missed` were answered.
    #[arg(long, conflicts_with = "files")]
    pub lost: Option<u64>,
}

/// The shape of the report, and where it goes.
#[derive(Debug, Clone, Default, Args)]
pub struct FaceArgs {
    /// The report as JSON, every figure exact.
    #[arg(long, group = "face")]
    pub json: bool,
    /// One page that needs nothing else.
    #[arg(long, group = "face")]
    pub html: bool,
    /// A4.
    #[arg(long, group = "face")]
    pub pdf: bool,
    /// A workbook.
    #[arg(long, group = "face")]
    pub xlsx: bool,
    /// Write to this file instead of standard output.
    #[arg(short, long)]
    pub output: Option<PathBuf>,
    /// Of the report; by the locale of the terminal when left out.
    #[arg(long, value_enum)]
    pub language: Option<LanguageArg>,
}

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageArg {
    /// Russian.
    Ru,
    /// English.
    En,
}

/// `otklik generate-calls`.
#[derive(Debug, Clone, Args)]
pub struct GenerateCallsArgs {
    /// The same seed makes the same calls.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The format of the file, such as `mango_csv`.
    #[arg(long, default_value = "mango_csv")]
    pub format: String,
    /// How many days.
    #[arg(long, default_value_t = 28, value_parser = clap::value_parser!(u16).range(1..=3660))]
    pub days: u16,
    /// About how many people ring; their losses grow with them.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    pub people: u32,
    /// The time zone of moments without one.
    #[arg(long, default_value = "Europe/Moscow")]
    pub time_zone: String,
    /// In the encoding of Windows in Russia instead of UTF-8.
    #[arg(long)]
    pub cp1251: bool,
    /// Write to this file instead of standard output.
    #[arg(short, long)]
    pub output: Option<PathBuf>,
}

/// `otklik erlang`.
#[derive(Debug, Clone, Args)]
pub struct ErlangArgs {
    /// Refused when all lines are busy (b), wait for ever (c), or wait until patience runs out (a).
    #[arg(value_enum)]
    pub model: ModelArg,
    /// Calls in an interval.
    #[arg(long)]
    pub calls: f64,
    /// The interval: seconds, or 30m, 1h.
    #[arg(long, default_value = "1h", value_parser = duration)]
    pub interval: Duration,
    /// Mean handling time, talk, hold and wrap-up: seconds, or 3m.
    #[arg(long, value_parser = duration)]
    pub aht: Duration,
    /// People (for b: lines); left out, the smallest number that meets the service level.
    #[arg(long)]
    pub agents: Option<u32>,
    /// A call served within this time counts as served in time: seconds.
    #[arg(long, default_value = "20", value_parser = duration)]
    pub target: Duration,
    /// Mean patience, for a: seconds, or 3m.
    #[arg(long, value_parser = duration)]
    pub patience: Option<Duration>,
    /// The share to be served within the target; for b the share not to be refused.
    #[arg(long, default_value_t = 0.8)]
    pub service_level: f64,
    /// The share of those refused who ring again at once (b).
    #[arg(long, default_value_t = 0.0)]
    pub recall: f64,
    /// The share of paid time people are not at work.
    #[arg(long, default_value_t = 0.0)]
    pub shrinkage: f64,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Which formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModelArg {
    /// Erlang B.
    B,
    /// Erlang C.
    C,
    /// Erlang A.
    A,
}

/// Reads `90`, `90s`, `3m`, `1h`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit_s = match &text[digits.len()..] {
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        unit => return Err(format!("{unit} is no unit: write seconds, or 3m, 1h")),
    };
    let number: f64 = digits.parse().map_err(|_| "write seconds, or 3m, 1h".to_owned())?;
    Duration::try_from_secs_f64(number * unit_s).map_err(|_| "must not be negative or without end".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_seconds_unless_they_name_a_unit() {
        for (text, seconds) in [("90", 90.0), ("1.5m", 90.0), ("30min", 1800.0), ("1h", 3600.0), ("0", 0.0)] {
            assert_eq!(duration(text).unwrap().as_secs_f64(), seconds, "{text}");
        }
        for text in ["", "m", "3x", "-5", "1e400", "nan", "три"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
