//! The house rules that a machine can keep, and the command that checks them: `cargo xtask tidy`.
//!
//! It deliberately does no work that `cargo`, `clippy` or `rustfmt` already do, and builds nothing of the product.
//! `make tidy` and the tests call it; people read its findings.

mod tidy;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["tidy"] => report(tidy::check(workspace_root())),
        _ => {
            eprintln!("usage: cargo xtask tidy    check the house rules of docs/STYLE.md over the whole tree");
            ExitCode::from(2)
        }
    }
}

fn report(outcome: anyhow::Result<Vec<tidy::Finding>>) -> ExitCode {
    match outcome {
        Ok(findings) if findings.is_empty() => {
            println!("tidy: nothing found");
            ExitCode::SUCCESS
        }
        Ok(findings) => {
            for finding in &findings {
                eprintln!("{finding}");
            }
            eprintln!("tidy: {} to mend", findings.len());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("tidy could not run: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn workspace_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("xtask lives in crates/xtask, two folders below the root")
}
