//! Reading, answering and changing messages.

use bytes::Bytes;
use otklik_sip::build::{Injection, RequestBuilder, response_to, tagged_response_to};
use otklik_sip::headers::{NameAddr, Via};
use otklik_sip::{Framing, Host, Message, Method, Name, Rejected, Transport, Uri};

const HEAD: &str = "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1;rport, SIP/2.0/TCP far;branch=z9hG4bK0\r\n\
    From: <sip:101@pbx>;tag=f\r\nt: <sip:102@pbx>\r\ni: c@h\r\nCSeq: 7 INVITE\r\n";

fn read(text: impl AsRef<[u8]>) -> Result<Message, Rejected> {
    Message::parse(Bytes::copy_from_slice(text.as_ref()), Framing::Datagram)
}

fn invite(headers: &str, body: &str) -> Message {
    read(format!("INVITE sip:102@pbx SIP/2.0\r\n{HEAD}{headers}\r\n{body}")).expect("a sound request")
}

fn lines(message: &Message) -> Vec<String> {
    let print = |(name, value)| format!("{}: {}", String::from_utf8_lossy(name), String::from_utf8_lossy(value));
    message.all_headers().map(print).collect()
}

#[test]
fn folded_lines_are_joined_and_the_body_keeps_its_line_ends() {
    let message = invite("Subject: one\r\n two\r\n\tthree\r\n", " a\r\n b\r\n");
    assert_eq!(message.text(&Name::Subject), Some("one   two  \tthree"));
    assert_eq!(message.body(), " a\r\n b\r\n");
}

#[test]
fn folds_are_joined_in_a_refused_message_too() {
    let rejected = read(format!("INVITE  sip:102@pbx SIP/2.0\r\nSubject: one\r\n two\r\n{HEAD}\r\n")).expect_err("two blanks");
    let message = rejected.message.expect("what could be understood");
    assert_eq!(message.text(&Name::Subject), Some("one   two"));
    let rejected = read(format!("INVITE sip:102@pbx SIP/2.0\r\n one\r\n{HEAD}\r\n")).expect_err("nothing to continue");
    assert_eq!(rejected.reason, "Bad Header Line");
}

#[test]
fn a_stray_line_end_makes_the_message_refused_but_answerable() {
    for stray in ["\n", "\r"] {
        let text = format!("INVITE sip:102@pbx SIP/2.0\r\n{HEAD}Subject: a{stray}X-Injected: b\r\n\r\n");
        let rejected = read(text).expect_err("not SIP");
        assert_eq!(rejected.status, 400);
        let message = rejected.message.expect("what could be understood");
        assert_eq!(message.text(&Name::Subject), Some("a"));
        assert!(response_to(&message, 400, rejected.reason).finish().is_ok());
    }
}

#[test]
fn a_header_line_that_is_none_does_not_hide_the_others() {
    for bad in ["no colon here", ": no name", "bad name: x", " : blank"] {
        let rejected = read(format!("INVITE sip:102@pbx SIP/2.0\r\n{bad}\r\n{HEAD}\r\n")).expect_err("not SIP");
        let message = rejected.message.expect("what could be understood");
        assert_eq!(message.cseq().expect("readable").number, 7, "{bad}");
    }
}

#[test]
fn bytes_that_are_not_utf8_spoil_only_themselves() {
    let mut text =
        b"INVITE sip:102@pbx SIP/2.0\r\nSubject: \xcf\xf0\xe8\xe2\xe5\xf2\r\nf: \"\xc8\xe2\xe0\xed\" <sip:101@pbx>;tag=f\r\n".to_vec();
    text.extend_from_slice(HEAD.replace("From", "X-From").as_bytes());
    text.extend_from_slice(b"\r\n");
    let message = read(&text).expect("a sound request");
    assert_eq!(message.text(&Name::Subject), None);
    assert_eq!(message.header(&Name::Subject), Some(&b"\xcf\xf0\xe8\xe2\xe5\xf2"[..]));
    let from = message.from().expect("readable");
    assert_eq!((from.tag(), from.uri.user.as_deref()), (Some("f"), Some("101")));
    assert_eq!(message.call_id(), Ok("c@h"));
    let answer = response_to(&message, 180, "Ringing").finish().expect("clean");
    assert_eq!(answer.header(&Name::From), message.header(&Name::From), "copied byte for byte");
}

#[test]
fn what_is_no_sip_cannot_be_answered() {
    for text in [
        "",
        "\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "SIP/2.0 99 Low\r\n\r\n",
        "SIP/2.0 2000 High\r\n\r\n",
        "SIP/3.0 200 OK\r\n\r\n",
        "\0\0\0\0",
    ] {
        assert!(read(text).expect_err("not SIP").message.is_none(), "{text:?}");
    }
}

