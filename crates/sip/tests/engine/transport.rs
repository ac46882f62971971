//! Where messages go: symmetric responses, connections and their ends.

use crate::basic_flows::{ALICE, BOB, established, invite_to_bob};
use crate::dialogs::scripted_invite;
use crate::world::{World, names, sdp};
use otklik_sip::headers::Name;
use otklik_sip::{FlowId, Input, Output, Transport};
use std::time::Duration;

const FLOW: FlowId = FlowId(0);

fn tcp_pair() -> World {
    let mut world = World::calm();
    world.add_with(ALICE, Transport::Tcp, |_| {});
    world.add_with(BOB, Transport::Tcp, |_| {});
    world
}

#[test]
fn responses_go_to_the_source_port_only_if_asked() {
    let mut world = World::calm();
    world.add(BOB);
    world.inject("198.51.100.1:34567", 0, &scripted_invite("").replace("192.0.2.1;branch", "10.1.1.1:5062;branch"));
    assert_eq!(world.sent_to("198.51.100.1:5062", "100 INVITE").len(), 1, "{:?}", world.wire);
    let symmetric =
        scripted_invite("").replace("192.0.2.1;branch=z9hG4bKone", "10.1.1.1:5062;rport;branch=z9hG4bKtwo").replace("scripted", "second");
    world.inject("198.51.100.1:34567", 0, &symmetric);
    let answers = world.sent_to("198.51.100.1:34567", "100 INVITE");
    assert_eq!(answers.len(), 1);
    let via = answers[0].message.top_via().expect("Via");
    assert_eq!((via.rport(), via.received()), (Some(34567), Some([198, 51, 100, 1].into())));
}

#[test]
fn the_source_told_is_where_the_packet_came_from_whatever_the_via_says() {
    let mut world = World::calm();
    world.add(BOB);
    let forged = scripted_invite("").replace("192.0.2.1;branch", "192.0.2.1:5062;maddr=192.0.2.100;branch");
    world.inject("198.51.100.1:34567", 0, &forged);
    let told = world.take_told(0);
    let [Output::InviteReceived { source, .. }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(*source, "198.51.100.1:34567".parse().expect("address"));
    assert_eq!(world.sent_to("192.0.2.100:5062", "100 INVITE").len(), 1, "the response goes by the Via");
}

#[test]
fn a_contact_that_would_make_us_call_ourselves_is_not_followed() {
    let mut world = World::calm();
    world.add(BOB);
    let invite = scripted_invite("").replace("alice@192.0.2.1:5080", "alice@127.0.0.1:5060");
    world.inject(ALICE, 0, &invite);
    let told = world.take_told(0);
    let [Output::InviteReceived { id, .. }] = told.as_slice() else { panic!("{told:?}") };
    world.act(0, |sip, now| sip.answer(*id, Some(sdp(1)), Vec::new(), now));
    world.run_for(Duration::from_secs(32));
    assert_eq!(world.sent_to(ALICE, "BYE").len(), 1, "{:?}", world.labels());
}

#[test]
fn over_a_connection_contact_and_via_say_so() {
    let mut world = tcp_pair();
    established(&mut world);
    let invite = world.last("INVITE");
    assert_eq!(invite.top_via().expect("Via").transport, "TCP");
    assert_eq!(invite.text(&Name::Contact), Some("<sip:alice@192.0.2.1:5060;transport=tcp>"));
    assert_eq!(world.last("200 INVITE").text(&Name::Contact), Some("<sip:bob@192.0.2.2:5060;transport=tcp>"));
}

#[test]
fn a_closed_connection_fails_the_call_being_placed() {
    let mut world = tcp_pair();
    let invite = invite_to_bob(&world);
    world.act(0, |sip, now| sip.invite(invite, now));
    world.act(0, |sip, now| sip.handle(Input::FlowClosed(FLOW), now));
    assert_eq!(names(&world.take_told(0)), ["Failed 503"]);
    assert_eq!(world.nodes[0].sip.load().client_transactions, 0);
}

#[test]
fn a_closed_connection_ends_the_call_that_rings() {
    let mut world = tcp_pair();
    let invite = invite_to_bob(&world);
    world.act(0, |sip, now| sip.invite(invite, now));
    world.run_for(Duration::from_millis(1));
    world.act(1, |sip, now| sip.handle(Input::FlowClosed(FLOW), now));
    assert_eq!(names(&world.take_told(1)), ["InviteReceived", "Failed 503"]);
    assert_eq!(world.nodes[1].sip.load(), otklik_sip::engine::Load::default());
}

#[test]
fn an_established_call_outlives_its_connection_until_it_is_needed() {
    let mut world = tcp_pair();
    let (alice, _) = established(&mut world);
    world.act(0, |sip, now| sip.handle(Input::FlowClosed(FLOW), now));
    assert!(world.take_told(0).is_empty());
    world.act(0, |sip, now| sip.reinvite(alice, sdp(3), now));
    let destination = BOB.parse().expect("address");
    world.act(0, |sip, now| sip.handle(Input::SendFailed { flow: FLOW, destination }, now));
    assert_eq!(names(&world.take_told(0)), ["ReinviteRefused 503"]);
    world.act(0, |sip, now| sip.bye(alice, None, now));
    world.act(0, |sip, now| sip.handle(Input::SendFailed { flow: FLOW, destination }, now));
    assert_eq!(names(&world.take_told(0)), ["Ended Local"]);
    assert_eq!(world.nodes[0].sip.load(), otklik_sip::engine::Load::default());
}

#[test]
fn a_peer_that_connected_anew_is_reached_by_its_new_connection() {
    let mut world = tcp_pair();
    let (_, bob) = established(&mut world);
    let note = crate::dialogs::request_inside(world.last("200 INVITE"), "INFO", 2, "");
    let bytes = note.replace('\n', "\r\n").into_bytes();
    let source = "192.0.2.1:43210".parse().expect("address");
    world.act(1, |sip, now| sip.handle(Input::Packet { flow: FlowId(8), transport: Transport::Tcp, source, bytes: &bytes }, now));
    world.act(1, |sip, now| sip.bye(bob, None, now));
    assert_eq!(world.sent_to("192.0.2.1:43210", "BYE").len(), 1);
}

#[test]
fn a_failed_send_to_one_address_spares_the_others() {
    let mut world = World::calm();
    world.add(ALICE);
    world.add(BOB);
    for last in [2, 3] {
        let mut invite = invite_to_bob(&world);
        invite.destination.address = format!("192.0.2.{last}:5060").parse().expect("address");
        world.act(0, |sip, now| sip.invite(invite, now));
    }
    let destination = "192.0.2.3:5060".parse().expect("address");
    world.act(0, |sip, now| sip.handle(Input::SendFailed { flow: FLOW, destination }, now));
    let told = world.take_told(0);
    assert!(matches!(told.as_slice(), [Output::Failed { status: 503, .. }]), "{told:?}");
    assert_eq!(world.nodes[0].sip.load().client_transactions, 1);
}
