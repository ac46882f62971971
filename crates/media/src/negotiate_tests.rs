use super::*;

fn local(codecs: Vec<Codec>) -> LocalMedia {
    LocalMedia {
        address: "192.0.2.1".parse().unwrap(),
        port: 30_000,
        codecs,
        direction: Direction::SendRecv,
        session_id: 7,
        session_version: 1,
        ptime_ms: 20,
    }
}

fn g711() -> Vec<Codec> {
    vec![Codec::pcma(), Codec::pcmu(), Codec::telephone_event(101, 8_000)]
}

fn sdp(body: &str) -> Sdp {
    let text = format!("v=0\r\no=- 1 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\n{body}");
    Sdp::parse(text.as_bytes()).unwrap()
}

const PHONE: &str = "m=audio 4000 RTP/AVP 9 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n";

fn numbers(line: &MediaLine) -> Vec<u8> {
    line.codecs.iter().map(|codec| codec.payload_type).collect()
}

#[test]
fn our_first_codec_that_is_offered_is_chosen_with_the_offers_numbers() {
    let (answer, agreed) = answer(&sdp(PHONE), &local(g711())).unwrap();
    assert_eq!(numbers(&answer.media[0]), [8, 101]);
    assert_eq!(agreed.voice().unwrap().send_payload_type, 8);
    assert_eq!(agreed.telephone_event().unwrap().receive_payload_type, 101);
    assert_eq!(agreed.remote, Some("198.51.100.7:4000".parse().unwrap()));
    assert_eq!(agreed.remote_rtcp, Some("198.51.100.7:4001".parse().unwrap()));
    assert_eq!(agreed.ptime_ms, Some(20));
    assert_eq!(answer.rtp_address(&answer.media[0]), Some("192.0.2.1:30000".parse().unwrap()));
}

#[test]
fn without_a_common_codec_the_offer_is_refused() {
    let only_gsm = sdp("m=audio 4000 RTP/AVP 3 101\r\na=rtpmap:101 telephone-event/8000\r\n");
    assert_eq!(answer(&only_gsm, &local(g711())).unwrap_err(), NoCommonCodec);
    let secured = sdp("m=audio 4000 RTP/SAVP 8\r\n");
    assert_eq!(answer(&secured, &local(g711())).unwrap_err(), NoCommonCodec);
    let switched_off = sdp("m=audio 0 RTP/AVP 8\r\n");
    assert_eq!(answer(&switched_off, &local(g711())).unwrap_err(), NoCommonCodec);
    assert_eq!(answer(&sdp(""), &local(g711())).unwrap_err(), NoCommonCodec);
}

#[test]
fn other_media_are_refused_in_their_places() {
    let offered = sdp(
        "m=video 5000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\nm=audio 4000 RTP/AVP 8\r\nm=image 6000 udptl t38\r\nm=audio 7000 RTP/AVP 8\r\n",
    );
    let (answer, _) = answer(&offered, &local(g711())).unwrap();
    let lines: Vec<_> = answer.media.iter().map(|line| (line.kind.as_str(), line.port)).collect();
    assert_eq!(lines, [("video", 0), ("audio", 30_000), ("image", 0), ("audio", 0)]);
    assert_eq!(answer.media[2].formats, ["t38"]);
    assert_eq!(Sdp::parse(answer.to_string().as_bytes()).unwrap(), answer);
}

#[test]
fn hold_and_resume_in_all_four_directions() {
    let table = [
        ("sendrecv", Direction::SendRecv, false),
        ("sendonly", Direction::RecvOnly, true),
        ("recvonly", Direction::SendOnly, false),
        ("inactive", Direction::Inactive, true),
    ];
    for (written, expected, held) in table {
        let offered = sdp(&format!("{PHONE}a={written}\r\n"));
        let (answer, agreed) = answer(&offered, &local(g711())).unwrap();
        assert_eq!((agreed.direction, agreed.held_by_peer()), (expected, held), "offer {written}");
        assert_eq!(answer.media[0].direction, Some(expected));
        assert_eq!(offered.asks_hold(), held);
    }
}

#[test]
fn the_old_hold_by_an_unspecified_address_is_hold() {
    let offered = sdp(&format!("{PHONE}c=IN IP4 0.0.0.0\r\n"));
    let (_, agreed) = answer(&offered, &local(g711())).unwrap();
    assert!(offered.asks_hold() && agreed.held_by_peer());
    assert_eq!(agreed.remote, None);
}

