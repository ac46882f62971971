//! Behaviour of calls, told through their signals and outputs.

mod fixture;
mod properties;

use crate::{Action, Caller, Output, Parting, Signal, action::Endpoint, limits, route};
use fixture::{Office, TRUNK, Told, user};
use otklik_model::{
    DialString, LegId,
    command::CommandRefused,
    directory::Target,
    event::{DomainEvent, Opening, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};
use std::time::Duration;

fn dial(text: &str) -> DialString {
    DialString::new(text).unwrap()
}

#[test]
fn the_first_phone_to_answer_wins_and_the_others_are_told_so() {
    let mut office = Office::new();
    let mut call = office.call_in("+74950000001");
    let rung = office.settle(&mut call).rung();
    assert_eq!(rung.len(), 3);

    call.handle(Signal::Answered(rung[1]), &mut office);
    let told = office.settle(&mut call);
    assert_eq!(told.cancelled(), [(rung[0], HangUpCause::ANSWERED_ELSEWHERE), (rung[2], HangUpCause::ANSWERED_ELSEWHERE)]);
    assert!(told.acted(&Action::Answer { leg_id: call.caller(), with: Some(rung[1]) }));
    assert!(told.acted(&Action::Bridge { first: call.caller(), second: rung[1] }));
}

#[test]
fn the_second_answer_of_a_race_changes_nothing() {
    let mut office = Office::new();
    let mut call = office.call_in("+74950000001");
    let rung = office.settle(&mut call).rung();
    call.handle(Signal::Answered(rung[0]), &mut office);
    office.settle(&mut call);
    call.handle(Signal::Answered(rung[1]), &mut office);
    assert_eq!(office.settle(&mut call).outputs, []);
}

#[test]
fn of_several_refusals_the_most_telling_reaches_the_caller() {
    for (refusals, told) in [
        ([HangUpCause::BUSY, HangUpCause::REJECTED, HangUpCause::ABSENT], HangUpCause::BUSY),
        ([HangUpCause::ABSENT, HangUpCause::REJECTED, HangUpCause::INCOMPATIBLE], HangUpCause::REJECTED),
        ([HangUpCause::BUSY, HangUpCause::NO_ANSWER, HangUpCause::BUSY], HangUpCause::NO_ANSWER),
        ([HangUpCause::ABSENT, HangUpCause::ABSENT, HangUpCause::ABSENT], HangUpCause::ABSENT),
    ] {
        let mut office = Office::new();
        let mut call = office.call_in("+74950000001");
        let rung = office.settle(&mut call).rung();
        for (leg_id, q850) in rung.into_iter().zip(refusals) {
            call.handle(Signal::Refused { leg_id, q850 }, &mut office);
        }
        assert_eq!(office.settle(&mut call).ended().unwrap().q850, told, "{refusals:?}");
        assert!(call.is_over());
    }
}

#[test]
fn nobody_answers_in_time() {
    let mut office = Office::new();
    let mut call = office.call_in("+74950000001");
    office.settle(&mut call);
    call.handle(Signal::Timeout, &mut office);
    assert!(!call.is_over(), "not before its time");

    office.pass(Duration::from_secs(30));
    call.handle(Signal::Timeout, &mut office);
    assert_eq!(office.settle(&mut call).ended(), Some(HangUpCause::new(HangUpCause::NO_ANSWER, EndedBy::System)));
    assert_eq!(call.poll_timeout(), None);
}

#[test]
fn a_caller_who_gives_up_stops_every_phone() {
    let mut office = Office::new();
    let mut call = office.call_in("+74950000001");
    let rung = office.settle(&mut call).rung();
    let parting = Parting::HungUp(HangUpCause::NORMAL);
    call.handle(Signal::Parted { leg_id: call.caller(), parting }, &mut office);
    let told = office.settle(&mut call);
    assert_eq!(told.cancelled().len(), rung.len());
    assert_eq!(told.ended(), Some(HangUpCause::new(HangUpCause::NORMAL, EndedBy::Caller)));
}

#[test]
fn a_full_trunk_takes_no_more_calls_in() {
    let mut office = Office::new();
    office.calls_over_trunk = 2;
    let mut call = office.call_in("+74950000001");
    let told = office.settle(&mut call);
    assert_eq!(told.ended().unwrap().q850, HangUpCause::NO_CIRCUIT);
    assert!(told.told(&DomainEvent::CallRouted { to: RoutedTo::Rejected, opening: Opening::Open }));
}

#[test]
fn a_full_trunk_takes_emergency_calls_out_and_no_others() {
    let mut office = Office::new();
    office.calls_over_trunk = 2;
    let mut call = office.call_out(101, "+79160000001");
    assert_eq!(office.settle(&mut call).ended().unwrap().q850, HangUpCause::NO_CIRCUIT);

    let mut call = office.call_out(101, "112");
    let told = office.settle(&mut call);
    let endpoint = Endpoint::External { trunk_id: TRUNK, dialled: dial("112"), number: None };
    assert!(told.outputs.iter().any(|output| matches!(output, Output::Act(Action::Ring { endpoint: rung, .. }) if *rung == endpoint)));
}

#[test]
fn no_more_legs_ring_than_a_call_may_have() {
    let mut office = Office::new();
    office.addresses_per_device = 40;
    let mut call = office.call_in("+74950000001");
    office.settle(&mut call);
    assert_eq!(call.legs().count(), limits::LEGS_PER_CALL_MAX);
}

#[test]
fn extensions_come_before_short_emergency_numbers_but_never_before_112() {
    let mut office = Office::new();
    assert_eq!(route::dialled(&office.directory, &dial("101")), Ok(route::Destination::User(user(101))));
    assert!(matches!(route::dialled(&office.directory, &dial("104")), Ok(route::Destination::External { number: None, .. })));
    office.directory.users.get_mut(&user(101)).unwrap().extension = DialString::new("112");
    let destination = route::dialled(&office.directory, &dial("112"));
    assert!(matches!(destination, Ok(route::Destination::External { urgency: route::Urgency::Emergency, .. })));
}

#[test]
fn what_leads_nowhere_is_refused() {
    let mut office = Office::new();
    assert_eq!(route::dialled(&office.directory, &dial("199")), Err(route::NoRoute));
    assert_eq!(route::dialled(&office.directory, &dial("sales")), Err(route::NoRoute));
    let mut call = office.call_in("+74959999999");
    assert_eq!(office.settle(&mut call).ended().unwrap().q850, HangUpCause::UNALLOCATED);
}

#[test]
fn a_number_with_a_broken_schedule_is_open() {
    let mut office = Office::new();
    office.break_schedule();
    let route = route::inbound(&office.directory, "74950000001", office.wall_clock).unwrap();
    assert_eq!(route.opening, Opening::Open);
    assert!(matches!(route.target, Target::Group(_)));
}

#[test]
fn a_held_party_is_told_and_only_the_one_who_held_takes_it_back() {
    let mut office = Office::new();
    let (mut call, agent) = office.talk();
    assert_eq!(call.put_on_hold(user(101)), Ok(()));
    assert_eq!(call.put_on_hold(user(101)), Err(CommandRefused::WrongState));
    call.handle(Signal::Resumes(agent), &mut office);
    assert!(office.settle(&mut call).told(&DomainEvent::Held { leg_id: agent }));
    assert_eq!(call.take_from_hold(user(101)), Ok(()));
    assert!(office.settle(&mut call).acted(&Action::Resume { leg_id: call.caller() }));
}

#[test]
fn a_command_of_somebody_else_is_refused() {
    let mut office = Office::new();
    let (mut call, _) = office.talk();
    assert_eq!(call.put_on_hold(user(103)), Err(CommandRefused::NotInCall));
    assert_eq!(call.answer(user(103)), Err(CommandRefused::NotInCall));
    assert_eq!(call.transfer(user(101), &dial("199"), &mut office), Err(CommandRefused::NoRoute));
    assert_eq!(office.settle(&mut call).outputs, []);
}

#[test]
fn a_transfer_nobody_takes_rings_its_giver_once_and_then_ends() {
    let mut office = Office::new();
    let (mut call, agent) = office.talk();
    call.transfer(user(101), &dial("103"), &mut office).unwrap();
    let rung = office.settle(&mut call).rung();
    call.handle(Signal::Refused { leg_id: rung[0], q850: HangUpCause::BUSY }, &mut office);
    let told = office.settle(&mut call);
    let cause = HangUpCause::new(HangUpCause::BUSY, EndedBy::Callee);
    assert!(told.told(&DomainEvent::TransferFailed { by: agent, cause }));
    let back = told.rung();
    assert_eq!(back.len(), 1);

    call.handle(Signal::Refused { leg_id: back[0], q850: HangUpCause::REJECTED }, &mut office);
    assert_eq!(office.settle(&mut call).ended().unwrap().q850, HangUpCause::REJECTED);
}

#[test]
fn click_to_call_needs_a_phone_and_a_number() {
    let mut office = Office::new();
    assert_eq!(office.click(101, "199").unwrap_err(), CommandRefused::NoRoute);
    office.addresses_per_device = 0;
    assert_eq!(office.click(101, "+79160000001").unwrap_err(), CommandRefused::NoDevice);
}

#[test]
fn click_to_call_makes_the_phone_that_lifts_the_caller() {
    let mut office = Office::new();
    let mut call = office.click(101, "+79160000001").unwrap();
    let phones = office.settle(&mut call).rung();
    call.handle(Signal::Answered(phones[0]), &mut office);
    let told = office.settle(&mut call);
    assert_eq!(call.caller(), phones[0]);
    assert!(told.acted(&Action::PlayRingback { leg_id: phones[0] }));
    assert!(!told.outputs.iter().any(|output| matches!(output, Output::Tell(DomainEvent::LegAnswered { .. }))), "no client answered yet");
}

#[test]
fn another_trunk_is_tried_only_when_the_first_cannot_connect() {
    for (q850, rung_again) in
        [(HangUpCause::NO_CIRCUIT, 1), (HangUpCause::TIMER_EXPIRED, 1), (HangUpCause::BUSY, 0), (HangUpCause::REJECTED, 0)]
    {
        let mut office = Office::new();
        office.add_spare_trunk();
        let mut call = office.call_out(101, "+79160000001");
        let leg_id = office.settle(&mut call).rung()[0];
        call.handle(Signal::Refused { leg_id, q850 }, &mut office);
        assert_eq!(office.settle(&mut call).rung().len(), rung_again, "cause {q850}");
    }
}

#[test]
fn after_its_end_a_call_gives_nothing_more() {
    let mut office = Office::new();
    let (mut call, agent) = office.talk();
    call.end_by(EndedBy::System, &mut office);
    office.settle(&mut call);
    call.end_by(EndedBy::System, &mut office);
    call.handle(Signal::Parted { leg_id: agent, parting: Parting::Lost(41) }, &mut office);
    call.handle(Signal::Timeout, &mut office);
    assert_eq!(office.settle(&mut call).outputs, []);
    assert_eq!(call.legs().count(), 0);
}

#[test]
fn a_caller_of_ours_is_not_rung_by_his_own_call() {
    let mut office = Office::new();
    let mut call = office.call_out(101, "200");
    let rung = office.settle(&mut call).rung();
    assert_eq!(rung.len(), 2, "the group has three members and he is one of them");
    let told: Told = office.settle(&mut call);
    assert_eq!(told.rung(), Vec::<LegId>::new());
    assert!(matches!(office.caller_of(101), Caller::Device { .. }));
}
