//! The flows of RFC 3665 that concern user agents, as ladders.

use crate::world::{World, label, names, sdp};
use otklik_sip::digest::{Algorithm, Claim, Ha1, Nonces, Secret, challenge, verify};
use otklik_sip::engine::{Account, OutgoingInvite, OutgoingRequest};
use otklik_sip::headers::{Name, NameAddr, ReasonHeader};
use otklik_sip::output::EndedBy;
use otklik_sip::{InviteId, Method, Output, Uri};
use std::time::Duration;

pub const ALICE: &str = "192.0.2.1:5060";
pub const BOB: &str = "192.0.2.2:5060";

pub fn pair() -> World {
    let mut world = World::calm();
    world.add(ALICE);
    world.add(BOB);
    world
}

pub fn uri(text: &str) -> Uri {
    Uri::parse(text).expect("a URI")
}

pub fn name_addr(text: &str) -> NameAddr {
    NameAddr::parse(text).expect("an address")
}

pub fn invite_to_bob(world: &World) -> OutgoingInvite {
    OutgoingInvite {
        request_uri: uri("sip:bob@192.0.2.2"),
        route: Vec::new(),
        destination: world.towards(1),
        from: name_addr("\"Алиса\" <sip:alice@192.0.2.1>"),
        to: name_addr("<sip:bob@192.0.2.2>"),
        contact_user: Some("alice".to_owned()),
        headers: vec![(Name::Other("X-Trace".into()), "7".to_owned())],
        body: Some(sdp(1)),
        credentials: None,
        ring_timeout: None,
    }
}

pub fn call_bob(world: &mut World) -> (InviteId, InviteId) {
    let invite = invite_to_bob(world);
    place(world, invite)
}

/// Places the call and gives both numbers: Alice's and Bob's.
pub fn place(world: &mut World, invite: OutgoingInvite) -> (InviteId, InviteId) {
    let alice = world.act(0, |sip, now| sip.invite(invite, now));
    world.run_for(Duration::ZERO);
    let told = world.take_told(1);
    let Some(Output::InviteReceived { id: bob, .. }) = told.first() else { panic!("no call: {told:?}") };
    (alice, *bob)
}

pub fn established(world: &mut World) -> (InviteId, InviteId) {
    let (alice, bob) = call_bob(world);
    world.act(1, |sip, now| sip.answer(bob, Some(sdp(2)), Vec::new(), now));
    world.run_for(Duration::from_millis(1));
    assert_eq!(names(&world.take_told(0)), ["Answered"]);
    assert_eq!(names(&world.take_told(1)), ["Acknowledged"]);
    (alice, bob)
}

#[test]
fn successful_call_and_hang_up_by_the_callee() {
    let mut world = pair();
    let (_, bob) = call_bob(&mut world);
    world.act(1, |sip, now| sip.progress(bob, 180, None, Vec::new(), now));
    world.run_for(Duration::from_millis(1));
    world.act(1, |sip, now| sip.answer(bob, Some(sdp(2)), Vec::new(), now));
    world.run_for(Duration::from_millis(1));
    let reason = ReasonHeader::q850(16, "Normal");
    world.act(1, |sip, now| sip.bye(bob, Some(reason.clone()), now));
    world.run_for(Duration::from_secs(40));
    assert_eq!(world.labels(), ["INVITE", "100 INVITE", "180 INVITE", "200 INVITE", "ACK", "BYE", "200 BYE"]);
    let told = world.take_told(0);
    assert_eq!(names(&told), ["Progressed 180", "Answered", "Ended Remote"]);
    let Some(Output::Ended { reason: told_reason, .. }) = told.last() else { panic!("{told:?}") };
    assert_eq!(told_reason.as_ref(), Some(&reason));
    assert_eq!(names(&world.take_told(1)), ["Acknowledged", "Ended Local"]);
    world.assert_idle();
}

