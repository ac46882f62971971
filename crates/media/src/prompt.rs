//! Sounds ready to send: a WAV or a tone encoded once in both laws, and the player that gives a frame every 20 ms.

use std::collections::BTreeMap;
use std::f64::consts::PI;
use std::sync::Arc;
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::action::{Repeat, Sound};
use crate::g711::Law;
use crate::limits::PROMPT_BYTES_MAX;
use crate::tone::{self, SAMPLE_RATE};
use crate::wav::{Wav, WavError};

/// Samples in one packet: 20 ms.
pub const FRAME_SAMPLES: usize = 160;
/// Time between packets.
pub const FRAME_TIME: Duration = Duration::from_millis(20);
/// A player later than this goes on from now instead of sending a burst. Chosen: ten frames.
const LATENESS_MAX: Duration = Duration::from_millis(200);

/// A sound in both laws, a whole number of frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    a: Vec<u8>,
    mu: Vec<u8>,
}

/// Why a file cannot be a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PromptError {
    /// Not 16-bit PCM WAV.
    #[error(transparent)]
    Wav(#[from] WavError),
    /// Only mono at 8, 16, 24, 32 or 48 kHz is taken.
    #[error("a prompt is mono at 8, 16, 24, 32 or 48 kHz, not {channels} channels at {sample_rate} Hz")]
    Format {
        /// Its channels.
        channels: u16,
        /// Its rate.
        sample_rate: u32,
    },
    /// Larger than [`PROMPT_BYTES_MAX`].
    #[error("a prompt of {bytes} bytes is too long")]
    TooLong {
        /// Its size.
        bytes: usize,
    },
}

impl Prompt {
    /// Encodes linear audio at 8 kHz; the last frame is filled with silence.
    #[must_use]
    pub fn from_samples(samples: &[i16]) -> Self {
        let padding = samples.len().next_multiple_of(FRAME_SAMPLES) - samples.len();
        let padded = || samples.iter().copied().chain(std::iter::repeat_n(0, padding));
        Self { a: padded().map(|sample| Law::A.encode(sample)).collect(), mu: padded().map(|sample| Law::Mu.encode(sample)).collect() }
    }

    /// Reads a WAV file and brings it to 8 kHz.
    ///
    /// # Errors
    /// See [`PromptError`].
    pub fn from_wav(bytes: &[u8]) -> Result<Self, PromptError> {
        if bytes.len() > PROMPT_BYTES_MAX {
            return Err(PromptError::TooLong { bytes: bytes.len() });
        }
        let wav = Wav::parse(bytes)?;
        match (wav.format.channels, wav.format.sample_rate) {
            (1, rate @ (8_000 | 16_000 | 24_000 | 32_000 | 48_000)) => {
                Ok(Self::from_samples(&decimate(&wav.samples, (rate / SAMPLE_RATE) as usize)))
            }
            (channels, sample_rate) => Err(PromptError::Format { channels, sample_rate }),
        }
    }

    /// How long it plays.
    #[must_use]
    pub fn duration(&self) -> Duration {
        FRAME_TIME * (self.a.len() / FRAME_SAMPLES) as u32
    }

    fn frame(&self, law: Law, index: usize) -> Option<&[u8]> {
        let encoded = match law {
            Law::A => &self.a,
            Law::Mu => &self.mu,
        };
        encoded.get(index * FRAME_SAMPLES..(index + 1) * FRAME_SAMPLES)
    }
}

/// Keeps every `ratio`-th sample after a windowed-sinc low-pass at 3.65 kHz, so that what 8 kHz cannot carry is taken away
/// instead of folded into the speech.
fn decimate(samples: &[i16], ratio: usize) -> Vec<i16> {
    if ratio <= 1 {
        return samples.to_vec();
    }
    let taps = low_pass(3_650.0 / (f64::from(SAMPLE_RATE) * ratio as f64), 96 * ratio + 1);
    let middle = taps.len() / 2;
    let heard = |center: usize| -> f64 {
        let weighted = taps.iter().enumerate().filter_map(|(index, tap)| {
            let at = (center + index).checked_sub(middle)?;
            Some(tap * f64::from(*samples.get(at)?))
        });
        weighted.sum()
    };
    (0..samples.len()).step_by(ratio).map(|center| heard(center) as i16).collect()
}

