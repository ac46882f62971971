//! The demo's other people: desk phones of the company and customers in the town, all of them real SIP user agents over loopback.

mod desk_phone;
pub mod month;
mod regulars;
mod town;
mod user_agent;
mod voice;

pub use town::Audience;

use anyhow::Context;
use desk_phone::DeskPhone;
use otklik_media::prompt::Prompt;
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};
use town::Town;
use user_agent::UserAgent;

/// The company's number in `examples/doors.toml`.
const NUMBER: &str = "+74950000001";
/// Devices of `examples/doors.toml` that stand on desks here; the others are free for phones of one's own.
const DESKS: [&str; 3] = ["101", "102", "103"];

/// The running phones and customers.
pub struct Demo {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Demo {
    /// Opens the carrier's socket first, so that its address is known to the company's file: `carrier` may have port 0.
    pub fn open_carrier(carrier: SocketAddr, server: SocketAddr) -> anyhow::Result<UserAgent> {
        let taken = UserAgent::open(carrier, server, "Otklik demo customers", 11);
        taken.or_else(|_| UserAgent::open(free_port(), server, "Otklik demo customers", 11)).context("the demo's customers got no socket")
    }

    /// Starts everybody.
    pub fn start(carrier: UserAgent, server: SocketAddr, audience: Audience) -> anyhow::Result<Self> {
        let mut demo = Self { stop: Arc::default(), threads: Vec::new() };
        let agents_words = prompt(include_bytes!("../../../examples/prompts/demo-agent.wav"))?;
        let callers_words = prompt(include_bytes!("../../../examples/prompts/demo-caller.wav"))?;
        for (seed, login) in (100..).zip(DESKS) {
            let agent = UserAgent::open(free_port(), server, "Otklik demo phone", seed).context("a demo phone got no socket")?;
            let mut phone = DeskPhone::new(agent, login, &format!("doors-{login}"), Arc::clone(&agents_words), seed);
            demo.spawn(&format!("phone-{login}"), move || phone.turn())?;
        }
        let mut town = Town::new(carrier, NUMBER, callers_words, audience, 7);
        demo.spawn("customers", move || town.turn())?;
        Ok(demo)
    }

    /// Ends everybody.
    pub fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a demo phone had panicked");
            }
        }
    }

    fn spawn(&mut self, name: &str, mut turn: impl FnMut() -> std::io::Result<()> + Send + 'static) -> anyhow::Result<()> {
        let stop = Arc::clone(&self.stop);
        let live = move || {
            while !stop.load(Ordering::Relaxed) {
                if let Err(error) = turn() {
                    tracing::error!(%error, "a demo phone lost its socket");
                    return;
                }
            }
        };
        self.threads.push(thread::Builder::new().name(name.into()).spawn(live)?);
        Ok(())
    }
}

fn prompt(wav: &[u8]) -> anyhow::Result<Arc<Prompt>> {
    Ok(Arc::new(Prompt::from_wav(wav)?))
}

fn free_port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}
