//! `otklik losses`, `otklik erlang` and `otklik generate-calls` as somebody in a terminal runs them.
#![expect(clippy::unwrap_used, reason = "a test may fail at any line")]

use serde_json::Value;
use std::{path::Path, process::Output};

fn otklik(words: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_otklik"));
    command.args(words).env("LC_ALL", "C.UTF-8").output().unwrap()
}

fn json(words: &[&str]) -> Value {
    let output = otklik(words);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(words: &[&str], code: i32, says: &str) {
    let output = otklik(words);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(says) && !said.contains("panicked"), "{said}");
    assert!(output.stdout.is_empty());
}

const TYPED: [&str; 19] = [
    "losses",
    "--missed",
    "12",
    "--people",
    "10",
    "--spam",
    "1",
    "--rang-again",
    "3",
    "--called-back",
    "2",
    "--p-served",
    "0.20",
    "--p-unserved",
    "0.03",
    "--cheque",
    "50000",
    "--margin",
    "0.40",
];

#[test]
fn six_figures_give_gross_and_net() {
    let report = json(&[&TYPED[..], &["--json"]].concat());
    assert_eq!(report["gross"]["amount"], 120_000.0);
    assert_eq!(report["net"]["median"], 13_600.0);
    assert!(report["net"]["low"].as_f64() < Some(13_600.0) && report["net"]["high"].as_f64() > Some(13_600.0));
    for (field, count) in [("people", 10), ("rang_again", 3), ("called_back", 2), ("unrecovered", 4), ("excluded", 1)] {
        assert_eq!(report[field], count, "{field}");
    }
}

#[test]
fn a_vendors_figure_is_reproduced_and_what_it_hides_is_said() {
    let vendor = ["losses", "--requests", "40", "--missed", "12", "--lost", "32", "--p-served", "0.2", "--cheque", "50000"];
    let report = json(&[&vendor[..], &["--json"]].concat());
    assert_eq!(report["gross"]["amount"], 320_000.0);
    let answered = report["waterfall"].as_array().unwrap().iter().find(|line| line["what"] == "answered").unwrap();
    assert_eq!(answered["count"], 20);
    let text = otklik(&vendor);
    assert!(String::from_utf8_lossy(&text.stdout).contains("20 were answered"));
}

#[test]
fn planted_losses_are_found_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["mango_csv", "asterisk_cdr", "freepbx_cdr", "bitrix24", "uis"] {
        let file = folder.path().join(format!("{format}.csv"));
        let file = file.to_str().unwrap();
        let made = otklik(&["generate-calls", "--seed", "3", "--format", format, "--people", "300", "-o", file]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let report = json(&["losses", file, "--json"]);
        let lines = report["losses"].as_array().unwrap().iter().map(|line| line["people"].as_u64().unwrap()).sum::<u64>();
        assert!(report["unrecovered"].as_u64().unwrap() > 5, "{format}: {}", report["unrecovered"]);
        assert_eq!(Some(lines), report["unrecovered"].as_u64(), "{format}");
        assert_eq!(report["rejected"].as_array().unwrap().len(), 0, "{format}");
    }
}

#[test]
fn the_same_file_twice_counts_once_and_every_shape_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = path("calls.csv");
    assert!(otklik(&["generate-calls", "--people", "200", "-o", &file]).status.success());
    let (once, twice) = (json(&["losses", &file, "--json"]), json(&["losses", &file, &file, "--json"]));
    assert_eq!((&once["attempts"], &once["losses"]), (&twice["attempts"], &twice["losses"]));
    assert_eq!(twice["source"]["doubled"], once["source"]["rows"]);
    for (shape, begins) in [("--pdf", "%PDF"), ("--html", "<!doctype"), ("--xlsx", "PK")] {
        let report = path("report");
        assert!(otklik(&["losses", &file, shape, "--language", "ru", "-o", &report]).status.success());
        assert!(std::fs::read(Path::new(&report)).unwrap().starts_with(begins.as_bytes()), "{shape}");
    }
}

#[test]
fn what_cannot_be_counted_is_told_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    refused(&["losses"], 2, "--missed 12");
    refused(&["losses", "--missed", "1"], 2, "--p-served is needed");
    refused(&["losses", "--missed", "1", "--p-served", "1.5", "--cheque", "1", "--margin", "1"], 2, "between 0 and 1");
    refused(&["losses", "nowhere.csv"], 1, "cannot open nowhere.csv");
    refused(&["losses", &path("empty.csv", b"")], 1, "empty");
    refused(&["losses", &path("photo.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01")], 1, "picture");
    refused(&["losses", &path("x.csv", b"a;b\n1;2\n"), "--format", "nonsense"], 2, "mango_csv");
    refused(&["losses", &path("y.csv", b"a;b\n1;2\n"), "--time-zone", "Mars/Base"], 2, "time zone");
    refused(&["losses", &path("z.csv", b"a;b\n1;2\n"), "--cheque", "1"], 2, "--p-served");
    refused(&["losses", "x.csv", "--json", "--pdf"], 2, "cannot be used with");
}

