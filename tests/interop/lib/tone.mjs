// Tones and the ear for them: G.711 both ways, a sine, and Goertzel's filter.

export const RATE = 8000;
const BIAS = 0x84;

/** G.711 A-law, one byte to one sample. */
export function fromAlaw(byte) {
  const value = byte ^ 0x55;
  const exponent = (value >> 4) & 7;
  const mantissa = value & 15;
  const size = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
  return value & 0x80 ? size : -size;
}

/** G.711 μ-law, one byte to one sample. */
export function fromUlaw(byte) {
  const value = ~byte & 0xff;
  const size = ((((value & 15) << 3) + BIAS) << ((value >> 4) & 7)) - BIAS;
  return value & 0x80 ? -size : size;
}

/** The byte whose sample is nearest: the law read backwards, so it cannot disagree with it. */
function encoder(decode) {
  const table = new Uint8Array(65_536);
  const levels = Array.from({ length: 256 }, (_, byte) => ({ byte, sample: decode(byte) })).sort((a, b) => a.sample - b.sample);
  let position = 0;
  for (let sample = -32_768; sample < 32_768; sample += 1) {
    const nearer = () => Math.abs(levels[position + 1].sample - sample) <= Math.abs(levels[position].sample - sample);
    while (position < 255 && nearer()) position += 1;
    table[sample + 32_768] = levels[position].byte;
  }
  return (sample) => table[Math.max(-32_768, Math.min(32_767, Math.round(sample))) + 32_768];
}

export const LAWS = {
  0: { name: 'PCMU', decode: fromUlaw, encode: encoder(fromUlaw) },
  8: { name: 'PCMA', decode: fromAlaw, encode: encoder(fromAlaw) },
};

/** Samples `from`… of a sine with its peak at `level` dB below full scale. */
export function sine(hertz, level, from, count) {
  const peak = 32_767 * 10 ** (level / 20);
  return Array.from({ length: count }, (_, index) => peak * Math.sin((2 * Math.PI * hertz * (from + index)) / RATE));
}

/** How loud a sine of that frequency is in the samples: dB below full scale (its peak). */
export function levelOf(samples, hertz) {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let [before, last] = [0, 0];
  for (const sample of samples) [before, last] = [last, sample + turn * last - before];
  const power = before * before + last * last - turn * before * last;
  const amplitude = (2 * Math.sqrt(Math.max(power, 0))) / samples.length;
  return amplitude > 0 ? 20 * Math.log10(amplitude / 32_768) : -Infinity;
}

/** The loudest half second of a tone, which a long recording has in its middle. */
export function loudest(samples, hertz, window = RATE / 2) {
  let best = -Infinity;
  for (let from = 0; from + window <= samples.length; from += window / 2) {
    best = Math.max(best, levelOf(samples.slice(from, from + window), hertz));
  }
  return best;
}

/**
 * Says what is wrong with what was heard: `wanted` Hz has to be there at `level` within 3 dB in some half second, and `unwanted`
 * nowhere (30 dB lower).
 */
export function assertHeard(who, samples, { wanted, level, unwanted = [] }) {
  const heard = loudest(samples, wanted);
  const seconds = (samples.length / RATE).toFixed(1);
  if (Math.abs(heard - level) > 3) {
    throw new Error(`${who}: ${wanted} Hz at ${heard.toFixed(1)} dB instead of ${level} dB in ${seconds} s of sound`);
  }
  for (const hertz of unwanted) {
    const echo = loudest(samples, hertz);
    if (echo > level - 30) throw new Error(`${who}: hears ${hertz} Hz at ${echo.toFixed(1)} dB, which was not meant for it`);
  }
}
