//! A phone or a carrier: a real SIP engine, a person's decisions, one call at a time.

use crate::company;
use otklik_media::{
    negotiate::{self, LocalMedia},
    sdp::{Codec, Direction, Sdp},
};
use otklik_sip::{
    Body, FlowId, Host, Input, InviteId, Message, Name, Output, Sip, SipConfig, Transport, Uri,
    digest::{self, Algorithm, Secret},
    engine::{Account, Destination, LocalFlow, OutgoingInvite, OutgoingRequest, Series},
    headers::{NameAddr, ReasonHeader},
};
use std::{net::SocketAddr, time::Instant};

/// The flow of a phone's only socket.
const OWN_FLOW: FlowId = FlowId(0);

/// What a phone does of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Rings at once when called, and lifts on NOTIFY `Event: talk`.
    DeskPhone,
    /// Does nothing before it is told, as a carrier.
    Carrier,
}

/// Whether a phone is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It takes and sends packets.
    There,
    /// Its cable was pulled: nothing comes and nothing goes.
    Vanished,
}

/// What a phone is in the middle of.
#[derive(Debug, Clone, PartialEq)]
pub enum Doing {
    /// Nothing.
    Idle,
    /// It is called and has not answered; with the caller's offer.
    Called {
        /// The INVITE.
        id: InviteId,
        /// The offer, if there was one.
        offer: Option<Box<Sdp>>,
    },
    /// It calls.
    Calling {
        /// The INVITE.
        id: InviteId,
    },
    /// It talks.
    Talking {
        /// The INVITE.
        id: InviteId,
        /// What it does: [`Direction::SendOnly`] while it holds.
        direction: Direction,
    },
}

/// A phone.
#[derive(Debug)]
pub struct Phone {
    /// Its name in the world: `101`, `101/tcp`, `carrier`.
    pub name: String,
    /// Its only address.
    pub address: SocketAddr,
    /// How it is connected.
    pub transport: Transport,
    /// Where the switchboard is.
    pub home: SocketAddr,
    /// Whether it is there.
    pub presence: Presence,
    /// What it is in the middle of.
    pub doing: Doing,
    /// Codecs it knows.
    pub codecs: Vec<Codec>,
    /// The statuses its REGISTERs, OPTIONS and calls were answered with, in order.
    pub answers: Vec<u16>,
    /// Its password.
    pub password: String,
    login: String,
    manner: Manner,
    sip: Engine,
    now: Instant,
    version: u64,
    registrations: u32,
    /// Whether its present call left the offer to the other side.
    left_offer: bool,
}

/// The engine does not print itself.
struct Engine(Sip);

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Sip").field(&self.0.load()).finish()
    }
}

/// Where a phone stands in the network.
#[derive(Debug, Clone, Copy)]
pub struct Socket {
    /// Its address.
    pub address: SocketAddr,
    /// How it is connected.
    pub transport: Transport,
    /// Where the switchboard is.
    pub home: SocketAddr,
}

impl Phone {
    /// A phone; the login is its name up to a slash.
    pub fn new(name: &str, manner: Manner, socket: Socket, seed: u64, now: Instant) -> Self {
        let Socket { address, transport, home } = socket;
        let login = name.split('/').next().unwrap_or(name).to_owned();
        let local = vec![LocalFlow { flow: OWN_FLOW, transport, advertised: address }];
        Self {
            name: name.to_owned(),
            address,
            transport,
            home,
            presence: Presence::There,
            doing: Doing::Idle,
            codecs: vec![Codec::pcma(), Codec::pcmu(), Codec::telephone_event(101, 8_000)],
            answers: Vec::new(),
            password: company::password(&login),
            login,
            manner,
            sip: Engine(Sip::new(SipConfig::new("phone", local), seed)),
            now,
            version: 0,
            registrations: 0,
            left_offer: false,
        }
    }

    /// Registers for an hour, or leaves.
    pub fn register(&mut self, seconds: u32) {
        self.registrations += 1;
        let own = NameAddr::new(self.uri(&self.login));
        let transport = self.transport.as_uri_parameter();
        let contact = format!("<sip:{}@{};transport={transport}>", self.login, self.address);
        let request = OutgoingRequest {
            method: otklik_sip::Method::Register,
            request_uri: Uri::sip_host(Host::Name(company::DOMAIN.to_owned())),
            route: Vec::new(),
            destination: self.destination(),
            from: own.clone(),
            to: own,
            series: Some(Series { call_id: format!("registers-{}", self.name), cseq: self.registrations * 2 }),
            headers: vec![(Name::Contact, contact), (Name::Expires, seconds.to_string())],
            body: None,
            credentials: Some(self.account()),
        };
        self.sip.0.request(request, self.now);
    }

