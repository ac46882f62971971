//! `parse(print(x)) == x`, and no bytes make the parser panic.

mod scrutiny;

use std::path::Path;

use bytes::Bytes;
use otklik_sip::build::RequestBuilder;
use otklik_sip::frame::StreamFramer;
use otklik_sip::headers::{CSeq, Challenge, ContactHeader, Credentials, NameAddr, ReasonHeader, Replaces, Via};
use otklik_sip::{Framing, Host, Message, Method, Name, Params, Scheme, Uri};
use proptest::collection::vec;
use proptest::prelude::*;
use scrutiny::look_at_everything;

const TOKEN: &str = "[a-zA-Z0-9.!%*_+`'~-]{1,12}";

/// Any text a person could be called, without line ends and NUL.
const SPOKEN: &str = "[^\\r\\n\\x00]{0,16}";

fn host() -> impl Strategy<Value = Host> {
    prop_oneof![
        "[a-z][a-z0-9-]{0,8}(\\.[a-z0-9_-]{1,6}){0,2}".prop_map(Host::Name),
        any::<[u8; 4]>().prop_map(|octets| Host::V4(octets.into())),
        any::<[u8; 16]>().prop_map(|octets| Host::V6(octets.into())),
    ]
}

fn params() -> impl Strategy<Value = Params> {
    vec((TOKEN, proptest::option::of(SPOKEN)), 0..4).prop_map(|pairs| {
        let mut params = Params::new();
        for (name, value) in pairs {
            match value {
                Some(value) => params.set(&name, &value),
                None => params.set_flag(&name),
            }
        }
        params
    })
}

fn sip_uri() -> impl Strategy<Value = Uri> {
    let login = proptest::option::of((".{1,12}", proptest::option::of(".{0,8}")));
    let scheme = prop_oneof![Just(Scheme::Sip), Just(Scheme::Sips)];
    let given = vec(("[a-z]{1,6}", proptest::option::of(".{1,8}")), 0..3);
    let headers = vec(("[A-Za-z-]{1,8}", ".{0,8}"), 0..3);
    (scheme, login, host(), any::<Option<u16>>(), given, headers).prop_map(|(scheme, login, host, port, given, headers)| {
        let mut uri = Uri { scheme, port, headers, ..Uri::sip_host(host) };
        if let Some((user, password)) = login {
            (uri.user, uri.password) = (Some(user), password);
        }
        for (name, value) in given {
            uri = match value {
                Some(value) => uri.with_param(&name, &value),
                None => uri.with_flag(&name),
            };
        }
        uri
    })
}

fn any_uri() -> impl Strategy<Value = Uri> {
    prop_oneof![
        4 => sip_uri(),
        1 => "\\+?[0-9*#().-]{0,4}[0-9]{1,8}".prop_map(|number| Uri::tel(&number)),
        1 => "[a-z]{7,9}:[!-~&&[^\"<>]]{1,12}".prop_map(|text| Uri::parse(&text).expect("a URI of an unknown scheme")),
    ]
}

fn name_addr() -> impl Strategy<Value = NameAddr> {
    (proptest::option::of(SPOKEN), any_uri(), params()).prop_map(|(display, uri, params)| NameAddr { display, uri, params })
}

fn via() -> impl Strategy<Value = Via> {
    (TOKEN, host(), any::<Option<u16>>(), params()).prop_map(|(transport, host, port, params)| Via { transport, host, port, params })
}

fn method() -> impl Strategy<Value = Method> {
    TOKEN.prop_map(|name| Method::parse(name.as_bytes()).expect("a token"))
}

fn request() -> impl Strategy<Value = Message> {
    let address = (name_addr(), name_addr());
    (method(), sip_uri(), address, vec(via(), 1..3), any::<u32>(), vec(any::<u8>(), 0..64)).prop_map(
        |(method, uri, (from, to), vias, number, body)| {
            let uri = Uri { headers: Vec::new(), ..uri };
            let mut request = RequestBuilder::new(&method, &uri);
            for via in &vias {
                request = request.header(Name::Via, via);
            }
            let request = request.header(Name::From, from).header(Name::To, to).header(Name::CallId, "call@host");
            let request = request.header(Name::CSeq, CSeq { number, method });
            request.body("application/octet-stream", Bytes::from(body)).finish().expect("clean parts")
        },
    )
}

