//! The world: a switchboard, phones, the network between them, and the clock.

use crate::{
    company,
    describe::{Names, describe_media, describe_sip},
    media::MediaBooks,
    network::{Carriage, End, Network, Packet, Weather},
    phone::{Manner, Phone, Presence, Socket},
};
use otklik_model::{
    CallId, RequestId, Timestamp,
    command::{Command, CommandRefused, CommandRequest},
    directory::Directory,
    event::JournalEntry,
};
use otklik_sip::{FlowId, SipConfig, Transport, engine::LocalFlow};
use otklik_switchboard::{Input, Output, Switchboard, SwitchboardConfig};
use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

/// The wall clock at the beginning: a Monday noon in Moscow.
const BEGINNING: &str = "2026-11-23T09:00:00Z";
const HOME: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), 5060);
const CARRIERS: [(&str, Ipv4Addr); 2] = [("carrier", Ipv4Addr::new(10, 0, 0, 2)), ("spare", Ipv4Addr::new(10, 0, 0, 3))];
const UDP: FlowId = FlowId(0);
const TCP_MODEL: FlowId = FlowId(1);
/// Connections of phones are numbered from here.
const FIRST_CONNECTION: u64 = 100;

/// A switchboard with everything around it.
pub struct World {
    switchboard: Switchboard,
    phones: BTreeMap<String, Phone>,
    network: Network,
    /// What the media threads would know.
    pub media: MediaBooks,
    /// What was journalled.
    pub journal: Vec<JournalEntry>,
    /// Outcomes of commands.
    pub outcomes: Vec<Result<Option<CallId>, CommandRefused>>,
    /// What was seen at the switchboard, if anybody looks.
    pub log: Option<Vec<String>>,
    names: Names,
    begun: Instant,
    elapsed: Duration,
    seed: u64,
}

impl World {
    /// A world whose accidents follow from `seed`: the company of [`company`] with its two carriers, no phones yet.
    pub fn new(seed: u64) -> Self {
        Self::with(seed, |_| {})
    }

    /// The same with a configuration of the switchboard that differs from the usual.
    pub fn with(seed: u64, adjust: impl FnOnce(&mut SwitchboardConfig)) -> Self {
        let begun = Instant::now();
        let flow = |flow, transport| LocalFlow { flow, transport, advertised: HOME };
        let local = vec![flow(UDP, Transport::Udp), flow(TCP_MODEL, Transport::Tcp)];
        let mut config = SwitchboardConfig::new(SipConfig::new("otklik", local), HOME.ip(), 30_000..=30_999, [7; 32]);
        adjust(&mut config);
        let beginning = BEGINNING.parse().expect("a time written above");
        let mut world = Self {
            switchboard: Switchboard::new(config, seed, (begun, beginning)),
            phones: BTreeMap::new(),
            network: Network::new(seed ^ 0x6e65_7477_6f72_6b21),
            media: MediaBooks::default(),
            journal: Vec::new(),
            outcomes: Vec::new(),
            log: None,
            names: Names::default(),
            begun,
            elapsed: Duration::ZERO,
            seed,
        };
        for (name, address) in CARRIERS {
            world.place(name, Manner::Carrier, SocketAddr::new(address.into(), 5060), Transport::Udp);
        }
        world.publish(Self::usual_directory());
        world
    }

    /// The directory a world begins with.
    pub fn usual_directory() -> Directory {
        company::directory(CARRIERS.map(|(_, address)| (IpAddr::V4(address), 5060)))
    }

    /// Gives the switchboard another directory.
    pub fn publish(&mut self, directory: Directory) {
        self.tell(Input::Directory(Arc::new(directory)));
    }

