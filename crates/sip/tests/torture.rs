//! RFC 4475 and RFC 5118: a verdict per message, written from the text of the RFCs.
//!
//! Where the RFC allows several, the section's words "acceptable", "could", "may" are behind it and ours is one of them.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use bytes::Bytes;
use otklik_sip::engine::LocalFlow;
use otklik_sip::registrar::{Aor, Arrival, Change, Registrar, RegistrarLimits};
use otklik_sip::screen::{Refusal, screen};
use otklik_sip::{FlowId, Framing, Host, Input, Message, Method, Name, Output, Scheme, Sip, SipConfig, Transport};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Accept,
    Answer(u16),
    Drop,
}
use Verdict::{Accept, Answer, Drop};

/// Message, verdict, section of RFC 4475.
const RFC_4475: &[(&str, Verdict, &str)] = &[
    ("wsinv", Accept, "3.1.1.1 well-formed"),
    ("intmeth", Answer(501), "3.1.1.2 endpoints answer 501 with Allow"),
    ("esc01", Accept, "3.1.1.3 must accept"),
    ("escnull", Accept, "3.1.1.4 must accept"),
    ("esc02", Answer(501), "3.1.1.5 an endpoint rejects with 501"),
    ("lwsdisp", Accept, "3.1.1.6 should accept"),
    ("longreq", Accept, "3.1.1.7 well-formed"),
    ("dblreq", Accept, "3.1.1.8 REGISTER handled, the rest ignored"),
    ("semiuri", Accept, "3.1.1.9 accepted as well-formed"),
    ("transports", Accept, "3.1.1.10 must accept"),
    ("mpart01", Accept, "3.1.1.11 must accept"),
    ("unreason", Accept, "3.1.1.12 must accept"),
    ("noreason", Accept, "3.1.1.13 must accept"),
    ("badinv01", Answer(400), "3.1.2.1 should answer 400"),
    ("clerr", Answer(400), "3.1.2.2 should answer 400 over UDP"),
    ("ncl", Answer(400), "3.1.2.3 should respond with an error"),
    ("scalar02", Answer(400), "3.1.2.4 400 due to CSeq"),
    ("scalarlg", Drop, "3.1.2.5 discarded"),
    ("quotbal", Answer(400), "3.1.2.6 should answer 400"),
    ("ltgtruri", Answer(400), "3.1.2.7 always reasonable to answer 400"),
    ("lwsruri", Answer(400), "3.1.2.8 should answer 400"),
    ("lwsstart", Answer(400), "3.1.2.9 acceptable to reject as malformed"),
    ("trws", Answer(400), "3.1.2.10 acceptable to reject as malformed"),
    ("escruri", Answer(400), "3.1.2.11 acceptable to answer 400"),
    ("baddate", Accept, "3.1.2.12 shouldn't reject unless Date matters; it doesn't"),
    ("regbadct", Answer(400), "3.1.2.13 reasonable to answer 400"),
    ("badaspec", Answer(400), "3.1.2.14 reasonable to answer 400"),
    ("baddn", Answer(400), "3.1.2.15 always reasonable to answer 400"),
    ("badvers", Answer(505), "3.1.2.16 should answer 505"),
    ("mismatch01", Answer(400), "3.1.2.17 400"),
    ("mismatch02", Answer(501), "3.1.2.18 should answer 501"),
    ("bigcode", Drop, "3.1.2.19 should drop"),
    ("badbranch", Answer(400), "3.2.1 could answer 400"),
    ("insuf", Answer(400), "3.3.1 ideally 400"),
    ("unkscm", Answer(416), "3.3.2 416"),
    ("novelsc", Answer(416), "3.3.3 416 if the scheme is never accepted"),
    ("unksm2", Answer(400), "3.3.4 a registrar rejects with 400"),
    ("bext01", Answer(420), "3.3.5 420 with Unsupported"),
    ("invut", Answer(415), "3.3.6 an endpoint rejects with 415"),
    ("regaut01", Accept, "3.3.7 well-formed; the registrar challenges anew"),
    ("multi01", Answer(400), "3.3.8 400"),
    ("mcl01", Answer(400), "3.3.9 should respond with an error"),
    ("bcast", Drop, "3.3.10 an endpoint discards it"),
    ("zeromf", Accept, "3.3.11 an endpoint processes it"),
    ("cparam01", Accept, "3.3.12 should succeed"),
    ("cparam02", Accept, "3.3.13 should succeed"),
    ("regescrt", Accept, "3.3.14 should succeed"),
    ("sdp01", Answer(406), "3.3.15 406 or 400"),
    ("inv2543", Accept, "3.4.1 should be accepted"),
];

