//! A simulated network under a virtual clock: engines that talk to each other and to scripted peers, with loss, duplication and
//! reordering drawn from a seed.

use otklik_sip::engine::{Destination, LocalFlow};
use otklik_sip::rng::Rng;
use otklik_sip::{Body, FlowId, Framing, Input, InviteId, Message, Output, Sip, SipConfig, Transport};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How bad the network is; chances in per cent.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    pub loss: u64,
    pub duplication: u64,
    pub delay_ms_max: u64,
}

impl Faults {
    pub const NONE: Self = Self { loss: 0, duplication: 0, delay_ms_max: 0 };
}

/// One message on the wire, as it was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    pub at: Duration,
    pub to: SocketAddr,
    pub message: Message,
}

impl Sent {
    /// `INVITE`, `200 INVITE`, …
    pub fn label(&self) -> String {
        label(&self.message)
    }
}

pub fn label(message: &Message) -> String {
    let method = message.cseq().expect("CSeq").method;
    match message.status() {
        Some(status) => format!("{status} {method}"),
        None => method.to_string(),
    }
}

pub struct Node {
    pub sip: Sip,
    pub address: SocketAddr,
    pub transport: Transport,
    /// Everything but packets, with the time it was told.
    pub told: Vec<(Duration, Output)>,
}

struct Flying {
    from: SocketAddr,
    to: SocketAddr,
    message: Message,
}

pub struct World {
    pub nodes: Vec<Node>,
    pub wire: Vec<Sent>,
    pub faults: Faults,
    rng: Rng,
    start: Instant,
    pub now: Instant,
    flying: BTreeMap<(Instant, u64), Flying>,
    serial: u64,
}

impl World {
    #[expect(clippy::disallowed_methods, reason = "one base instant for the virtual clock")]
    pub fn new(seed: u64, faults: Faults) -> Self {
        let start = Instant::now();
        Self { nodes: Vec::new(), wire: Vec::new(), faults, rng: Rng::new(seed), start, now: start, flying: BTreeMap::new(), serial: 0 }
    }

    pub fn calm() -> Self {
        Self::new(1, Faults::NONE)
    }

    pub fn add(&mut self, address: &str) -> usize {
        self.add_with(address, Transport::Udp, |_| {})
    }

    pub fn add_with(&mut self, address: &str, transport: Transport, change: impl FnOnce(&mut SipConfig)) -> usize {
        let address: SocketAddr = address.parse().expect("an address");
        let mut config = SipConfig::new("test", vec![LocalFlow { flow: FlowId(0), transport, advertised: address }]);
        change(&mut config);
        let seed = self.rng.next_u64();
        self.nodes.push(Node { sip: Sip::new(config, seed), address, transport, told: Vec::new() });
        self.nodes.len() - 1
    }

    pub fn elapsed(&self) -> Duration {
        self.now - self.start
    }

    pub fn towards(&self, node: usize) -> Destination {
        let node = &self.nodes[node];
        Destination { flow: FlowId(0), transport: node.transport, address: node.address }
    }

    /// Runs a command on an engine and collects what it says.
    pub fn act<T>(&mut self, node: usize, command: impl FnOnce(&mut Sip, Instant) -> T) -> T {
        let result = command(&mut self.nodes[node].sip, self.now);
        self.collect(node);
        result
    }

    /// Lets a scripted peer send a message to an engine, without faults.
    pub fn inject(&mut self, from: &str, node: usize, text: &str) {
        let bytes = text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes();
        self.inject_bytes(from, node, &bytes);
    }

    pub fn inject_bytes(&mut self, from: &str, node: usize, bytes: &[u8]) {
        let source = from.parse().expect("an address");
        let transport = self.nodes[node].transport;
        let now = self.now;
        self.nodes[node].sip.handle(Input::Packet { flow: FlowId(0), transport, source, bytes }, now);
        self.collect(node);
    }

    /// Everything told by a node since the last call.
    pub fn take_told(&mut self, node: usize) -> Vec<Output> {
        self.nodes[node].told.drain(..).map(|(_, output)| output).collect()
    }

    /// Runs until the time has passed.
    pub fn run_for(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(next) = self.next_event().filter(|at| *at <= until) {
            self.run_to(next);
        }
        self.now = until;
    }

    pub fn next_event(&self) -> Option<Instant> {
        let packets = self.flying.keys().next().map(|(at, _)| *at);
        let timers = self.nodes.iter().filter_map(|node| node.sip.poll_timeout());
        packets.into_iter().chain(timers).min()
    }

