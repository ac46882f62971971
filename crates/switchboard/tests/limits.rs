//! Limits, failures and changes of configuration, each a clear refusal and nothing left behind.

use otklik_media::action::MediaEvent;
use otklik_model::{
    event::DomainEvent,
    hang_up::{EndedBy, HangUpCause},
};
use otklik_sim::{World, checks, company, phone::Doing};
use otklik_switchboard::{Counters, Input, JournalPace};
use std::time::Duration;

const MOMENT: Duration = Duration::from_millis(10);
/// Long enough for every transaction to be forgotten.
const LONG: Duration = Duration::from_secs(60);

fn world_with(phones: &[&str]) -> World {
    prepared(World::new(1), phones)
}

fn prepared(mut world: World, phones: &[&str]) -> World {
    phones.iter().for_each(|name| world.add_phone(name));
    world.register_all();
    world
}

/// The carrier and 104 talk.
fn talking() -> World {
    let mut world = world_with(&["104"]);
    world.phone_mut("carrier").call("+74950000003", Some("+79160000001"));
    world.run_for(MOMENT);
    world.phone_mut("104").answer();
    world.run_for(MOMENT);
    assert!(matches!(world.phone_mut("carrier").doing, Doing::Talking { .. }));
    world
}

fn end_of(world: &World) -> Option<HangUpCause> {
    world.journal.iter().find_map(|entry| if let DomainEvent::CallEnded { cause } = entry.event { Some(cause) } else { None })
}

fn counters(world: &World) -> Counters {
    world.switchboard().counters()
}

fn assert_clean(mut world: World) {
    world.run_for(LONG);
    assert_eq!(checks::faults(&world), Vec::<String>::new());
}

#[test]
fn a_call_above_the_limit_is_told_to_come_back() {
    let mut world = prepared(World::with(1, |config| config.limits.calls_max = 1), &["101", "104"]);
    world.phone_mut("carrier").call("+74950000003", Some("+79160000001"));
    world.run_for(MOMENT);
    world.phone_mut("spare").call("+74950000002", Some("+79160000002"));
    world.run_for(MOMENT);
    assert_eq!(world.phone_mut("spare").answers, [503]);
    assert_eq!(counters(&world).calls_shed, 1);
    assert_eq!(world.switchboard().calls(), 1);
    world.phone_mut("carrier").hang_up();
    assert_clean(world);
}

#[test]
fn without_a_free_port_the_caller_is_told_that_there_is_no_line() {
    let mut world = prepared(World::with(1, |config| config.rtp_ports = 30_000..=30_001), &["104"]);
    world.phone_mut("carrier").call("+74950000003", Some("+79160000001"));
    world.run_for(MOMENT);
    world.phone_mut("104").answer();
    world.run_for(MOMENT);
    assert_eq!(end_of(&world).unwrap().q850, HangUpCause::NO_CIRCUIT);
    assert_eq!(world.phone_mut("carrier").answers, [503]);
    assert_clean(world);
}

#[test]
fn a_trunk_whose_name_was_not_resolved_is_out_of_order() {
    let mut world = world_with(&["101"]);
    let mut directory = World::usual_directory();
    for trunk in directory.tenants.values_mut().flat_map(|tenant| &mut tenant.trunks) {
        trunk.host = "sip.carrier.example".to_owned();
    }
    world.publish(directory);
    world.phone_mut("101").call("+79160000001", None);
    world.run_for(MOMENT);
    assert_eq!(end_of(&world).unwrap().q850, HangUpCause::OUT_OF_ORDER);
    assert_eq!(counters(&world).trunks_unresolved, 2, "both trunks were tried");
    assert_clean(world);
}

#[test]
fn a_device_taken_out_of_the_directory_is_unregistered() {
    let mut world = world_with(&["104"]);
    let mut directory = World::usual_directory();
    directory.tenants.values_mut().for_each(|tenant| drop(tenant.devices.remove(&company::device(104))));
    world.publish(directory);
    let left = DomainEvent::DeviceUnregistered { device_id: company::device(104) };
    assert_eq!(world.journal.last().map(|entry| &entry.event), Some(&left));
    assert_eq!(world.switchboard().load().registrations, 0);
}

#[test]
fn a_call_outlives_its_tenant_in_the_directory() {
    let mut world = talking();
    world.publish(otklik_model::directory::Directory::default());
    world.phone_mut("carrier").hang_up();
    world.run_for(MOMENT);
    assert_eq!(end_of(&world), Some(HangUpCause::new(HangUpCause::NORMAL, EndedBy::Caller)));
    assert_clean(world);
}

#[test]
fn a_port_that_another_program_has_ends_the_call_that_needs_it() {
    let mut world = talking();
    let place = world.media.open_legs()[0];
    let failed = world.media.fail(place);
    world.tell(Input::Media(failed));
    world.run_for(MOMENT);
    assert_eq!(end_of(&world), Some(HangUpCause::new(HangUpCause::TEMPORARY_FAILURE, EndedBy::Failure)));
    assert_eq!(world.phone_mut("104").doing, Doing::Idle, "the other party is hung up");
    assert_eq!(counters(&world).media_legs_failed, 1);
}

#[test]
fn a_call_ends_when_both_sides_fall_silent_together_but_not_when_one_does() {
    let mut world = talking();
    let legs = world.media.open_legs();
    let silence = |(call, leg)| Input::Media(MediaEvent::MediaTimeout { call, leg, silent_for: LONG });
    world.tell(silence(legs[0]));
    world.run_for(LONG);
    world.tell(silence(legs[1]));
    assert_eq!(end_of(&world), None, "the first silence is long past");

    world.tell(silence(legs[0]));
    assert_eq!(end_of(&world).map(|cause| cause.by), Some(EndedBy::Failure));
    assert_clean(world);
}

#[test]
fn a_recording_lies_in_the_folder_of_its_day_under_the_name_of_its_call() {
    let world = talking();
    let call_id = world.latest_call().unwrap();
    let path = world
        .journal
        .iter()
        .find_map(|entry| if let DomainEvent::RecordingStarted { path, .. } = &entry.event { Some(path.clone()) } else { None });
    assert_eq!(path, Some(format!("2026/11/23/{call_id}.wav")));
}

#[test]
fn digits_are_counted() {
    let mut world = talking();
    let (call, leg) = world.media.open_legs()[0];
    world.tell(Input::Media(MediaEvent::Digit { call, leg, digit: '5' }));
    assert_eq!(counters(&world).digits, 1);
}

#[test]
fn while_the_journal_is_behind_new_calls_are_told_to_come_back() {
    let mut world = world_with(&["104"]);
    world.tell(Input::Journal(JournalPace::Behind));
    world.phone_mut("carrier").call("+74950000003", Some("+79160000001"));
    world.run_for(MOMENT);
    assert_eq!(world.phone_mut("carrier").answers, [503]);
    world.tell(Input::Journal(JournalPace::KeepsUp));
    world.phone_mut("spare").call("+74950000003", Some("+79160000002"));
    world.run_for(MOMENT);
    assert_eq!(world.switchboard().calls(), 1);
    world.phone_mut("spare").hang_up();
    assert_clean(world);
}
