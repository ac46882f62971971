//! Whole calls over a network that loses, doubles and reorders: whatever happens, every usage ends exactly once and nothing is left.

use crate::world::{Faults, World, is_terminal, sdp, usage_of};
use otklik_sip::engine::OutgoingInvite;
use otklik_sip::headers::{Name, NameAddr};
use otklik_sip::rng::Rng;
use otklik_sip::{InviteId, Output, Transport, Uri};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const CALLER: usize = 0;
const CALLEE: usize = 1;

/// Beyond so many messages nobody interferes, so that every play comes to its end.
const MALICE_MESSAGES_MAX: usize = 2_000;

#[derive(Debug, Clone, Copy)]
enum Action {
    Ring,
    Answer,
    Reject,
    Cancel,
    Reinvite,
    AnswerReinvite,
    RefuseReinvite,
    Note,
    Refer,
    AcceptRefer,
    RefuseRefer,
    TellProgress,
    TellEnd,
    Acknowledge,
    Bye,
}

/// People with a will of their own: what they do follows from a seed.
struct Play {
    world: World,
    will: Rng,
    planned: BTreeMap<(Instant, u64), (usize, InviteId, Action)>,
    serial: u64,
    calls: u64,
    /// Per cent of steps after which somebody throws a damaged copy of an old message at an engine.
    malice: u64,
    /// Longest talk.
    talk_ms_max: u64,
}

impl Play {
    fn new(seed: u64, faults: Faults, transport: Transport) -> Self {
        let mut world = World::new(seed, faults);
        for address in ["192.0.2.1:5060", "192.0.2.2:5060"] {
            world.add_with(address, transport, |config| {
                // The shortest sessions allowed: long talks must be refreshed.
                config.timers.session_expires = seed.is_multiple_of(3).then_some(Duration::from_secs(90));
            });
        }
        Self { world, will: Rng::new(seed ^ 0xC0FFEE), planned: BTreeMap::new(), serial: 0, calls: 0, malice: 0, talk_ms_max: 60_000 }
    }

    fn place_call(&mut self) {
        let destination = self.world.towards(CALLEE);
        let delayed_offer = self.will.below(4) == 0;
        let reliable = (self.will.below(3) == 0).then(|| (Name::Require, "100rel".to_owned()));
        let invite = OutgoingInvite {
            request_uri: Uri::parse("sip:bob@192.0.2.2").expect("uri"),
            route: Vec::new(),
            destination,
            from: NameAddr::parse("<sip:alice@192.0.2.1>").expect("from"),
            to: NameAddr::parse("<sip:bob@192.0.2.2>").expect("to"),
            contact_user: Some("alice".to_owned()),
            headers: reliable.into_iter().collect(),
            body: (!delayed_offer).then(|| sdp(1)),
            credentials: None,
            ring_timeout: (self.will.below(3) == 0).then(|| Duration::from_secs(10)),
        };
        let id = self.world.act(CALLER, |sip, now| sip.invite(invite, now));
        self.calls += 1;
        if self.will.below(3) == 0 {
            self.plan(CALLER, id, Action::Cancel, 20_000);
        }
    }

    fn plan(&mut self, node: usize, id: InviteId, action: Action, within_ms: u64) {
        let at = self.world.now + Duration::from_millis(self.will.below(within_ms));
        self.serial += 1;
        self.planned.insert((at, self.serial), (node, id, action));
    }

    fn react(&mut self, node: usize, output: &Output) {
        let Some(id) = usage_of(output) else { return };
        match output {
            Output::InviteReceived { .. } => {
                self.plan(node, id, Action::Ring, 2_000);
                let end = if self.will.below(4) == 0 { Action::Reject } else { Action::Answer };
                self.plan(node, id, end, 15_000);
            }
            Output::Answered { .. } | Output::Acknowledged { .. } => {
                if matches!(output, Output::Answered { .. }) {
                    self.plan(node, id, Action::Acknowledge, 3_000);
                }
                for action in [Action::Reinvite, Action::Reinvite, Action::Note, Action::Refer] {
                    if self.will.below(2) == 0 {
                        self.plan(node, id, action, 20_000);
                    }
                }
                self.plan(node, id, Action::Bye, self.talk_ms_max);
            }
            Output::ReinviteReceived { .. } => {
                let answer = if self.will.below(5) == 0 { Action::RefuseReinvite } else { Action::AnswerReinvite };
                self.plan(node, id, answer, 500);
            }
            Output::ReferReceived { .. } => {
                let answer = if self.will.below(5) == 0 { Action::RefuseRefer } else { Action::AcceptRefer };
                self.plan(node, id, answer, 500);
                self.plan(node, id, Action::TellProgress, 2_000);
                self.plan(node, id, Action::TellEnd, 5_000);
            }
            _ => {}
        }
    }

    fn perform(&mut self, node: usize, id: InviteId, action: Action) {
        self.world.act(node, |sip, now| match action {
            Action::Ring => sip.progress(id, 180, None, Vec::new(), now),
            Action::Refer => sip.refer(id, Uri::parse("sip:carol@192.0.2.3").expect("uri"), now),
            Action::AcceptRefer => sip.accept_refer(id, Ok(()), now),
            Action::RefuseRefer => sip.accept_refer(id, Err(603), now),
            Action::TellProgress => sip.notify_refer(id, 180, false, now),
            Action::TellEnd => sip.notify_refer(id, 200, true, now),
            Action::Acknowledge => sip.acknowledge(id, Some(sdp(7))),
            Action::Answer => sip.answer(id, Some(sdp(2)), Vec::new(), now),
            Action::Reject => sip.reject(id, 486, Vec::new(), now),
            Action::Cancel => sip.cancel(id, None, now),
            Action::Reinvite => sip.reinvite(id, sdp(3), now),
            Action::AnswerReinvite => sip.answer_reinvite(id, Ok(sdp(4)), now),
            Action::RefuseReinvite => sip.answer_reinvite(id, Err(488), now),
            Action::Note => sip.send_info(id, sdp(5), now),
            Action::Bye => sip.bye(id, None, now),
        });
    }