#[test]
fn requests_of_a_dialog_keep_its_identity_and_count_up() {
    let mut world = pair();
    let (alice, _) = established(&mut world);
    world.act(0, |sip, now| sip.bye(alice, None, now));
    world.run_for(Duration::from_secs(1));
    let (invite, ok, ack, bye) = (world.last("INVITE"), world.last("200 INVITE"), world.last("ACK"), world.last("BYE"));
    for request in [ack, bye] {
        assert_eq!(request.text(&Name::CallId), invite.text(&Name::CallId));
        assert_eq!(request.text(&Name::From), invite.text(&Name::From));
        assert_eq!(request.text(&Name::To), ok.text(&Name::To));
        assert_eq!(request.request_uri_text(), Some("sip:bob@192.0.2.2:5060"));
    }
    assert_eq!(ack.cseq().expect("CSeq").number, 1);
    assert_eq!(bye.cseq().expect("CSeq").number, 2);
    assert_ne!(ack.top_via().expect("Via").branch(), invite.top_via().expect("Via").branch());
    assert_eq!(invite.text(&Name::Other("X-Trace".into())), Some("7"));
}

#[test]
fn busy_callee() {
    let mut world = pair();
    let (_, bob) = call_bob(&mut world);
    world.act(1, |sip, now| sip.reject(bob, 486, Vec::new(), now));
    world.run_for(Duration::from_secs(40));
    assert_eq!(world.labels(), ["INVITE", "100 INVITE", "486 INVITE", "ACK"]);
    assert_eq!(names(&world.take_told(0)), ["Failed 486"]);
    assert_eq!(names(&world.take_told(1)), ["Rejected 486"]);
    let (invite, ack) = (world.last("INVITE"), world.last("ACK"));
    assert_eq!(ack.top_via().expect("Via"), invite.top_via().expect("Via"), "the ACK belongs to the transaction");
    world.assert_idle();
}

