use proptest::prelude::*;

use super::*;
use crate::sdp::Codec;

const CALLER: MediaLegId = MediaLegId(1);
const CALLEE: MediaLegId = MediaLegId(2);
const CALLER_PHONE: &str = "192.0.2.10:4000";
const CALLEE_PHONE: &str = "192.0.2.20:5000";

fn negotiated(phone: &str, codecs: &[(Codec, u8)]) -> Negotiated {
    let agreed = |(codec, number): &(Codec, u8)| NegotiatedCodec {
        codec: Codec { payload_type: *number, ..codec.clone() },
        send_payload_type: *number,
        receive_payload_type: *number,
    };
    Negotiated {
        remote: Some(phone.parse().unwrap()),
        remote_rtcp: None,
        codecs: codecs.iter().map(agreed).collect(),
        direction: Direction::SendRecv,
        ptime_ms: None,
    }
}

struct Scene {
    relay: Relay,
    now: Instant,
}

impl Scene {
    /// A bridged call whose legs number telephone events differently.
    fn bridged() -> Self {
        let now = crate::any_instant();
        let mut relay = Relay::new(42);
        let event = Codec::telephone_event(101, 8_000);
        for (leg, phone, event_number) in [(CALLER, CALLER_PHONE, 101), (CALLEE, CALLEE_PHONE, 96)] {
            assert!(relay.add_leg(leg, Latching::Off, now));
            relay.set_media(leg, negotiated(phone, &[(Codec::pcma(), 8), (event.clone(), event_number)]), now);
        }
        relay.bridge(CALLER, CALLEE);
        Self { relay, now }
    }

    fn receive(&mut self, leg: MediaLegId, header: RtpHeader, payload: &[u8]) -> (Received, Vec<u8>) {
        let phone = if leg == CALLER { CALLER_PHONE } else { CALLEE_PHONE };
        let mut packet = header.to_bytes().to_vec();
        packet.extend_from_slice(payload);
        let received = self.relay.on_packet(leg, phone.parse().unwrap(), &mut packet, self.now);
        (received, packet)
    }

    fn voice(&mut self, leg: MediaLegId, sequence: u16) -> Option<Forward> {
        let header = RtpHeader { payload_type: 8, sequence, timestamp: u32::from(sequence) * 160, ssrc: 5, marker: false };
        self.receive(leg, header, &[0xd5; 160]).0.forward
    }
}

#[test]
fn a_packet_goes_to_the_partner_in_the_same_buffer() {
    let mut scene = Scene::bridged();
    let header = RtpHeader { payload_type: 8, sequence: 900, timestamp: 160, ssrc: 5, marker: false };
    let (received, packet) = scene.receive(CALLER, header, &[7; 160]);
    let forward = received.forward.unwrap();
    assert_eq!((forward.leg, forward.destination), (CALLEE, CALLEE_PHONE.parse().unwrap()));
    let (sent, payload) = RtpHeader::parse(&packet).unwrap();
    assert_eq!(sent, forward.header);
    assert_ne!(sent.ssrc, 5, "the leg's own stream");
    assert_eq!(&packet[payload], [7; 160]);
    assert!(received.packet.unwrap().first);
}

#[test]
fn payload_types_are_mapped_between_the_legs_and_keys_are_told() {
    let mut scene = Scene::bridged();
    let header = RtpHeader { payload_type: 101, sequence: 1, timestamp: 160, ssrc: 5, marker: true };
    let (received, packet) = scene.receive(CALLER, header, &[4, 0x0a, 0, 160]);
    assert_eq!(received.key, Some(KeyEdge::Pressed('4')));
    assert_eq!(RtpHeader::parse(&packet).unwrap().0.payload_type, 96);
    let back = RtpHeader { payload_type: 96, ..header };
    let (_, packet) = scene.receive(CALLEE, back, &[4, 0x0a, 0, 160]);
    assert_eq!(RtpHeader::parse(&packet).unwrap().0.payload_type, 101);
}

#[test]
fn what_was_not_agreed_and_strangers_are_counted_and_dropped() {
    let mut scene = Scene::bridged();
    let header = RtpHeader { payload_type: 0, ..RtpHeader::default() };
    assert_eq!(scene.receive(CALLER, header, &[0; 160]).0, Received::default());
    let mut packet = RtpHeader { payload_type: 8, ..header }.to_bytes();
    let stranger = "203.0.113.9:4000".parse().unwrap();
    assert_eq!(scene.relay.on_packet(CALLER, stranger, &mut packet, scene.now), Received::default());
    assert_eq!(scene.relay.remove_leg(CALLER).unwrap().refused, 2);
}

