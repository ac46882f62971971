//! G.711: eight bits per sample, A-law (Europe) and mu-law (America, Japan), both ways through tables.

/// The two laws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// PCMA.
    A,
    /// PCMU.
    Mu,
}

static FROM_A: [i16; 256] = decoding_table(Law::A);
static FROM_MU: [i16; 256] = decoding_table(Law::Mu);

impl Law {
    /// One sample out of its code.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "a byte indexes a table of 256")]
    pub fn decode(self, code: u8) -> i16 {
        match self {
            Self::A => FROM_A[code as usize],
            Self::Mu => FROM_MU[code as usize],
        }
    }

    /// The code of one sample.
    #[must_use]
    pub fn encode(self, sample: i16) -> u8 {
        match self {
            Self::A => linear_to_a(sample),
            Self::Mu => linear_to_mu(sample),
        }
    }

    /// The code of silence.
    #[must_use]
    pub fn silence(self) -> u8 {
        self.encode(0)
    }
}

#[expect(clippy::indexing_slicing, reason = "the loop ends at the table's end; const code has no iterators")]
const fn decoding_table(law: Law) -> [i16; 256] {
    let mut table = [0; 256];
    let mut code = 0;
    while code < table.len() {
        table[code] = match law {
            Law::A => a_to_linear(code as u8),
            Law::Mu => mu_to_linear(code as u8),
        };
        code += 1;
    }
    table
}

/// Segment and step of an A-law code, every other bit inverted on the line (G.711 §2).
const fn a_to_linear(code: u8) -> i16 {
    let code = code ^ 0x55;
    let segment = (code >> 4) & 7;
    let step = ((code & 0x0f) as i16) << 4;
    let magnitude = match segment {
        0 => step + 8,
        _ => (step + 0x108) << (segment - 1),
    };
    if code & 0x80 != 0 { magnitude } else { -magnitude }
}

/// A mu-law code is sent inverted and carries a bias of 33 steps of 4 (G.711 §3).
const fn mu_to_linear(code: u8) -> i16 {
    let code = !code;
    let segment = (code >> 4) & 7;
    let step = (((code & 0x0f) as i16) << 3) + MU_BIAS;
    let magnitude = (step << segment) - MU_BIAS;
    if code & 0x80 != 0 { -magnitude } else { magnitude }
}

const MU_BIAS: i16 = 0x84;
const MU_CLIP: u16 = 32_635;

fn linear_to_a(sample: i16) -> u8 {
    let (sign, magnitude) = if sample >= 0 { (0xd5, sample >> 3) } else { (0x55, !sample >> 3) };
    let segment = (11 - magnitude.max(16).leading_zeros().min(11)) as u8;
    let shift = segment.max(1);
    let code = segment << 4 | ((magnitude >> shift) & 0x0f) as u8;
    code ^ sign
}

fn linear_to_mu(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = sample.unsigned_abs().min(MU_CLIP) + MU_BIAS.unsigned_abs();
    let segment = (8 - magnitude.leading_zeros().min(8)) as u8;
    let code = sign | segment << 4 | ((magnitude >> (segment + 3)) & 0x0f) as u8;
    !code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_the_recommendation() {
        for (sample, code) in [(0, 0xd5), (-1, 0x55), (32_767, 0xaa), (-32_768, 0x2a), (1_000, 0xfa)] {
            assert_eq!(Law::A.encode(sample), code, "A-law of {sample}");
        }
        for (sample, code) in [(0, 0xff), (32_767, 0x80), (-32_768, 0x00), (1_000, 0xce)] {
            assert_eq!(Law::Mu.encode(sample), code, "mu-law of {sample}");
        }
        assert_eq!([Law::A.decode(0xd5), Law::A.decode(0x2a), Law::A.decode(0xaa)], [8, -32_256, 32_256]);
        assert_eq!([Law::Mu.decode(0xff), Law::Mu.decode(0x00), Law::Mu.decode(0x80)], [0, -32_124, 32_124]);
    }

    #[test]
    fn every_code_survives_decoding_and_encoding() {
        for code in 0..=255 {
            assert_eq!(Law::A.encode(Law::A.decode(code)), code);
            let positive_zero = if code == 0x7f { 0xff } else { code };
            assert_eq!(Law::Mu.encode(Law::Mu.decode(code)), positive_zero);
        }
    }

    #[test]
    fn the_error_stays_within_the_segments_step() {
        for law in [Law::A, Law::Mu] {
            for sample in (i16::MIN..=i16::MAX).step_by(7) {
                let heard = i32::from(law.decode(law.encode(sample)));
                let allowed = (i32::from(sample).abs() / 16).max(16);
                assert!((heard - i32::from(sample)).abs() <= allowed, "{law:?} {sample} became {heard}");
            }
        }
    }
}
