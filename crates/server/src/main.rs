//! The program `otklik`: reads the command line, wires the rooms together and runs them.
//!
//! It is the only place where the real-time half and the records half meet, and where the clock and randomness are made. Nothing
//! depends on it.

mod cli;
mod commands;
mod console;
mod demo;
mod figures;
mod http_client;
mod log;
mod options;
mod running;
mod terminal;

use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    log::start(&cli.log);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&anyhow::Error::new(error)),
    };
    match runtime.block_on(commands::run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

/// One plain sentence per cause, for a person in a terminal.
fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("otklik: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because: {cause}");
    }
    if error.is::<terminal::Misused>() { ExitCode::from(MISUSED) } else { ExitCode::FAILURE }
}

/// What clap exits with when the command line cannot be read; the same when it can and makes no sense.
const MISUSED: u8 = 2;
