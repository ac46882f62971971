//! The shape of a report, and where it goes.

use crate::{
    cli::{FaceArgs, LanguageArg},
    terminal::{self, Misused},
};
use anyhow::Context;
use otklik_insight::{
    faces::{self, Language},
    report::Report,
};
use std::io::IsTerminal;

/// Refuses before hours of reading what could not be given in the end.
pub fn check(args: &FaceArgs) -> anyhow::Result<()> {
    if (args.pdf || args.xlsx) && args.output.is_none() && std::io::stdout().is_terminal() {
        return Err(Misused("a terminal cannot show this file: say where to write it with --output FILE".to_owned()).into());
    }
    Ok(())
}

/// Gives the report.
pub fn give(report: &Report, args: &FaceArgs) -> anyhow::Result<()> {
    let bytes = bytes(report, args)?;
    let Some(file) = &args.output else { return Ok(terminal::pour(&bytes)?) };
    std::fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
}

fn bytes(report: &Report, args: &FaceArgs) -> anyhow::Result<Vec<u8>> {
    let language = args.language.map_or_else(of_locale, of_argument);
    Ok(if args.json {
        let mut text = serde_json::to_string_pretty(report)?;
        text.push('\n');
        text.into_bytes()
    } else if args.html {
        faces::html(report, language).into_bytes()
    } else if args.pdf {
        faces::pdf(report, language)
    } else if args.xlsx {
        faces::xlsx(report, language)?
    } else {
        faces::text(report, language).into_bytes()
    })
}

const fn of_argument(language: LanguageArg) -> Language {
    match language {
        LanguageArg::Ru => Language::Russian,
        LanguageArg::En => Language::English,
    }
}

/// POSIX: the first of the three that is set says the language.
fn of_locale() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    if set.is_some_and(|locale| locale.starts_with("ru")) { Language::Russian } else { Language::English }
}
