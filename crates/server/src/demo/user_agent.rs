//! A SIP phone in a thread: the same engine as the switchboard's, behind a socket of its own.

use bytes::Bytes;
use otklik_net::wire::{BindRefused, Received, UDP_FLOW, Wire};
use otklik_sip::{
    Host, Input, Output, Sip, SipConfig, Transport, Uri,
    engine::{Destination, LocalFlow},
    headers::NameAddr,
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// Never waits longer, so that a stop is noticed.
const PATIENCE_MAX: Duration = Duration::from_millis(200);

/// One SIP user agent on loopback.
pub struct UserAgent {
    /// Its engine, to give commands to.
    pub sip: Sip,
    wire: Wire,
    server: SocketAddr,
}

impl UserAgent {
    /// Opens a socket at `address` and talks to `server`.
    pub fn open(address: SocketAddr, server: SocketAddr, name: &str, seed: u64) -> Result<Self, BindRefused> {
        let wire = Wire::udp_only(address)?;
        let local = LocalFlow { flow: UDP_FLOW, transport: Transport::Udp, advertised: wire.address() };
        Ok(Self { sip: Sip::new(SipConfig::new(name, vec![local]), seed), wire, server })
    }

    /// Where it can be reached.
    pub fn address(&self) -> SocketAddr {
        self.wire.address()
    }

    /// The hop to the server.
    pub fn to_server(&self) -> Destination {
        Destination { flow: UDP_FLOW, transport: Transport::Udp, address: self.server }
    }

    /// `sip:user@server`.
    pub fn uri_at_server(&self, user: &str) -> Uri {
        Uri::sip(user, host(self.server)).with_port(self.server.port())
    }

    /// `sip:user@ourselves`.
    pub fn own_address(&self, user: &str) -> NameAddr {
        NameAddr::new(Uri::sip(user, host(self.address())).with_port(self.address().port()))
    }

    /// Waits for packets and timers, at most until `due`; gives what the engine has to say.
    pub fn turn(&mut self, due: Option<Instant>) -> std::io::Result<Vec<Output>> {
        self.wire.wait(Some(self.patience(due)))?;
        let now = Instant::now();
        let sip = &mut self.sip;
        self.wire.receive(|received| {
            if let Received::Packet { flow, transport, source, bytes } = received {
                sip.handle(Input::Packet { flow, transport, source, bytes }, now);
            }
        });
        if self.sip.poll_timeout().is_some_and(|due| due <= now) {
            self.sip.handle(Input::Timeout, now);
        }
        Ok(self.flush())
    }

    /// Sends what is to be sent; gives the rest.
    pub fn flush(&mut self) -> Vec<Output> {
        let mut told = Vec::new();
        while let Some(output) = self.sip.poll_output() {
            if let Output::Send { flow, destination, bytes } = output {
                self.send(flow, destination, &bytes);
            } else {
                told.push(output);
            }
        }
        told
    }

    fn send(&mut self, flow: otklik_sip::FlowId, destination: SocketAddr, bytes: &Bytes) {
        if !self.wire.send(flow, destination, bytes) {
            self.sip.handle(Input::SendFailed { flow, destination }, Instant::now());
        }
    }

    fn patience(&self, due: Option<Instant>) -> Duration {
        let now = Instant::now();
        let dues = [due, self.sip.poll_timeout()].into_iter().flatten();
        dues.map(|due| due.saturating_duration_since(now)).min().unwrap_or(PATIENCE_MAX).min(PATIENCE_MAX)
    }
}

fn host(address: SocketAddr) -> Host {
    match address {
        SocketAddr::V4(address) => Host::V4(*address.ip()),
        SocketAddr::V6(address) => Host::V6(*address.ip()),
    }
}
