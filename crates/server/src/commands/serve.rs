//! `otklik serve`.

use crate::{cli::ServeArgs, options::Options, running::Running, terminal};

/// Runs the server until it is told to stop. One line on standard output tells where it listens.
pub async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let options = Options::read(args)?;
    let running = Running::start(&options).await?;
    let (first, last) = (options.rtp.start(), options.rtp.end());
    terminal::say(format_args!("ready http={} sip={} rtp={first}-{last}", running.http, running.sip));
    running.until_told().await
}
