//! What happens inside dialogs: forking, new offers, glare, transfers, reliable provisional responses.

use crate::basic_flows::{ALICE, BOB, call_bob, established, invite_to_bob, pair, place, uri};
use crate::world::{World, label, names, sdp};
use otklik_sip::headers::{Name, Replaces};
use otklik_sip::{Body, Message, Output};
use std::time::Duration;

/// A scripted peer's response to a message of ours.
pub fn response_to(request: &Message, status: u16, tag: &str, more: &str) -> String {
    let copied: String = [Name::Via, Name::From, Name::CallId, Name::CSeq]
        .iter()
        .flat_map(|name| request.texts(name).map(move |value| format!("{name}: {value}\n")))
        .collect();
    let to = request.text(&Name::To).expect("To");
    let to = if to.contains("tag=") { to.to_owned() } else { format!("{to};tag={tag}") };
    format!("SIP/2.0 {status} Scripted\n{copied}To: {to}\nContact: <sip:bob@192.0.2.2:5070>\n{more}Content-Length: 0\n\n")
}

/// A scripted peer's request inside the dialog made by `invite` and answered with our tag in `ok`.
pub fn request_inside(ok: &Message, method: &str, cseq: u32, more: &str) -> String {
    let (from, to) = (ok.text(&Name::From).expect("From"), ok.text(&Name::To).expect("To"));
    let call_id = ok.text(&Name::CallId).expect("Call-ID");
    format!(
        "{method} sip:bob@192.0.2.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{method}{cseq}\nMax-Forwards: 70\n\
         From: {from}\nTo: {to}\nCall-ID: {call_id}\nCSeq: {cseq} {method}\n{more}Content-Length: 0\n\n"
    )
}

pub fn scripted_invite(more: &str) -> String {
    format!(
        "INVITE sip:bob@192.0.2.2 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKone\nMax-Forwards: 70\n\
         From: <sip:alice@192.0.2.1>;tag=a\nTo: <sip:bob@192.0.2.2>\nCall-ID: scripted\nCSeq: 10 INVITE\n\
         Contact: <sip:alice@192.0.2.1:5080>\n{more}Content-Length: 0\n\n"
    )
}

/// An engine called by a scripted peer.
pub fn called_by_script(more: &str) -> (World, otklik_sip::InviteId) {
    let mut world = World::calm();
    world.add(BOB);
    world.inject(ALICE, 0, &scripted_invite(more));
    let told = world.take_told(0);
    let [Output::InviteReceived { id, .. }] = told.as_slice() else { panic!("{told:?}") };
    (world, *id)
}

/// An engine that calls a scripted peer, whose INVITE has left.
fn calling_script() -> (World, otklik_sip::InviteId) {
    let mut world = World::calm();
    world.add(ALICE);
    world.add("192.0.2.9:5060");
    let mut invite = invite_to_bob(&world);
    invite.destination.address = BOB.parse().expect("address");
    let id = world.act(0, |sip, now| sip.invite(invite, now));
    (world, id)
}

#[test]
fn the_first_branch_to_answer_wins_and_later_answers_are_hung_up() {
    let (mut world, _) = calling_script();
    let invite = world.last("INVITE").clone();
    for tag in ["one", "two"] {
        world.inject(BOB, 0, &response_to(&invite, 180, tag, ""));
    }
    world.inject(BOB, 0, &response_to(&invite, 200, "two", ""));
    world.inject(BOB, 0, &response_to(&invite, 200, "one", ""));
    assert_eq!(names(&world.take_told(0)), ["Progressed 180", "Progressed 180", "Answered"]);
    assert_eq!(world.labels(), ["INVITE", "ACK", "ACK", "BYE"]);
    let bye = world.last("BYE");
    assert_eq!(bye.to().expect("To").tag(), Some("one"));
    assert_eq!(bye.request_uri_text(), Some("sip:bob@192.0.2.2:5070"));
}

#[test]
fn every_repetition_of_the_answer_is_acknowledged_with_the_same_ack() {
    let (mut world, _) = calling_script();
    let invite = world.last("INVITE").clone();
    for _ in 0..3 {
        world.inject(BOB, 0, &response_to(&invite, 200, "one", ""));
    }
    assert_eq!(world.labels(), ["INVITE", "ACK", "ACK", "ACK"]);
    let acks = world.sent_to("192.0.2.2:5070", "ACK");
    assert!(acks.iter().all(|ack| ack.message == acks[0].message));
    assert_eq!(names(&world.take_told(0)), ["Answered"]);
}