#[test]
fn a_stream_needs_the_length_that_a_datagram_may_leave_out() {
    let text = format!("INVITE sip:102@pbx SIP/2.0\r\n{HEAD}\r\nbody");
    assert_eq!(read(&text).expect("sound").body(), "body");
    let rejected = Message::parse(Bytes::from(text), Framing::Stream).expect_err("no length");
    assert_eq!(rejected.status, 400);
}

#[test]
fn too_many_headers_are_refused() {
    let rejected = read(format!("INVITE sip:102@pbx SIP/2.0\r\n{HEAD}{}\r\n", "X: y\r\n".repeat(300))).expect_err("too many");
    assert_eq!((rejected.status, rejected.reason), (400, "Too Many Headers"));
}

#[test]
fn lists_are_taken_apart_where_the_grammar_has_lists() {
    let message = invite("Supported: 100rel, timer\r\nk: replaces\r\nSubject: a, b\r\nContact: \"a, b\" <sip:x,y@h>, <sip:z@h>\r\n", "");
    let values = |name| message.texts(&name).map(|value| value.into_owned()).collect::<Vec<_>>();
    assert_eq!(values(Name::Supported), ["100rel", "timer", "replaces"]);
    assert_eq!(values(Name::Subject), ["a, b"]);
    assert_eq!(values(Name::Contact), ["\"a, b\" <sip:x,y@h>", "<sip:z@h>"]);
    assert!(message.lists(&Name::Supported, "TIMER") && !message.lists(&Name::Supported, "path"));
}

#[test]
fn a_response_copies_what_rfc_3261_wants_and_tags_to_once() {
    let request = invite("Record-Route: <sip:edge;lr>\r\nTimestamp: 54\r\n", "");
    let answer = tagged_response_to(&request, 180, "Ringing", "b").copy(&request, &Name::RecordRoute).finish().expect("clean");
    assert_eq!(
        lines(&answer),
        [
            "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1;rport, SIP/2.0/TCP far;branch=z9hG4bK0",
            "From: <sip:101@pbx>;tag=f",
            "To: <sip:102@pbx>;tag=b",
            "Call-ID: c@h",
            "CSeq: 7 INVITE",
            "Record-Route: <sip:edge;lr>",
            "Content-Length: 0",
        ]
    );
    let tagged = request.with_header(&Name::To, "<sip:102@pbx>;tag=mine").expect("clean");
    let answer = tagged_response_to(&tagged, 200, "OK", "other").finish().expect("clean");
    assert_eq!(answer.to().expect("readable").tag(), Some("mine"));
    let trying = response_to(&request, 100, "Trying").finish().expect("clean");
    assert_eq!(trying.text(&Name::Timestamp), Some("54"));
    assert_eq!(trying.to().expect("readable").tag(), None);
}

#[test]
fn the_source_is_written_into_the_topmost_via_only() {
    let request = invite("", "").with_source("198.51.100.9:40000".parse().expect("an address")).expect("clean");
    let vias = request.vias().expect("readable");
    assert_eq!((vias[0].rport(), vias[0].received()), (Some(40000), "198.51.100.9".parse().ok()));
    assert_eq!((vias.len(), vias[1].received()), (2, None));
    let ours = Via::new(Transport::Udp, Host::Name("h".to_owned()), None, "z9hG4bK9");
    let plain = RequestBuilder::new(&Method::Options, &Uri::sip_host(Host::Name("h".to_owned())));
    let plain = plain.header(Name::Via, "SIP/2.0/UDP 198.51.100.9:5060;branch=z9hG4bK9").finish().expect("clean");
    let same = plain.with_source("198.51.100.9:40000".parse().expect("an address")).expect("clean");
    assert_eq!(same, plain, "nothing to say without rport and with the right address");
    assert!(ours.wants_rport() && ours.has_magic_branch() && ours.rport().is_none());
}

