//! Times of RFC 3261 and RFC 4028, to the millisecond.

use crate::basic_flows::{ALICE, BOB, call_bob, established, invite_to_bob, pair};
use crate::dialogs::{called_by_script, request_inside, scripted_invite};
use crate::world::{Sent, World, names, sdp};
use otklik_sip::Transport;
use otklik_sip::headers::Name;
use std::time::Duration;

fn times(sent: &[&Sent]) -> Vec<u128> {
    sent.iter().map(|sent| sent.at.as_millis()).collect()
}

#[test]
fn a_call_may_ring_longer_than_timer_b() {
    let mut world = pair();
    let (alice, bob) = call_bob(&mut world);
    world.act(1, |sip, now| sip.progress(bob, 180, None, Vec::new(), now));
    world.run_for(Duration::from_secs(120));
    world.act(1, |sip, now| sip.answer(bob, Some(sdp(2)), Vec::new(), now));
    world.run_for(Duration::from_secs(1));
    assert_eq!(names(&world.take_told(0)), ["Progressed 180", "Answered"]);
    world.act(0, |sip, now| sip.bye(alice, None, now));
    world.run_for(Duration::from_secs(60));
    world.assert_idle();
}

#[test]
fn timer_c_gives_up_and_every_provisional_response_restarts_it() {
    let mut world = World::calm();
    world.add_with(ALICE, Transport::Udp, |config| config.timers.timer_c = Some(Duration::from_secs(200)));
    world.add(BOB);
    let (_, bob) = call_bob(&mut world);
    world.act(1, |sip, now| sip.progress(bob, 182, None, Vec::new(), now));
    world.run_for(Duration::from_secs(600));
    assert_eq!(names(&world.take_told(0)), ["Progressed 182"], "repeated every minute by the callee");
    world.faults.loss = 100;
    world.run_for(Duration::from_millis(199_999));
    assert!(world.take_told(0).is_empty());
    world.run_for(Duration::from_millis(1));
    assert_eq!(names(&world.take_told(0)), ["Failed 408"]);
    world.faults.loss = 0;
    world.run_for(Duration::from_secs(60));
    world.assert_idle();
}

#[test]
fn a_call_that_rings_long_asks_proxies_for_more_time_every_minute() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.progress(id, 182, None, Vec::new(), now));
    world.run_for(Duration::from_secs(150));
    assert_eq!(times(&world.sent_to("192.0.2.1:5060", "182 INVITE")), [0, 60_000, 120_000]);
    world.act(0, |sip, now| sip.reject(id, 480, Vec::new(), now));
    world.run_for(Duration::from_secs(60));
    world.assert_idle();
}

#[test]
fn without_timer_c_a_queue_rings_for_an_hour() {
    let mut world = World::calm();
    world.add_with(ALICE, Transport::Udp, |config| config.timers.timer_c = None);
    world.add(BOB);
    let (alice, bob) = call_bob(&mut world);
    world.act(1, |sip, now| sip.progress(bob, 182, None, Vec::new(), now));
    world.run_for(Duration::from_secs(3600));
    assert_eq!(names(&world.take_told(0)), ["Progressed 182"]);
    world.act(0, |sip, now| sip.cancel(alice, None, now));
    world.run_for(Duration::from_secs(60));
    world.assert_idle();
}

#[test]
fn the_answer_is_repeated_until_64_t1_and_then_hung_up() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.answer(id, Some(sdp(1)), Vec::new(), now));
    world.run_for(Duration::from_millis(31_999));
    let answers = times(&world.sent_to("192.0.2.1:5060", "200 INVITE"));
    assert_eq!(answers, [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    assert!(world.take_told(0).is_empty());
    world.run_for(Duration::from_millis(1));
    assert_eq!(names(&world.take_told(0)), ["Ended Timeout"]);
    assert_eq!(world.labels().last().map(String::as_str), Some("BYE"));
    world.run_for(Duration::from_secs(60));
    world.assert_idle();
}

#[test]
fn a_hang_up_before_the_ack_waits_for_it() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.answer(id, Some(sdp(1)), Vec::new(), now));
    world.act(0, |sip, now| sip.bye(id, None, now));
    assert_eq!(names(&world.take_told(0)), ["Ended Local"]);
    world.run_for(Duration::from_millis(600));
    assert!(!world.labels().contains(&"BYE".to_owned()));
    let ok = world.last("200 INVITE").clone();
    world.inject(ALICE, 0, &request_inside(&ok, "ACK", 10, ""));
    assert_eq!(world.labels().last().map(String::as_str), Some("BYE"));
    assert!(world.take_told(0).is_empty(), "nothing is told after the end");
}

