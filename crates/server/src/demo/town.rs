//! The town: customers who call the company over the trunk, and who answer when they are called back.

use super::{user_agent::UserAgent, voice::Voice};
use otklik_media::prompt::Prompt;
use otklik_sip::{Body, InviteId, Message, Output, engine::OutgoingInvite, headers::NameAddr};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// From the first open screen to the first call (chosen: time to look around, well within a minute).
const FIRST_CALL: Duration = Duration::from_secs(12);
/// Between calls.
const PAUSE: Duration = Duration::from_secs(35);
/// A customer's patience and talk together.
const CALL_MAX: Duration = Duration::from_secs(240);
/// A customer who is called back lifts after this.
const LIFTS_AFTER: Duration = Duration::from_secs(4);

/// Who calls, in turn: the client of ten years, somebody from an office of two, a stranger, and the client again.
const CALLERS: [&str; 4] = ["+79160000001", "+74950000050", "+79160000001", "+74990000099"];

/// Tells how many screens are open: without an audience nobody calls.
pub type Audience = Arc<dyn Fn() -> usize + Send + Sync>;

/// All customers, behind one carrier.
pub struct Town {
    carrier: UserAgent,
    number: &'static str,
    prompt: Arc<Prompt>,
    audience: Audience,
    next_call: Option<Instant>,
    placed: usize,
    calls: Vec<Call>,
    seed: u64,
}

struct Call {
    id: InviteId,
    voice: Voice,
    stage: Stage,
}

enum Stage {
    /// We called and wait for an answer, or talk; ends by itself at that moment.
    Ours { until: Instant },
    /// We are called and lift at that moment.
    Rings { lift_at: Instant, offer: Vec<u8> },
    /// We were called and talk until then.
    Theirs { until: Instant },
}

impl Town {
    /// Customers of the company with that number.
    pub fn new(carrier: UserAgent, number: &'static str, prompt: Arc<Prompt>, audience: Audience, seed: u64) -> Self {
        Self { carrier, number, prompt, audience, next_call: None, placed: 0, calls: Vec::new(), seed }
    }

    /// One turn of its life.
    pub fn turn(&mut self) -> std::io::Result<()> {
        let due = self.calls.iter().filter_map(|call| call.voice.due()).min();
        for output in self.carrier.turn(due)? {
            self.take(output);
        }
        let now = Instant::now();
        self.call_when_due(now);
        self.live(now);
        for output in self.carrier.flush() {
            self.take(output);
        }
        Ok(())
    }

    fn call_when_due(&mut self, now: Instant) {
        if (self.audience)() == 0 {
            self.next_call = None;
            return;
        }
        let due = *self.next_call.get_or_insert(now + if self.placed == 0 { FIRST_CALL } else { PAUSE });
        if now >= due && self.calls.is_empty() {
            self.next_call = None;
            self.place_call(now);
        }
    }

    fn place_call(&mut self, now: Instant) {
        let Some(voice) = self.new_voice(now) else { return };
        let caller = CALLERS[self.placed % CALLERS.len()];
        self.placed += 1;
        let to = self.carrier.uri_at_server(self.number);
        let invite = OutgoingInvite {
            request_uri: to.clone(),
            route: Vec::new(),
            destination: self.carrier.to_server(),
            from: self.carrier.own_address(caller),
            to: NameAddr::new(to),
            contact_user: Some(caller.to_owned()),
            headers: Vec::new(),
            body: Some(Body::sdp(voice.offer().to_string())),
            credentials: None,
            ring_timeout: Some(CALL_MAX),
        };
        let id = self.carrier.sip.invite(invite, now);
        self.calls.push(Call { id, voice, stage: Stage::Ours { until: now + CALL_MAX } });
    }

    fn new_voice(&mut self, now: Instant) -> Option<Voice> {
        self.seed = self.seed.wrapping_add(0x9e37_79b9);
        Voice::open(Arc::clone(&self.prompt), self.seed, now).ok()
    }

    /// Lifts, speaks and hangs up when it is time.
    fn live(&mut self, now: Instant) {
        for call in &mut self.calls {
            match &call.stage {
                Stage::Ours { until } | Stage::Theirs { until } if now >= *until => self.carrier.sip.bye(call.id, None, now),
                Stage::Ours { .. } | Stage::Theirs { .. } => call.voice.speak(now),
                Stage::Rings { lift_at, offer } if now >= *lift_at => {
                    match call.voice.answer(offer) {
                        Ok(answer) => self.carrier.sip.answer(call.id, Some(answer), Vec::new(), now),
                        Err(_) => self.carrier.sip.reject(call.id, 488, Vec::new(), now),
                    }
                    call.stage = Stage::Theirs { until: now + CALL_MAX };
                }
                Stage::Rings { .. } => {}
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a phone does nothing about what does not concern it")]
    fn take(&mut self, output: Output) {
        let now = Instant::now();
        match output {
            Output::InviteReceived { id, request, .. } => self.ring(id, &request, now),
            Output::Progressed { id, response, .. } | Output::Answered { id, response } => self.hear(id, &response),
            Output::ReinviteReceived { id, request } => {
                let Some(call) = self.calls.iter_mut().find(|call| call.id == id) else { return };
                let answer = call.voice.answer(&request.body()).map_err(|_| 488);
                self.carrier.sip.answer_reinvite(id, answer, now);
            }
            Output::Cancelled { id, .. } | Output::Rejected { id, .. } | Output::Failed { id, .. } | Output::Ended { id, .. } => {
                self.calls.retain(|call| call.id != id);
            }
            Output::RequestReceived { id, .. } => self.carrier.sip.respond(id, 200, Vec::new(), None, now),
            _ => {}
        }
    }

    fn ring(&mut self, id: InviteId, request: &Message, now: Instant) {
        let Some(voice) = self.new_voice(now) else { return self.carrier.sip.reject(id, 503, Vec::new(), now) };
        let stage = Stage::Rings { lift_at: now + LIFTS_AFTER, offer: request.body().to_vec() };
        self.calls.push(Call { id, voice, stage });
        self.carrier.sip.progress(id, 180, None, Vec::new(), now);
    }

    fn hear(&mut self, id: InviteId, response: &Message) {
        let body = response.body();
        if let Some(call) = self.calls.iter_mut().find(|call| call.id == id && !body.is_empty()) {
            call.voice.accept(&body);
        }
    }
}