/// A Blackman-windowed sinc; `cutoff` as a part of the sample rate. Sums to one.
fn low_pass(cutoff: f64, taps: usize) -> Vec<f64> {
    let middle = (taps / 2) as f64;
    let tap = |index: usize| {
        let distance = index as f64 - middle;
        let sinc = if distance == 0.0 { 2.0 * cutoff } else { (2.0 * PI * cutoff * distance).sin() / (PI * distance) };
        let phase = 2.0 * PI * index as f64 / (taps - 1) as f64;
        sinc * (0.42 - 0.5 * phase.cos() + 0.08 * (2.0 * phase).cos())
    };
    let raw: Vec<f64> = (0..taps).map(tap).collect();
    let sum: f64 = raw.iter().sum();
    raw.into_iter().map(|tap| tap / sum).collect()
}

/// All sounds by name, made once and shared by the media threads.
#[derive(Clone, Debug)]
pub struct PromptLibrary {
    prompts: BTreeMap<String, Arc<Prompt>>,
    ringback: Arc<Prompt>,
    busy: Arc<Prompt>,
}

impl Default for PromptLibrary {
    fn default() -> Self {
        Self {
            prompts: BTreeMap::new(),
            ringback: Arc::new(Prompt::from_samples(&tone::ringback())),
            busy: Arc::new(Prompt::from_samples(&tone::busy())),
        }
    }
}

impl PromptLibrary {
    /// Adds or replaces a prompt.
    pub fn insert(&mut self, name: &str, prompt: Prompt) {
        self.prompts.insert(name.to_owned(), Arc::new(prompt));
    }

    /// The sound to play; `None` for a prompt that is not loaded.
    #[must_use]
    pub fn find(&self, sound: &Sound) -> Option<Arc<Prompt>> {
        match sound {
            Sound::Prompt(name) => self.prompts.get(name).cloned(),
            Sound::Ringback => Some(Arc::clone(&self.ringback)),
            Sound::Busy => Some(Arc::clone(&self.busy)),
        }
    }
}

/// One playing of a prompt.
#[derive(Clone, Debug)]
pub struct Player {
    prompt: Arc<Prompt>,
    law: Law,
    repeat: Repeat,
    position: usize,
    due: Instant,
}

/// What a player has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A frame to send at once; ask again.
    Frame(&'a [u8]),
    /// Nothing before this moment.
    Wait(Instant),
    /// It was played to its end.
    Finished,
}

impl Player {
    /// Begins at `now`.
    #[must_use]
    pub fn new(prompt: Arc<Prompt>, law: Law, repeat: Repeat, now: Instant) -> Self {
        Self { prompt, law, repeat, position: 0, due: now }
    }