/// Message, verdict, section of RFC 5118.
const RFC_5118: &[(&str, Verdict, &str)] = &[
    ("ipv6-good", Accept, "4.1 well-formed"),
    ("ipv6-bad", Answer(400), "4.2 should answer 400"),
    ("port-ambiguous", Accept, "4.3 well-formed"),
    ("port-unambiguous", Accept, "4.4 well-formed"),
    ("via-received-param-with-delim", Accept, "4.5 must parse"),
    ("via-received-param-no-delim", Accept, "4.5 must parse"),
    ("ipv6-in-sdp", Accept, "4.6 well-formed"),
    ("mult-ip-in-header", Accept, "4.7 well-formed"),
    ("mult-ip-in-sdp", Accept, "4.8 well-formed"),
    ("ipv4-mapped-ipv6", Accept, "4.9 well-formed"),
    ("ipv6-bug-abnf-3-colons", Accept, "4.10 must tolerate"),
    ("ipv6-correct-abnf-2-colons", Accept, "4.10 must tolerate"),
];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

fn every_case() -> Vec<(PathBuf, &'static str, Verdict, &'static str)> {
    let torture = RFC_4475.iter().map(|(name, verdict, why)| (folder("rfc4475").join(format!("{name}.dat")), *name, *verdict, *why));
    let ipv6 = RFC_5118.iter().map(|(name, verdict, why)| (folder("rfc5118").join(name), *name, *verdict, *why));
    torture.chain(ipv6).collect()
}

fn bytes_of(name: &str) -> Bytes {
    let case = every_case().into_iter().find(|case| case.1 == name).expect("a known case");
    Bytes::from(std::fs::read(&case.0).expect("the corpus is committed"))
}

fn message(name: &str) -> Message {
    Message::parse(bytes_of(name), Framing::Datagram).expect("a well-framed message")
}

/// What an element built on this crate does with a datagram.
fn verdict(bytes: Bytes) -> Verdict {
    let read = match Message::parse(bytes, Framing::Datagram) {
        Ok(message) => message,
        Err(rejected) => {
            let answerable = rejected.message.is_some_and(|message| message.is_request() && message.has(&Name::Via));
            return if answerable { Answer(rejected.status) } else { Drop };
        }
    };
    match screen(&read) {
        Ok(()) => Accept,
        Err(Refusal::Answer { status, .. }) => Answer(status),
        Err(Refusal::Drop { .. }) => Drop,
    }
}

#[test]
fn the_table_names_every_message_of_both_rfcs() {
    let on_disk = |name: &str| -> BTreeSet<PathBuf> {
        std::fs::read_dir(folder(name)).expect("the corpus is committed").map(|entry| entry.expect("a file").path()).collect()
    };
    let files: BTreeSet<PathBuf> = on_disk("rfc4475").union(&on_disk("rfc5118")).cloned().collect();
    let cases: BTreeSet<PathBuf> = every_case().into_iter().map(|case| case.0).collect();
    assert_eq!((RFC_4475.len(), RFC_5118.len()), (49, 12));
    assert_eq!(cases, files);
}

