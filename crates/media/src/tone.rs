//! Tones of the Russian network, and the detector that tells one frequency in a stretch of audio.

use std::f64::consts::TAU;

/// Samples per second of all linear audio in this crate.
pub const SAMPLE_RATE: u32 = 8_000;
/// Frequency of ringback and busy in Russia, Hz.
pub const CALL_PROGRESS_HZ: f64 = 425.0;
/// Level of call progress tones: about -13 dBm0, as exchanges send them.
const CALL_PROGRESS_LEVEL: f64 = 7_000.0;

/// A stretch of pure tone at [`SAMPLE_RATE`].
#[must_use]
pub fn sine(frequency_hz: f64, amplitude: f64, samples: usize) -> Vec<i16> {
    let step = TAU * frequency_hz / f64::from(SAMPLE_RATE);
    (0..samples).map(|index| (amplitude * (step * index as f64).sin()) as i16).collect()
}

/// One period of ringback: 1 s of tone, 4 s of silence.
#[must_use]
pub fn ringback() -> Vec<i16> {
    cadence(1_000, 4_000)
}

/// One period of busy: 0.4 s of tone, 0.4 s of silence.
#[must_use]
pub fn busy() -> Vec<i16> {
    cadence(400, 400)
}

fn cadence(on_ms: u32, off_ms: u32) -> Vec<i16> {
    let samples = |ms: u32| (ms * SAMPLE_RATE / 1_000) as usize;
    let mut period = sine(CALL_PROGRESS_HZ, CALL_PROGRESS_LEVEL, samples(on_ms));
    period.resize(samples(on_ms + off_ms), 0);
    period
}

/// How loud one frequency is (Goertzel): the amplitude of the sine it would take. Nearness in frequency that is told
/// apart is [`SAMPLE_RATE`] divided by the number of samples.
#[must_use]
pub fn amplitude(samples: &[i16], frequency_hz: f64) -> f64 {
    let coefficient = 2.0 * (TAU * frequency_hz / f64::from(SAMPLE_RATE)).cos();
    let (mut last, mut before) = (0.0, 0.0);
    for sample in samples {
        let next = f64::from(*sample) + coefficient * last - before;
        (before, last) = (last, next);
    }
    let power = last * last + before * before - coefficient * last * before;
    2.0 * power.max(0.0).sqrt() / samples.len().max(1) as f64
}

/// The part of the audio's energy that one frequency has, 0 to 1; 0 for silence.
#[must_use]
pub fn share(samples: &[i16], frequency_hz: f64) -> f64 {
    let energy: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    if energy == 0.0 {
        return 0.0;
    }
    let tone = amplitude(samples, frequency_hz);
    tone * tone / 2.0 * samples.len() as f64 / energy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_found_with_its_level_and_others_are_not() {
        let tone = sine(440.0, 8_000.0, 1_600);
        assert!((amplitude(&tone, 440.0) - 8_000.0).abs() < 40.0);
        assert!(share(&tone, 440.0) > 0.99);
        assert!(share(&tone, 620.0) < 0.01);
        assert!(share(&[0; 160], 440.0) == 0.0);
    }

    #[test]
    fn ringback_has_one_second_of_tone_in_five() {
        let period = ringback();
        assert_eq!(period.len(), 40_000);
        assert!(share(&period[..8_000], CALL_PROGRESS_HZ) > 0.99);
        assert!(period[8_000..].iter().all(|sample| *sample == 0));
    }

    #[test]
    fn busy_is_quick() {
        let period = busy();
        assert_eq!(period.len(), 6_400);
        assert!(share(&period[..3_200], CALL_PROGRESS_HZ) > 0.99);
    }
}
