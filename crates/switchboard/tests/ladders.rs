//! Plays every ladder of `tests/ladders` and compares what came of it with what is written below its line.
//!
//! `LADDERS=write` writes instead of comparing; read the difference before you commit it.

use otklik_sim::ladder::Ladder;
use std::{fs, path::PathBuf};

#[test]
fn every_ladder_comes_out_as_written() {
    let write = std::env::var("LADDERS").is_ok_and(|wish| wish == "write");
    let mut wrong = Vec::new();
    for path in ladders() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a ladder can be read");
        let ladder = Ladder::read(&text).unwrap_or_else(|misread| panic!("{name}, line {}: {}", misread.line, misread.why));
        let outcome = ladder.play().unwrap_or_else(|why| panic!("{name}: {why}"));
        if write {
            fs::write(&path, ladder.written(&outcome)).expect("a ladder can be written");
        } else if outcome != ladder.expected {
            wrong.push(format!("{name} differs {}", first_difference(&ladder.expected, &outcome)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn ladders() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/ladders");
    let entries = fs::read_dir(folder).expect("the folder of ladders");
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    assert!(!paths.is_empty(), "there are no ladders");
    paths
}

fn first_difference(expected: &str, outcome: &str) -> String {
    let mut pairs = expected.lines().zip(outcome.lines()).enumerate();
    match pairs.find(|(_, (wanted, got))| wanted != got) {
        Some((index, (wanted, got))) => format!("in line {} below the rule:\n  written  {wanted}\n  now      {got}", index + 1),
        None => format!("in length: written {} lines, now {}", expected.lines().count(), outcome.lines().count()),
    }
}
