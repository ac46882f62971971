//! Real sockets over loopback: phones are plain UDP sockets, events are waited for with a deadline.

use std::net::{SocketAddr, UdpSocket};

use crossbeam_channel::{Receiver, bounded};
use otklik_media::action::{Latching, MediaLegId, PlayOutcome, RecordingFailure, RecordingRef, Repeat, Sound};
use otklik_media::g711::Law;
use otklik_media::negotiate::{Negotiated, NegotiatedCodec};
use otklik_media::rtp::RtpHeader;
use otklik_media::sdp::{Codec, Direction};
use otklik_media::tone;
use otklik_media::wav::Wav;

use super::*;

const CALL: MediaCallId = MediaCallId(7);
const CALLER: MediaLegId = MediaLegId(1);
const CALLEE: MediaLegId = MediaLegId(2);
const RECORDING: RecordingRef = RecordingRef(99);
const PATIENCE: Duration = Duration::from_secs(20);
/// Frames sent at once: 200 ms, so that timestamps stay near arrival.
const FRAMES: u16 = 10;

struct Exchange {
    pool: Option<MediaPool>,
    events: Receiver<MediaEvent>,
    folder: tempfile::TempDir,
}

impl Exchange {
    fn start() -> Self {
        Self::with_silence_limit(SILENCE_LIMIT)
    }

    fn with_silence_limit(silence_limit: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (sender, events) = bounded(1_024);
        let mut prompts = PromptLibrary::default();
        prompts.insert("beep", Prompt::from_samples(&tone::sine(1_000.0, 8_000.0, 1_600)));
        let pool = MediaPool::start(MediaConfig {
            bind_ip: "127.0.0.1".parse().unwrap(),
            threads: Some(2),
            recordings_dir: folder.path().to_owned(),
            prompts,
            silence_limit,
            events: sender,
            waker: None,
        });
        Self { pool: Some(pool.unwrap()), events, folder }
    }

    fn apply(&mut self, action: MediaAction) {
        let pool = self.pool.as_mut().unwrap();
        pool.apply(action);
        pool.wake();
    }

    /// A call of two phones who hear each other.
    fn call(&mut self, event_numbers: [u8; 2]) -> [Phone; 2] {
        let phones = [(CALLER, event_numbers[0]), (CALLEE, event_numbers[1])].map(|(leg, number)| self.leg(leg, number, Latching::Off));
        self.apply(MediaAction::Bridge { call: CALL, first: CALLER, second: CALLEE });
        phones
    }

    fn leg(&mut self, leg: MediaLegId, event_number: u8, latching: Latching) -> Phone {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        // With latching the SDP names an address where nobody is.
        let named = if latching == Latching::On { "127.0.0.9:9".parse().unwrap() } else { socket.local_addr().unwrap() };
        let media = Some(negotiated(named, event_number));
        let opened = std::iter::repeat_with(free_ports).find(|local_port| {
            self.apply(MediaAction::AddLeg { call: CALL, leg, local_port: *local_port, latching, media: media.clone() });
            // Another test may have been quicker; a failed leg is told before `apply` returns.
            self.events.try_recv().is_err()
        });
        Phone { socket, exchange: SocketAddr::new("127.0.0.1".parse().unwrap(), opened.unwrap()), sequence: 500 }
    }

    fn record(&mut self, path: &str) {
        self.apply(MediaAction::StartRecording { call: CALL, recording: RECORDING, leg: CALLER, path: path.to_owned() });
    }

    /// The first event that fits; others are let pass.
    fn wait<T>(&self, fits: impl Fn(&MediaEvent) -> Option<T>) -> T {
        let deadline = std::time::Instant::now() + PATIENCE;
        loop {
            let event = self.events.recv_deadline(deadline).expect("the event did not come");
            if let Some(found) = fits(&event) {
                return found;
            }
        }
    }

    fn wait_for(&self, expected: &MediaEvent) {
        self.wait(|event| (event == expected).then_some(()));
    }

    fn recording(&self, path: &str) -> Wav {
        Wav::parse(&fs::read(self.folder.path().join(path)).unwrap()).unwrap()
    }
}

struct Phone {
    socket: UdpSocket,
    exchange: SocketAddr,
    sequence: u16,
}