#[test]
fn a_hang_up_whose_ack_never_comes_is_sent_after_64_t1() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.answer(id, Some(sdp(1)), Vec::new(), now));
    world.act(0, |sip, now| sip.bye(id, None, now));
    world.run_for(Duration::from_millis(31_999));
    assert!(!world.labels().contains(&"BYE".to_owned()));
    world.run_for(Duration::from_millis(1));
    assert_eq!(world.labels().last().map(String::as_str), Some("BYE"));
    world.run_for(Duration::from_secs(60));
    assert_eq!(names(&world.take_told(0)), ["Ended Local"]);
    world.assert_idle();
}

#[test]
fn a_refusal_is_repeated_until_its_ack_and_no_longer_than_64_t1() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.reject(id, 486, Vec::new(), now));
    world.run_for(Duration::from_secs(60));
    let refusals = times(&world.sent_to("192.0.2.1:5060", "486 INVITE"));
    assert_eq!(refusals, [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    world.assert_idle();
}

#[test]
fn the_ack_of_a_refusal_stops_it() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.reject(id, 486, Vec::new(), now));
    let refusal = world.last("486 INVITE");
    let to = refusal.text(&Name::To).expect("To").to_owned();
    let ack = scripted_invite("").replace("INVITE", "ACK").replace("To: <sip:bob@192.0.2.2>", &format!("To: {to}"));
    world.inject(ALICE, 0, &ack);
    world.run_for(Duration::from_secs(10));
    assert_eq!(world.labels(), ["100 INVITE", "486 INVITE"]);
    world.assert_idle();
}

#[test]
fn a_repeated_invite_gets_the_last_provisional_response_again() {
    let (mut world, id) = called_by_script("");
    world.inject(ALICE, 0, &scripted_invite(""));
    world.act(0, |sip, now| sip.progress(id, 180, None, Vec::new(), now));
    world.inject(ALICE, 0, &scripted_invite(""));
    assert_eq!(world.labels(), ["100 INVITE", "100 INVITE", "180 INVITE", "180 INVITE"]);
    assert!(world.take_told(0).is_empty(), "no second call");
}

#[test]
fn over_a_connection_nothing_but_the_answer_is_repeated() {
    let mut world = World::calm();
    world.add_with(ALICE, Transport::Tcp, |_| {});
    world.add_with("192.0.2.9:5060", Transport::Tcp, |_| {});
    let mut invite = invite_to_bob(&world);
    invite.destination.address = BOB.parse().expect("address");
    world.act(0, |sip, now| sip.invite(invite, now));
    world.run_for(Duration::from_secs(40));
    assert_eq!(world.labels(), ["INVITE"]);
    assert_eq!(names(&world.take_told(0)), ["Failed 408"]);
    world.assert_idle();
}

