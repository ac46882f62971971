//! Verdicts beyond the torture messages.

use bytes::Bytes;
use otklik_sip::screen::{Abilities, Refusal, screen};
use otklik_sip::{Framing, Message, Method, Name};

fn request(method: &str, uri: &str, headers: &str) -> Message {
    let text = format!(
        "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: c\r\n\
         CSeq: 1 {method}\r\n{headers}\r\n"
    );
    Message::parse(Bytes::from(text), Framing::Datagram).expect("well framed")
}

fn status(message: &Message) -> Option<u16> {
    match screen(message) {
        Ok(()) => Some(200),
        Err(Refusal::Answer { status, .. }) => Some(status),
        Err(Refusal::Drop { .. }) => None,
    }
}

#[test]
fn an_ack_and_a_request_without_a_way_back_are_dropped_in_silence() {
    assert_eq!(status(&request("ACK", "sip:b@[bad", "")), None);
    assert_eq!(status(&request("ACK", "sip:b@h", "Require: unknown\r\n")), Some(200));
    let without = request("OPTIONS", "sip:b@h", "").without(&Name::Via).expect("clean");
    assert_eq!(status(&without), None);
}

#[test]
fn a_cancel_is_not_refused_for_what_it_requires() {
    assert_eq!(status(&request("CANCEL", "sip:b@h", "Require: unknown\r\n")), Some(200));
    assert_eq!(status(&request("BYE", "sip:b@h", "Require: unknown\r\n")), Some(420));
    assert_eq!(status(&request("INVITE", "sip:b@h", "Require: 100rel,\r\n")), Some(200));
}

#[test]
fn a_known_method_we_do_not_do_gets_405_and_an_unknown_one_501() {
    let few = Abilities { methods: &[Method::Invite, Method::Ack], ..Abilities::default() };
    let verdict = |method| match few.screen(&request(method, "sip:b@h", "")) {
        Err(Refusal::Answer { status, headers, .. }) => (status, headers),
        other => panic!("{other:?}"),
    };
    let allow = vec![(Name::Allow, "INVITE, ACK".to_owned())];
    assert_eq!(verdict("PUBLISH"), (405, allow.clone()));
    assert_eq!(verdict("invite"), (501, allow));
}

#[test]
fn a_call_without_hops_left_is_refused_and_other_requests_are_ours_to_answer() {
    assert_eq!(status(&request("INVITE", "sip:b@h", "Max-Forwards: 0\r\n")), Some(483));
    assert_eq!(status(&request("OPTIONS", "sip:b@h", "Max-Forwards: 0\r\n")), Some(200));
    assert_eq!(status(&request("INVITE", "sip:b@h", "Max-Forwards: 300\r\n")), Some(200));
}

#[test]
fn calls_to_telephone_numbers_are_accepted_and_to_other_schemes_not() {
    assert_eq!(status(&request("INVITE", "tel:+79160000001", "")), Some(200));
    assert_eq!(status(&request("INVITE", "mailto:a@h", "")), Some(416));
}

#[test]
fn bodies_of_a_call_are_readable_or_optional() {
    let with = |headers: &str| {
        let text = request("INVITE", "sip:b@h", headers).bytes().to_vec();
        Message::parse(Bytes::from([text, b"x".to_vec()].concat()), Framing::Datagram).expect("well framed")
    };
    assert_eq!(status(&with("Content-Type: application/sdp\r\n")), Some(200));
    assert_eq!(status(&with("Content-Type: multipart/mixed;boundary=b\r\n")), Some(200));
    assert_eq!(status(&with("Content-Type: application/isup\r\n")), Some(415));
    assert_eq!(status(&with("")), Some(415));
    assert_eq!(status(&with("Content-Type: application/isup\r\nContent-Disposition: signal; handling = optional\r\n")), Some(200));
    assert_eq!(status(&with("Content-Type: application/sdp\r\nContent-Encoding: gzip\r\n")), Some(415));
}

#[test]
fn accept_ranges_that_cover_sdp_are_fine() {
    for accept in ["application/sdp", "text/plain, application/sdp;level=1", "*/*", "application/*"] {
        assert_eq!(status(&request("INVITE", "sip:b@h", &format!("Accept: {accept}\r\n"))), Some(200), "{accept}");
    }
    assert_eq!(status(&request("INVITE", "sip:b@h", "Accept: text/plain\r\n")), Some(406));
    assert_eq!(status(&request("OPTIONS", "sip:b@h", "Accept: text/plain\r\n")), Some(200));
}

#[test]
fn a_bad_contact_matters_where_it_is_used() {
    let bad = "Contact: <sip:a@[bad>\r\n";
    assert_eq!(status(&request("INVITE", "sip:b@h", bad)), Some(400));
    assert_eq!(status(&request("REGISTER", "sip:h", bad)), Some(400));
    assert_eq!(status(&request("BYE", "sip:b@h", bad)), Some(200));
    assert_eq!(status(&request("REGISTER", "sip:h", "Contact: *\r\nExpires: 0\r\n")), Some(200));
    assert_eq!(status(&request("INVITE", "sip:b@h", "Contact: *\r\n")), Some(400));
    assert_eq!(status(&request("INVITE", "sip:b@h", "Record-Route: nonsense\r\n")), Some(400));
}

#[test]
fn a_response_that_is_not_surely_ours_is_dropped() {
    let response = |headers: &str| {
        let text = format!("SIP/2.0 200 OK\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n{headers}\r\n");
        Message::parse(Bytes::from(text), Framing::Datagram).expect("well framed")
    };
    assert_eq!(status(&response("Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n")), Some(200));
    assert_eq!(status(&response("Via: SIP/2.0/UDP h;branch=z9hG4bK1, SIP/2.0/UDP other\r\n")), None);
    assert_eq!(status(&response("")), None);
    assert_eq!(status(&response("Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nRetry-After: 120 (busy);duration=60\r\n")), Some(200));
}
