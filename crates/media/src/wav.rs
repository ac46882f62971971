//! The little of RIFF/WAVE a PBX needs: 16-bit PCM, written so that a torn file can be mended.

use std::io::{self, Read, Seek, SeekFrom, Write};

use thiserror::Error;

/// Bytes before the first sample in the files we write.
pub const HEADER_BYTES: usize = 44;
const FORMAT_PCM: u16 = 1;
const SAMPLE_BITS: u16 = 16;

/// What the samples of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WavFormat {
    /// 1 mono, 2 stereo.
    pub channels: u16,
    /// Frames per second.
    pub sample_rate: u32,
}

impl WavFormat {
    /// What recordings are: caller left, callee right.
    pub const RECORDING: Self = Self { channels: 2, sample_rate: 8_000 };

    /// Bytes of one sample of all channels.
    #[must_use]
    pub fn frame_bytes(self) -> u32 {
        u32::from(self.channels) * u32::from(SAMPLE_BITS / 8)
    }

    /// The header of a file with `data_bytes` of samples.
    #[must_use]
    pub fn header(self, data_bytes: u32) -> [u8; HEADER_BYTES] {
        let mut header = [0; HEADER_BYTES];
        let fields: [&[u8]; 13] = [
            b"RIFF",
            &(data_bytes.saturating_add(HEADER_BYTES as u32 - 8)).to_le_bytes(),
            b"WAVE",
            b"fmt ",
            &16u32.to_le_bytes(),
            &FORMAT_PCM.to_le_bytes(),
            &self.channels.to_le_bytes(),
            &self.sample_rate.to_le_bytes(),
            &(self.sample_rate * self.frame_bytes()).to_le_bytes(),
            &(self.frame_bytes() as u16).to_le_bytes(),
            &SAMPLE_BITS.to_le_bytes(),
            b"data",
            &data_bytes.to_le_bytes(),
        ];
        for (place, byte) in header.iter_mut().zip(fields.into_iter().flatten()) {
            *place = *byte;
        }
        header
    }
}

/// A file read into memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wav {
    /// What the samples are.
    pub format: WavFormat,
    /// Samples, channels interleaved.
    pub samples: Vec<i16>,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WavError {
    /// No RIFF/WAVE at its beginning, or no `fmt ` or `data` in it.
    #[error("not a WAV file")]
    NotWav,
    /// Compressed, or not 16 bits.
    #[error("format {format} with {bits} bits is not 16-bit PCM")]
    NotPcm16 {
        /// Format tag.
        format: u16,
        /// Bits per sample.
        bits: u16,
    },
}

impl Wav {
    /// Reads a file. A `data` chunk that promises more than there is ends at the file's end.
    ///
    /// # Errors
    /// See [`WavError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, WavError> {
        let body = bytes.strip_prefix(b"RIFF").and_then(|rest| rest.get(4..)?.strip_prefix(b"WAVE"));
        let mut rest = body.ok_or(WavError::NotWav)?;
        let mut format = None;
        while let Some((name, content, behind)) = chunk(rest) {
            match &name {
                b"fmt " => format = Some(read_format(content)?),
                b"data" => return Ok(Self { format: format.ok_or(WavError::NotWav)?, samples: read_samples(content) }),
                _ => {}
            }
            rest = behind;
        }
        Err(WavError::NotWav)
    }

    /// One channel by itself, from 0.
    #[must_use]
    pub fn channel(&self, index: usize) -> Vec<i16> {
        self.samples.iter().skip(index).step_by(usize::from(self.format.channels.max(1))).copied().collect()
    }

    /// The file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.format.header(self.samples.len() as u32 * 2).to_vec();
        bytes.extend(self.samples.iter().flat_map(|sample| sample.to_le_bytes()));
        bytes
    }
}

fn chunk(bytes: &[u8]) -> Option<([u8; 4], &[u8], &[u8])> {
    let (name, rest) = bytes.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let content = rest.get(..length).unwrap_or(rest);
    // Chunks begin at even places.
    Some((*name, content, rest.get(length + length % 2..).unwrap_or_default()))
}

fn read_format(content: &[u8]) -> Result<WavFormat, WavError> {
    let fields: &[u8; 16] = content.first_chunk().ok_or(WavError::NotWav)?;
    let [f0, f1, c0, c1, r0, r1, r2, r3, .., b0, b1] = *fields;
    let (format, bits) = (u16::from_le_bytes([f0, f1]), u16::from_le_bytes([b0, b1]));
    let channels = u16::from_le_bytes([c0, c1]);
    if format != FORMAT_PCM || bits != SAMPLE_BITS {
        return Err(WavError::NotPcm16 { format, bits });
    }
    if channels == 0 {
        return Err(WavError::NotWav);
    }
    Ok(WavFormat { channels, sample_rate: u32::from_le_bytes([r0, r1, r2, r3]) })
}