#[test]
fn route_set_is_the_reversed_record_route_and_the_first_hop_is_its_first_address() {
    let (mut world, _) = calling_script();
    let invite = world.last("INVITE").clone();
    let routes = "Record-Route: <sip:192.0.2.50;lr>, <sip:192.0.2.40:5090;lr>\n";
    world.inject(BOB, 0, &response_to(&invite, 200, "one", routes));
    let ack = world.sent_to("192.0.2.40:5090", "ACK");
    assert_eq!(ack.len(), 1, "{:?}", world.wire);
    let written: Vec<_> = ack[0].message.texts(&Name::Route).collect();
    assert_eq!(written, ["<sip:192.0.2.40:5090;lr>", "<sip:192.0.2.50;lr>"]);
    assert_eq!(ack[0].message.request_uri_text(), Some("sip:bob@192.0.2.2:5070"));
}

#[test]
fn a_strict_router_gets_itself_as_request_uri() {
    let (mut world, _) = calling_script();
    let invite = world.last("INVITE").clone();
    world.inject(BOB, 0, &response_to(&invite, 200, "one", "Record-Route: <sip:192.0.2.50;lr>, <sip:192.0.2.40>\n"));
    let ack = world.last("ACK");
    assert_eq!(ack.request_uri_text(), Some("sip:192.0.2.40"));
    let written: Vec<_> = ack.texts(&Name::Route).collect();
    assert_eq!(written, ["<sip:192.0.2.50;lr>", "<sip:bob@192.0.2.2:5070>"]);
}

#[test]
fn the_peers_contact_behind_nat_gives_way_to_the_address_it_came_from() {
    let mut world = World::calm();
    world.add(BOB);
    let invite =
        scripted_invite("").replace("192.0.2.1;branch", "10.0.0.7;rport;branch").replace("alice@192.0.2.1:5080", "alice@10.0.0.7:5080");
    world.inject("198.51.100.4:40000", 0, &invite);
    let told = world.take_told(0);
    let [Output::InviteReceived { id, .. }] = told.as_slice() else { panic!("{told:?}") };
    world.act(0, |sip, now| sip.answer(*id, Some(sdp(1)), Vec::new(), now));
    let ok = world.last("200 INVITE").clone();
    world.inject("198.51.100.4:40000", 0, &request_inside(&ok, "ACK", 10, ""));
    world.act(0, |sip, now| sip.bye(*id, None, now));
    assert_eq!(world.sent_to("198.51.100.4:40000", "BYE").len(), 1, "{:?}", world.wire);
}