#[test]
fn erlang_answers_with_the_smallest_number_of_people() {
    let load = ["--calls", "100", "--interval", "30m", "--aht", "180", "--target", "20", "--json"];
    let c = json(&[&["erlang", "c"][..], &load].concat());
    assert_eq!(c["agents"], 14);
    assert!((c["service_level"].as_f64().unwrap() - 0.888_350_019_179_466_9).abs() < 1e-12);
    let a = json(&[&["erlang", "a", "--patience", "180"][..], &load].concat());
    assert_eq!(a["agents"], 12);
    let b = json(&["erlang", "b", "--calls", "8.108", "--interval", "1h", "--aht", "1h", "--service-level", "0.99", "--json"]);
    assert_eq!(b["agents"], 15);
    let few = json(&[&["erlang", "c", "--agents", "10"][..], &load].concat());
    assert_eq!((&few["state"], &few["agents_min"]), (&Value::from("unstable"), &Value::from(11)));
    refused(&["erlang", "a", "--calls", "1", "--aht", "60"], 2, "patience");
}

/// A table of somebody's own: nothing in its headings says what is what, and two columns hold numbers.
const OWN_TABLE: &str = "kk;xx;yy;zz\n\
    10.03.2026 11:19;89161234567;74951234567;95\n\
    10.03.2026 11:40;89161234568;74951234567;0\n\
    11.03.2026 12:05;89161234569;74951234567;0\n";

#[test]
fn a_guess_is_printed_corrected_and_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let write = |name: &str, text: &str| {
        std::fs::write(path(name), text).unwrap();
        path(name)
    };
    let file = write("own.csv", OWN_TABLE);
    refused(&["losses", &file], 1, "--show-columns");
    let shown = otklik(&["losses", &file, "--show-columns"]);
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("A   = \"start\"") && shown.contains("# xx | 89161234567"), "{shown}");
    let corrected = format!("{}\n[columns]\nA = \"start\"\nxx = \"client\"\nd = \"talk\"\n", shown.split("[columns]").next().unwrap());
    let report = json(&["losses", &file, "--mapping", &write("own.toml", &corrected), "--json"]);
    assert_eq!((&report["attempts"], &report["served"], &report["unrecovered"]), (&3.into(), &1.into(), &2.into()));
    let as_the_page_says = r#"{"columns": ["start", "client", "own_number", "talk"], "date_order": "day_first", "heading_rows": 1}"#;
    let of_json = json(&["losses", &file, "--mapping", &write("own.json", as_the_page_says), "--json"]);
    assert_eq!(of_json["unrecovered"], 2);
}

#[test]
fn what_is_printed_can_be_given_back_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = path("uis.csv");
    assert!(otklik(&["generate-calls", "--format", "uis", "--people", "100", "-o", &file]).status.success());
    let shown = otklik(&["losses", &file, "--show-columns"]).stdout;
    assert!(String::from_utf8_lossy(&shown).contains("recognised as uis"));
    std::fs::write(path("mapping.toml"), shown).unwrap();
    let report = json(&["losses", &file, "--mapping", &path("mapping.toml"), "--json"]);
    assert_eq!(report["source"]["format"], "table");
    assert!(report["attempts"].as_u64() > Some(100), "{}", report["attempts"]);
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let file = write("own.csv", OWN_TABLE);
    let with = |mapping: &str, says: &str| refused(&["losses", &file, "--mapping", mapping], 2, says);
    with(&write("a.toml", "[columns]\nA = \"start\"\nКлиент = \"client\"\n"), "TOML");
    with(&write("b.toml", "[columns]\nA = \"start\"\n\"Клиент\" = \"client\"\n"), "there is no column \"Клиент\"; there are: A kk, B xx");
    with(&write("c.toml", "[columns]\nA = \"begin\"\n"), "a column means one of: start, date");
    with(&write("d.json", "{\"columns\": {\"A\": \"start\"}, \"colour\": 1}"), "colour");
    refused(&["losses", &file, "--mapping", &write("e.toml", "[columns]\nA = \"start\"\n")], 1, "names no column for number");
    refused(&["losses", &file, "--mapping", "nowhere.toml"], 1, "cannot read nowhere.toml");
    refused(&["losses", &file, &file, "--show-columns"], 2, "one file at a time");
    refused(&["losses", &file, "--show-columns", "--json"], 2, "cannot be used with");
    refused(&["losses", &write("price.csv", "%PDF-1.7\n1 0 obj\n"), "--show-columns"], 1, "not a table");
}
