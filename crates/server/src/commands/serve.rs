//! `otklik serve`.

use crate::{cli::ServeArgs, options::Options, running::Running};

/// Runs the server until it is told to stop. One line on standard output tells where it listens.
pub async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let options = Options::read(args)?;
    let running = Running::start(&options).await?;
    println!("ready http={} sip={} rtp={}-{}", running.http, running.sip, options.rtp.start(), options.rtp.end());
    running.until_told().await
}