#[test]
fn a_new_offer_is_answered_and_acknowledged() {
    let mut world = pair();
    let (alice, bob) = established(&mut world);
    world.act(0, |sip, now| sip.reinvite(alice, sdp(3), now));
    world.run_for(Duration::from_millis(1));
    let told = world.take_told(1);
    let [Output::ReinviteReceived { request, .. }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(request.body(), sdp(3).bytes);
    world.act(1, |sip, now| sip.answer_reinvite(bob, Ok(sdp(4)), now));
    world.run_for(Duration::from_millis(1));
    let told = world.take_told(0);
    let [Output::ReinviteAnswered { response, .. }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(response.body(), sdp(4).bytes);
    assert_eq!(names(&world.take_told(1)), ["Acknowledged"]);
}

#[test]
fn a_refused_offer_leaves_the_dialog_as_it_was() {
    let mut world = pair();
    let (alice, bob) = established(&mut world);
    world.act(0, |sip, now| sip.reinvite(alice, sdp(3), now));
    world.run_for(Duration::from_millis(1));
    world.act(1, |sip, now| sip.answer_reinvite(bob, Err(488), now));
    world.run_for(Duration::from_millis(1));
    assert_eq!(names(&world.take_told(0)), ["ReinviteRefused 488"]);
    world.act(0, |sip, now| sip.bye(alice, None, now));
    world.run_for(Duration::from_secs(60));
    assert_eq!(names(&world.take_told(1)), ["ReinviteReceived", "Ended Remote"]);
    world.assert_idle();
}

#[test]
fn offers_that_cross_are_refused_and_sent_again_one_after_the_other() {
    let mut world = pair();
    let (alice, bob) = established(&mut world);
    world.act(0, |sip, now| sip.reinvite(alice, sdp(3), now));
    world.act(1, |sip, now| sip.reinvite(bob, sdp(4), now));
    let mut answered = [0, 0];
    for _ in 0..100 {
        world.run_for(Duration::from_millis(100));
        for (node, id) in [(0, alice), (1, bob)] {
            for output in world.take_told(node) {
                match output {
                    Output::ReinviteReceived { .. } => world.act(node, |sip, now| sip.answer_reinvite(id, Ok(sdp(5)), now)),
                    Output::ReinviteAnswered { .. } => answered[node] += 1,
                    Output::ReinviteRefused { status, .. } => panic!("refused {status}"),
                    _ => {}
                }
            }
        }
    }
    assert_eq!(answered, [1, 1]);
    assert_eq!(world.labels().iter().filter(|label| *label == "491 INVITE").count(), 2);
}

#[test]
fn an_offer_while_another_is_under_way_is_refused_here() {
    let mut world = pair();
    let (alice, _) = established(&mut world);
    world.act(0, |sip, now| sip.reinvite(alice, sdp(3), now));
    world.act(0, |sip, now| sip.reinvite(alice, sdp(4), now));
    assert_eq!(names(&world.take_told(0)), ["ReinviteRefused 491"]);
}

#[test]
fn an_unanswered_offer_ends_with_the_dialog() {
    let mut world = pair();
    let (alice, _) = established(&mut world);
    world.act(0, |sip, now| sip.reinvite(alice, sdp(3), now));
    world.run_for(Duration::from_millis(1));
    world.act(0, |sip, now| sip.bye(alice, None, now));
    world.run_for(Duration::from_secs(60));
    assert!(world.labels().contains(&"487 INVITE".to_owned()));
    assert_eq!(names(&world.take_told(1)), ["ReinviteReceived", "Ended Remote"]);
    world.assert_idle();
}

#[test]
fn an_update_without_a_body_moves_the_target_and_one_with_a_body_is_an_offer() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.answer(id, Some(sdp(1)), Vec::new(), now));
    let ok = world.last("200 INVITE").clone();
    world.inject(ALICE, 0, &request_inside(&ok, "ACK", 10, ""));
    world.inject(ALICE, 0, &request_inside(&ok, "UPDATE", 11, "Contact: <sip:alice@192.0.2.77:5081>\n"));
    assert_eq!(world.labels().last().map(String::as_str), Some("200 UPDATE"));
    let body = "v=0\r\n";
    let offer = request_inside(&ok, "UPDATE", 12, "Contact: <sip:alice@192.0.2.77:5081>\nContent-Type: application/sdp\n");
    world.inject(ALICE, 0, &offer.replace("Content-Length: 0\n\n", &format!("Content-Length: {}\n\n{body}", body.len())));
    assert_eq!(names(&world.take_told(0)), ["Acknowledged", "ReinviteReceived"]);
    world.act(0, |sip, now| sip.answer_reinvite(id, Ok(sdp(2)), now));
    assert_eq!(world.last("200 UPDATE").body(), sdp(2).bytes);
    world.act(0, |sip, now| sip.bye(id, None, now));
    assert_eq!(world.sent_to("192.0.2.77:5081", "BYE").len(), 1);
}

#[test]
fn requests_out_of_order_are_refused_with_500() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.answer(id, Some(sdp(1)), Vec::new(), now));
    let ok = world.last("200 INVITE").clone();
    world.inject(ALICE, 0, &request_inside(&ok, "ACK", 10, ""));
    world.inject(ALICE, 0, &request_inside(&ok, "INFO", 20, ""));
    world.inject(ALICE, 0, &request_inside(&ok, "INFO", 19, ""));
    let answers: Vec<String> = world.labels().into_iter().filter(|label| label.ends_with("INFO")).collect();
    assert_eq!(answers, ["200 INFO", "500 INFO"]);
    assert_eq!(names(&world.take_told(0)), ["Acknowledged", "InfoReceived"]);
}

