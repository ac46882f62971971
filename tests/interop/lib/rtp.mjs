// One end of a stream of G.711 packets: sends a tone, remembers what it hears.

import { once } from 'node:events';
import { LAWS, RATE, sine } from './tone.mjs';
import { udpSocket } from './ports.mjs';
import { eventually } from './deadline.mjs';

const FRAME = 160;
const FRAME_MS = 20;

export class Voice {
  heard = [];
  packets = 0;
  #timer;

  constructor(socket, port) {
    this.socket = socket;
    this.port = port;
    socket.on('message', (packet) => this.#take(packet));
  }

  static async open(scene, port) {
    const socket = await udpSocket(port);
    if (!socket) throw new Error(`port ${port} is taken`);
    const voice = new Voice(socket, port);
    scene.atEnd(() => voice.close());
    return voice;
  }

  /** Sends a tone to one or several ports until told otherwise, a packet each 20 ms. */
  say(hertz, level, to, payloadType = 8) {
    clearInterval(this.#timer);
    const ports = [to].flat();
    const began = performance.now();
    const stream = { sequence: 1, source: 0x5eed, payloadType };
    let sent = 0;
    this.#timer = setInterval(() => {
      for (const due = (performance.now() - began) / FRAME_MS; sent < due; sent += 1) {
        const payload = sine(hertz, level, sent * FRAME, FRAME).map(LAWS[payloadType].encode);
        const packet = packetOf(stream, sent, payload);
        for (const port of ports) this.socket.send(packet, port, '127.0.0.1');
      }
    }, FRAME_MS / 2);
  }

  silence() {
    clearInterval(this.#timer);
  }

  /** What is heard from now on, once there are so many seconds of it. */
  async listen(seconds, ms = 10_000) {
    const from = this.heard.length;
    await eventually(`${seconds} s of sound at port ${this.port}`, () => this.heard.length - from >= seconds * RATE, ms);
    return this.heard.slice(from);
  }

  async close() {
    this.silence();
    this.socket.close();
    await once(this.socket, 'close');
  }

  #take(packet) {
    const law = LAWS[packet[1] & 0x7f];
    if (packet.length < 12 || packet[0] >> 6 !== 2 || !law) return;
    this.packets += 1;
    for (const byte of packet.subarray(12 + (packet[0] & 15) * 4)) this.heard.push(law.decode(byte));
  }
}

function packetOf({ sequence, source, payloadType }, index, payload) {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = payloadType | (index === 0 ? 0x80 : 0);
  header.writeUInt16BE((sequence + index) & 0xffff, 2);
  header.writeUInt32BE((index * FRAME) >>> 0, 4);
  header.writeUInt32BE(source, 8);
  return Buffer.concat([header, Buffer.from(payload)]);
}