fn read_samples(content: &[u8]) -> Vec<i16> {
    let (pairs, _) = content.as_chunks::<2>();
    pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
}

/// What [`repair`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// Audio in the file.
    pub duration_ms: u64,
    /// Size the file should be cut to: what lies behind is part of a frame.
    pub bytes: u64,
    /// Whether its header had to be changed.
    pub changed: bool,
}

/// Makes a recording of ours that a killed process left behind playable: its header tells the true sizes again. A file
/// torn inside its header becomes an empty recording.
///
/// # Errors
/// What reading, seeking or writing the file says. A file that is not a recording of ours is
/// [`io::ErrorKind::InvalidData`] and stays untouched.
pub fn repair(file: &mut (impl Read + Write + Seek)) -> io::Result<Repaired> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut present = Vec::new();
    Read::by_ref(file).take(HEADER_BYTES as u64).read_to_end(&mut present)?;
    let format = WavFormat::RECORDING;
    if !is_own_header(&present, format) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not a recording"));
    }
    let data = length.saturating_sub(HEADER_BYTES as u64);
    let data = u32::try_from(data).unwrap_or(u32::MAX - HEADER_BYTES as u32);
    let data = data - data % format.frame_bytes();
    let header = format.header(data);
    let changed = present != header;
    if changed {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header)?;
        file.flush()?;
    }
    let frames = u64::from(data / format.frame_bytes());
    let duration_ms = frames * 1_000 / u64::from(format.sample_rate);
    Ok(Repaired { duration_ms, bytes: HEADER_BYTES as u64 + u64::from(data), changed })
}

/// The same as ours but for the sizes, as far as it goes.
fn is_own_header(present: &[u8], format: WavFormat) -> bool {
    let expected = format.header(0);
    let is_size = |at: usize| (4..8).contains(&at) || (40..44).contains(&at);
    present.iter().zip(expected).enumerate().all(|(at, (byte, expected))| is_size(at) || *byte == expected)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_written_file_is_read_back() {
        let wav = Wav { format: WavFormat { channels: 1, sample_rate: 16_000 }, samples: vec![1, -2, 300] };
        assert_eq!(Wav::parse(&wav.to_bytes()), Ok(wav));
    }

    #[test]
    fn unknown_chunks_are_stepped_over() {
        let plain = Wav { format: WavFormat::RECORDING, samples: vec![5, 6] }.to_bytes();
        let mut bytes = plain[..12].to_vec();
        bytes.extend(b"LIST\x03\0\0\0abc\0");
        bytes.extend(&plain[12..]);
        assert_eq!(Wav::parse(&bytes).unwrap().samples, [5, 6]);
    }

    #[test]
    fn other_formats_are_refused_by_name() {
        let mut compressed = Wav { format: WavFormat::RECORDING, samples: vec![] }.to_bytes();
        compressed[20] = 7;
        assert_eq!(Wav::parse(&compressed), Err(WavError::NotPcm16 { format: 7, bits: 16 }));
        assert_eq!(Wav::parse(b"ID3"), Err(WavError::NotWav));
    }

    #[test]
    fn a_foreign_file_stays_untouched() {
        let mut file = Cursor::new(b"important letter, not a recording at all, keep it".to_vec());
        let before = file.get_ref().clone();
        assert_eq!(repair(&mut file).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert_eq!(file.get_ref(), &before);
    }

    #[test]
    fn a_file_torn_anywhere_plays_after_repair() {
        let whole = Wav { format: WavFormat::RECORDING, samples: (0..100).collect() };
        let bytes = whole.to_bytes();
        for cut in 0..=bytes.len() {
            let mut file = Cursor::new(bytes[..cut].to_vec());
            let repaired = repair(&mut file).unwrap();
            let mut mended = file.into_inner();
            mended.truncate(repaired.bytes as usize);
            let frames = cut.saturating_sub(HEADER_BYTES) / 4;
            let wav = Wav::parse(&mended).unwrap();
            assert_eq!(wav.samples, &whole.samples[..frames * 2], "cut at {cut}");
            assert_eq!(mended.len(), HEADER_BYTES + frames * 4);
            assert_eq!(repaired.changed, cut != bytes.len());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut file = b"RIFF____WAVE".to_vec();
            file.extend(bytes);
            let _ = Wav::parse(&file);
        }
    }
}