impl Phone {
    fn send(&mut self, payload_type: u8, timestamp: u32, payload: &[u8]) {
        let header = RtpHeader { marker: false, payload_type, sequence: self.sequence, timestamp, ssrc: 77 };
        self.sequence += 1;
        let mut packet = header.to_bytes().to_vec();
        packet.extend_from_slice(payload);
        self.socket.send_to(&packet, self.exchange).unwrap();
    }

    fn speak(&mut self, frequency: f64) {
        let samples = tone::sine(frequency, 8_000.0, 160 * usize::from(FRAMES));
        for (number, frame) in samples.chunks(160).enumerate() {
            let payload: Vec<u8> = frame.iter().map(|sample| Law::A.encode(*sample)).collect();
            self.send(8, number as u32 * 160, &payload);
        }
    }

    fn receive(&self) -> (RtpHeader, Vec<u8>) {
        let mut buffer = [0; 2_048];
        let (length, source) = self.socket.recv_from(&mut buffer).expect("a packet");
        assert_eq!(source, self.exchange, "answers come from where we send to");
        let (header, payload) = RtpHeader::parse(&buffer[..length]).unwrap();
        (header, buffer[payload].to_vec())
    }

    fn listen(&self) -> Vec<i16> {
        let frames = (0..FRAMES).map(|_| self.receive().1);
        frames.flatten().map(|code| Law::A.decode(code)).collect()
    }
}

fn negotiated(remote: SocketAddr, event_number: u8) -> Negotiated {
    let codecs = [Codec::pcma(), Codec::telephone_event(event_number, 8_000)].map(|codec| NegotiatedCodec {
        send_payload_type: codec.payload_type,
        receive_payload_type: codec.payload_type,
        codec,
    });
    Negotiated { remote: Some(remote), remote_rtcp: None, codecs: codecs.into(), direction: Direction::SendRecv, ptime_ms: None }
}

/// An even port that is free with the one above it, and stays so long enough.
fn free_ports() -> u16 {
    let taken = std::iter::repeat_with(|| UdpSocket::bind("127.0.0.1:0").unwrap());
    let mut ports = taken.take(1_000).map(|socket| socket.local_addr().unwrap().port());
    let both_free = |port: &u16| port.is_multiple_of(2) && UdpSocket::bind(("127.0.0.1", *port + 1)).is_ok();
    ports.find(both_free).unwrap()
}

fn assert_tone(samples: &[i16], frequency: f64) {
    let share = tone::share(samples, frequency);
    assert!(share > 0.98, "{frequency} Hz has a share of {share}");
    let level = tone::amplitude(samples, frequency);
    assert!((7_800.0..8_200.0).contains(&level), "{frequency} Hz at {level}");
}

fn sounding(samples: &[i16]) -> Vec<i16> {
    let start = samples.iter().position(|sample| sample.unsigned_abs() > 200).expect("some sound");
    samples[start..].iter().copied().take(1_500).collect()
}

#[test]
fn both_hear_each_other_and_the_recording_has_each_on_his_side() {
    let mut exchange = Exchange::start();
    let [mut caller, mut callee] = exchange.call([101, 101]);
    exchange.record("2026/call.wav");
    exchange.wait_for(&MediaEvent::RecordingStarted { call: CALL, recording: RECORDING });
    caller.speak(440.0);
    callee.speak(620.0);
    assert_tone(&callee.listen(), 440.0);
    assert_tone(&caller.listen(), 620.0);
    exchange.apply(MediaAction::StopRecording { call: CALL, recording: RECORDING });
    let (duration, bytes, lacks) = exchange.wait(|event| {
        if let MediaEvent::RecordingFinished { duration_ms, bytes, lacks, .. } = event {
            Some((*duration_ms, *bytes, *lacks))
        } else {
            None
        }
    });
    let wav = exchange.recording("2026/call.wav");
    assert_eq!((bytes, duration), (44 + wav.samples.len() as u64 * 2, wav.samples.len() as u64 / 16));
    assert_eq!(lacks, Default::default());
    assert_tone(&sounding(&wav.channel(0)), 440.0);
    assert_tone(&sounding(&wav.channel(1)), 620.0);
}

