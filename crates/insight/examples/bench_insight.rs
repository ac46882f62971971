//! How fast files of calls are read and events folded, and in how much memory. `make bench-insight` runs the parts one after
//! another, each in a process of its own, so that the peak of memory is its own.

use otklik_insight::{
    Analysis,
    files::{
        self, Format, ReadOptions,
        write::{FileWriter, WriteOptions},
    },
    fold::Attempts,
    generator::Company,
    ledger::Terms,
    metrics::{Rollups, Thresholds},
};
use otklik_model::event::JournalEntry;
use std::{
    error::Error,
    fs::File,
    io::{self, BufWriter, Write},
    time::{Duration, Instant},
};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", path, rows] => write(path, rows.parse()?),
        ["read", path] => read(path, false),
        ["analyse", path] => read(path, true),
        ["fold", events] => fold(events.parse()?),
        _ => Err("write FILE ROWS | read FILE | analyse FILE | fold EVENTS".into()),
    }
}

/// Months of a company with sixty thousand callers a month, one after another.
fn months() -> impl Iterator<Item = (Company, u64)> {
    let from = jiff::civil::date(2016, 1, 4);
    (0..).map(move |month: u64| {
        let days = i64::try_from(month).unwrap_or(0) * 28;
        let from = from.checked_add(jiff::Span::new().days(days)).expect("a year of four digits");
        (Company { from, staff: 40, numbers: 4, served: 60_000, ..Company::small() }, month)
    })
}

/// A file of so many rows, at least.
fn write(path: &str, rows: u64) -> Outcome {
    let mut out = Counted { out: BufWriter::new(File::create(path)?), rows: 0, bytes: 0 };
    for (company, seed) in months() {
        let mut calls: Vec<Vec<JournalEntry>> = Vec::new();
        let truth = company.generate(seed, &mut |entries| calls.push(entries.to_vec()))?;
        let mut writer = FileWriter::new(Format::AsteriskCdr, &truth.legend, &WriteOptions::default(), &mut out)?;
        calls.iter().try_for_each(|call| writer.call(call))?;
        writer.finish()?;
        if out.rows >= rows {
            break;
        }
    }
    println!("written: {} rows, {} MB", out.rows, out.bytes >> 20);
    Ok(())
}

fn read(path: &str, analyse: bool) -> Outcome {
    let began = Instant::now();
    let zone = otklik_model::schedule::time_zone("Europe/Moscow")?;
    let mut analysis = Analysis::new(Terms::default(), zone)?;
    let mut reports = 0u64;
    let mut entries_told = 0;
    let read = files::read(File::open(path)?, &ReadOptions::default(), &mut |_| reports += 1, &mut |entries| {
        entries_told += entries.len();
        if analyse {
            analysis.feed(entries);
        }
    })?;
    let (rows, calls) = (read.source.rows, read.source.calls);
    let spent = began.elapsed();
    println!(
        "{}: {rows} rows, {calls} calls, {entries_told} entries, progress told {reports} times",
        if analyse { "read and folded" } else { "read" }
    );
    if analyse {
        let report = analysis.finish(read);
        println!("report: {} attempts, {} lost, after {:.1} s", report.attempts, report.unrecovered, began.elapsed().as_secs_f64());
    }
    tell_rate(rows, "rows", spent);
    tell_memory()
}

/// Events of our own journal: everything a report needs, half-hours of figures beside it, then one month of figures anew.
fn fold(events: usize) -> Outcome {
    let zone = otklik_model::schedule::time_zone("Europe/Moscow")?;
    let mut analysis = Analysis::new(Terms::default(), zone)?;
    let (mut attempts, mut rollups) = (Attempts::default(), Rollups::default());
    let (mut folded, mut spent, mut rolled) = (0, Duration::ZERO, Duration::ZERO);
    for (company, seed) in months() {
        let mut month: Vec<JournalEntry> = Vec::new();
        company.generate(seed, &mut |entries| month.extend_from_slice(entries))?;
        let began = Instant::now();
        analysis.feed(&month);
        spent += began.elapsed();
        let began = Instant::now();
        month.iter().filter_map(|entry| attempts.feed(entry)).for_each(|attempt| rollups.add(&attempt));
        rolled += began.elapsed();
        folded += month.len();
        if folded >= events {
            break;
        }
    }
    tell_rate(folded as u64, "events to the ledger and the findings", spent);
    tell_rate(folded as u64, "events to half-hours", rolled);
    let (_, until) = rollups.span().ok_or("nothing was folded")?;
    let from = until.checked_sub(jiff::SignedDuration::from_hours(28 * 24))?;
    let began = Instant::now();
    let figures = rollups.metrics(from, until, &Thresholds::default());
    println!("a month anew: {} figures in {:.1} ms", figures.len(), began.elapsed().as_secs_f64() * 1000.0);
    tell_memory()
}

fn tell_rate(count: u64, what: &str, spent: Duration) {
    println!("{count} {what}: {:.1} s, {:.0} a second", spent.as_secs_f64(), count as f64 / spent.as_secs_f64());
}

/// The most memory the process ever had, as the kernel counts it.
fn tell_memory() -> Outcome {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown");
    println!("peak of memory: {}", peak.trim());
    Ok(())
}

struct Counted<W> {
    out: W,
    rows: u64,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.rows += bytes[..written].iter().filter(|byte| **byte == b'\n').count() as u64;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
