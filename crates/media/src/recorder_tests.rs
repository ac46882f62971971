use std::io::Cursor;

use super::*;
use crate::tone;
use crate::wav::{self, Wav};

/// A file in memory, written as the writer thread does.
#[derive(Default)]
struct File {
    bytes: Vec<u8>,
}

impl File {
    fn apply(&mut self, chunk: Option<Chunk>) {
        let Some(chunk) = chunk else { return };
        if self.bytes.is_empty() {
            self.bytes.extend(Recorder::beginning());
        }
        assert_eq!(chunk.offset, self.bytes.len() as u64, "chunks are appended");
        self.bytes.extend(&chunk.samples);
        assert_eq!(chunk.file_bytes(), self.bytes.len() as u64);
        self.bytes[..HEADER_BYTES].copy_from_slice(&chunk.header);
    }

    fn channels(&self) -> (Vec<i16>, Vec<i16>) {
        let wav = Wav::parse(&self.bytes).unwrap();
        assert_eq!(wav.format, WavFormat::RECORDING);
        (wav.channel(0), wav.channel(1))
    }
}

struct Scene {
    recorder: Recorder,
    file: File,
    start: Instant,
}

impl Scene {
    fn new() -> Self {
        let start = crate::any_instant();
        Self { recorder: Recorder::new(start), file: File::default(), start }
    }

    /// A packet of 20 ms, all its samples one loud code of the A-law.
    fn packet(&mut self, side: Side, number: u32, at_ms: u64) {
        let header = RtpHeader { payload_type: 8, sequence: number as u16, timestamp: number.wrapping_mul(160), ssrc: 1, marker: false };
        self.recorder.push(side, &header, CodecKind::Pcma, &[LOUD; 160], self.start + Duration::from_millis(at_ms));
    }

    fn flush(&mut self, at_ms: u64) {
        let chunk = self.recorder.flush(self.start + Duration::from_millis(at_ms));
        self.file.apply(chunk);
    }

    fn finish(&mut self, at_ms: u64) -> (Vec<i16>, Vec<i16>) {
        let chunk = self.recorder.finish(self.start + Duration::from_millis(at_ms));
        self.file.apply(chunk);
        self.file.channels()
    }
}

const LOUD: u8 = 0xaa;

/// Stretches of sound as (first, last) millisecond.
fn heard(samples: &[i16]) -> Vec<(usize, usize)> {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for (frame, _) in samples.iter().enumerate().filter(|(_, sample)| **sample != 0) {
        match stretches.last_mut().filter(|(_, end)| *end == frame) {
            Some((_, end)) => *end = frame + 1,
            None => stretches.push((frame, frame + 1)),
        }
    }
    stretches.into_iter().map(|(start, end)| (start / 8, end / 8)).collect()
}

#[test]
fn each_side_has_its_channel_and_silence_fills_the_rest() {
    let mut scene = Scene::new();
    scene.packet(Side::Said, 0, 100);
    scene.packet(Side::Heard, 0, 200);
    let (said, hears) = scene.finish(1_000);
    assert_eq!(heard(&said), [(100, 120)]);
    assert_eq!(heard(&hears), [(200, 220)]);
    assert_eq!(said.len(), 8_000);
}

#[test]
fn jitter_neither_stretches_nor_tears() {
    let mut scene = Scene::new();
    for (number, late) in [0, 15, 3, 19, 0, 7].into_iter().enumerate() {
        scene.packet(Side::Said, number as u32, number as u64 * 20 + late);
    }
    assert_eq!(heard(&scene.finish(500).0), [(0, 120)]);
}

#[test]
fn a_lost_packet_is_silence_and_a_late_one_finds_its_place() {
    let mut scene = Scene::new();
    for number in [0, 1, 3, 5, 4] {
        scene.packet(Side::Said, number, 10 + u64::from(number) * 20);
    }
    assert_eq!(heard(&scene.finish(500).0), [(10, 50), (70, 130)]);
}

#[test]
fn a_packet_after_its_place_was_written_is_counted() {
    let mut scene = Scene::new();
    scene.packet(Side::Said, 100, 0);
    scene.flush(1_000);
    scene.packet(Side::Said, 101, 300);
    assert_eq!(scene.recorder.late_packets(), 1);
}

