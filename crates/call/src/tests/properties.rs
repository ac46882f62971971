//! Whatever happens to a call in whatever order, its story has one end, and every leg of it has one.

use super::fixture::{Office, user};
use crate::{Action, Call, Output, Parting, Signal};
use otklik_model::{
    DialString, LegId,
    event::DomainEvent,
    hang_up::{EndedBy, HangUpCause},
};
use proptest::prelude::*;
use std::{collections::BTreeSet, time::Duration};

/// Something that happens to the leg with this number in the order of their making.
#[derive(Debug, Clone)]
enum Happening {
    Signal(u8, usize),
    Command(u8, u128),
    Passes(u64),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        6 => (0u8..10, 0usize..8).prop_map(|(kind, leg)| Happening::Signal(kind, leg)),
        2 => (0u8..5, 101u128..104).prop_map(|(kind, extension)| Happening::Command(kind, extension)),
        1 => (1u64..40).prop_map(Happening::Passes),
    ]
}

fn signal(kind: u8, leg_id: LegId) -> Signal {
    match kind {
        0 => Signal::Rings(leg_id),
        1 => Signal::SpeaksEarly(leg_id),
        2 | 3 => Signal::Answered(leg_id),
        4 => Signal::Refused { leg_id, q850: HangUpCause::BUSY },
        5 => Signal::Parted { leg_id, parting: Parting::HungUp(HangUpCause::NORMAL) },
        6 => Signal::Broken { leg_id, q850: HangUpCause::TEMPORARY_FAILURE },
        7 => Signal::Holds(leg_id),
        8 => Signal::Resumes(leg_id),
        _ => Signal::Refers { leg_id, to: DialString::new("103").unwrap() },
    }
}

fn command(call: &mut Call, kind: u8, extension: u128, office: &mut Office) {
    let user_id = user(extension);
    let _refused_or_done = match kind {
        0 => call.answer(user_id),
        1 => call.transfer(user_id, &DialString::new("+79160000001").unwrap(), office),
        2 => call.put_on_hold(user_id),
        3 => call.take_from_hold(user_id),
        _ => call.hang_up(user_id, office),
    };
}

fn live(call: &mut Call, office: &mut Office, happenings: Vec<Happening>) -> Vec<Output> {
    let mut outputs = office.settle(call).outputs;
    for happening in happenings {
        match happening {
            Happening::Signal(kind, position) => {
                let made = made(&outputs);
                let leg_id = made.get(position % made.len()).copied().unwrap_or(call.caller());
                call.handle(signal(kind, leg_id), office);
            }
            Happening::Command(kind, extension) => command(call, kind, extension, office),
            Happening::Passes(seconds) => {
                office.pass(Duration::from_secs(seconds));
                call.handle(Signal::Timeout, office);
            }
        }
        outputs.extend(office.settle(call).outputs);
    }
    call.end_by(EndedBy::System, office);
    outputs.extend(office.settle(call).outputs);
    outputs
}

/// Legs in the order they were made, the caller's first.
fn made(outputs: &[Output]) -> Vec<LegId> {
    let made = |output: &Output| match output {
        Output::Tell(DomainEvent::CallStarted { leg_id, .. }) | Output::Act(Action::Ring { leg_id, .. }) => Some(*leg_id),
        Output::Tell(_) | Output::Act(_) => None,
    };
    outputs.iter().filter_map(made).collect()
}

fn ended(outputs: &[Output]) -> Vec<LegId> {
    let ended = |output: &Output| if let Output::Tell(DomainEvent::LegEnded { leg_id, .. }) = output { Some(*leg_id) } else { None };
    outputs.iter().filter_map(ended).collect()
}

proptest! {
    #[test]
    fn every_story_has_one_end_and_it_is_the_last_thing_told(happenings in prop::collection::vec(happening(), 0..40)) {
        let mut office = Office::new();
        let mut call = office.call_in("+74950000001");
        let outputs = live(&mut call, &mut office, happenings);
        let ends = outputs.iter().filter(|output| matches!(output, Output::Tell(DomainEvent::CallEnded { .. }))).count();
        prop_assert_eq!(ends, 1);
        let last_is_the_end = matches!(outputs.last(), Some(Output::Tell(DomainEvent::CallEnded { .. })));
        prop_assert!(last_is_the_end);
        prop_assert!(call.is_over() && call.legs().next().is_none() && call.poll_timeout().is_none());
    }

    #[test]
    fn every_leg_ends_exactly_once(happenings in prop::collection::vec(happening(), 0..40)) {
        let mut office = Office::new();
        let mut call = office.call_in("+74950000001");
        let outputs = live(&mut call, &mut office, happenings);
        let ended = ended(&outputs);
        let once: BTreeSet<LegId> = ended.iter().copied().collect();
        prop_assert_eq!(once.len(), ended.len());
        prop_assert_eq!(once, made(&outputs).into_iter().collect::<BTreeSet<_>>());
    }
}