#[test]
fn every_message_gets_the_verdict_of_the_rfc() {
    let wrong: Vec<String> = every_case()
        .into_iter()
        .filter_map(|(_, name, expected, why)| {
            let given = verdict(bytes_of(name));
            (given != expected).then(|| format!("{name}: {given:?}, RFC: {expected:?} ({why})"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of 61 right\n{}", 61 - wrong.len(), wrong.join("\n"));
}

/// Several messages share `branch=z9hG4bKkdjuw`: behind a transaction layer the later ones would look like retransmissions.
#[test]
fn verdicts_are_the_same_with_a_fresh_branch() {
    let bodies = every_case().into_iter().filter(|(_, name, ..)| *name != "badbranch");
    for (position, (_, name, expected, _)) in bodies.enumerate() {
        let fresh = with_fresh_branch(&bytes_of(name), position);
        assert_eq!(verdict(fresh), expected, "{name}");
    }
}

/// With letters of the first branch replaced by as many others, so that no length changes.
fn with_fresh_branch(bytes: &Bytes, number: usize) -> Bytes {
    with_fresh_letters(bytes, b"branch=z9hG4bK", number)
}

fn with_fresh_letters(bytes: &Bytes, after: &[u8], number: usize) -> Bytes {
    let mut copy = bytes.to_vec();
    if let Some(at) = copy.windows(after.len()).position(|window| window == after) {
        // The last digits first: some branches have only three letters to replace.
        let fresh: Vec<u8> = format!("{number:04}").into_bytes().into_iter().rev().collect();
        let letters = copy[at + after.len()..].iter_mut().take_while(|byte| byte.is_ascii_alphanumeric());
        letters.zip(fresh.iter().cycle()).for_each(|(letter, digit)| *letter = *digit);
    }
    Bytes::from(copy)
}

#[test]
fn refusals_carry_the_headers_their_status_wants() {
    let headers = |name: &str| match screen(&message(name)) {
        Err(Refusal::Answer { headers, .. }) => headers,
        other => panic!("{name}: {other:?}"),
    };
    let unsupported = "nothingSupportsThis, nothingSupportsThisEither".to_owned();
    assert_eq!(headers("bext01"), [(Name::Unsupported, unsupported)]);
    assert!(headers("esc02").iter().any(|(name, value)| *name == Name::Allow && value.contains("INVITE")));
    assert!(headers("invut").iter().any(|(name, value)| *name == Name::Accept && value.contains("application/sdp")));
}

#[test]
fn a_short_tortuous_invite_is_read_in_full() {
    let invite = message("wsinv");
    assert_eq!(invite.method(), Some(Method::Invite));
    assert_eq!(invite.to().unwrap().tag(), Some("1918181833n"));
    let from = invite.from().unwrap();
    assert_eq!(from.display.as_deref(), Some("J Rosenberg \\\""));
    assert_eq!(from.tag(), Some("98asjd8"));
    assert_eq!(invite.max_forwards(), Some(68));
    let cseq = invite.cseq().unwrap();
    assert_eq!((cseq.number, cseq.method), (9, Method::Invite));
    let vias = invite.vias().unwrap();
    let branches: Vec<_> = vias.iter().map(|via| via.branch()).collect();
    assert_eq!(branches, [Some("390skdjuw"), Some("z9hG4bK9ikj8"), Some("z9hG4bK30239")]);
    assert!(!vias[0].has_magic_branch());
    assert_eq!(invite.header(&Name::Subject), Some(&b""[..]));
    assert_eq!(invite.text(&Name::Other("UnknownHeaderWithUnusualValue".into())), Some(";;,,;;,;"));
    let contacts = invite.contacts().unwrap();
    let contact = contacts[0].address().unwrap();
    assert_eq!(contact.display.as_deref(), Some("Quoted string \"\""));
    assert_eq!(contact.params.get("newparam"), Some("newvalue"));
    assert_eq!(contacts[0].q_thousandths(), 330);
    assert_eq!(invite.routes().unwrap().len(), 1);
    assert!(invite.body().starts_with(b"v=0\r\n"));
    assert_eq!(invite.body().len(), 150);
}

#[test]
fn unusual_characters_end_up_in_the_right_parts() {
    let request = message("intmeth");
    assert_eq!(request.method().unwrap().as_str(), "!interesting-Method0123456789_*+`.%indeed'~");
    let uri = request.request_uri().unwrap();
    assert_eq!(uri.user.as_deref(), Some("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"));
    assert_eq!(uri.password.as_deref(), Some("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"));
    assert_eq!(request.to().unwrap().display.as_deref(), Some("BEL:\u{7} NUL:\0 DEL:\u{7f}"));
    let from = request.from().unwrap();
    assert_eq!(from.display.as_deref(), Some("token1~` token2'+_ token3*%!.-"));
    assert_eq!(from.tag(), Some("_token~1'+`*%!-."));
    assert_eq!(from.params.unquoted("fromParam''~+*_!.-%").as_deref(), Some("работающий"));
    assert_eq!(request.call_id().unwrap(), "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
}

#[test]
fn escapes_are_undone_once_and_only_in_uris() {
    let invite = message("esc01");
    assert_eq!(invite.request_uri().unwrap().user.as_deref(), Some("sips:user@example.com"));
    let contact = invite.contact().unwrap();
    assert_eq!(contact.uri.param("name").as_deref(), Some("value%41"));

    let contacts = message("escnull").contacts().unwrap();
    let users: Vec<_> = contacts.iter().filter_map(|contact| contact.address()?.uri.user.clone()).collect();
    assert_eq!(users, ["\0", "\0\0"]);
    let addresses: Vec<_> = contacts.iter().filter_map(|contact| contact.address()).collect();
    assert!(!addresses[0].uri.equivalent(&addresses[1].uri));

    let request = message("esc02");
    assert_eq!(request.method(), Some(Method::Other("RE%47IST%45R".into())));
    assert_eq!(request.to().unwrap().display.as_deref(), Some("%Z%45"));
    assert_eq!(request.contacts().unwrap().len(), 2);

    let semicolons = message("semiuri").request_uri().unwrap();
    assert_eq!(semicolons.user.as_deref(), Some("user;par=u@example.net"));
}

#[test]
fn bodies_end_where_content_length_says() {
    let doubled = message("dblreq");
    assert!(doubled.body().is_empty());
    assert!(!doubled.bytes().windows(6).any(|window| window == b"INVITE"), "the second request is not passed on");
    let multipart = message("mpart01");
    assert_eq!(multipart.body().len(), multipart.text(&Name::ContentLength).unwrap().parse::<usize>().unwrap());
    assert!(multipart.body().contains(&0));
    assert!(message("inv2543").body().starts_with(b"v=0"));
}

#[test]
fn long_values_are_read_whole() {
    let request = message("longreq");
    assert!(request.from().unwrap().tag().unwrap().len() > 100);
    assert!(request.call_id().unwrap().len() > 50);
    assert!(request.vias().unwrap().len() > 20);
}

#[test]
fn reason_phrases_may_be_unusual_or_empty() {
    assert!(message("unreason").reason().unwrap().ends_with("простое"));
    assert_eq!(message("noreason").reason().unwrap(), "");
    assert_eq!(message("noreason").status(), Some(100));
}

#[test]
fn parameters_belong_to_the_contact_without_brackets_and_to_the_uri_within() {
    let outside = message("cparam01").contact().unwrap();
    assert!(outside.params.contains("unknownparam") && !outside.uri.params.contains("unknownparam"));
    let inside = message("cparam02").contact().unwrap();
    assert!(inside.uri.params.contains("unknownparam") && !inside.params.contains("unknownparam"));
    let escaped = message("regescrt").contact().unwrap();
    assert_eq!(escaped.uri.header("Route"), Some("<sip:sip.example.com>"));
    assert_eq!(escaped.to_string(), "<sip:user@example.com?Route=%3Csip:sip.example.com%3E>");
}

#[test]
fn schemes_we_do_not_know_are_kept_word_for_word() {
    let to = message("unksm2").to().unwrap();
    assert_eq!(to.uri.scheme, Scheme::Other("isbn".to_owned()));
    assert_eq!(to.uri.opaque.as_deref(), Some("2983792873"));
    assert_eq!(message("unksm2").from().unwrap().uri.to_string(), "http://www.example.com");
}

#[test]
fn ipv6_addresses_are_read_with_and_without_brackets_and_with_three_colons() {
    let expected: std::net::IpAddr = "2001:db8::9:255".parse().unwrap();
    for name in ["via-received-param-with-delim", "via-received-param-no-delim"] {
        assert_eq!(message(name).top_via().unwrap().received(), Some(expected), "{name}");
    }
    let two = message("ipv6-correct-abnf-2-colons").request_uri().unwrap();
    let three = message("ipv6-bug-abnf-3-colons").request_uri().unwrap();
    assert_eq!(two, three);
    assert_eq!(two.host, Host::V6("2001:db8::c000:201".parse().unwrap()));
    assert_eq!(message("port-ambiguous").request_uri().unwrap().port, None);
    assert_eq!(message("port-unambiguous").request_uri().unwrap().port, Some(5070));
}

const SOURCE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 5)), 5060);

#[expect(clippy::disallowed_methods, reason = "a test needs one instant to start from")]
fn start() -> Instant {
    Instant::now()
}

fn engine() -> Sip {
    let local = LocalFlow { flow: FlowId(0), transport: Transport::Udp, advertised: "192.0.2.1:5060".parse().expect("an address") };
    Sip::new(SipConfig::new("torture", vec![local]), 1)
}

/// What the whole engine does with a datagram: the final status it sends at once, or whether it passed the message up.
fn engine_verdict(sip: &mut Sip, bytes: &Bytes, now: Instant) -> Verdict {
    sip.handle(Input::Packet { flow: FlowId(0), transport: Transport::Udp, source: SOURCE, bytes }, now);
    let mut verdict = Drop;
    while let Some(output) = sip.poll_output() {
        if matches!(output, Output::InviteReceived { .. } | Output::RequestReceived { .. }) {
            verdict = Accept;
        }
        if let Output::Send { bytes, .. } = output {
            let status = Message::parse(bytes, Framing::Datagram).expect("ours is sound").status();
            verdict = status.filter(|status| *status >= 200).map_or(verdict, Answer);
        }
    }
    verdict
}

/// Well-formed messages that name a dialog or a transaction which doesn't exist: the engine's answer is the next rule's.
fn beyond_form(bytes: &Bytes) -> Option<Verdict> {
    let message = Message::parse(bytes.clone(), Framing::Datagram).ok()?;
    let stray = message.to().ok()?.tag().is_some();
    match message.is_request() {
        // RFC 3261 §18.1.2: no client transaction, so a response is discarded.
        false => Some(Drop),
        // RFC 3261 §12.2.2.
        true => stray.then_some(Answer(481)),
    }
}

#[test]
fn the_engine_gives_the_same_verdicts_one_by_one_and_in_a_row_with_fresh_branches() {
    let now = start();
    let mut shared = engine();
    let mut wrong = Vec::new();
    for (position, (_, name, verdict, _)) in every_case().into_iter().enumerate() {
        let own = bytes_of(name);
        let expected = if verdict == Accept { beyond_form(&own).unwrap_or(Accept) } else { verdict };
        let alone = engine_verdict(&mut engine(), &own, now);
        // Several share Call-ID, From tag and CSeq too: with another branch that is a merged request (RFC 3261 §8.2.2.2).
        let fresh = with_fresh_letters(&with_fresh_branch(&own, position), b"Call-ID: ", position);
        let among = if name == "badbranch" { expected } else { engine_verdict(&mut shared, &fresh, now) };
        if (alone, among) != (expected, expected) {
            wrong.push(format!("{name}: alone {alone:?}, among others {among:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn registrations_keep_what_the_rfc_wants_kept() {
    let now = start();
    let arrival = Arrival { flow: FlowId(0), transport: Transport::Udp, source: SOURCE };
    let registered = |name: &str| {
        let request = message(name);
        let aor = Aor::of(&request.to().expect("readable").uri).expect("an address of record");
        let mut registrar = Registrar::new(RegistrarLimits::default());
        registrar.register(&aor, &request, arrival, now).expect("it should succeed")
    };
    let contact = |name: &str| registered(name).contacts.into_iter().next().expect("a contact").to_string();
    assert_eq!(contact("cparam01"), "<sip:+19725552222@gw1.example.net>;unknownparam;expires=3600");
    assert_eq!(contact("cparam02"), "<sip:+19725552222@gw1.example.net;unknownparam>;expires=3600");
    assert_eq!(contact("regescrt"), "<sip:user@example.com?Route=%3Csip:sip.example.com%3E>;expires=3600");
    let nulls = registered("escnull");
    assert_eq!(nulls.changes.iter().filter(|change| matches!(change, Change::Added(_))).count(), 2);
    assert_eq!(nulls.contacts[1].uri.to_string().matches("%00").count() + nulls.contacts[0].uri.to_string().matches("%00").count(), 3);
}

#[test]
fn a_registrar_that_cares_challenges_an_unknown_scheme_anew() {
    use otklik_sip::digest::{Claim, Denied, Nonces, verify};
    let request = message("regaut01");
    let credentials = request.credentials(&Name::Authorization);
    let mut nonces = Nonces::new([1; 32], std::time::Duration::from_secs(60), start());
    let claim = Claim { credentials: &credentials, realm: "example.com", method: "REGISTER" };
    assert_eq!(verify(claim, |_, _| None, &mut nonces, start()), Err(Denied::Absent));
}
