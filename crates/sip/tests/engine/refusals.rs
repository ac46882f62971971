//! What the engine refuses by itself: malformed, merged, unknown, too much.

use crate::basic_flows::{ALICE, BOB, invite_to_bob};
use crate::dialogs::{called_by_script, request_inside, scripted_invite};
use crate::world::{World, names, sdp};
use otklik_sip::headers::Name;
use otklik_sip::{Output, Transport};
use std::time::Duration;

fn bob() -> World {
    let mut world = World::calm();
    world.add(BOB);
    world
}

fn plain(method: &str, branch: &str) -> String {
    scripted_invite("").replace("INVITE", method).replace("z9hG4bKone", branch).replace("Call-ID: scripted", &format!("Call-ID: {branch}"))
}

#[test]
fn requests_in_unknown_dialogs_get_481_and_a_lost_ack_gets_nothing() {
    let mut world = bob();
    for method in ["BYE", "INVITE", "UPDATE", "INFO", "NOTIFY", "REFER", "PRACK", "ACK"] {
        let request =
            plain(method, &format!("z9hG4bK{method}")).replace("To: <sip:bob@192.0.2.2>", "To: <sip:bob@192.0.2.2>;tag=0123456789abcdef");
        let request =
            request.replace("Max-Forwards", "Refer-To: <sip:c@d>\nEvent: x\nSubscription-State: active\nRAck: 1 1 INVITE\nMax-Forwards");
        world.inject(ALICE, 0, &request);
    }
    let expected: Vec<String> =
        ["BYE", "INVITE", "UPDATE", "INFO", "NOTIFY", "REFER", "PRACK"].iter().map(|method| format!("481 {method}")).collect();
    assert_eq!(world.labels(), expected);
    world.assert_idle();
}

#[test]
fn a_dialog_is_not_found_by_our_tag_alone() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.answer(id, Some(sdp(1)), Vec::new(), now));
    let ok = world.last("200 INVITE").clone();
    let stranger = request_inside(&ok, "BYE", 11, "").replace("tag=a", "tag=b");
    world.inject(ALICE, 0, &stranger);
    let other_call = request_inside(&ok, "BYE", 12, "").replace("Call-ID: scripted", "Call-ID: other");
    world.inject(ALICE, 0, &other_call);
    assert_eq!(world.labels().iter().filter(|label| *label == "481 BYE").count(), 2);
    assert!(!names(&world.take_told(0)).contains(&"Ended Remote".to_owned()));
}

#[test]
fn the_same_request_by_two_paths_is_taken_once() {
    let mut world = bob();
    world.inject(ALICE, 0, &scripted_invite(""));
    world.inject("192.0.2.33:5060", 0, &scripted_invite("").replace("z9hG4bKone", "z9hG4bKother"));
    assert_eq!(world.labels(), ["100 INVITE", "482 INVITE"]);
    assert_eq!(names(&world.take_told(0)), ["InviteReceived", "Refused 482"]);
}

#[test]
fn unknown_methods_and_extensions_are_refused_with_what_is_known() {
    let mut world = bob();
    world.inject(ALICE, 0, &plain("DANCE", "z9hG4bKdance"));
    assert!(world.last("501 DANCE").lists(&Name::Allow, "INVITE"));
    world.inject(ALICE, 0, &scripted_invite("Require: teleport\n"));
    assert_eq!(world.last("420 INVITE").text(&Name::Unsupported), Some("teleport"));
    world.assert_idle();
}

#[test]
fn a_malformed_request_is_answered_and_its_repetition_gets_the_same_tag() {
    let mut world = bob();
    let malformed = scripted_invite("").replace("CSeq: 10 INVITE", "CSeq: 10 BYE");
    world.inject(ALICE, 0, &malformed);
    world.inject(ALICE, 0, &malformed);
    let tags: Vec<_> =
        world.wire.iter().map(|sent| (sent.message.status(), sent.message.to().expect("To").tag().map(str::to_owned))).collect();
    assert_eq!(tags[0].0, Some(400));
    assert_eq!(tags[0], tags[1]);
    assert!(tags[0].1.is_some());
    world.assert_idle();
}

#[test]
fn noise_and_stray_responses_are_dropped_and_counted() {
    let mut world = bob();
    for noise in ["", "\n\n", "hello", "SIP/2.0 200 OK\nContent-Length: 0\n\n"] {
        world.inject(ALICE, 0, noise);
    }
    let stray = "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK0123456789abcdef\nFrom: <sip:a@b>;tag=1\nTo: <sip:c@d>;tag=2\n\
                 Call-ID: x\nCSeq: 1 INVITE\nContent-Length: 0\n\n";
    world.inject(ALICE, 0, stray);
    assert!(world.wire.is_empty());
    let told = world.take_told(0);
    assert!(told.iter().all(|told| matches!(told, Output::Refused { status: 0, .. })));
    assert_eq!(told.len(), 3, "keep-alives are no event: {told:?}");
    world.assert_idle();
}