#[test]
fn a_key_is_told_once_and_passed_on_with_the_other_legs_number() {
    let mut exchange = Exchange::start();
    let [mut caller, callee] = exchange.call([101, 96]);
    for (ended, duration) in [(0, 160), (0, 240), (0x80, 320), (0x80, 320)] {
        caller.send(101, 4_000, &[5, ended, (duration >> 8) as u8, duration as u8]);
    }
    caller.send(101, 9_000, &[11, 0, 0, 160]);
    let keys =
        [(); 2].map(|()| exchange.wait(|event| if let MediaEvent::Digit { leg, digit, .. } = event { Some((*leg, *digit)) } else { None }));
    assert_eq!(keys, [(CALLER, '5'), (CALLER, '#')]);
    let (header, payload) = callee.receive();
    assert_eq!((header.payload_type, payload.as_slice()), (96, &[5, 0, 0, 160][..]));
}

#[test]
fn a_prompt_is_heard_to_its_end_and_talk_goes_on_in_the_same_stream() {
    let mut exchange = Exchange::start();
    let [caller, mut callee] = exchange.call([101, 101]);
    let sound = Sound::Prompt("beep".to_owned());
    exchange.apply(MediaAction::Play { call: CALL, leg: CALLER, sound, repeat: Repeat::Once });
    exchange.wait_for(&MediaEvent::PlayFinished { call: CALL, leg: CALLER, outcome: PlayOutcome::Completed });
    callee.speak(620.0);
    let frames: Vec<_> = (0..2 * FRAMES).map(|_| caller.receive()).collect();
    let (beep, talk): (Vec<_>, Vec<_>) = frames.iter().enumerate().partition(|(index, _)| *index < usize::from(FRAMES));
    for (part, frequency) in [(beep, 1_000.0), (talk, 620.0)] {
        let samples: Vec<i16> = part.iter().flat_map(|(_, (_, payload))| payload).map(|code| Law::A.decode(*code)).collect();
        assert_tone(&samples, frequency);
    }
    for pair in frames.windows(2) {
        assert_eq!(pair[1].0.ssrc, pair[0].0.ssrc);
        assert_eq!(pair[1].0.sequence.wrapping_sub(pair[0].0.sequence), 1);
    }
}

#[test]
fn an_unknown_prompt_is_told() {
    let mut exchange = Exchange::start();
    exchange.call([101, 101]);
    let sound = Sound::Prompt("nothing".to_owned());
    exchange.apply(MediaAction::Play { call: CALL, leg: CALLER, sound, repeat: Repeat::Once });
    exchange.wait_for(&MediaEvent::PlayFinished { call: CALL, leg: CALLER, outcome: PlayOutcome::UnknownPrompt });
}

#[test]
fn a_phone_behind_nat_is_found_by_its_packets() {
    let mut exchange = Exchange::start();
    let mut hidden = exchange.leg(CALLER, 101, Latching::On);
    let mut callee = exchange.leg(CALLEE, 101, Latching::Off);
    exchange.apply(MediaAction::Bridge { call: CALL, first: CALLER, second: CALLEE });
    hidden.speak(440.0);
    exchange.wait_for(&MediaEvent::MediaStarted { call: CALL, leg: CALLER });
    callee.speak(620.0);
    assert_tone(&hidden.listen(), 620.0);
}

#[test]
fn calls_whose_ids_come_in_steps_are_spread_over_the_threads() {
    let exchange = Exchange::start();
    let pool = exchange.pool.as_ref().unwrap();
    for step in 1..9 {
        let first = (0..1_000).filter(|number| pool.thread_of(MediaCallId(number * step)) == 0).count();
        assert!((400..600).contains(&first), "{first} of 1000 on the first thread with steps of {step}");
    }
}

#[test]
fn a_taken_port_fails_the_leg_and_no_other() {
    let mut exchange = Exchange::start();
    let port = free_ports();
    let _other_program = UdpSocket::bind(("127.0.0.1", port + 1)).unwrap();
    exchange.apply(MediaAction::AddLeg { call: CALL, leg: MediaLegId(3), local_port: port, latching: Latching::On, media: None });
    exchange.wait_for(&MediaEvent::LegFailed { call: CALL, leg: MediaLegId(3), reason: LegFailure::PortTaken });
    let [mut caller, callee] = exchange.call([101, 101]);
    caller.speak(440.0);
    assert_tone(&callee.listen(), 440.0);
}

