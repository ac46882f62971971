// WAV files: written for phones to play, read to judge what was heard and recorded.

import { RATE, fromAlaw, fromUlaw, sine } from './tone.mjs';

const DECODERS = {
  1: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  6: { bytes: 1, read: (view, at) => fromAlaw(view.getUint8(at)) },
  7: { bytes: 1, read: (view, at) => fromUlaw(view.getUint8(at)) },
};

/** A mono file of 16-bit samples with a sine. */
export function toneFile(hertz, level, seconds) {
  const samples = sine(hertz, level, 0, seconds * RATE);
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => file.writeInt16LE(Math.round(sample), 44 + index * 2));
  return file;
}

/** Channels of samples. Sizes in the header have to be those of the file, unless `lenient`. */
export function readWav(file, { lenient = false } = {}) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tag = (at) => file.toString('latin1', at, at + 4);
  if (tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw new Error('not a WAV file');
  if (!lenient && view.getUint32(4, true) !== file.length - 8) {
    throw new Error(`RIFF says ${view.getUint32(4, true)} bytes, the file has ${file.length - 8}`);
  }
  let format;
  for (let at = 12; at + 8 <= file.length; ) {
    const size = view.getUint32(at + 4, true);
    if (tag(at) === 'fmt ') format = readFormat(view, at + 8);
    if (tag(at) === 'data') {
      const room = file.length - at - 8;
      if (!lenient && size > room) throw new Error(`data says ${size} bytes, ${room} are there`);
      return split(view, at + 8, Math.min(size, room), format);
    }
    at += 8 + size + (size % 2);
  }
  throw new Error('no data chunk');
}

function readFormat(view, at) {
  return { kind: view.getUint16(at, true), channels: view.getUint16(at + 2, true), rate: view.getUint32(at + 4, true) };
}

function split(view, from, size, { kind, channels, rate }) {
  const decoder = DECODERS[kind];
  if (!decoder) throw new Error(`WAV format ${kind} is not known`);
  const frames = Math.floor(size / (decoder.bytes * channels));
  const tracks = Array.from({ length: channels }, () => new Array(frames));
  for (let frame = 0; frame < frames; frame += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      tracks[channel][frame] = decoder.read(view, from + (frame * channels + channel) * decoder.bytes);
    }
  }
  return { rate, tracks, seconds: frames / rate };
}
