//! What each subcommand does.

pub mod apply;
mod check;
mod demo;
mod erlang;
mod export;
mod generate_calls;
mod losses;
mod place;
mod serve;
mod user_add;

use crate::cli::{Command, UserCommand};

/// Carries out one subcommand.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(args) => serve::run(args).await,
        Command::Demo(args) => demo::run(args).await,
        Command::Apply(args) => apply::run(args).await,
        Command::Export(args) => export::run(args).await,
        Command::Check(args) => check::run(args).await,
        Command::User(UserCommand::Add(args)) => user_add::run(args).await,
        Command::Losses(args) => losses::run(&args),
        Command::GenerateCalls(args) => generate_calls::run(&args),
        Command::Erlang(args) => erlang::run(&args),
    }
}