    /// Moves the clock to `at` and handles one thing that is due.
    pub fn run_to(&mut self, at: Instant) {
        self.now = self.now.max(at);
        if let Some(entry) = self.flying.first_entry()
            && entry.key().0 <= self.now
        {
            let flying = entry.remove();
            return self.arrive(&flying);
        }
        for node in 0..self.nodes.len() {
            if self.nodes[node].sip.poll_timeout().is_some_and(|timeout| timeout <= self.now) {
                let now = self.now;
                self.nodes[node].sip.handle(Input::Timeout, now);
                self.collect(node);
            }
        }
    }

    fn arrive(&mut self, flying: &Flying) {
        let Some(node) = self.nodes.iter().position(|node| node.address == flying.to) else { return };
        let transport = self.nodes[node].transport;
        let input = Input::Packet { flow: FlowId(0), transport, source: flying.from, bytes: flying.message.bytes() };
        let now = self.now;
        self.nodes[node].sip.handle(input, now);
        self.collect(node);
    }

    fn collect(&mut self, node: usize) {
        let at = self.elapsed();
        let from = self.nodes[node].address;
        while let Some(output) = self.nodes[node].sip.poll_output() {
            match output {
                Output::Send { destination, bytes, .. } => {
                    let message = Message::parse(bytes, Framing::Stream).expect("we write what we can read");
                    self.wire.push(Sent { at, to: destination, message: message.clone() });
                    self.fly(from, destination, &message);
                }
                told => self.nodes[node].told.push((at, told)),
            }
        }
    }

    fn fly(&mut self, from: SocketAddr, to: SocketAddr, message: &Message) {
        let copies = if self.rng.below(100) < self.faults.duplication { 2 } else { 1 };
        for _ in 0..copies {
            if self.rng.below(100) < self.faults.loss {
                continue;
            }
            let delay = Duration::from_millis(self.rng.below(self.faults.delay_ms_max + 1));
            self.serial += 1;
            self.flying.insert((self.now + delay, self.serial), Flying { from, to, message: message.clone() });
        }
    }

    /// Labels of everything sent, in order.
    pub fn labels(&self) -> Vec<String> {
        self.wire.iter().map(Sent::label).collect()
    }

    /// Messages sent to an address with that label.
    pub fn sent_to(&self, to: &str, label: &str) -> Vec<&Sent> {
        let to: SocketAddr = to.parse().expect("an address");
        self.wire.iter().filter(|sent| sent.to == to && sent.label() == label).collect()
    }

    pub fn last(&self, label: &str) -> &Message {
        &self.wire.iter().rev().find(|sent| sent.label() == label).unwrap_or_else(|| panic!("no {label} in {:?}", self.labels())).message
    }

    /// Nothing is left anywhere: no transaction, no usage, no timer.
    pub fn assert_idle(&self) {
        for node in &self.nodes {
            assert_eq!(node.sip.load(), otklik_sip::engine::Load::default(), "{}", node.address);
            assert_eq!(node.sip.poll_timeout(), None);
        }
    }
}

/// The usage an output is about.
pub fn usage_of(output: &Output) -> Option<InviteId> {
    match output {
        Output::InviteReceived { id, .. }
        | Output::Acknowledged { id, .. }
        | Output::Cancelled { id, .. }
        | Output::Rejected { id, .. }
        | Output::Progressed { id, .. }
        | Output::Answered { id, .. }
        | Output::Failed { id, .. }
        | Output::ReinviteReceived { id, .. }
        | Output::ReinviteCancelled { id }
        | Output::ReinviteAnswered { id, .. }
        | Output::ReinviteRefused { id, .. }
        | Output::ReferReceived { id, .. }
        | Output::ReferProgress { id, .. }
        | Output::NotifyReceived { id, .. }
        | Output::InfoReceived { id, .. }
        | Output::Ended { id, .. } => Some(*id),
        Output::Send { .. }
        | Output::RequestReceived { .. }
        | Output::RequestFinished { .. }
        | Output::Refused { .. }
        | Output::CommandIgnored { .. } => None,
    }
}

pub fn is_terminal(output: &Output) -> bool {
    matches!(output, Output::Cancelled { .. } | Output::Rejected { .. } | Output::Failed { .. } | Output::Ended { .. })
}

pub fn sdp(version: u64) -> Body {
    Body::sdp(format!("v=0\r\no=- 1 {version} IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"))
}

/// Names of what a node told, for ladders.
pub fn names(told: &[Output]) -> Vec<String> {
    told.iter()
        .map(|output| {
            let text = format!("{output:?}");
            let name: String = text.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            match output {
                Output::Failed { status, .. }
                | Output::Rejected { status, .. }
                | Output::Progressed { status, .. }
                | Output::ReinviteRefused { status, .. }
                | Output::ReferProgress { status, .. }
                | Output::RequestFinished { status, .. }
                | Output::Refused { status, .. } => format!("{name} {status}"),
                Output::Ended { by, .. } => format!("{name} {by:?}"),
                _ => name,
            }
        })
        .collect()
}