#[test]
fn a_leg_ends_with_its_figures_and_what_comes_late_is_not_heard_by_the_next_one_on_its_ports() {
    let mut exchange = Exchange::start();
    let [mut caller, callee] = exchange.call([101, 101]);
    caller.speak(440.0);
    callee.listen();
    exchange.apply(MediaAction::RemoveCall { call: CALL });
    let figures = [(); 2].map(|()| {
        exchange.wait(|event| {
            if let MediaEvent::LegEnded { leg, statistics, .. } = event {
                Some((*leg, statistics.received, statistics.sent, statistics.lost))
            } else {
                None
            }
        })
    });
    assert_eq!(figures, [(CALLER, u64::from(FRAMES), 0, 0), (CALLEE, 0, u64::from(FRAMES), 0)]);
    caller.speak(440.0);
    let (next, local_port) = (MediaCallId(8), caller.exchange.port());
    let media = Some(negotiated(caller.socket.local_addr().unwrap(), 101));
    exchange.apply(MediaAction::AddLeg { call: next, leg: CALLER, local_port, latching: Latching::Off, media });
    // A sound played to its end: by then whatever waited in the sockets would have been heard.
    exchange.apply(MediaAction::Play { call: next, leg: CALLER, sound: Sound::Prompt("beep".to_owned()), repeat: Repeat::Once });
    exchange.wait_for(&MediaEvent::PlayFinished { call: next, leg: CALLER, outcome: PlayOutcome::Completed });
    exchange.apply(MediaAction::RemoveCall { call: next });
    let received =
        exchange.wait(|event| if let MediaEvent::LegEnded { statistics, .. } = event { Some(statistics.received) } else { None });
    assert_eq!(received, 0);
}

#[test]
fn a_silent_leg_is_told() {
    let mut exchange = Exchange::with_silence_limit(Duration::from_millis(1));
    exchange.call([101, 101]);
    let leg = exchange.wait(|event| if let MediaEvent::MediaTimeout { leg, .. } = event { Some(*leg) } else { None });
    assert!(leg == CALLER || leg == CALLEE);
}

#[test]
fn stopping_finishes_recordings() {
    let mut exchange = Exchange::start();
    let [mut caller, callee] = exchange.call([101, 101]);
    exchange.record("a.wav");
    exchange.wait_for(&MediaEvent::RecordingStarted { call: CALL, recording: RECORDING });
    caller.speak(440.0);
    callee.listen();
    exchange.pool.take().unwrap().stop();
    assert_tone(&sounding(&exchange.recording("a.wav").channel(0)), 440.0);
    exchange.wait(|event| matches!(event, MediaEvent::RecordingFinished { .. }).then_some(()));
}

#[test]
fn a_recording_outside_the_folder_is_refused() {
    let mut exchange = Exchange::start();
    exchange.call([101, 101]);
    exchange.record("../a.wav");
    let reason = RecordingFailure::BadPath;
    exchange.wait_for(&MediaEvent::RecordingFailed { call: CALL, recording: RECORDING, reason });
}

#[test]
fn a_torn_recording_is_mended_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("torn.wav");
    let whole = Wav { format: otklik_media::wav::WavFormat::RECORDING, samples: vec![3; 1_000] }.to_bytes();
    fs::write(&path, &whole[..44 + 403]).unwrap();
    let repaired = repair_recording(&path).unwrap();
    assert_eq!((repaired.bytes, repaired.changed), (444, true));
    assert_eq!(Wav::parse(&fs::read(&path).unwrap()).unwrap().samples, [3; 200]);
    assert!(!repair_recording(&path).unwrap().changed);
}

#[test]
fn the_example_greeting_is_a_prompt() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/prompts");
    let library = load_prompts(&folder).unwrap();
    let greeting = library.find(&Sound::Prompt("greeting.wav".to_owned())).unwrap();
    assert!((5..7).contains(&greeting.duration().as_secs()));
}

#[test]
fn a_bad_prompt_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("song.wav"), "not a wav").unwrap();
    let error = load_prompts(folder.path()).unwrap_err();
    assert!(error.to_string().ends_with("song.wav: not a WAV file"), "{error}");
}