#[test]
fn bye_is_repeated_for_64_t1_and_the_end_is_told_at_once() {
    let mut world = World::calm();
    world.add(ALICE);
    world.add(BOB);
    let (alice, _) = established(&mut world);
    world.faults.loss = 100;
    let start = world.elapsed().as_millis();
    world.act(0, |sip, now| sip.bye(alice, None, now));
    assert_eq!(names(&world.take_told(0)), ["Ended Local"]);
    world.run_for(Duration::from_secs(33));
    let byes: Vec<u128> = times(&world.sent_to(BOB, "BYE")).iter().map(|at| at - start).collect();
    assert_eq!(byes, [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    assert_eq!(world.nodes[0].sip.load().invites, 0);
}

fn with_sessions(interval: u64) -> World {
    let mut world = World::calm();
    world.add_with(ALICE, Transport::Udp, |config| config.timers.session_expires = Some(Duration::from_secs(interval)));
    world.add(BOB);
    world
}

#[test]
fn the_session_is_refreshed_at_half_its_interval_by_update() {
    let mut world = with_sessions(600);
    let (alice, _) = established(&mut world);
    let ok = world.last("200 INVITE");
    assert_eq!(ok.text(&Name::SessionExpires), Some("600;refresher=uac"));
    assert!(ok.lists(&Name::Require, "timer"));
    world.run_for(Duration::from_secs(1000));
    let updates: Vec<u128> = times(&world.sent_to(BOB, "UPDATE")).iter().map(|at| at / 1000).collect();
    assert_eq!(updates, [300, 600, 900]);
    assert!(world.take_told(0).is_empty() && world.take_told(1).is_empty(), "refreshing is no event");
    world.act(0, |sip, now| sip.bye(alice, None, now));
    world.run_for(Duration::from_secs(60));
    world.assert_idle();
}

#[test]
fn a_session_whose_refresher_vanished_is_ended_before_it_expires() {
    let (mut world, id) = called_by_script("Session-Expires: 300;refresher=uac\nSupported: timer\n");
    world.act(0, |sip, now| sip.answer(id, Some(sdp(1)), Vec::new(), now));
    let ok = world.last("200 INVITE").clone();
    world.inject(ALICE, 0, &request_inside(&ok, "ACK", 10, ""));
    world.take_told(0);
    world.run_for(Duration::from_millis(267_999));
    assert!(world.take_told(0).is_empty());
    world.run_for(Duration::from_millis(1));
    assert_eq!(names(&world.take_told(0)), ["Ended Timeout"]);
    world.run_for(Duration::from_secs(60));
    world.assert_idle();
}

#[test]
fn a_peer_that_knows_neither_timer_nor_update_is_refreshed_by_reinvite() {
    let (mut world, id) = called_by_script("Session-Expires: 300\nAllow: INVITE, ACK, BYE, CANCEL\n");
    world.act(0, |sip, now| sip.answer(id, Some(sdp(6)), Vec::new(), now));
    let ok = world.last("200 INVITE").clone();
    assert_eq!(ok.text(&Name::SessionExpires), Some("300;refresher=uas"));
    world.inject(ALICE, 0, &request_inside(&ok, "ACK", 10, ""));
    world.run_for(Duration::from_secs(151));
    assert_eq!(world.last("INVITE").body(), sdp(6).bytes);
}

#[test]
fn too_short_a_session_is_refused_with_the_least_interval() {
    let mut world = World::calm();
    world.add(BOB);
    world.inject(ALICE, 0, &scripted_invite("Session-Expires: 60\nSupported: timer\n"));
    assert_eq!(world.last("422 INVITE").text(&Name::MinSe), Some("90"));
    assert_eq!(names(&world.take_told(0)), ["Refused 422"]);
}

#[test]
fn too_short_a_proposal_is_made_again_as_long_as_the_peer_wants() {
    let mut world = World::calm();
    world.add_with(ALICE, Transport::Udp, |config| config.timers.session_expires = Some(Duration::from_secs(120)));
    world.add("192.0.2.9:5060");
    let mut invite = invite_to_bob(&world);
    invite.destination.address = BOB.parse().expect("address");
    world.act(0, |sip, now| sip.invite(invite, now));
    let refusal = crate::dialogs::response_to(world.last("INVITE"), 422, "x", "Min-SE: 1800\n");
    world.inject(BOB, 0, &refusal);
    assert_eq!(world.labels(), ["INVITE", "ACK", "INVITE"]);
    let again = world.last("INVITE");
    assert_eq!((again.text(&Name::SessionExpires), again.text(&Name::MinSe)), (Some("1800"), Some("1800")));
    assert_eq!(again.cseq().expect("CSeq").number, 2);
    assert!(world.take_told(0).is_empty());
    world.inject(BOB, 0, &crate::dialogs::response_to(world.last("INVITE"), 422, "x", "Min-SE: 1800\n"));
    assert_eq!(names(&world.take_told(0)), ["Failed 422"]);
}

#[test]
fn a_lost_peer_is_noticed_by_the_refresh() {
    let mut world = with_sessions(600);
    established(&mut world);
    world.faults.loss = 100;
    world.run_for(Duration::from_secs(340));
    assert_eq!(names(&world.take_told(0)), ["Ended Timeout"]);
}
