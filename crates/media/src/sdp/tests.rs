use proptest::prelude::*;

use super::*;

const FULL: &str = "v=0\n\
o=alice 2890844526 2890844527 IN IP4 host.example.com\n\
s=Call to doors\n\
i=talk\n\
c=IN IP6 2001:db8::1\n\
b=AS:84\n\
t=0 0\n\
a=tool:phone 1.0\n\
a=sendonly\n\
x=odd\n\
not a line\n\
m=audio 49170/2 RTP/AVP 0 111 101 101 200 x\n\
c=IN IP4 192.0.2.7/127\n\
a=fmtp:101 0-15\n\
a=rtpmap:101 telephone-event/8000\n\
a=rtpmap:111 opus/48000/2\n\
a=rtpmap:99 nobody/8000\n\
a=rtcp:53020\n\
a=ptime:30\n\
a=ssrc:5 cname:x\n\
m=image 6000 udptl t38\n\
a=inactive\n";

#[test]
fn everything_is_read_or_kept() {
    let sdp = Sdp::parse(FULL.as_bytes()).unwrap();
    assert_eq!((sdp.origin.session_id, sdp.origin.session_version), (2_890_844_526, 2_890_844_527));
    assert_eq!(sdp.origin.address, Connection::Named { family: "IP4".into(), host: "host.example.com".into() });
    assert_eq!(sdp.attributes().collect::<Vec<_>>(), ["tool:phone 1.0"]);
    let audio = sdp.audio().unwrap();
    let names: Vec<_> = audio.codecs.iter().map(|codec| (codec.payload_type, codec.name.as_str(), codec.channels)).collect();
    assert_eq!(names, [(0, "PCMU", 1), (111, "opus", 2), (101, "telephone-event", 1)]);
    assert_eq!(sdp.rtp_address(audio), Some("192.0.2.7:49170".parse().unwrap()));
    assert_eq!(sdp.rtcp_address(audio), Some("192.0.2.7:53020".parse().unwrap()));
    assert_eq!((sdp.direction_of(audio), audio.ptime_ms), (Direction::SendOnly, Some(30)));
    assert_eq!(audio.attributes().collect::<Vec<_>>(), ["rtpmap:99 nobody/8000", "ssrc:5 cname:x"]);
    assert_eq!(sdp.media[1].formats, ["t38"]);
    assert_eq!(sdp.direction_of(&sdp.media[1]), Direction::Inactive);
    let printed = sdp.to_string();
    assert!(printed.contains("\r\nx=odd\r\n") && printed.contains("\r\nb=AS:84\r\n") && printed.contains("\r\ni=talk\r\n"));
}

#[test]
fn what_is_not_or_too_much_sdp_is_refused() {
    let refused = |text: &str| Sdp::parse(text.as_bytes()).unwrap_err();
    assert_eq!(refused(""), SdpError::NoVersion);
    assert_eq!(refused("hello"), SdpError::NoVersion);
    assert_eq!(refused("o=x\r\nv=0\r\n"), SdpError::NoVersion);
    assert_eq!(refused("v=0\r\nm=audio\r\n"), SdpError::BadMedia { line: 2 });
    assert_eq!(refused("v=0\r\nm=audio 99999 RTP/AVP 0\r\n"), SdpError::BadMedia { line: 2 });
    assert_eq!(refused(&format!("v=0\r\n{}", "a=x\r\n".repeat(1_000))), SdpError::TooMany { line: 1_001 });
    assert_eq!(refused(&format!("v=0\r\n{}", "m=audio 1 RTP/AVP 0\r\n".repeat(33))), SdpError::TooMany { line: 34 });
    assert_eq!(refused(&"v".repeat(40_000)), SdpError::TooLong { bytes: 40_000 });
}

#[test]
fn the_offer_of_a_phone_with_nothing_optional_is_enough() {
    let sdp = Sdp::parse(b"v=0\r\nm=audio 4000 RTP/AVP 8\r\n").unwrap();
    let audio = sdp.audio().unwrap();
    assert_eq!(sdp.rtp_address(audio), None);
    assert_eq!(sdp.direction_of(audio), Direction::SendRecv);
}

fn word() -> impl Strategy<Value = String> {
    "[a-zA-Z][a-zA-Z0-9-]{0,8}"
}

fn connection() -> impl Strategy<Value = Connection> {
    prop_oneof![
        any::<[u8; 4]>().prop_map(|ip| Connection::Ip(IpAddr::from(ip))),
        any::<[u8; 16]>().prop_map(|ip| Connection::Ip(IpAddr::from(ip))),
        "[a-z]{1,8}\\.example".prop_map(|host| Connection::Named { family: "IP4".to_owned(), host }),
    ]
}

fn direction() -> impl Strategy<Value = Option<Direction>> {
    proptest::option::of((any::<bool>(), any::<bool>()).prop_map(|(sends, receives)| Direction::new(sends, receives)))
}

fn codecs() -> impl Strategy<Value = Vec<Codec>> {
    let codec = (0u8..128, word(), 1u32..200_000, 1u8..9, proptest::option::of("[a-z0-9=;-]{1,12}"));
    let codec = codec.prop_map(|(payload_type, name, clock_rate, channels, fmtp)| Codec { payload_type, name, clock_rate, channels, fmtp });
    proptest::collection::vec(codec, 0..8).prop_map(|mut codecs| {
        codecs.sort_by_key(|codec| codec.payload_type);
        codecs.dedup_by_key(|codec| codec.payload_type);
        codecs
    })
}

prop_compose! {
    fn media_line()(
        codecs in codecs(), port: u16, connection in proptest::option::of(connection()), direction in direction(),
        rtcp in proptest::option::of((any::<u16>(), proptest::option::of(connection()))), ptime_ms in proptest::option::of(any::<u16>()),
        extra in proptest::collection::vec(word(), 0..3),
    ) -> MediaLine {
        let rtcp = rtcp.map(|(port, connection)| Rtcp { port, connection });
        let lines = extra.into_iter().map(|word| Line { kind: 'a', value: format!("x-{word}") }).collect();
        MediaLine { codecs, connection, direction, rtcp, ptime_ms, lines, ..MediaLine::new("audio", port, "RTP/AVP") }
    }
}

prop_compose! {
    fn description()(
        username in word(), session_id: u64, session_version: u64, address in connection(), connection in connection(),
        name in word(), direction in direction(), media in proptest::collection::vec(media_line(), 0..4),
    ) -> Sdp {
        let origin = Origin { username, session_id, session_version, address };
        Sdp { name, direction, media, ..Sdp::new(origin, connection) }
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(sdp in description()) {
        prop_assert_eq!(Sdp::parse(sdp.to_string().as_bytes()), Ok(sdp));
    }

    #[test]
    fn reading_any_bytes_never_panics_and_settles_after_one_printing(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        pieces in proptest::collection::vec(proptest::sample::select(FULL.lines().collect::<Vec<_>>()), 0..20),
    ) {
        let mut text = b"v=0\r\n".to_vec();
        text.extend_from_slice(pieces.join("\r\n").as_bytes());
        text.extend_from_slice(b"\r\n");
        text.extend_from_slice(&bytes);
        if let Ok(once) = Sdp::parse(&text) {
            prop_assert_eq!(Sdp::parse(once.to_string().as_bytes()), Ok(once));
        }
    }
}