    /// Calls a number; a carrier calls from one of its own.
    pub fn call(&mut self, number: &str, from: Option<&str>) {
        let offer = self.offer(Direction::SendRecv);
        self.invite(number, from, Some(offer));
    }

    /// Calls a number and leaves the offer to the other side (RFC 3261 §13.2.1).
    pub fn call_without_offer(&mut self, number: &str, from: Option<&str>) {
        self.invite(number, from, None);
    }

    fn invite(&mut self, number: &str, from: Option<&str>, body: Option<Body>) {
        let from = NameAddr::new(self.uri(from.unwrap_or(&self.login)));
        let to = self.uri(number);
        let invite = OutgoingInvite {
            request_uri: to.clone(),
            route: Vec::new(),
            destination: self.destination(),
            from,
            to: NameAddr::new(to),
            contact_user: Some(self.login.clone()),
            headers: Vec::new(),
            body,
            credentials: Some(self.account()),
            ring_timeout: None,
        };
        self.left_offer = invite.body.is_none();
        let id = self.sip.0.invite(invite, self.now);
        self.doing = Doing::Calling { id };
    }

    /// Lets the caller hear ringing.
    pub fn ring(&mut self) {
        if let Doing::Called { id, .. } = self.doing {
            self.sip.0.progress(id, 180, None, Vec::new(), self.now);
        }
    }

    /// Lets the caller hear an announcement of its own before it answers.
    pub fn speak_early(&mut self) {
        if let Doing::Called { id, offer } = self.doing.clone() {
            let body = self.reply(offer.as_deref(), Direction::SendRecv);
            self.sip.0.progress(id, 183, body, Vec::new(), self.now);
        }
    }

    /// Lifts.
    pub fn answer(&mut self) {
        let Doing::Called { id, offer } = self.doing.clone() else { return };
        let direction = Direction::SendRecv;
        match self.reply(offer.as_deref(), direction) {
            Some(body) => {
                self.sip.0.answer(id, Some(body), Vec::new(), self.now);
                self.doing = Doing::Talking { id, direction };
            }
            None => self.refuse(488),
        }
    }

    /// Refuses the call it gets.
    pub fn refuse(&mut self, status: u16) {
        if let Doing::Called { id, .. } = self.doing {
            self.sip.0.reject(id, status, Vec::new(), self.now);
            self.doing = Doing::Idle;
        }
    }

    /// Asks the caller who he is, as a carrier that knows its customers by password.
    pub fn ask_for_credentials(&mut self) {
        if let Doing::Called { id, .. } = self.doing {
            let challenge = digest::challenge("carrier", Algorithm::Md5, "nonce", false);
            self.sip.0.reject(id, 407, vec![(Name::ProxyAuthenticate, challenge.to_string())], self.now);
            self.doing = Doing::Idle;
        }
    }

    /// Puts the handset down, whatever it was doing.
    pub fn hang_up(&mut self) {
        match self.doing.clone() {
            Doing::Idle => {}
            Doing::Called { .. } => self.refuse(603),
            Doing::Calling { id } => self.sip.0.cancel(id, None, self.now),
            Doing::Talking { id, .. } => self.sip.0.bye(id, Some(ReasonHeader::q850(16, "")), self.now),
        }
        self.doing = Doing::Idle;
    }

    /// Puts the other party on hold or takes it back, by a re-INVITE.
    pub fn turn(&mut self, direction: Direction) {
        if let Doing::Talking { id, .. } = self.doing {
            let body = self.offer(direction);
            self.sip.0.reinvite(id, body, self.now);
            self.doing = Doing::Talking { id, direction };
        }
    }

    /// Gives the other party away.
    pub fn refer(&mut self, number: &str) {
        if let Doing::Talking { id, .. } = self.doing {
            self.sip.0.refer(id, self.uri(number), self.now);
        }
    }

    /// Whether nothing is under way in its engine.
    pub fn is_at_rest(&self) -> bool {
        self.doing == Doing::Idle && self.sip.0.load().invites == 0
    }

    pub(crate) fn take(&mut self, bytes: &[u8], now: Instant) {
        self.now = now;
        if self.presence == Presence::There {
            let (transport, source) = (self.transport, self.home);
            self.sip.0.handle(Input::Packet { flow: OWN_FLOW, transport, source, bytes }, now);
        }
    }