proptest! {
    #[test]
    fn a_uri_is_read_as_it_was_printed(uri in any_uri()) {
        prop_assert_eq!(Uri::parse(&uri.to_string()), Ok(uri.clone()));
        prop_assert!(uri.equivalent(&uri));
    }

    #[test]
    fn an_address_is_read_as_it_was_printed(address in name_addr()) {
        prop_assert_eq!(NameAddr::parse(&address.to_string()), Ok(address));
    }

    #[test]
    fn a_via_is_read_as_it_was_printed(via in via()) {
        prop_assert_eq!(Via::parse(&via.to_string()), Ok(via));
    }

    #[test]
    fn a_reason_is_read_as_it_was_printed(cause in any::<u16>(), text in SPOKEN) {
        let reason = ReasonHeader::q850(cause, &text);
        let read = ReasonHeader::parse(&reason.to_string()).expect("a printed reason");
        prop_assert_eq!(read.cause(), Some(cause));
        prop_assert_eq!(read.text().unwrap_or_default(), text);
    }

    #[test]
    fn credentials_are_read_as_they_were_printed(fields in vec(("[a-z]{1,8}", "[^\\r\\n\\x00]{0,12}"), 1..6)) {
        let (mut credentials, mut challenge) = (Credentials::digest(), Challenge::digest());
        for (name, value) in fields {
            credentials.set(&name, value.clone());
            challenge.set(&name, value);
        }
        prop_assert_eq!(Credentials::parse(&credentials.to_string()), Ok(credentials));
        prop_assert_eq!(Challenge::parse(&challenge.to_string()), Ok(challenge));
    }

    #[test]
    fn a_message_is_read_as_it_was_printed(request in request()) {
        let read = Message::parse(request.bytes().clone(), Framing::Stream).expect("a printed message");
        prop_assert_eq!(&read, &request);
        prop_assert_eq!(read.from(), request.from());
        prop_assert_eq!(read.vias(), request.vias());
        prop_assert_eq!(read.cseq(), request.cseq());
        prop_assert_eq!(read.body(), request.body());
        prop_assert_eq!(read.request_uri(), request.request_uri());
    }

    #[test]
    fn headers_put_in_can_be_taken_out(request in request(), value in "[!-~]{1,20}") {
        let name = Name::Other("X-Test".into());
        let added = request.with_header(&name, &value).expect("a clean value");
        prop_assert_eq!(added.text(&name), Some(value.as_str()));
        prop_assert_eq!(added.body(), request.body());
        prop_assert_eq!(&added.without(&name).expect("clean"), &request.without(&name).expect("clean"));
    }

    #[test]
    fn nothing_with_a_line_end_is_written(before in SPOKEN, stop in "[\\r\\n\\x00]", after in SPOKEN) {
        let value = format!("{before}{stop}{after}");
        let uri = Uri::sip_host(Host::Name("host".to_owned()));
        let request = RequestBuilder::new(&Method::Options, &uri).header(Name::Subject, &value);
        prop_assert!(request.finish().is_err());
        let named = Name::Other(value.clone().into());
        prop_assert!(RequestBuilder::new(&Method::Options, &uri).header(named, "x").finish().is_err());
        let clean = RequestBuilder::new(&Method::Options, &uri).finish().expect("clean");
        prop_assert!(clean.with_header(&Name::Subject, &value).is_err());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in vec(any::<u8>(), 0..512)) {
        look_at_everything(&bytes);
    }

    #[test]
    fn no_text_makes_a_header_panic(text in "[ -~]{0,60}") {
        let _ = (Uri::parse(&text), NameAddr::parse(&text), Via::parse(&text), ContactHeader::parse(&text));
        let _ = (Credentials::parse(&text), Replaces::parse(&text), CSeq::parse(&text), ReasonHeader::parse(&text));
    }

    #[test]
    fn no_damage_to_a_real_message_makes_the_reader_panic(seed in any::<prop::sample::Index>(), damage in vec(damage(), 1..8)) {
        let corpus = corpus();
        let mut bytes = seed.get(&corpus).clone();
        damage.into_iter().for_each(|damage| damage.apply(&mut bytes));
        look_at_everything(&bytes);
    }

    #[test]
    fn a_stream_gives_the_same_messages_however_it_is_cut(requests in vec(request(), 1..4), cuts in vec(1_usize..200, 1..40)) {
        let stream: Vec<u8> = requests.iter().flat_map(|request| request.bytes().to_vec()).collect();
        let mut framer = StreamFramer::new();
        let mut received = Vec::new();
        let mut rest = stream.as_slice();
        for cut in cuts.into_iter().cycle() {
            if rest.is_empty() { break; }
            let (now, later) = rest.split_at(cut.min(rest.len()));
            framer.push(now);
            while let Some(frame) = framer.next_frame().expect("a sound stream") {
                received.push(frame);
            }
            rest = later;
        }
        let sent: Vec<_> = requests.iter().map(|request| otklik_sip::frame::Frame::Message(request.bytes().clone())).collect();
        prop_assert_eq!(received, sent);
        prop_assert_eq!(framer.pending(), 0);
    }
}

#[derive(Debug, Clone)]
enum Damage {
    Replace(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Cut(prop::sample::Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let letters = prop_oneof![any::<u8>(), prop::sample::select(b"\r\n\t \"<>;,:@%\\/\0=?[]".to_vec())];
    prop_oneof![
        (any::<prop::sample::Index>(), letters.clone()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        (any::<prop::sample::Index>(), vec(letters, 1..6)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (any::<prop::sample::Index>(), 1_usize..40).prop_map(|(at, length)| Damage::Cut(at, length)),
    ]
}

impl Damage {
    fn apply(self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        match self {
            Self::Replace(at, byte) => *at.get_mut(bytes) = byte,
            Self::Insert(at, new) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, new);
            }
            Self::Cut(at, length) => {
                let at = at.index(bytes.len());
                bytes.drain(at..(at + length).min(bytes.len()));
            }
        }
    }
}

fn corpus() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let files = ["rfc4475", "rfc5118"].map(|name| std::fs::read_dir(root.join(name)).expect("the corpus is committed"));
    let mut paths: Vec<_> = files.into_iter().flatten().map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a readable file")).collect()
}
