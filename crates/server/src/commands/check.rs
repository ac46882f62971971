//! `otklik check`.

use crate::{
    cli::ServeArgs,
    options::Options,
    running::{self, recording_room},
    terminal,
};
use anyhow::Context;
use otklik_net::wire::Wire;
use otklik_store::{Opener, tenants};
use tokio::net::TcpListener;

/// Says of each thing the server needs whether it is there. Everything is looked at even when something is wrong.
pub async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let options = Options::read(args)?;
    let mut wrong = 0;
    let mut say = |what: &str, outcome: anyhow::Result<String>| match outcome {
        Ok(found) => terminal::say(format_args!("ok      {what}: {found}")),
        Err(error) => {
            wrong += 1;
            terminal::say(format_args!("wrong   {what}: {error:#}"));
        }
    };
    say("data folder", recording_room(&options.data).map(|free| format!("{}, {free} MiB free", options.data.display())));
    say("database", companies(&options).await);
    say("SIP address", Wire::listen(options.sip).map(|wire| wire.address().to_string()).map_err(Into::into));
    say("console address", console(&options).await);
    say("sound", Ok(format!("ports {}-{}, reached at {}", options.rtp.start(), options.rtp.end(), options.public_address)));
    anyhow::ensure!(wrong == 0, "the server could not start like this: {wrong} of 5 checks failed");
    Ok(())
}

async fn companies(options: &Options) -> anyhow::Result<String> {
    let store = running::open_store(options, Opener::Command).await?;
    let tenants = tenants::list(&store).await?;
    let names: Vec<String> = tenants.into_iter().map(|tenant| format!("{} ({})", tenant.name, tenant.domain)).collect();
    Ok(if names.is_empty() { "no company yet; make one with `otklik apply FILE --data DIR`".into() } else { names.join(", ") })
}

async fn console(options: &Options) -> anyhow::Result<String> {
    let listener = TcpListener::bind(options.http).await.with_context(|| format!("{} cannot be listened on", options.http))?;
    Ok(listener.local_addr()?.to_string())
}
