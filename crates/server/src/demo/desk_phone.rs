//! A desk phone: registers, rings, and is answered from the screen by NOTIFY `Event: talk`, as Yealink, Grandstream and Snom are.

use super::{user_agent::UserAgent, voice::Voice};
use otklik_media::prompt::Prompt;
use otklik_sip::{
    InviteId, Message, Method, Name, Output, RequestId,
    digest::Secret,
    engine::{Account, OutgoingRequest, Series},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Asked of the registrar; renewed at half of it.
const EXPIRES: Duration = Duration::from_secs(120);
/// After a registration that failed.
const RETRY: Duration = Duration::from_secs(2);

/// A phone on a desk.
pub struct DeskPhone {
    agent: UserAgent,
    login: String,
    password: String,
    prompt: Arc<Prompt>,
    registration: Registration,
    call: Option<Call>,
    seed: u64,
}

struct Registration {
    call_id: String,
    cseq: u32,
    under_way: Option<RequestId>,
    due: Instant,
}

struct Call {
    id: InviteId,
    offer: Option<Vec<u8>>,
    voice: Voice,
    lifted: bool,
}

impl DeskPhone {
    /// A phone with the account of one device.
    pub fn new(agent: UserAgent, login: &str, password: &str, prompt: Arc<Prompt>, seed: u64) -> Self {
        let registration = Registration { call_id: format!("demo-{login}-{seed:x}"), cseq: 0, under_way: None, due: Instant::now() };
        Self { agent, login: login.to_owned(), password: password.to_owned(), prompt, registration, call: None, seed }
    }

    /// One turn of its life.
    pub fn turn(&mut self) -> std::io::Result<()> {
        if self.registration.under_way.is_none() && Instant::now() >= self.registration.due {
            self.register();
        }
        let voice_due = self.call.as_ref().and_then(|call| call.voice.due());
        let due = voice_due.into_iter().chain([self.registration.due]).min();
        for output in self.agent.turn(due)? {
            self.take(output);
        }
        if let Some(call) = self.call.as_mut().filter(|call| call.lifted) {
            call.voice.speak(Instant::now());
        }
        for output in self.agent.flush() {
            self.take(output);
        }
        Ok(())
    }

    fn register(&mut self) {
        self.registration.cseq += 2;
        let address = self.agent.uri_at_server(&self.login);
        let aor = otklik_sip::headers::NameAddr::new(address);
        let registrar = otklik_sip::Uri::sip_host(aor.uri.host.clone()).with_port(self.agent.to_server().address.port());
        let request = OutgoingRequest {
            method: Method::Register,
            request_uri: registrar,
            route: Vec::new(),
            destination: self.agent.to_server(),
            from: aor.clone(),
            to: aor,
            series: Some(Series { call_id: self.registration.call_id.clone(), cseq: self.registration.cseq }),
            headers: vec![
                (Name::Contact, self.agent.own_address(&self.login).to_string()),
                (Name::Expires, EXPIRES.as_secs().to_string()),
                (Name::AllowEvents, "talk, hold".to_owned()),
            ],
            body: None,
            credentials: Some(Account { user: self.login.clone(), secret: Secret::Password(self.password.clone()) }),
        };
        self.registration.under_way = Some(self.agent.sip.request(request, Instant::now()));
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a phone does nothing about what does not concern it")]
    fn take(&mut self, output: Output) {
        let now = Instant::now();
        match output {
            Output::RequestFinished { id, status, .. } if self.registration.under_way == Some(id) => self.registered(status, now),
            Output::InviteReceived { id, request, .. } => self.ring(id, &request, now),
            Output::NotifyReceived { id, request } if asks_to_talk(&request) => self.lift(id, now),
            Output::ReinviteReceived { id, request } => self.renegotiate(id, &request, now),
            Output::Acknowledged { id, body: Some(body) } => {
                if let Some(call) = self.call.as_mut().filter(|call| call.id == id && call.offer.is_none()) {
                    call.voice.accept(&body.bytes);
                }
            }
            Output::Cancelled { id, .. } | Output::Rejected { id, .. } | Output::Failed { id, .. } | Output::Ended { id, .. } => {
                self.call.take_if(|call| call.id == id);
            }
            Output::RequestReceived { id, .. } => self.agent.sip.respond(id, 200, Vec::new(), None, now),
            _ => {}
        }
    }

    fn registered(&mut self, status: u16, now: Instant) {
        let next = if (200..300).contains(&status) { EXPIRES / 2 } else { RETRY };
        if !(200..300).contains(&status) {
            tracing::warn!(login = self.login, status, "a demo phone could not register");
        }
        self.registration.under_way = None;
        self.registration.due = now + next;
    }

    fn ring(&mut self, id: InviteId, request: &Message, now: Instant) {
        if self.call.is_some() {
            return self.agent.sip.reject(id, 486, Vec::new(), now);
        }
        self.seed = self.seed.wrapping_add(0x9e37_79b9);
        let Ok(voice) = Voice::open(Arc::clone(&self.prompt), self.seed, now) else {
            return self.agent.sip.reject(id, 480, Vec::new(), now);
        };
        let body = request.body();
        let offer = (!body.is_empty()).then(|| body.to_vec());
        self.call = Some(Call { id, offer, voice, lifted: false });
        self.agent.sip.progress(id, 180, None, Vec::new(), now);
        if lifts_by_itself(request) {
            self.lift(id, now);
        }
    }

    fn lift(&mut self, id: InviteId, now: Instant) {
        let Some(call) = self.call.as_mut().filter(|call| call.id == id && !call.lifted) else { return };
        let answer = match &call.offer {
            Some(offer) => call.voice.answer(offer),
            None => Ok(otklik_sip::Body::sdp(call.voice.offer().to_string())),
        };
        match answer {
            Ok(answer) => {
                call.lifted = true;
                self.agent.sip.answer(id, Some(answer), Vec::new(), now);
            }
            Err(_) => self.agent.sip.reject(id, 488, Vec::new(), now),
        }
    }

    fn renegotiate(&mut self, id: InviteId, request: &Message, now: Instant) {
        let Some(call) = self.call.as_mut().filter(|call| call.id == id) else { return };
        let answer = call.voice.answer(&request.body()).map_err(|_| 488);
        self.agent.sip.answer_reinvite(id, answer, now);
    }
}

fn asks_to_talk(request: &Message) -> bool {
    request.text(&Name::Event).is_some_and(|event| event.trim().eq_ignore_ascii_case("talk"))
}

/// Click-to-call: the phone is told to lift itself.
fn lifts_by_itself(request: &Message) -> bool {
    let says = |name: &Name, sign: &str| request.texts(name).any(|value| value.to_ascii_lowercase().contains(sign));
    says(&Name::CallInfo, "answer-after=0") || says(&Name::AlertInfo, "auto")
}