    pub(crate) fn wake(&mut self, now: Instant) {
        self.now = now;
        self.sip.0.handle(Input::Timeout, now);
    }

    pub(crate) fn set_clock(&mut self, now: Instant) {
        self.now = now;
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.sip.0.poll_timeout()
    }

    /// The next message to send; what else the engine says is lived through.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all but messages to send is lived through")]
    pub(crate) fn poll_send(&mut self) -> Option<bytes::Bytes> {
        loop {
            match self.sip.0.poll_output()? {
                Output::Send { bytes, .. } if self.presence == Presence::There => return Some(bytes),
                Output::Send { .. } => {}
                output => self.live(output),
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a phone ignores most of what its engine tells")]
    fn live(&mut self, output: Output) {
        match output {
            Output::InviteReceived { id, request, .. } => self.on_invite(id, &request),
            Output::Answered { id, response } if self.is_about(id) => self.on_answered(id, &response),
            Output::Answered { id, .. } => self.sip.0.bye(id, None, self.now),
            Output::Failed { id, status, .. } => self.over(id, Some(status)),
            Output::Cancelled { id, .. } | Output::Ended { id, .. } => self.over(id, None),
            Output::ReinviteReceived { id, request } => self.on_reinvite(id, &request),
            Output::NotifyReceived { request, .. } => self.on_notify(&request),
            Output::RequestFinished { status, .. } => self.answers.push(status),
            _ => {}
        }
    }

    fn on_invite(&mut self, id: InviteId, request: &Message) {
        if self.doing != Doing::Idle {
            return self.sip.0.reject(id, 486, Vec::new(), self.now);
        }
        self.doing = Doing::Called { id, offer: Sdp::parse(&request.body()).ok().map(Box::new) };
        if self.manner == Manner::DeskPhone {
            self.ring();
        }
    }

    /// An offer of ours is acknowledged by the engine; one that came with the 200 has to be answered.
    fn on_answered(&mut self, id: InviteId, response: &Message) {
        self.doing = Doing::Talking { id, direction: Direction::SendRecv };
        if self.left_offer {
            let offer = Sdp::parse(&response.body()).ok();
            let body = self.reply(offer.as_ref(), Direction::SendRecv);
            self.sip.0.acknowledge(id, body);
        }
    }

    fn on_reinvite(&mut self, id: InviteId, request: &Message) {
        let direction = match self.doing {
            Doing::Talking { direction, .. } => direction,
            Doing::Idle | Doing::Called { .. } | Doing::Calling { .. } => Direction::SendRecv,
        };
        let offer = Sdp::parse(&request.body()).ok();
        let body = self.reply(offer.as_ref(), direction).ok_or(488);
        self.sip.0.answer_reinvite(id, body, self.now);
    }

    fn on_notify(&mut self, request: &Message) {
        if self.manner == Manner::DeskPhone && request.text(&Name::Event) == Some("talk") {
            self.answer();
        }
    }

    fn over(&mut self, id: InviteId, status: Option<u16>) {
        self.answers.extend(status);
        if self.is_about(id) {
            self.doing = Doing::Idle;
        }
    }

    fn is_about(&self, other: InviteId) -> bool {
        match self.doing {
            Doing::Called { id, .. } | Doing::Calling { id } | Doing::Talking { id, .. } => id == other,
            Doing::Idle => false,
        }
    }

    fn offer(&mut self, direction: Direction) -> Body {
        let local = self.local(direction);
        Body::sdp(negotiate::offer(&local).to_string())
    }

    /// An answer to an offer, or an offer when there was none.
    fn reply(&mut self, offer: Option<&Sdp>, direction: Direction) -> Option<Body> {
        let Some(offer) = offer else { return Some(self.offer(direction)) };
        let local = self.local(direction);
        let (sdp, _) = negotiate::answer(offer, &local).ok()?;
        Some(Body::sdp(sdp.to_string()))
    }

    fn local(&mut self, direction: Direction) -> LocalMedia {
        self.version += 1;
        LocalMedia {
            address: self.address.ip(),
            port: 4000,
            codecs: self.codecs.clone(),
            direction,
            session_id: 1,
            session_version: self.version,
            ptime_ms: 20,
        }
    }

    fn uri(&self, user: &str) -> Uri {
        Uri::sip(user, Host::Name(company::DOMAIN.to_owned()))
    }

    fn account(&self) -> Account {
        Account { user: self.login.clone(), secret: Secret::Password(self.password.clone()) }
    }

    fn destination(&self) -> Destination {
        Destination { flow: OWN_FLOW, transport: self.transport, address: self.home }
    }
}
