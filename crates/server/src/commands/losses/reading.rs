//! Files of calls made a report, with progress for those who wait.

use super::columns;
use crate::{cli::LossesArgs, terminal::Misused};
use anyhow::Context;
use otklik_insight::{
    Analysis,
    files::{self, FileRefused, Format, Progress, ReadOptions, Several},
    ledger::{Price, Shares, Terms},
    report::Report,
};
use otklik_model::{Money, PhoneNumber, Region};
use std::{
    fs::File,
    io::{BufReader, IsTerminal},
    path::Path,
};

/// Rows between two words of progress.
const ROWS_BETWEEN: u64 = 100_000;

/// Reads all files and counts.
pub fn report(args: &LossesArgs) -> anyhow::Result<Report> {
    let options = options(args)?;
    let zone = files::time_zone(&options.time_zone).map_err(|refused| Misused(refused.to_string()))?;
    let mut analysis = Analysis::new(terms(args)?, zone)?;
    let mut several = Several::default();
    let mapping = args.mapping.as_deref().map(columns::read).transpose()?;
    for path in &args.files {
        let placed = mapping.as_ref().map(|mapping| columns::placed(mapping, path, &options)).transpose()?;
        let options = ReadOptions { mapping: placed, ..options.clone() };
        read(path, &options, &mut several, &mut analysis)?;
    }
    Ok(analysis.finish(several.finish().context("no file was given")?))
}

fn read(path: &Path, options: &ReadOptions, several: &mut Several, analysis: &mut Analysis) -> anyhow::Result<()> {
    let (name, file) = (path.display().to_string(), BufReader::new(open(path)?));
    let mut told = Told::default();
    let read = several.read(&name, file, options, &mut |progress| told.tell(progress), &mut |entries| analysis.feed(entries));
    told.end();
    read.map_err(|refused| refusal(&refused)).with_context(|| format!("{name} cannot be counted"))
}

/// Opens a file of calls.
pub fn open(path: &Path) -> anyhow::Result<File> {
    File::open(path).with_context(|| format!("cannot open {}", path.display()))
}

/// What the refusal says, and what helps.
pub fn refusal(refused: &FileRefused) -> anyhow::Error {
    let formats = Format::ALL.map(Format::as_str).join(", ");
    if matches!(refused, FileRefused::MappingNeeded(_)) {
        anyhow::anyhow!(
            "{refused}: --show-columns prints what they probably mean, to be corrected and given back with --mapping FILE; the page /calculator \
             of a running Otklik asks for them, too. A format that is known is named with --format: {formats}"
        )
    } else if matches!(refused, FileRefused::NotThisFormat { .. }) {
        anyhow::anyhow!("{refused}; leave --format out to have it recognised, or use one of: {formats}")
    } else {
        anyhow::anyhow!("{refused}")
    }
}

/// How the files are read.
pub fn options(args: &LossesArgs) -> Result<ReadOptions, Misused> {
    let format = args.format.as_deref().map(|name| {
        let known = || Format::ALL.map(Format::as_str).join(", ");
        Format::named(name).ok_or_else(|| Misused(format!("--format {name}: there is no such format; there are {}", known())))
    });
    Ok(ReadOptions {
        format: format.transpose()?,
        time_zone: args.time_zone.clone(),
        own_numbers: numbers(&args.own, "own")?,
        ..ReadOptions::default()
    })
}

fn terms(args: &LossesArgs) -> Result<Terms, Misused> {
    Ok(Terms {
        staff: numbers(&args.staff, "staff")?.into_iter().collect(),
        spam: numbers(&args.spam, "spam")?.into_iter().collect(),
        price: price(args)?,
        seed: args.seed,
        ..Terms::default()
    })
}

/// A price needs at least the cheque and the share that buys; without both of them people are counted and no sum is named.
fn price(args: &LossesArgs) -> Result<Option<Price>, Misused> {
    let given = &args.price;
    let (Some(cheque), Some(served)) = (given.cheque, given.p_served) else {
        let some = [given.cheque, given.p_served, given.p_unserved, given.margin].iter().any(Option::is_some);
        return if some { Err(Misused("a sum needs both --cheque and --p-served".to_owned())) } else { Ok(None) };
    };
    let shares = Shares::Typed { served, unserved: given.p_unserved.unwrap_or(0.0) };
    let kopecks = Money::from_kopecks((cheque * 100.0).round() as i64);
    Price::new(kopecks, given.margin.unwrap_or(1.0), shares).map(Some).map_err(|refused| Misused(refused.to_string()))
}

fn numbers(texts: &[String], option: &str) -> Result<Vec<PhoneNumber>, Misused> {
    let parse = |text: &String| PhoneNumber::parse(text.trim(), Region::RU).map_err(|error| Misused(format!("--{option} {text}: {error}")));
    texts.iter().filter(|text| !text.trim().is_empty()).map(parse).collect()
}

/// Progress upon standard error: one line that changes in a terminal, a line now and then elsewhere.
#[derive(Default)]
struct Told {
    rows: u64,
}

impl Told {
    fn tell(&mut self, progress: Progress) {
        if progress.rows < self.rows + ROWS_BETWEEN {
            return;
        }
        self.rows = progress.rows;
        let (rows, megabytes) = (progress.rows, progress.bytes / 1_000_000);
        if std::io::stderr().is_terminal() {
            eprint!("\r{rows} rows, {megabytes} MB");
        } else if rows.is_multiple_of(ROWS_BETWEEN * 10) {
            eprintln!("{rows} rows, {megabytes} MB");
        }
    }

    fn end(&self) {
        if self.rows > 0 && std::io::stderr().is_terminal() {
            eprintln!();
        }
    }
}