#[test]
fn beyond_its_limit_the_engine_sheds_new_work_but_lets_calls_end() {
    let mut world = World::calm();
    world.add_with(BOB, Transport::Udp, |config| config.limits.server_transactions_max = 2);
    world.inject(ALICE, 0, &scripted_invite(""));
    let told = world.take_told(0);
    let [Output::InviteReceived { id, .. }] = told.as_slice() else { panic!("{told:?}") };
    world.act(0, |sip, now| sip.answer(*id, Some(sdp(1)), Vec::new(), now));
    let ok = world.last("200 INVITE").clone();
    world.inject(ALICE, 0, &request_inside(&ok, "ACK", 10, ""));
    for number in 0..2 {
        world.inject(ALICE, 0, &plain("OPTIONS", &format!("z9hG4bK{number}")));
    }
    let refused = world.last("503 OPTIONS");
    assert_eq!(refused.text(&Name::RetryAfter), Some("5"));
    world.inject(ALICE, 0, &request_inside(&ok, "BYE", 11, ""));
    assert_eq!(names(&world.take_told(0)), ["Acknowledged", "RequestReceived", "Refused 503", "Ended Remote"]);
    world.run_for(Duration::from_secs(60));
    world.assert_idle();
}

#[test]
fn too_many_calls_are_refused_in_both_directions() {
    let mut world = World::calm();
    world.add_with(BOB, Transport::Udp, |config| config.limits.invites_max = 1);
    world.add(ALICE);
    world.inject(ALICE, 0, &scripted_invite(""));
    world.inject(ALICE, 0, &plain("INVITE", "z9hG4bKsecond"));
    let invite = invite_to_bob(&world);
    world.act(0, |sip, now| sip.invite(invite, now));
    assert_eq!(names(&world.take_told(0)), ["InviteReceived", "Refused 503", "Failed 503"]);
}

#[test]
fn values_that_would_add_headers_are_not_written() {
    let mut world = bob();
    world.add(ALICE);
    let mut invite = invite_to_bob(&world);
    invite.headers.push((Name::Subject, "x\r\nInjected: yes".to_owned()));
    world.act(0, |sip, now| sip.invite(invite, now));
    assert_eq!(names(&world.take_told(0)), ["CommandIgnored", "Failed 400"]);
    assert!(world.wire.is_empty());
    world.assert_idle();
}

#[test]
fn the_owner_may_count_hops_but_not_forge_the_identity_of_a_request() {
    let mut world = bob();
    world.add(ALICE);
    let mut invite = invite_to_bob(&world);
    invite.headers.push((Name::MaxForwards, "12".to_owned()));
    invite.headers.push((Name::CallId, "mine".to_owned()));
    world.act(0, |sip, now| sip.invite(invite, now));
    let sent = world.last("INVITE");
    assert_eq!(sent.max_forwards(), Some(12));
    assert_eq!((sent.headers(&Name::MaxForwards).count(), sent.headers(&Name::CallId).count()), (1, 1));
    assert_ne!(sent.text(&Name::CallId), Some("mine"));
}

#[test]
fn commands_to_unknown_usages_are_told_and_do_nothing() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.reject(id, 486, Vec::new(), now));
    world.act(0, |sip, now| sip.answer(id, None, Vec::new(), now));
    world.act(0, |sip, now| sip.bye(otklik_sip::InviteId(9_999), None, now));
    assert_eq!(names(&world.take_told(0)), ["Rejected 486", "CommandIgnored", "CommandIgnored"]);
}

#[test]
fn a_cancel_without_its_invite_gets_481_and_a_late_one_changes_nothing() {
    let (mut world, id) = called_by_script("");
    world.inject(ALICE, 0, &plain("CANCEL", "z9hG4bKunknown"));
    assert_eq!(world.labels(), ["100 INVITE", "481 CANCEL"]);
    world.act(0, |sip, now| sip.answer(id, Some(sdp(1)), Vec::new(), now));
    world.inject(ALICE, 0, &scripted_invite("").replace("INVITE", "CANCEL"));
    assert_eq!(world.labels().last().map(String::as_str), Some("200 CANCEL"));
    assert_eq!(names(&world.take_told(0)), ["Refused 481"]);
}

#[test]
fn requests_without_the_cookie_are_matched_as_rfc_2543_did() {
    let mut world = bob();
    let old = scripted_invite("").replace(";branch=z9hG4bKone", "");
    world.inject(ALICE, 0, &old);
    world.inject(ALICE, 0, &old);
    let told = world.take_told(0);
    let [Output::InviteReceived { id, .. }] = told.as_slice() else { panic!("{told:?}") };
    world.act(0, |sip, now| sip.reject(*id, 486, Vec::new(), now));
    let to = world.last("486 INVITE").text(&Name::To).expect("To").to_owned();
    world.inject(ALICE, 0, &old.replace("INVITE", "ACK").replace("To: <sip:bob@192.0.2.2>", &format!("To: {to}")));
    world.run_for(Duration::from_secs(10));
    assert_eq!(world.labels(), ["100 INVITE", "100 INVITE", "486 INVITE"]);
    world.assert_idle();
}

#[test]
fn an_unanswered_request_is_forgotten() {
    let mut world = bob();
    world.inject(ALICE, 0, &plain("OPTIONS", "z9hG4bKopt"));
    let told = world.take_told(0);
    let [Output::RequestReceived { id, .. }] = told.as_slice() else { panic!("{told:?}") };
    world.run_for(Duration::from_secs(32));
    world.assert_idle();
    world.act(0, |sip, now| sip.respond(*id, 200, Vec::new(), None, now));
    assert_eq!(names(&world.take_told(0)), ["CommandIgnored"]);
}