#[test]
fn the_caller_may_hang_up_an_early_dialog() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.progress(id, 180, None, Vec::new(), now));
    let ringing = world.last("180 INVITE").clone();
    world.inject(ALICE, 0, &request_inside(&ringing, "BYE", 11, ""));
    assert_eq!(world.labels(), ["100 INVITE", "180 INVITE", "200 BYE", "487 INVITE"]);
    assert_eq!(names(&world.take_told(0)), ["Cancelled"]);
}

#[test]
fn a_transfer_is_accepted_and_followed_to_its_end() {
    let mut world = pair();
    let (alice, bob) = established(&mut world);
    world.act(0, |sip, now| sip.refer(alice, uri("sip:carol@192.0.2.3"), now));
    world.run_for(Duration::from_millis(1));
    let told = world.take_told(1);
    let [Output::ReferReceived { request, .. }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(request.text(&Name::ReferTo), Some("<sip:carol@192.0.2.3>"));
    assert_eq!(request.text(&Name::ReferredBy), Some("<sip:alice@192.0.2.1>"));
    world.act(1, |sip, now| sip.accept_refer(bob, Ok(()), now));
    world.act(1, |sip, now| sip.notify_refer(bob, 180, false, now));
    world.act(1, |sip, now| sip.notify_refer(bob, 200, true, now));
    world.run_for(Duration::from_millis(1));
    assert_eq!(names(&world.take_told(0)), ["ReferProgress 100", "ReferProgress 180", "ReferProgress 200"]);
    let notify = world.last("NOTIFY");
    assert_eq!(notify.text(&Name::SubscriptionState), Some("terminated;reason=noresource"));
    world.act(1, |sip, now| sip.notify_refer(bob, 200, true, now));
    assert_eq!(names(&world.take_told(1)), ["CommandIgnored"]);
}

#[test]
fn a_refused_transfer_is_told_once() {
    let mut world = pair();
    let (alice, bob) = established(&mut world);
    world.act(0, |sip, now| sip.refer(alice, uri("sip:carol@192.0.2.3"), now));
    world.run_for(Duration::from_millis(1));
    world.act(1, |sip, now| sip.accept_refer(bob, Err(603), now));
    world.run_for(Duration::from_secs(1));
    let told = world.take_told(0);
    let [Output::ReferProgress { status: 603, last: true, .. }] = told.as_slice() else { panic!("{told:?}") };
}

#[test]
fn a_desk_phone_is_told_to_talk_while_it_rings() {
    let mut world = pair();
    let (alice, bob) = call_bob(&mut world);
    world.act(0, |sip, now| sip.notify(alice, "talk", Vec::new(), None, now));
    assert_eq!(names(&world.take_told(0)), ["CommandIgnored"], "no dialog yet");
    world.act(1, |sip, now| sip.progress(bob, 180, None, Vec::new(), now));
    world.run_for(Duration::from_millis(1));
    world.act(0, |sip, now| sip.notify(alice, "talk", Vec::new(), None, now));
    world.run_for(Duration::from_millis(1));
    let told = world.take_told(1);
    let [Output::NotifyReceived { request, .. }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(request.text(&Name::Event), Some("talk"));
    world.act(1, |sip, now| sip.answer(bob, Some(sdp(2)), Vec::new(), now));
    world.run_for(Duration::from_millis(1));
    world.act(0, |sip, now| sip.bye(alice, None, now));
    world.run_for(Duration::from_secs(60));
    assert_eq!(names(&world.take_told(1)), ["Acknowledged", "Ended Remote"]);
    assert_eq!(world.last("ACK").cseq().expect("CSeq").number, 1, "the ACK has the number of the INVITE");
    assert_eq!(world.last("BYE").cseq().expect("CSeq").number, 3, "NOTIFY was the second request");
    world.assert_idle();
}

#[test]
fn info_is_answered_and_passed_up() {
    let mut world = pair();
    let (alice, _) = established(&mut world);
    let digit = Body { content_type: "application/dtmf-relay".to_owned(), bytes: "Signal=5".into() };
    world.act(0, |sip, now| sip.send_info(alice, digit, now));
    world.run_for(Duration::from_millis(1));
    let told = world.take_told(1);
    let [Output::InfoReceived { request, .. }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((label(request).as_str(), request.body().as_ref()), ("INFO", b"Signal=5".as_slice()));
}

#[test]
fn what_belongs_to_no_call_inside_a_dialog_is_the_owners_to_answer() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.answer(id, Some(sdp(1)), Vec::new(), now));
    let ok = world.last("200 INVITE").clone();
    world.inject(ALICE, 0, &request_inside(&ok, "ACK", 10, ""));
    world.inject(ALICE, 0, &request_inside(&ok, "OPTIONS", 11, ""));
    assert!(world.last("200 OPTIONS").lists(&Name::Allow, "UPDATE"));
    world.inject(ALICE, 0, &request_inside(&ok, "MESSAGE", 12, ""));
    let told = world.take_told(0);
    let [Output::Acknowledged { .. }, Output::RequestReceived { id, .. }] = told.as_slice() else { panic!("{told:?}") };
    world.act(0, |sip, now| sip.respond(*id, 202, Vec::new(), None, now));
    assert_eq!(world.labels().last().map(String::as_str), Some("202 MESSAGE"));
}

#[test]
fn an_unanswered_transfer_ends_with_the_dialog() {
    let mut world = pair();
    let (alice, _) = established(&mut world);
    world.act(0, |sip, now| sip.refer(alice, uri("sip:carol@192.0.2.3"), now));
    world.run_for(Duration::from_millis(1));
    world.act(0, |sip, now| sip.bye(alice, None, now));
    world.run_for(Duration::from_secs(60));
    assert!(world.labels().contains(&"487 REFER".to_owned()));
    assert_eq!(names(&world.take_told(1)), ["ReferReceived", "Ended Remote"]);
    world.assert_idle();
}

#[test]
fn a_peer_that_forgot_the_dialog_ends_it() {
    let (mut world, id) = calling_script();
    let invite = world.last("INVITE").clone();
    world.inject(BOB, 0, &response_to(&invite, 200, "one", ""));
    world.act(0, |sip, now| sip.reinvite(id, sdp(3), now));
    let reinvite = world.last("INVITE").clone();
    world.inject(BOB, 0, &response_to(&reinvite, 481, "one", ""));
    assert_eq!(names(&world.take_told(0)), ["Answered", "Ended Error"]);
    assert_eq!(world.labels().last().map(String::as_str), Some("BYE"));
}

#[test]
fn a_reliable_provisional_response_gets_one_prack_and_repetitions_none() {
    let (mut world, _) = calling_script();
    let invite = world.last("INVITE").clone();
    for rseq in [7, 7, 9, 8] {
        world.inject(BOB, 0, &response_to(&invite, 183, "one", &format!("Require: 100rel\nRSeq: {rseq}\n")));
    }
    let racks: Vec<_> = world.wire.iter().filter_map(|sent| sent.message.text(&Name::RAck)).collect();
    assert_eq!(racks, ["7 1 INVITE", "8 1 INVITE"]);
    assert_eq!(names(&world.take_told(0)), ["Progressed 183", "Progressed 183"]);
}

#[test]
fn a_caller_that_requires_it_gets_reliable_progress_before_the_answer() {
    let mut world = pair();
    let mut invite = invite_to_bob(&world);
    invite.headers.push((Name::Require, "100rel".to_owned()));
    let (alice, bob) = place(&mut world, invite);
    world.act(1, |sip, now| sip.progress(bob, 183, Some(sdp(2)), Vec::new(), now));
    world.act(1, |sip, now| sip.answer(bob, None, Vec::new(), now));
    assert!(!world.labels().contains(&"200 INVITE".to_owned()), "the answer waits for the PRACK");
    world.run_for(Duration::from_millis(10));
    assert_eq!(world.labels(), ["INVITE", "100 INVITE", "183 INVITE", "PRACK", "200 PRACK", "200 INVITE", "ACK"]);
    world.act(0, |sip, now| sip.bye(alice, None, now));
    world.run_for(Duration::from_secs(60));
    world.assert_idle();
}

#[test]
fn a_reliable_response_nobody_acknowledges_ends_the_call() {
    let (mut world, id) = called_by_script("Require: 100rel\n");
    world.act(0, |sip, now| sip.progress(id, 180, None, Vec::new(), now));
    world.run_for(Duration::from_secs(32));
    let at: Vec<u128> = world.sent_to("192.0.2.1:5060", "180 INVITE").iter().map(|sent| sent.at.as_millis()).collect();
    assert_eq!(at, [0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    assert_eq!(names(&world.take_told(0)), ["Rejected 504"]);
}

#[test]
fn a_dialog_is_found_for_replaces_by_its_three_names() {
    let (mut world, id) = called_by_script("");
    world.act(0, |sip, now| sip.answer(id, Some(sdp(1)), Vec::new(), now));
    let to_tag = world.last("200 INVITE").to().expect("To").tag().expect("tag").to_owned();
    let wanted = Replaces { call_id: "scripted".to_owned(), to_tag, from_tag: "a".to_owned(), early_only: false };
    let sip = &world.nodes[0].sip;
    assert_eq!(sip.find_replaced(&wanted), Some((id, true)));
    assert_eq!(sip.find_replaced(&Replaces { early_only: true, ..wanted.clone() }), None);
    assert_eq!(sip.find_replaced(&Replaces { from_tag: "b".to_owned(), ..wanted.clone() }), None);
    assert_eq!(sip.find_replaced(&Replaces { call_id: "other".to_owned(), ..wanted }), None);
}

#[test]
fn an_early_dialog_is_replaced_only_where_it_was_begun() {
    let mut world = pair();
    let (alice, bob) = call_bob(&mut world);
    world.act(1, |sip, now| sip.progress(bob, 180, None, Vec::new(), now));
    world.run_for(Duration::from_millis(1));
    let of_bob = world.nodes[1].sip.dialog(bob).expect("a dialog").replaces();
    let of_alice = world.nodes[0].sip.dialog(alice).expect("a dialog").replaces();
    assert_eq!(world.nodes[0].sip.find_replaced(&of_bob), Some((alice, false)));
    assert_eq!(world.nodes[1].sip.find_replaced(&of_alice), None);
    world.act(1, |sip, now| sip.answer(bob, Some(sdp(2)), Vec::new(), now));
    assert_eq!(world.nodes[1].sip.find_replaced(&of_alice), Some((bob, true)));
}

#[test]
fn a_display_name_in_an_old_code_page_comes_back_byte_for_byte() {
    let mut world = World::calm();
    world.add(BOB);
    let mut invite = scripted_invite("").replace('\n', "\r\n").into_bytes();
    let at = invite.windows(6).position(|piece| piece == b"From: ").expect("From") + 6;
    invite.splice(at..at, b"\"\xC0\xEB\xE8\xF1\xE0\" ".iter().copied());
    world.inject_bytes(ALICE, 0, &invite);
    let told = world.take_told(0);
    let [Output::InviteReceived { id, .. }] = told.as_slice() else { panic!("{told:?}") };
    world.act(0, |sip, now| sip.answer(*id, Some(sdp(1)), Vec::new(), now));
    let ok = world.last("200 INVITE").clone();
    assert!(ok.header(&Name::From).expect("From").starts_with(b"\"\xC0\xEB\xE8\xF1\xE0\" <sip:alice"));
    let hang_up = request_inside(&world.last("100 INVITE").with_header(&Name::From, "NAME").expect("From"), "BYE", 11, "");
    let to = ok.text(&Name::To).expect("To");
    let hang_up = hang_up.replace("To: <sip:bob@192.0.2.2>", &format!("To: {to}")).replace('\n', "\r\n");
    let at = hang_up.find("NAME").expect("From");
    let mut bytes = hang_up.into_bytes();
    bytes.splice(at..at + 4, ok.header(&Name::From).expect("From").iter().copied());
    world.inject_bytes(ALICE, 0, &bytes);
    assert_eq!(names(&world.take_told(0)), ["Ended Remote"]);
}

#[test]
fn our_requests_repeat_the_peers_name_byte_for_byte() {
    let mut world = World::calm();
    world.add(BOB);
    let mut invite = scripted_invite("").replace('\n', "\r\n").into_bytes();
    let at = invite.windows(6).position(|piece| piece == b"From: ").expect("From") + 6;
    invite.splice(at..at, b"\"\xC0\" ".iter().copied());
    world.inject_bytes(ALICE, 0, &invite);
    let told = world.take_told(0);
    let [Output::InviteReceived { id, .. }] = told.as_slice() else { panic!("{told:?}") };
    world.act(0, |sip, now| sip.answer(*id, Some(sdp(1)), Vec::new(), now));
    world.run_for(Duration::from_secs(32));
    assert_eq!(world.last("BYE").header(&Name::To), Some(b"\"\xC0\" <sip:alice@192.0.2.1>;tag=a".as_slice()));
}