#[test]
fn caller_gives_up_while_it_rings() {
    let mut world = pair();
    let (alice, bob) = call_bob(&mut world);
    world.act(1, |sip, now| sip.progress(bob, 180, None, Vec::new(), now));
    world.run_for(Duration::from_millis(1));
    let reason = ReasonHeader::sip(200, "Call completed elsewhere");
    world.act(0, |sip, now| sip.cancel(alice, Some(reason.clone()), now));
    world.run_for(Duration::from_secs(40));
    assert_eq!(world.labels(), ["INVITE", "100 INVITE", "180 INVITE", "CANCEL", "200 CANCEL", "487 INVITE", "ACK"]);
    assert_eq!(names(&world.take_told(0)), ["Progressed 180", "Failed 487"]);
    let told = world.take_told(1);
    let [Output::Cancelled { reason: told_reason, .. }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(told_reason.as_ref(), Some(&reason));
    let (invite, cancel) = (world.last("INVITE"), world.last("CANCEL"));
    assert_eq!(cancel.top_via().expect("Via"), invite.top_via().expect("Via"));
    assert_eq!(world.last("487 INVITE").text(&Name::To), world.last("200 CANCEL").text(&Name::To));
    world.assert_idle();
}

#[test]
fn nobody_answers_within_the_ring_timeout() {
    let mut world = pair();
    let mut invite = invite_to_bob(&world);
    invite.ring_timeout = Some(Duration::from_secs(20));
    let (_, bob) = place(&mut world, invite);
    world.act(1, |sip, now| sip.progress(bob, 180, None, Vec::new(), now));
    world.run_for(Duration::from_secs(19));
    assert_eq!(names(&world.take_told(0)), ["Progressed 180"]);
    world.run_for(Duration::from_secs(1));
    assert_eq!(names(&world.take_told(0)), ["Failed 408"]);
    world.run_for(Duration::from_secs(40));
    assert_eq!(names(&world.take_told(1)), ["Cancelled"]);
    world.assert_idle();
}

#[test]
fn answer_that_crosses_the_cancel_is_acknowledged_and_hung_up() {
    let mut world = pair();
    let (alice, bob) = call_bob(&mut world);
    world.act(1, |sip, now| sip.answer(bob, Some(sdp(2)), Vec::new(), now));
    world.act(0, |sip, now| sip.cancel(alice, None, now));
    world.run_for(Duration::from_secs(60));
    assert_eq!(names(&world.take_told(0)), ["Failed 487"]);
    assert_eq!(names(&world.take_told(1)), ["Acknowledged", "Ended Remote"]);
    world.assert_idle();
}

#[test]
fn cancel_before_any_response_waits_for_one() {
    let mut world = World::calm();
    world.add(ALICE);
    world.add_with("192.0.2.9:5060", otklik_sip::Transport::Udp, |_| {});
    let mut invite = invite_to_bob(&world);
    invite.destination.address = BOB.parse().expect("address");
    let alice = world.act(0, |sip, now| sip.invite(invite, now));
    world.act(0, |sip, now| sip.cancel(alice, None, now));
    world.run_for(Duration::from_millis(100));
    assert_eq!(world.labels(), ["INVITE"]);
    let ringing = crate::dialogs::response_to(world.last("INVITE"), 180, "ring", "");
    world.inject(BOB, 0, &ringing);
    assert_eq!(world.labels(), ["INVITE", "CANCEL"]);
    assert_eq!(names(&world.take_told(0)), ["Failed 487"]);
}

#[test]
fn delayed_offer_is_answered_in_the_ack() {
    let mut world = pair();
    let mut invite = invite_to_bob(&world);
    invite.body = None;
    let (alice, bob) = place(&mut world, invite);
    world.act(1, |sip, now| sip.answer(bob, Some(sdp(2)), Vec::new(), now));
    world.run_for(Duration::from_millis(700));
    assert_eq!(names(&world.take_told(0)), ["Answered"]);
    assert!(!world.labels().contains(&"ACK".to_owned()));
    world.act(0, |sip, _| sip.acknowledge(alice, Some(sdp(9))));
    world.run_for(Duration::from_secs(1));
    let told = world.take_told(1);
    let [Output::Acknowledged { body, .. }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(body.as_ref(), Some(&sdp(9)));
}

#[test]
fn registration_with_digest_of_either_hash() {
    for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
        let mut world = pair();
        let mut nonces = Nonces::new([7; 32], Duration::from_secs(300), world.now);
        let request = OutgoingRequest {
            method: Method::Register,
            request_uri: uri("sip:192.0.2.2"),
            route: Vec::new(),
            destination: world.towards(1),
            from: name_addr("<sip:101@192.0.2.2>"),
            to: name_addr("<sip:101@192.0.2.2>"),
            series: None,
            headers: vec![(Name::Contact, "<sip:101@192.0.2.1>".to_owned())],
            body: None,
            credentials: Some(Account { user: "101".to_owned(), secret: Secret::Password("secret".to_owned()) }),
        };
        world.act(0, |sip, now| sip.request(request, now));
        for _ in 0..2 {
            world.run_for(Duration::from_millis(1));
            let told = world.take_told(1);
            let [Output::RequestReceived { id, request, .. }] = told.as_slice() else { panic!("{told:?}") };
            let accounts = |user: &str, algorithm| (user == "101").then(|| Ha1::new(algorithm, "101", "pbx", "secret"));
            let credentials = request.credentials(&Name::Authorization);
            let now = world.now;
            let claim = Claim { credentials: &credentials, realm: "pbx", method: "REGISTER" };
            let verdict = verify(claim, accounts, &mut nonces, now);
            let (status, headers) = match verdict {
                Ok(_) => (200, Vec::new()),
                Err(_) => {
                    let nonce = nonces.issue(now);
                    (401, vec![(Name::WwwAuthenticate, challenge("pbx", algorithm, &nonce, false).to_string())])
                }
            };
            world.act(1, |sip, now| sip.respond(*id, status, headers, None, now));
        }
        world.run_for(Duration::from_secs(60));
        assert_eq!(world.labels(), ["REGISTER", "401 REGISTER", "REGISTER", "200 REGISTER"]);
        assert_eq!(names(&world.take_told(0)), ["RequestFinished 200"]);
        assert_eq!(world.last("REGISTER").cseq().expect("CSeq").number, 2);
        world.assert_idle();
    }
}

#[test]
fn a_wrong_password_is_tried_once() {
    let mut world = pair();
    let mut invite = invite_to_bob(&world);
    invite.credentials = Some(Account { user: "101".to_owned(), secret: Secret::Password("guess".to_owned()) });
    world.act(0, |sip, now| sip.invite(invite, now));
    for _ in 0..2 {
        world.run_for(Duration::from_millis(1));
        let told = world.take_told(1);
        let Some(Output::InviteReceived { id, .. }) = told.iter().find(|told| matches!(told, Output::InviteReceived { .. })) else {
            panic!("{told:?}")
        };
        let asked = vec![(Name::ProxyAuthenticate, "Digest realm=\"pbx\", nonce=\"n\", algorithm=MD5".to_owned())];
        world.act(1, |sip, now| sip.reject(*id, 407, asked, now));
    }
    world.run_for(Duration::from_secs(60));
    assert_eq!(names(&world.take_told(0)), ["Failed 407"]);
    assert_eq!(world.labels().iter().filter(|label| *label == "INVITE").count(), 2);
    world.assert_idle();
}

#[test]
fn options_are_the_owners_to_answer() {
    let mut world = pair();
    let request = OutgoingRequest {
        method: Method::Options,
        request_uri: uri("sip:192.0.2.2"),
        route: vec![uri("sip:192.0.2.2;lr")],
        destination: world.towards(1),
        from: name_addr("<sip:a@192.0.2.1>"),
        to: name_addr("<sip:192.0.2.2>"),
        series: None,
        headers: Vec::new(),
        body: None,
        credentials: None,
    };
    world.act(0, |sip, now| sip.request(request, now));
    world.run_for(Duration::from_millis(1));
    let told = world.take_told(1);
    let [Output::RequestReceived { id, request, .. }] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((label(request).as_str(), request.text(&Name::Route)), ("OPTIONS", Some("<sip:192.0.2.2;lr>")));
    world.act(1, |sip, now| sip.respond(*id, 200, Vec::new(), None, now));
    world.act(1, |sip, now| sip.respond(*id, 500, Vec::new(), None, now));
    world.run_for(Duration::from_secs(60));
    assert_eq!(names(&world.take_told(0)), ["RequestFinished 200"]);
    assert_eq!(names(&world.take_told(1)), ["CommandIgnored"]);
    world.assert_idle();
}

#[test]
fn an_unreachable_callee_fails_after_timer_b() {
    let mut world = World::calm();
    world.add(ALICE);
    world.add("192.0.2.9:5060");
    let mut invite = invite_to_bob(&world);
    invite.destination.address = BOB.parse().expect("address");
    world.act(0, |sip, now| sip.invite(invite, now));
    world.run_for(Duration::from_millis(31_999));
    assert!(world.take_told(0).is_empty());
    world.run_for(Duration::from_millis(1));
    assert_eq!(names(&world.take_told(0)), ["Failed 408"]);
    let at: Vec<u128> = world.wire.iter().map(|sent| sent.at.as_millis()).collect();
    assert_eq!(at, [0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    world.assert_idle();
}

#[test]
fn a_call_is_ended_exactly_once_when_both_hang_up() {
    let mut world = pair();
    let (alice, bob) = established(&mut world);
    world.act(0, |sip, now| sip.bye(alice, None, now));
    world.act(1, |sip, now| sip.bye(bob, None, now));
    world.run_for(Duration::from_secs(60));
    for node in [0, 1] {
        let told = world.take_told(node);
        let [Output::Ended { by: EndedBy::Local, .. }] = told.as_slice() else { panic!("{told:?}") };
    }
    world.assert_idle();
}