    /// The next frame when it is due. `Finished` comes when the last frame's time is over, so that what follows does not
    /// cut it.
    pub fn poll(&mut self, now: Instant) -> Step<'_> {
        if now < self.due {
            return Step::Wait(self.due);
        }
        if self.prompt.frame(self.law, self.position).is_none() && self.repeat == Repeat::Forever {
            self.position = 0;
        }
        let Some(frame) = self.prompt.frame(self.law, self.position) else { return Step::Finished };
        self.position += 1;
        let late = now.saturating_duration_since(self.due) > LATENESS_MAX;
        self.due = if late { now } else { self.due } + FRAME_TIME;
        Step::Frame(frame)
    }

    /// What its frames are encoded in.
    #[must_use]
    pub fn law(&self) -> Law {
        self.law
    }

    /// When [`Player::poll`] has something again.
    #[must_use]
    pub fn due(&self) -> Instant {
        self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wav::WavFormat;

    fn wav(sample_rate: u32, channels: u16, samples: Vec<i16>) -> Vec<u8> {
        Wav { format: WavFormat { channels, sample_rate }, samples }.to_bytes()
    }

    fn decoded(prompt: &Prompt) -> Vec<i16> {
        prompt.a.iter().map(|code| Law::A.decode(*code)).collect()
    }

    /// A tone at 16 kHz: the generator's 8 kHz tone of half the frequency, read twice as fast.
    fn tone_at_16k(frequency_hz: f64) -> Vec<i16> {
        tone::sine(frequency_hz / 2.0, 8_000.0, 16_000)
    }

    #[test]
    fn speech_survives_the_way_down_to_8_khz() {
        for frequency in [300.0, 1_000.0, 3_000.0] {
            let prompt = Prompt::from_wav(&wav(16_000, 1, tone_at_16k(frequency))).unwrap();
            let level = tone::amplitude(&decoded(&prompt)[800..7_200], frequency);
            assert!((7_500.0..8_500.0).contains(&level), "{frequency} Hz came out at {level}");
        }
    }

    #[test]
    fn what_8_khz_cannot_carry_is_gone_and_not_folded() {
        for frequency in [4_500.0, 5_000.0, 7_000.0] {
            let prompt = Prompt::from_wav(&wav(16_000, 1, tone_at_16k(frequency))).unwrap();
            let loudest = decoded(&prompt).into_iter().skip(400).take(7_000).map(i16::unsigned_abs).max().unwrap();
            assert!(loudest < 40, "{frequency} Hz left {loudest}");
        }
    }

    #[test]
    fn other_formats_are_refused_by_name() {
        let stereo = PromptError::Format { channels: 2, sample_rate: 8_000 };
        assert_eq!(Prompt::from_wav(&wav(8_000, 2, vec![0; 4])), Err(stereo));
        let compact_disc = PromptError::Format { channels: 1, sample_rate: 44_100 };
        assert_eq!(Prompt::from_wav(&wav(44_100, 1, vec![0; 4])), Err(compact_disc));
        assert_eq!(Prompt::from_wav(b"text"), Err(PromptError::Wav(WavError::NotWav)));
    }

    #[test]
    fn a_player_gives_a_frame_every_20_ms_and_then_finishes() {
        let start = crate::any_instant();
        let prompt = Arc::new(Prompt::from_samples(&[1_000; 200]));
        assert_eq!(prompt.duration(), Duration::from_millis(40));
        let mut player = Player::new(Arc::clone(&prompt), Law::Mu, Repeat::Once, start);
        assert_eq!(player.poll(start), Step::Frame(&prompt.mu[..160]));
        assert_eq!(player.poll(start), Step::Wait(start + FRAME_TIME));
        let Step::Frame(last) = player.poll(start + FRAME_TIME) else { panic!("no second frame") };
        assert_eq!(last[40..], [Law::Mu.silence(); 120]);
        assert_eq!(player.poll(start + FRAME_TIME), Step::Wait(start + 2 * FRAME_TIME));
        assert_eq!(player.poll(start + 2 * FRAME_TIME), Step::Finished);
    }

    #[test]
    fn a_player_forever_begins_again() {
        let start = crate::any_instant();
        let mut player = Player::new(Arc::new(Prompt::from_samples(&[1; 160])), Law::A, Repeat::Forever, start);
        for frame in 0..100 {
            assert!(matches!(player.poll(start + FRAME_TIME * frame), Step::Frame(_)));
        }
    }

    #[test]
    fn a_player_long_forgotten_sends_no_burst() {
        let start = crate::any_instant();
        let mut player = Player::new(Arc::new(Prompt::from_samples(&[1; 1_600])), Law::A, Repeat::Once, start);
        player.poll(start);
        let late = start + Duration::from_secs(3);
        assert!(matches!(player.poll(late), Step::Frame(_)));
        assert_eq!(player.poll(late), Step::Wait(late + FRAME_TIME));
    }

    #[test]
    fn the_library_knows_tones_and_what_was_put_in() {
        let mut library = PromptLibrary::default();
        library.insert("greeting", Prompt::from_samples(&[0; 160]));
        assert!(library.find(&Sound::Prompt("greeting".to_owned())).is_some());
        assert!(library.find(&Sound::Prompt("other".to_owned())).is_none());
        assert_eq!(library.find(&Sound::Ringback).unwrap().duration(), Duration::from_secs(5));
        assert_eq!(library.find(&Sound::Busy).unwrap().duration(), Duration::from_millis(800));
    }
}
