//! The last line of a CI run is counted by `scripts/tally.sh` from the output of the tools; here is what they print.

use std::io::Write;
use std::path::Path;
use std::process::Command;

/// What the script prints, "PASSED FAILED", for the output of one stage.
fn tally(output: &str) -> String {
    let mut log = tempfile::NamedTempFile::new().expect("a temporary file");
    log.write_all(output.as_bytes()).expect("the log is written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/tally.sh");
    let run = Command::new(script).arg(log.path()).output().expect("bash runs the script");
    String::from_utf8(run.stdout).expect("numbers").trim().to_owned()
}

#[test]
fn nextest_is_counted_with_its_timeouts() {
    let log = "     Summary [   0.262s] 53 tests run: 50 passed (2 slow), 2 failed, 1 timed out, 4 skipped\n";
    assert_eq!(tally(log), "50 3");
}

#[test]
fn several_binaries_of_cargo_test_are_added_up() {
    let line = "test result: ok. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
    assert_eq!(tally(&line.repeat(2)), "6 2");
}

#[test]
fn vitest_is_counted_through_its_colours() {
    let log = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m1 failed\u{1b}[39m | \u{1b}[32m5 passed\u{1b}[39m (6)\n";
    assert_eq!(tally(log), "5 1");
}

#[test]
fn the_test_runner_of_node_is_counted() {
    assert_eq!(tally("ℹ tests 9\nℹ pass 7\nℹ fail 2\n"), "7 2");
}

#[test]
fn the_plain_line_is_counted_with_and_without_a_name() {
    assert_eq!(tally("4 passed, 1 failed\ninterop: 2 passed, 0 failed, 1 skipped\n"), "6 1");
}

#[test]
fn a_run_of_no_test_counts_nothing() {
    assert_eq!(tally("Finished `dev` profile\n5 passed the gate\n"), "0 0");
}