    /// A damaged copy of anything sent so far, to either engine, from a stranger or from the peer.
    fn throw_something(&mut self) {
        if self.world.wire.is_empty() || self.world.wire.len() > MALICE_MESSAGES_MAX || self.will.below(100) >= self.malice {
            return;
        }
        let chosen = self.will.below(self.world.wire.len() as u64) as usize;
        let mut bytes = self.world.wire[chosen].message.bytes().to_vec();
        for _ in 0..self.will.below(4) {
            let at = self.will.below(bytes.len() as u64) as usize;
            match self.will.below(3) {
                0 => bytes[at] = self.will.below(256) as u8,
                1 => bytes.truncate(at.max(1)),
                _ => {
                    let from = self.will.below(bytes.len() as u64) as usize;
                    let piece: Vec<u8> = bytes[from..].iter().take(40).copied().collect();
                    bytes.splice(at..at, piece);
                }
            }
        }
        let from = if self.will.below(2) == 0 { "192.0.2.1:5060" } else { "203.0.113.66:6666" };
        let node = self.will.below(2) as usize;
        self.world.inject_bytes(from, node, &bytes);
    }

    /// Runs until nothing is planned, in the air or armed.
    fn run(&mut self) -> Vec<(usize, Output)> {
        let mut told = Vec::new();
        for _ in 0..200_000 {
            self.throw_something();
            for node in [CALLER, CALLEE] {
                for output in self.world.take_told(node) {
                    self.react(node, &output);
                    told.push((node, output));
                }
            }
            let planned = self.planned.keys().next().map(|(at, _)| *at);
            let next = planned.into_iter().chain(self.world.next_event()).min();
            let Some(next) = next else { return told };
            if planned == Some(next) {
                let ((at, _), (node, id, action)) = self.planned.pop_first().expect("it was there");
                self.world.now = self.world.now.max(at);
                self.perform(node, id, action);
            } else {
                self.world.run_to(next);
            }
        }
        panic!("the engines never come to rest");
    }
}

fn check(seed: u64, faults: Faults, transport: Transport) {
    let play = Play::new(seed, faults, transport);
    let (ended, calls) = check_play(seed, play);
    assert_eq!(ended.keys().filter(|(node, _)| *node == CALLER).count() as u64, calls, "seed {seed}");
}

/// Plays to the end: every usage has ended once, nothing was told afterwards, nothing is left.
fn check_play(seed: u64, mut play: Play) -> (BTreeMap<(usize, InviteId), u32>, u64) {
    for _ in 0..3 {
        play.place_call();
    }
    let told = play.run();
    let mut ended: BTreeMap<(usize, InviteId), u32> = BTreeMap::new();
    for (node, output) in &told {
        let Some(id) = usage_of(output) else { continue };
        let ends = ended.entry((*node, id)).or_default();
        assert_eq!(*ends, 0, "seed {seed}: {output:?} after the end");
        *ends += u32::from(is_terminal(output));
    }
    assert!(ended.values().all(|ends| *ends == 1), "seed {seed}: a usage without end: {ended:?}");
    play.world.assert_idle();
    (ended, play.calls)
}

#[test]
fn calls_over_a_perfect_network_end_once_and_leave_nothing() {
    (0..50).for_each(|seed| check(seed, Faults::NONE, Transport::Udp));
}

#[test]
fn calls_over_a_slow_reordering_network_end_once_and_leave_nothing() {
    let faults = Faults { loss: 0, duplication: 0, delay_ms_max: 900 };
    (100..200).for_each(|seed| check(seed, faults, Transport::Udp));
}

#[test]
fn calls_over_a_doubling_network_end_once_and_leave_nothing() {
    let faults = Faults { loss: 0, duplication: 60, delay_ms_max: 50 };
    (200..300).for_each(|seed| check(seed, faults, Transport::Udp));
}

#[test]
fn calls_over_a_bad_network_end_once_and_leave_nothing() {
    let faults = Faults { loss: 25, duplication: 15, delay_ms_max: 400 };
    (300..500).for_each(|seed| check(seed, faults, Transport::Udp));
}

#[test]
fn calls_over_a_network_that_hardly_works_end_once_and_leave_nothing() {
    let faults = Faults { loss: 70, duplication: 10, delay_ms_max: 1_500 };
    (500..600).for_each(|seed| check(seed, faults, Transport::Udp));
}

#[test]
fn calls_over_connections_end_once_and_leave_nothing() {
    (600..650).for_each(|seed| check(seed, Faults::NONE, Transport::Tcp));
}

#[test]
fn long_talks_over_a_bad_network_end_once_and_leave_nothing() {
    let faults = Faults { loss: 20, duplication: 10, delay_ms_max: 300 };
    for seed in 900..1_000 {
        let mut play = Play::new(seed, faults, Transport::Udp);
        play.talk_ms_max = 900_000;
        play.place_call();
        check_play(seed, play);
    }
}

#[test]
fn damaged_and_forged_messages_neither_stop_the_engine_nor_leave_anything_behind() {
    let faults = Faults { loss: 5, duplication: 5, delay_ms_max: 100 };
    for seed in (700..900).chain([40_933, 41_449]) {
        let mut play = Play::new(seed, faults, Transport::Udp);
        play.malice = 40;
        check_play(seed, play);
    }
}
