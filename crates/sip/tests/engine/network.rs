//! Whole calls over a network that loses, doubles and reorders: whatever happens, every usage ends exactly once and nothing is left.

use crate::world::{Faults, World, is_terminal, sdp, usage_of};
use otklik_sip::engine::OutgoingInvite;
use otklik_sip::headers::NameAddr;
use otklik_sip::rng::Rng;
use otklik_sip::{InviteId, Output, Transport, Uri};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const CALLER: usize = 0;
const CALLEE: usize = 1;

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
    Bye,
}

/// People with a will of their own: what they do follows from a seed.
struct Play {
    world: World,
    will: Rng,
    planned: BTreeMap<(Instant, u64), (usize, InviteId, Action)>,
    serial: u64,
    calls: u64,
}

impl Play {
    fn new(seed: u64, faults: Faults, transport: Transport) -> Self {
        let mut world = World::new(seed, faults);
        world.add_with("192.0.2.1:5060", transport, |_| {});
        world.add_with("192.0.2.2:5060", transport, |_| {});
        Self { world, will: Rng::new(seed ^ 0xC0FFEE), planned: BTreeMap::new(), serial: 0, calls: 0 }
    }

    fn place_call(&mut self) {
        let destination = self.world.towards(CALLEE);
        let invite = OutgoingInvite {
            request_uri: Uri::parse("sip:bob@192.0.2.2").expect("uri"),
            route: Vec::new(),
            destination,
            from: NameAddr::parse("<sip:alice@192.0.2.1>").expect("from"),
            to: NameAddr::parse("<sip:bob@192.0.2.2>").expect("to"),
            contact_user: Some("alice".to_owned()),
            headers: Vec::new(),
            body: Some(sdp(1)),
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
                for action in [Action::Reinvite, Action::Reinvite, Action::Note] {
                    if self.will.below(2) == 0 {
                        self.plan(node, id, action, 20_000);
                    }
                }
                self.plan(node, id, Action::Bye, 60_000);
            }
            Output::ReinviteReceived { .. } => {
                let answer = if self.will.below(5) == 0 { Action::RefuseReinvite } else { Action::AnswerReinvite };
                self.plan(node, id, answer, 500);
            }
            _ => {}
        }
    }

    fn perform(&mut self, node: usize, id: InviteId, action: Action) {
        self.world.act(node, |sip, now| match action {
            Action::Ring => sip.progress(id, 180, None, Vec::new(), now),
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

    /// Runs until nothing is planned, in the air or armed.
    fn run(&mut self) -> Vec<(usize, Output)> {
        let mut told = Vec::new();
        for _ in 0..200_000 {
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
    let mut play = Play::new(seed, faults, transport);
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
    assert_eq!(ended.keys().filter(|(node, _)| *node == CALLER).count() as u64, play.calls, "seed {seed}");
    play.world.assert_idle();
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