#[test]
fn a_jump_of_the_senders_clock_or_a_new_stream_starts_at_arrival() {
    let mut scene = Scene::new();
    scene.packet(Side::Said, 0, 0);
    scene.packet(Side::Said, 900_000, 100);
    assert_eq!(heard(&scene.finish(500).0), [(0, 20), (100, 120)]);
}

#[test]
fn a_slow_clock_tears_nothing_in_half_an_hour() {
    let mut scene = Scene::new();
    let (mut sent_us, mut second) = (0u64, 0);
    for number in 0..90_000 {
        // A phone whose crystal is 100 ppm slow: 0.18 s behind after half an hour, within the limit, never torn.
        sent_us += 20_002;
        scene.packet(Side::Said, number, sent_us / 1_000);
        if sent_us / 1_000_000 > second {
            second = sent_us / 1_000_000;
            scene.flush(second * 1_000);
        }
    }
    assert_eq!(scene.recorder.late_packets(), 0);
    let (said, _) = scene.finish(sent_us / 1_000 + 20);
    assert_eq!(heard(&said).len(), 1);
}

#[test]
fn other_codecs_are_counted_and_silent_and_keys_are_not_audio() {
    let mut scene = Scene::new();
    let header = RtpHeader::default();
    for codec in [CodecKind::G722, CodecKind::Opus, CodecKind::TelephoneEvent] {
        scene.recorder.push(Side::Said, &header, codec, &[1; 160], scene.start);
    }
    assert_eq!(scene.recorder.undecoded_packets(), 2);
    assert_eq!(heard(&scene.finish(40).0), []);
}

#[test]
fn less_than_a_second_is_ever_unwritten() {
    let mut scene = Scene::new();
    for number in 0..250u32 {
        let at_ms = u64::from(number) * 20;
        scene.packet(Side::Said, number, at_ms);
        scene.flush(at_ms);
        let written_ms = scene.recorder.duration_ms();
        assert!(at_ms - written_ms.min(at_ms) < 1_000, "{written_ms} of {at_ms} ms");
    }
}

#[test]
fn a_recording_torn_at_any_byte_plays_after_repair_as_far_as_it_goes() {
    let mut scene = Scene::new();
    for number in 0..60 {
        scene.packet(Side::Said, number, u64::from(number) * 20);
        scene.flush(u64::from(number) * 20);
    }
    let (whole, _) = scene.finish(1_200);
    let bytes = scene.file.bytes;
    for cut in (0..bytes.len()).step_by(37) {
        let mut file = Cursor::new(bytes[..cut].to_vec());
        let repaired = wav::repair(&mut file).unwrap();
        let mut mended = file.into_inner();
        mended.truncate(repaired.bytes as usize);
        let said = Wav::parse(&mended).unwrap().channel(0);
        assert_eq!(said, whole[..cut.saturating_sub(HEADER_BYTES) / 4]);
    }
}

#[test]
fn tones_of_both_sides_come_out_with_their_frequency_and_level() {
    let mut scene = Scene::new();
    let tones = [(Side::Said, Law::A, CodecKind::Pcma, 440.0), (Side::Heard, Law::Mu, CodecKind::Pcmu, 620.0)];
    for (side, law, codec, frequency) in tones {
        for (number, frame) in tone::sine(frequency, 8_000.0, 8_000).chunks(160).enumerate() {
            let payload: Vec<u8> = frame.iter().map(|sample| law.encode(*sample)).collect();
            let header = RtpHeader { timestamp: number as u32 * 160, ..RtpHeader::default() };
            let at = scene.start + Duration::from_millis(20) * number as u32;
            scene.recorder.push(side, &header, codec, &payload, at);
        }
    }
    let (said, hears) = scene.finish(1_000);
    assert!(tone::share(&said, 440.0) > 0.98 && tone::share(&hears, 620.0) > 0.98);
    assert!((tone::amplitude(&said, 440.0) - 8_000.0).abs() < 200.0);
}
