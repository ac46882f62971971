//! `otklik generate-calls`.

use crate::{cli::GenerateCallsArgs, terminal::Misused};
use anyhow::Context;
use otklik_insight::{
    attempt::{Cause, Step},
    faces::{Language, words},
    files::{
        Format,
        write::{Encoding, FileWriter, WriteOptions},
    },
    generator::{Company, Planted, Truth},
};
use std::{
    fs::File,
    io::{BufWriter, Write},
};

/// Writes the file, and says what was planted.
pub fn run(args: &GenerateCallsArgs) -> anyhow::Result<()> {
    let known = || Format::ALL.map(Format::as_str).join(", ");
    let format =
        Format::named(&args.format).ok_or_else(|| Misused(format!("there is no format {}; there are {}", args.format, known())))?;
    let truth = match &args.output {
        Some(path) => {
            let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            write(args, format, BufWriter::new(file))?
        }
        None => write(args, format, BufWriter::new(std::io::stdout().lock()))?,
    };
    eprintln!("{}", said(&truth));
    Ok(())
}

fn write(args: &GenerateCallsArgs, format: Format, out: impl Write) -> anyhow::Result<Truth> {
    let company = company(args);
    let encoding = if args.cp1251 { Encoding::Cp1251 } else { Encoding::Utf8 };
    let options = WriteOptions { time_zone: args.time_zone.clone(), encoding };
    let legend = company.legend();
    let mut writer = FileWriter::new(format, &legend, &options, out).map_err(|refused| Misused(refused.to_string()))?;
    let mut failed = None;
    let truth = company.generate(args.seed, &mut |entries| {
        if failed.is_none() {
            failed = writer.call(entries).err();
        }
    })?;
    match failed {
        Some(error) => Err(error).context("cannot write the calls"),
        None => writer.finish().map(|_| truth).context("cannot write the calls"),
    }
}

/// The small company, as much larger as was asked for, with people enough to answer.
fn company(args: &GenerateCallsArgs) -> Company {
    let small = Company::small();
    let times =
        |people: u32| (u64::from(people) * u64::from(args.people)).div_ceil(u64::from(small.served)).min(u64::from(u32::MAX)) as u32;
    let grown = |planted: &Planted| Planted {
        lost: times(planted.lost),
        called_in_vain: times(planted.called_in_vain),
        rang_again: times(planted.rang_again),
        called_back: times(planted.called_back),
        ..*planted
    };
    let staff = u64::from(small.staff) * u64::from(args.people) * u64::from(small.days) / (u64::from(small.served) * u64::from(args.days));
    Company {
        days: args.days,
        staff: u16::try_from(staff).unwrap_or(u16::MAX).clamp(small.staff, 800),
        served: args.people,
        planted: small.planted.iter().map(grown).collect(),
        diallers: times(small.diallers),
        staff_calls: times(small.staff_calls),
        wrong_numbers: times(small.wrong_numbers),
        ..small
    }
}

fn said(truth: &Truth) -> String {
    let mut lines = vec![format!("{} calls of {} people; {} lost:", truth.attempts, truth.people, truth.lost())];
    let place =
        |step: &Step, cause: &Cause| format!("{}: {}", words::step(*step, Language::English), words::cause(*cause, Language::English));
    lines.extend(truth.losses.iter().map(|((step, cause), people)| format!("  {people:>6}  {}", place(step, cause))));
    let staff: Vec<String> = truth.staff.iter().map(ToString::to_string).collect();
    lines.push(format!("The company's own people, to be named by --staff: {}", staff.join(",")));
    lines.join("\n")
}