#[test]
fn a_held_leg_is_muted_both_ways_and_resumes_in_the_same_stream() {
    let mut scene = Scene::bridged();
    let before = scene.voice(CALLER, 1).unwrap();
    scene.relay.set_direction(CALLEE, Direction::Inactive, scene.now);
    assert_eq!(scene.voice(CALLER, 2), None);
    assert_eq!(scene.voice(CALLEE, 1), None);
    scene.relay.set_direction(CALLEE, Direction::SendRecv, scene.now);
    let after = scene.voice(CALLER, 3).unwrap();
    assert_eq!(after.header.ssrc, before.header.ssrc);
    assert_eq!(after.header.sequence.wrapping_sub(before.header.sequence), 2);
    assert!(scene.voice(CALLEE, 2).is_some());
}

#[test]
fn a_leg_that_holds_may_play_its_own_music() {
    let mut scene = Scene::bridged();
    scene.relay.set_direction(CALLEE, Direction::RecvOnly, scene.now);
    assert_eq!(scene.voice(CALLER, 1), None, "nothing to the holder");
    assert!(scene.voice(CALLEE, 1).is_some(), "his music to the held");
}

#[test]
fn from_a_sound_to_talk_the_stream_goes_on_unbroken() {
    let mut scene = Scene::bridged();
    let mut out = Vec::new();
    scene.relay.begin_sound(CALLER);
    let mut last = scene.relay.sound_packet(CALLER, &[0xd5; 160], &mut out, scene.now).unwrap();
    assert_eq!(out.len(), 172);
    assert!(last.header.marker);
    for _ in 0..10 {
        scene.now += Duration::from_millis(20);
        assert_eq!(scene.voice(CALLEE, 1), None, "the partner is not heard over a sound");
        let next = scene.relay.sound_packet(CALLER, &[0xd5; 160], &mut out, scene.now).unwrap();
        assert_eq!(next.header.sequence.wrapping_sub(last.header.sequence), 1);
        assert_eq!(next.header.timestamp.wrapping_sub(last.header.timestamp), 160);
        last = next;
    }
    scene.relay.end_sound(CALLER);
    scene.now += Duration::from_millis(40);
    let talk = scene.voice(CALLEE, 7_000).unwrap();
    assert_eq!(talk.header.ssrc, last.header.ssrc);
    assert_eq!(talk.header.sequence.wrapping_sub(last.header.sequence), 1);
    assert_eq!(talk.header.timestamp.wrapping_sub(last.header.timestamp), 320);
    assert!(talk.header.marker);
}

#[test]
fn a_sound_needs_an_agreed_law() {
    let mut scene = Scene::bridged();
    assert_eq!(scene.relay.sound_law(CALLER), Some(Law::A));
    let media = negotiated(CALLER_PHONE, &[(Codec::g722(), 9)]);
    scene.relay.set_media(CALLER, media, scene.now);
    assert_eq!(scene.relay.sound_law(CALLER), None);
}

#[test]
fn a_new_partner_speaks_in_the_old_stream() {
    let mut scene = Scene::bridged();
    let deputy = MediaLegId(3);
    let old = scene.voice(CALLEE, 1).unwrap();
    scene.relay.add_leg(deputy, Latching::Off, scene.now);
    scene.relay.set_media(deputy, negotiated("192.0.2.30:6000", &[(Codec::pcma(), 8)]), scene.now);
    scene.relay.bridge(CALLER, deputy);
    assert_eq!(scene.voice(CALLEE, 2), None, "he is nobody's partner now");
    let mut packet = RtpHeader { payload_type: 8, sequence: 3, ..RtpHeader::default() }.to_bytes();
    let source = "192.0.2.30:6000".parse().unwrap();
    let new = scene.relay.on_packet(deputy, source, &mut packet, scene.now).forward.unwrap();
    assert_eq!(new.header.ssrc, old.header.ssrc);
    assert_eq!(new.header.sequence.wrapping_sub(old.header.sequence), 1);
}

#[test]
fn silence_is_told_once_and_not_on_hold() {
    let mut scene = Scene::bridged();
    let limit = Duration::from_secs(60);
    scene.relay.set_direction(CALLEE, Direction::Inactive, scene.now);
    scene.now += limit;
    let told: Vec<_> = scene.relay.silent_legs(limit, scene.now).collect();
    assert_eq!(told, [(CALLER, limit)]);
    assert_eq!(scene.relay.silent_legs(limit, scene.now).count(), 0);
    let heard = [1, 2].map(|sequence| scene.receive(CALLER, RtpHeader { payload_type: 8, sequence, ..RtpHeader::default() }, &[]).0);
    assert_eq!(heard.map(|received| received.packet.unwrap().first), [true, false], "that it is back is told once, too");
    scene.now += limit;
    assert_eq!(scene.relay.silent_legs(limit, scene.now).count(), 1, "heard between, so told again");
}

#[test]
fn reports_of_a_phone_that_suppresses_silence_show_it_is_there() {
    let mut scene = Scene::bridged();
    let limit = Duration::from_secs(60);
    scene.now += limit / 2;
    scene.relay.on_rtcp(CALLEE, "192.0.2.20:5001".parse().unwrap(), &[0x80, 201, 0, 1, 0, 0, 0, 9], scene.now);
    scene.relay.on_rtcp(CALLER, "203.0.113.9:5001".parse().unwrap(), &[0x80, 201, 0, 1, 0, 0, 0, 9], scene.now);
    scene.now += limit / 2;
    let told: Vec<_> = scene.relay.silent_legs(limit, scene.now).map(|(leg, _)| leg).collect();
    assert_eq!(told, [CALLER], "a stranger's report counts for nothing");
}

