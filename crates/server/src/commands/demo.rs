//! `otklik demo`: a made-up company with phones and customers that really call.

use super::apply;
use crate::{
    cli::DemoArgs,
    demo::{Demo, month},
    options::Options,
    running::{self, Running},
    terminal,
};
use anyhow::Context;
use otklik_crm::configuration::Source;
use otklik_model::Timestamp;
use otklik_store::{Opener, tenants};
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

const COMPANY: &str = include_str!("../../../../examples/doors.toml");
/// The carrier's address in the company's file.
const CARRIER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 15_061);
/// Ports tried after the one asked for.
const TRIES: u16 = 50;

/// Runs the demo until it is told to stop.
pub async fn run(args: DemoArgs) -> anyhow::Result<()> {
    let temporary = args.data.is_none().then(|| std::env::temp_dir().join(format!("otklik-demo-{}", std::process::id())));
    let data = args.data.clone().or_else(|| temporary.clone()).context("no folder for the demo")?;
    let outcome = run_in(&args, data).await;
    if let Some(folder) = temporary {
        std::fs::remove_dir_all(&folder).with_context(|| format!("the demo's folder {} could not be removed", folder.display()))?;
    }
    outcome
}

async fn run_in(args: &DemoArgs, data: std::path::PathBuf) -> anyhow::Result<()> {
    let options = Options {
        data,
        database: None,
        http: free(args.http, |address| std::net::TcpListener::bind(address).is_ok())?,
        sip: free(args.sip, |address| otklik_net::wire::Wire::listen(address).is_ok())?,
        rtp: 20_000..=21_999,
        public_address: args.sip.ip(),
    };
    let carrier = Demo::open_carrier(CARRIER, options.sip)?;
    let company = COMPANY.replace(&CARRIER.to_string(), &carrier.address().to_string());
    let company = company.replace(&format!("port = {}", CARRIER.port()), &format!("port = {}", carrier.address().port()));
    let store = running::open_store(&options, Opener::Command).await?;
    apply::to_store(&store, Source { file: "examples/doors.toml", text: &company }, false).await?;
    for tenant in tenants::list(&store).await? {
        month::live_through(&store, tenant.id, Timestamp::now()).await.context("the demo's past month could not be told")?;
    }
    drop(store);
    let running = Running::start(&options).await?;
    let live = running.live.clone();
    let demo = Demo::start(carrier, running.sip, Arc::new(move || live.watching()))?;
    say_hello(running.http, running.sip);
    let outcome = running.until_told().await;
    tokio::task::spawn_blocking(move || demo.stop()).await?;
    outcome
}

/// The address asked for, or the next one nobody listens on.
fn free(asked: SocketAddr, is_free: impl Fn(SocketAddr) -> bool) -> anyhow::Result<SocketAddr> {
    let candidates = (0..TRIES).filter_map(|more| Some(SocketAddr::new(asked.ip(), asked.port().checked_add(more)?)));
    candidates.into_iter().find(|address| is_free(*address)).with_context(|| format!("no free port from {asked} on"))
}

fn say_hello(http: SocketAddr, sip: SocketAddr) {
    terminal::say(format_args!(
        "
  Otklik demo: a company of interior doors.

    Console   http://{http}
    Login     101        Password  doors-101      (a seller; 104 is a supervisor, 105 the administrator: doors-104, doors-105)

  Open the console and log in: within a minute a customer rings and his card is on the screen.
  Press A or «Ответить» («Answer»): the phone on the seller's desk is lifted and the card stays beside the call.

  A phone of your own: SIP server {sip}, user 104, password doors-104. Dial 101 to ring the seller, +79160000001 to call a customer.

  Ctrl C stops the demo and removes what it kept.
"
    ));
}