    /// Adds a desk phone: `101`, or `101/…` for another one of the same login; names ending in `/tcp` are connected by TCP.
    pub fn add_phone(&mut self, name: &str) {
        let transport = if name.ends_with("/tcp") { Transport::Tcp } else { Transport::Udp };
        let number = u8::try_from(self.phones.len() + 1).expect("a handful of phones");
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(10, 0, 1, number)), 5060);
        self.place(name, Manner::DeskPhone, address, transport);
    }

    /// Registers every desk phone, before the story begins.
    pub fn register_all(&mut self) {
        let names: Vec<String> =
            self.phones.keys().filter(|name| name.starts_with(|first: char| first.is_ascii_digit())).cloned().collect();
        for name in names {
            self.phone_mut(&name).register(3600);
        }
        self.run_for(Duration::ZERO);
    }

    /// A phone or carrier by its name. What it is told to do is sent when the world runs on.
    pub fn phone_mut(&mut self, name: &str) -> &mut Phone {
        let now = self.now();
        let phone = self.phones.get_mut(name).unwrap_or_else(|| panic!("no phone is named {name}"));
        phone.set_clock(now);
        phone
    }

    /// All phones and carriers.
    pub fn phones(&self) -> impl Iterator<Item = &Phone> {
        self.phones.values()
    }

    /// The switchboard.
    pub fn switchboard(&self) -> &Switchboard {
        &self.switchboard
    }

    /// Gives the switchboard an input from outside the network.
    pub fn tell(&mut self, input: Input<'_>) {
        let now = self.now();
        self.switchboard.handle(input, now);
        self.collect();
    }

    /// Gives a command as a user of the console does.
    pub fn command(&mut self, command: Command) {
        let request_id = RequestId::from_u128(1);
        self.tell(Input::Command(CommandRequest { request_id, tenant_id: company::TENANT, command }));
    }

    /// The live call that began last.
    pub fn latest_call(&self) -> Option<CallId> {
        self.journal.iter().rev().find_map(|entry| entry.call_id)
    }

    /// Sets the wall clock.
    pub fn set_wall_clock(&mut self, at: Timestamp) {
        self.tell(Input::Clock(at));
    }

    /// Changes the weather.
    pub fn set_weather(&mut self, weather: Weather) {
        self.network.set_weather(weather);
    }

    /// Breaks the connection of a phone that is connected by TCP.
    pub fn break_connection(&mut self, name: &str) {
        let flow = self.flow_of(name);
        self.tell(Input::FlowClosed(flow));
    }

    /// Time since the beginning.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The seed it was made from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Lets time pass; everything that is due by then happens, in its order.
    pub fn run_for(&mut self, time: Duration) {
        let end = self.elapsed + time;
        self.collect();
        while let Some(at) = self.next_happening().filter(|at| *at <= end) {
            self.elapsed = self.elapsed.max(at);
            self.happen();
            self.collect();
        }
        self.elapsed = end;
    }

    fn place(&mut self, name: &str, manner: Manner, address: SocketAddr, transport: Transport) {
        let socket = Socket { address, transport, home: HOME };
        let seed = self.seed.wrapping_mul(31).wrapping_add(self.phones.len() as u64 + 1);
        let phone = Phone::new(name, manner, socket, seed, self.now());
        self.phones.insert(name.to_owned(), phone);
    }

    fn now(&self) -> Instant {
        self.begun + self.elapsed
    }

    fn since_beginning(&self, at: Instant) -> Duration {
        at.saturating_duration_since(self.begun)
    }

    fn next_happening(&self) -> Option<Duration> {
        let timeouts = self.phones.values().filter_map(Phone::poll_timeout).chain(self.switchboard.poll_timeout());
        let timeouts = timeouts.map(|at| self.since_beginning(at));
        timeouts.chain(self.network.next_arrival()).chain(self.media.next_report()).min()
    }

    /// One round of everything that is due.
    fn happen(&mut self) {
        while let Some(packet) = self.network.arrive(self.elapsed) {
            self.deliver(&packet);
            self.collect();
        }
        while let Some(event) = self.media.report(self.elapsed) {
            self.tell(Input::Media(event));
        }
        let now = self.now();
        for phone in self.phones.values_mut().filter(|phone| phone.poll_timeout().is_some_and(|at| at <= now)) {
            phone.wake(now);
        }
        if self.switchboard.poll_timeout().is_some_and(|at| at <= now) {
            self.tell(Input::Timeout);
        }
    }

    fn deliver(&mut self, packet: &Packet) {
        let now = self.now();
        match (&packet.from, &packet.to) {
            (_, End::Phone(name)) => {
                if let Some(phone) = self.phones.get_mut(name) {
                    phone.take(&packet.bytes, now);
                }
            }
            (End::Phone(name), End::Switchboard) => {
                self.note_sip(&format!("{name} → us"), &packet.bytes);
                let (flow, transport, source) = (self.flow_of(name), self.phones[name].transport, self.phones[name].address);
                self.switchboard.handle(Input::Packet { flow, transport, source, bytes: &packet.bytes }, now);
            }
            (End::Switchboard, End::Switchboard) => {}
        }
    }

    /// Takes everything that phones and switchboard have to say.
    fn collect(&mut self) {
        while let Some(output) = self.switchboard.poll_output() {
            self.carry_out(output);
        }
        let mut sent = Vec::new();
        for (name, phone) in &mut self.phones {
            while let Some(bytes) = phone.poll_send() {
                sent.push((name.clone(), bytes));
            }
        }
        for (name, bytes) in sent {
            let carriage = self.carriage(&name);
            let packet = Packet { from: End::Phone(name), to: End::Switchboard, bytes };
            self.network.send(packet, carriage, self.elapsed);
        }
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Send { flow, destination, bytes } => self.send_to_phone(flow, destination, bytes),
            Output::Media(action) => {
                let line = self.log.is_some().then(|| describe_media(&action, &mut self.names));
                self.note("media", line);
                self.media.take(&action, self.elapsed);
            }
            Output::Event(entry) => {
                let line = self.log.is_some().then(|| self.names.describe_event(&entry));
                self.note("journal", line);
                self.journal.push(entry);
            }
            Output::CommandDone { outcome, .. } => {
                let line = match &outcome {
                    Ok(_) => "done".to_owned(),
                    Err(refused) => format!("refused: {refused}"),
                };
                self.note("us → console", Some(line));
                self.outcomes.push(outcome);
            }
        }
    }

    fn send_to_phone(&mut self, flow: FlowId, destination: SocketAddr, bytes: bytes::Bytes) {
        let by_flow = |phone: &&Phone| self.flow_of(&phone.name) == flow && phone.address == destination;
        let Some(name) = self.phones.values().find(by_flow).map(|phone| phone.name.clone()) else { return };
        self.note_sip(&format!("us → {name}"), &bytes);
        let carriage = self.carriage(&name);
        if self.phones[&name].presence == Presence::There {
            self.network.send(Packet { from: End::Switchboard, to: End::Phone(name), bytes }, carriage, self.elapsed);
        }
    }

    /// Datagrams share one flow, connections have their own.
    fn flow_of(&self, name: &str) -> FlowId {
        let phone = &self.phones[name];
        let position = self.phones.keys().position(|known| known == name).unwrap_or_default() as u64;
        if phone.transport == Transport::Udp { UDP } else { FlowId(FIRST_CONNECTION + position) }
    }

    fn carriage(&self, name: &str) -> Carriage {
        if self.phones[name].transport == Transport::Udp { Carriage::Datagram } else { Carriage::Stream }
    }

    fn note_sip(&mut self, way: &str, bytes: &bytes::Bytes) {
        let line = self.log.is_some().then(|| describe_sip(bytes));
        self.note(way, line);
    }

    fn note(&mut self, way: &str, line: Option<String>) {
        let at = self.elapsed.as_secs_f64();
        if let (Some(log), Some(line)) = (&mut self.log, line) {
            log.push(format!("{at:8.3}  {way:<16} {line}"));
        }
    }
}