#[test]
fn the_peers_report_about_our_stream_is_kept() {
    let mut scene = Scene::bridged();
    let ssrc = scene.voice(CALLER, 1).unwrap().header.ssrc;
    let mut report = vec![0x81, 201, 0, 7, 0, 0, 0, 9];
    report.extend(ssrc.to_be_bytes());
    report.extend([0, 0, 0, 3, 0, 0, 0, 1]);
    report.extend(16u32.to_be_bytes());
    report.extend([0; 8]);
    scene.relay.on_rtcp(CALLEE, "192.0.2.20:5001".parse().unwrap(), &report, scene.now);
    let statistics = scene.relay.remove_leg(CALLEE).unwrap();
    assert_eq!((statistics.peer_lost, statistics.peer_jitter_us, statistics.rtcp_received), (Some(3), Some(2_000), 1));
    assert_eq!(statistics.sent, 1);
}

/// What may happen in a call, for the property below.
#[derive(Clone, Copy, Debug)]
enum Happening {
    /// A packet of a leg, its sequence number that much higher than its last.
    Packet {
        leg: u64,
        step: u16,
    },
    Bridge(u64, u64),
    Direct(u64, Direction),
    BeginSound(u64),
    Frame(u64),
    EndSound(u64),
    Pause(u64),
}

fn happening() -> impl Strategy<Value = Happening> {
    let leg = 1u64..4;
    prop_oneof![
        6 => (leg.clone(), 1u16..40).prop_map(|(leg, step)| Happening::Packet { leg, step }),
        1 => (leg.clone(), leg.clone()).prop_map(|(first, second)| Happening::Bridge(first, second)),
        1 => (leg.clone(), any::<bool>(), any::<bool>()).prop_map(|(leg, sends, hears)| Happening::Direct(leg, Direction::new(sends, hears))),
        1 => leg.clone().prop_map(Happening::BeginSound),
        3 => leg.clone().prop_map(Happening::Frame),
        1 => leg.prop_map(Happening::EndSound),
        2 => (0u64..2_000).prop_map(Happening::Pause),
    ]
}

impl Scene {
    fn three_legs() -> Self {
        let now = crate::any_instant();
        let mut relay = Relay::new(3);
        for leg in 1..4 {
            relay.add_leg(MediaLegId(leg), Latching::Off, now);
            relay.set_media(MediaLegId(leg), negotiated(CALLER_PHONE, &[(Codec::pcma(), 8)]), now);
        }
        Self { relay, now }
    }

    fn happen(&mut self, happening: Happening, sequences: &mut [u16; 4]) -> Option<Forward> {
        let Self { relay, now } = self;
        match happening {
            Happening::Packet { leg, step } => {
                let sequence = &mut sequences[leg as usize];
                *sequence = sequence.wrapping_add(step);
                let timestamp = u32::from(*sequence) * 160;
                let header = RtpHeader { payload_type: 8, sequence: *sequence, timestamp, ssrc: leg as u32, marker: false };
                let source = CALLER_PHONE.parse().unwrap();
                return relay.on_packet(MediaLegId(leg), source, &mut header.to_bytes(), *now).forward;
            }
            Happening::Frame(leg) => return relay.sound_packet(MediaLegId(leg), &[0; 160], &mut Vec::new(), *now),
            Happening::Bridge(first, second) => relay.bridge(MediaLegId(first), MediaLegId(second)),
            Happening::Direct(leg, direction) => relay.set_direction(MediaLegId(leg), direction, *now),
            Happening::BeginSound(leg) => relay.begin_sound(MediaLegId(leg)),
            Happening::EndSound(leg) => relay.end_sound(MediaLegId(leg)),
            Happening::Pause(ms) => *now += Duration::from_millis(ms),
        }
        None
    }
}

proptest! {
    #[test]
    fn whatever_happens_each_leg_gets_one_stream_that_only_grows(happenings in proptest::collection::vec(happening(), 1..300)) {
        let mut scene = Scene::three_legs();
        let mut sequences = [100, 65_000, 9, 30_000];
        let mut last: [Option<RtpHeader>; 4] = [None; 4];
        for happening in happenings {
            let Some(sent) = scene.happen(happening, &mut sequences) else { continue };
            if let Some(before) = last[sent.leg.0 as usize].replace(sent.header) {
                prop_assert_eq!(sent.header.ssrc, before.ssrc);
                let ahead = sent.header.sequence.wrapping_sub(before.sequence) as i16;
                prop_assert!(ahead > 0, "sequence {} after {}", sent.header.sequence, before.sequence);
            }
        }
    }
}