#[test]
fn editing_keeps_the_rest_in_its_order() {
    let request = invite("X-One: 1\r\nSubject: old\r\nX-Two: 2\r\nSubject: older\r\nl: 2\r\n", "ab");
    let names = |message: &Message| lines(message).into_iter().skip(5).collect::<Vec<_>>();
    let edited = request.with_header(&Name::Subject, "new").expect("clean");
    assert_eq!(names(&edited), ["X-One: 1", "Subject: new", "X-Two: 2", "Content-Length: 2"]);
    assert_eq!(edited.body(), "ab");
    let shorter = request.without(&Name::Other("x-one".into())).and_then(|message| message.without(&Name::Subject)).expect("clean");
    assert_eq!(names(&shorter), ["X-Two: 2", "Content-Length: 2"]);
    let above = request.prepend(&Name::Via, "SIP/2.0/UDP us;branch=z9hG4bK2").expect("clean");
    assert_eq!(above.top_via().expect("readable").host, Host::Name("us".to_owned()));
    assert_eq!(above.vias().expect("readable").len(), 3);
    let moved = request.with_request_uri(&Uri::parse("sip:103@pbx").expect("a URI")).expect("clean");
    assert_eq!(moved.request_uri_text(), Some("sip:103@pbx"));
    assert_eq!(moved.body(), "ab");
    let other = request.with_body("application/sdp", b"v=0").expect("clean");
    assert_eq!((other.body().as_ref(), other.text(&Name::ContentLength)), (&b"v=0"[..], Some("3")));
    assert_eq!(request.with_header(&Name::ContentLength, 7), Ok(request.clone()), "the length is ours to write");
}

#[test]
fn addresses_of_any_header_are_read() {
    let request =
        invite("Diversion: <sip:100@pbx>;reason=no-answer, \"Reception\" <sip:99@pbx>\r\nHistory-Info: <sip:1@pbx>;index=1\r\n", "");
    let diversions = request.addresses(Name::Diversion).expect("readable");
    assert_eq!(diversions[0].params.get("reason"), Some("no-answer"));
    assert_eq!(diversions[1].display.as_deref(), Some("Reception"));
    assert_eq!(request.addresses(Name::HistoryInfo).expect("readable")[0].params.get("index"), Some("1"));
    assert_eq!(request.addresses(Name::RemotePartyId), Ok(Vec::new()));
}

#[test]
fn keep_alives_before_a_message_are_left_behind() {
    let text = format!("\r\n\r\nOPTIONS sip:pbx SIP/2.0\r\n{HEAD}\r\n");
    let message = read(&text).expect("sound");
    assert!(message.bytes().starts_with(b"OPTIONS"));
}

#[test]
fn writers_refuse_what_would_change_the_structure() {
    let uri = Uri::sip_host(Host::Name("h".to_owned()));
    let build = |name: Name, value: &str| RequestBuilder::new(&Method::Options, &uri).header(name, value).finish();
    assert!(matches!(build(Name::Subject, "a\r\nVia: x"), Err(Injection::ForbiddenByte(_))));
    assert!(matches!(build(Name::Other("a b".into()), "x"), Err(Injection::Structure(_))));
    let request = invite("", "");
    assert!(response_to(&request, 200, "OK\r\nX: y").finish().is_err());
    assert!(tagged_response_to(&request, 200, "OK", "t\r\nX: y").finish().is_err());
    let spaced = Uri::sip_host(Host::Name("h SIP/2.0 x".to_owned()));
    assert!(RequestBuilder::new(&Method::Options, &spaced).finish().is_err());
    assert!(RequestBuilder::new(&Method::Other("A B".into()), &uri).finish().is_err());
    let length = build(Name::ContentLength, "999").expect("ours is written instead");
    assert_eq!(length.headers(&Name::ContentLength).collect::<Vec<_>>(), [b"0"]);
}

#[test]
fn a_display_name_typed_by_somebody_cannot_break_a_message() {
    let address = NameAddr::new(Uri::sip("101", Host::Name("pbx".to_owned()))).with_display("Иван\r\nVia: x \"Ваня\"");
    let read = NameAddr::parse(&address.to_string()).expect("readable");
    assert_eq!(read.display.as_deref(), Some("Иван  Via: x \"Ваня\""));
}

#[test]
fn the_sdp_is_found_alone_and_beside_other_parts() {
    let alone = invite("Content-Type: application/sdp\r\n", "v=0\r\n");
    assert_eq!(alone.body_of("application/sdp").as_deref(), Some(&b"v=0\r\n"[..]));
    assert_eq!(alone.body_of("application/isup"), None);
    let body = "preamble\r\n--b1\r\nContent-Type: application/isup\r\n\r\n\x01--b1x\x02\r\n--b1\r\nc: Application/SDP\r\n\r\nv=0\r\ns=-\r\n\r\n--b1--\r\n";
    let mixed = invite("Content-Type: multipart/mixed;boundary=\"b1\"\r\n", body);
    assert_eq!(mixed.body_of("application/sdp").as_deref(), Some(&b"v=0\r\ns=-\r\n"[..]));
    assert_eq!(mixed.body_of("application/isup").as_deref(), Some(&b"\x01--b1x\x02"[..]));
    assert_eq!(mixed.body_of("text/plain"), None);
    let unclosed = invite("Content-Type: multipart/mixed;boundary=b1\r\n", "--b1\r\nc: application/sdp\r\n\r\nv=0\r\n");
    assert_eq!(unclosed.body_of("application/sdp"), None);
}
