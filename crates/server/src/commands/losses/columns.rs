//! What the columns of somebody's own table mean: shown as a guess to correct, read back from a file.

use super::reading;
use crate::{cli::LossesArgs, terminal, terminal::Misused};
use anyhow::Context;
use otklik_insight::files::{self, Format, Looked, Mapping, Meaning, NamedMapping, ReadOptions, letter};
use std::{io::BufReader, path::Path};

/// From here on a guess is called sure (that of the reader, by which it counts without asking).
const SURE: f64 = 0.75;
/// How much of a cell is shown beside its column.
const EXAMPLE_CHARS: usize = 40;

/// Prints the guess for one file.
pub fn show(args: &LossesArgs) -> anyhow::Result<()> {
    let [path] = args.files.as_slice() else {
        return Err(Misused("--show-columns looks at one file at a time".to_owned()).into());
    };
    let looked = looked(path, &reading::options(args)?)?;
    terminal::pour(written(&looked, &path.display().to_string()).as_bytes()).context("the columns could not be printed")
}

/// Reads a mapping from a file.
pub fn read(path: &Path) -> anyhow::Result<NamedMapping> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let read = if is_json { serde_json::from_str(&text).map_err(|error| error.to_string()) } else { of_toml(&text) };
    let meanings = || Meaning::ALL.map(Meaning::as_str).join(", ");
    Ok(read.map_err(|error| Misused(format!("--mapping {name}: {}\n  a column means one of: {}", error.trim_end(), meanings())))?)
}

fn of_toml(text: &str) -> Result<NamedMapping, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

/// The mapping by the places of one file.
pub fn placed(mapping: &NamedMapping, path: &Path, options: &ReadOptions) -> anyhow::Result<Mapping> {
    let table = looked(path, options)?.table;
    Ok(mapping.placed(&table).map_err(|unfit| Misused(format!("--mapping does not fit {}: {unfit}", path.display())))?)
}

fn looked(path: &Path, options: &ReadOptions) -> anyhow::Result<Looked> {
    let looked = files::look(BufReader::new(reading::open(path)?), options);
    looked.map_err(|refused| reading::refusal(&refused)).with_context(|| format!("{} cannot be counted", path.display()))
}

/// TOML with what stands in each column beside what it was taken for.
fn written(looked: &Looked, name: &str) -> String {
    let (table, guess) = (&looked.table, &looked.table.guess);
    let name = shown(name);
    let mut lines = vec![format!("# What the columns of {name} probably mean. Correct it, then: otklik losses {name} --mapping THIS_FILE")];
    lines.extend(looked.format.map(recognised));
    lines.push(format!("# A column means one of: {}.", Meaning::ALL.map(Meaning::as_str).join(", ")));
    lines.push("# It is named by its letter, as in a spreadsheet, or by its heading in quotes; what is not named is ignored.".to_owned());
    lines.push(String::new());
    lines.push(format!("heading_rows = {}", guess.mapping.heading_rows));
    let order = if guess.mapping.date_order == files::DateOrder::DayFirst { "day_first" } else { "month_first" };
    lines.push(format!("date_order = \"{order}\" # of dates such as 03/04/2026: day_first or month_first"));
    lines.push(String::new());
    lines.push("[columns]".to_owned());
    for (at, meaning) in guess.mapping.columns.iter().enumerate() {
        let cell = |row: &Vec<String>| row.get(at).filter(|cell| !cell.is_empty()).map(|cell| shown(cell));
        let heading = table.columns.get(at).map(|heading| shown(heading)).filter(|heading| !heading.is_empty());
        let is_unsure = *meaning != Meaning::Ignored && guess.confidence.get(at).is_none_or(|sure| *sure < SURE);
        let example = table.sample.iter().find_map(cell);
        let remark = [heading, example, is_unsure.then(|| "not sure".to_owned())].into_iter().flatten().collect::<Vec<_>>().join(" | ");
        lines.push(
            format!("{:<3} = {:<14} # {remark}", letter(at), format!("\"{}\"", meaning.as_str())).trim_end_matches([' ', '#']).to_owned(),
        );
    }
    lines.push(String::new());
    lines.join("\n")
}

fn recognised(format: Format) -> String {
    format!("# It is recognised as {}: it needs no mapping, and with one its calls are joined and told less well.", format.as_str())
}

/// A text of the file in a comment of one line, whatever it holds.
fn shown(text: &str) -> String {
    let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(EXAMPLE_CHARS).collect();
    plain.trim().to_owned()
}