#[test]
fn our_own_hold_narrows_the_answer() {
    let ours = LocalMedia { direction: Direction::SendOnly, ..local(g711()) };
    let (_, agreed) = answer(&sdp(PHONE), &ours).unwrap();
    assert_eq!(agreed.direction, Direction::SendOnly);
    let held = sdp(&format!("{PHONE}a=sendonly\r\n"));
    assert_eq!(answer(&held, &ours).unwrap().1.direction, Direction::Inactive, "both hold");
}

#[test]
fn only_what_the_relay_carries_is_offered_on_in_the_callers_order() {
    let body = "m=audio 4000 RTP/AVP 18 111 9 8 0 13 101 110\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n\
                a=rtpmap:101 telephone-event/8000\r\na=rtpmap:110 telephone-event/48000\r\n";
    let codecs = relayable(&sdp(body));
    let offered = offer(&local(codecs));
    assert_eq!(numbers(&offered.media[0]), [111, 9, 8, 0, 101, 110]);
    assert!(offered.to_string().contains("a=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"));
}

#[test]
fn a_recorded_call_is_offered_g711_before_the_rest() {
    let codecs = g711_first(relayable(&sdp(PHONE)));
    let numbers: Vec<_> = codecs.iter().map(|codec| codec.payload_type).collect();
    assert_eq!(numbers, [0, 8, 9, 101]);
}

#[test]
fn the_caller_is_answered_what_the_callee_chose_although_numbers_differ() {
    let caller = sdp(PHONE);
    let to_callee = offer(&local(relayable(&caller)));
    let from_callee = sdp("m=audio 5000 RTP/AVP 0 8 96\r\na=rtpmap:96 telephone-event/8000\r\n");
    let callee = accept(&from_callee, &to_callee).unwrap();
    assert_eq!((callee.voice().unwrap().send_payload_type, callee.telephone_event().unwrap().send_payload_type), (0, 96));
    assert_eq!(callee.telephone_event().unwrap().receive_payload_type, 101, "he sends with our number");
    let (to_caller, agreed) = answer(&caller, &local(callee.relayed())).unwrap();
    assert_eq!(numbers(&to_caller.media[0]), [0, 101]);
    assert_eq!(agreed.telephone_event().unwrap().send_payload_type, 101);
}

#[test]
fn events_at_the_voices_clock_are_preferred() {
    let body = "m=audio 4000 RTP/AVP 8 110 101\r\na=rtpmap:110 telephone-event/48000\r\na=rtpmap:101 telephone-event/8000\r\n";
    let ours = local(vec![Codec::pcma(), Codec::telephone_event(96, 48_000), Codec::telephone_event(97, 8_000)]);
    let (_, agreed) = answer(&sdp(body), &ours).unwrap();
    assert_eq!(agreed.telephone_event().unwrap().send_payload_type, 101);
}

#[test]
fn an_answer_without_audio_or_without_our_codecs_is_an_error() {
    let ours = offer(&local(g711()));
    let table = [
        ("m=audio 0 RTP/AVP 8\r\n", AnswerError::Refused),
        ("", AnswerError::Refused),
        ("m=video 4 RTP/AVP 8\r\n", AnswerError::Refused),
        ("m=audio 4 RTP/AVP 18\r\n", AnswerError::NoCommonCodec),
        ("m=audio 4 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n", AnswerError::NoCommonCodec),
    ];
    for (body, expected) in table {
        assert_eq!(accept(&sdp(body), &ours).unwrap_err(), expected, "{body}");
    }
}

#[test]
fn a_held_answer_to_our_offer_is_hold() {
    let ours = offer(&local(g711()));
    let held = accept(&sdp(&format!("{PHONE}a=recvonly\r\n")), &ours).unwrap();
    assert_eq!(held.direction, Direction::SendOnly);
    let muted = accept(&sdp(&format!("{PHONE}a=inactive\r\n")), &ours).unwrap();
    assert_eq!(muted.direction, Direction::Inactive);
}

#[test]
fn session_id_and_version_are_those_given() {
    let again = LocalMedia { session_version: 2, ..local(g711()) };
    assert!(
        offer(&again)
            .to_string()
            .starts_with("v=0\r\no=- 7 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 30000 RTP/AVP 8 0 101\r\n")
    );
}

#[test]
fn an_ipv6_peer_is_reached() {
    let offered = sdp("m=audio 4000 RTP/AVP 8\r\nc=IN IP6 2001:db8::7\r\na=rtcp:4009 IN IP6 2001:db8::8\r\n");
    let (_, agreed) = answer(&offered, &local(g711())).unwrap();
    assert_eq!(agreed.remote, Some("[2001:db8::7]:4000".parse().unwrap()));
    assert_eq!(agreed.remote_rtcp, Some("[2001:db8::8]:4009".parse().unwrap()));
}
