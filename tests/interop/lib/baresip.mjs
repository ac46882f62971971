// baresip as a desk phone: plays a tone, keeps what it hears, is led over its control connection.

import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { Running } from './running.mjs';
import { Arrivals, eventually, within } from './deadline.mjs';
import { freePorts } from './ports.mjs';
import { RATE } from './tone.mjs';
import { readWav, toneFile } from './wav.mjs';

const MODULES = '/usr/lib/baresip/modules';
const RTP_PORTS = 20;
/** The first port is for SIP, and the next one for TLS whether it is used or not. */
const CONTROL = 2;
const RTP = 4;
/** What every phone says, unless told otherwise. */
export const TONE = { hertz: 440, level: -12 };

/**
 * Starts a phone. `registrar` is host:port; with `registers` it is registered when this returns.
 */
export async function phone(scene, options) {
  const { login, password = `doors-${login}`, domain = 'doors.example', registrar, transport = 'udp', tone = TONE, registers = true } = options;
  const ports = await freePorts(RTP + RTP_PORTS);
  const home = scene.path(`baresip-${login}-${ports}`);
  const heard = `${home}/heard`;
  await mkdir(heard, { recursive: true });
  await writeFile(`${home}/tone.wav`, toneFile(tone.hertz, tone.level, 120));
  await writeFile(`${home}/config`, config({ home, heard, ports }));
  const account = `<sip:${login}@${domain};transport=${transport}>;auth_user=${login};auth_pass=${password}`;
  const settings = `;outbound="sip:${registrar};transport=${transport}";regint=${registers ? 600 : 0};answermode=manual;audio_codecs=PCMA,PCMU`;
  await writeFile(`${home}/accounts`, `${account}${settings}\n`);
  await writeFile(`${home}/contacts`, '');
  const child = Running.start(scene, `baresip ${login}`, 'baresip', ['-f', home]);
  await child.said(/baresip is ready/);
  const phone = new Phone(child, { login, heard, port: ports, socket: await control(scene, ports + CONTROL) });
  // Said rather than told: it may be registered before the control connection is there to hear the event.
  if (registers) await child.said(/200 OK \(.*\[\d+ binding/);
  return phone;
}

function config({ home, heard, ports }) {
  return `
poll_method epoll
sip_listen 127.0.0.1:${ports}
audio_source aufile,${home}/tone.wav
audio_player aubridge,${home}
audio_alert aubridge,${home}-alert
audio_srate 8000
audio_channels 1
rtp_ports ${ports + RTP}-${ports + RTP + RTP_PORTS - 1}
rtcp_mux no
call_max_calls 8
module_path ${MODULES}
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
snd_path ${heard}
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${ports + CONTROL}
`;
}

/** The control port opens a moment after the program says it is ready. */
async function control(scene, port) {
  const socket = await eventually(`baresip's control port ${port}`, async () => {
    const attempt = connect(port, '127.0.0.1');
    await once(attempt, 'connect');
    return attempt;
  });
  scene.atEnd(() => socket.destroy());
  return socket;
}

class Phone {
  #rest = Buffer.alloc(0);
  #messages = new Arrivals();
  #tokens = 0;

  constructor(child, { login, heard, port, socket }) {
    Object.assign(this, { child, login, heardFolder: heard, port, socket });
    socket.on('data', (data) => this.#take(data));
    socket.on('error', () => {});
    child.ended.then(() => this.#messages.close('the phone ended'));
  }

  /** An event such as CALL_INCOMING, with `at` in ms since 1970. `after`: how many of them were seen before. */
  event(type, { ms = 10_000, after = 0 } = {}) {
    const isIt = (message) => message === this.#ofType(type)[after];
    return this.#messages.first(isIt, { ms, what: `${type} at phone ${this.login}` });
  }

  events() {
    return this.#messages.all((message) => message.event);
  }

  count(type) {
    return this.#ofType(type).length;
  }

  async command(command, params = '') {
    this.#tokens += 1;
    const token = `t${this.#tokens}`;
    const text = JSON.stringify({ command, params, token });
    this.socket.write(`${Buffer.byteLength(text)}:${text},`);
    const reply = await this.#messages.first((message) => message.token === token, { what: `${command} at phone ${this.login}` });
    if (!reply.ok) throw new Error(`phone ${this.login} refuses ${command} ${params}: ${JSON.stringify(reply)}`);
    return reply;
  }

  ringing(options) {
    return this.event('CALL_INCOMING', options);
  }

  /** Lifts the handset and waits until the other side knows. */
  async answer() {
    const before = this.count('CALL_ESTABLISHED');
    await this.command('accept');
    return this.event('CALL_ESTABLISHED', { after: before });
  }

  dial(number) {
    return this.command('dial', `sip:${number}@doors.example`);
  }

  async hangUp() {
    await this.command('hangup');
  }

  /** Until this call has brought so many seconds of sound. */
  hears(seconds) {
    return eventually(`${seconds} s of sound at phone ${this.login}`, async () => {
      const { size } = await stat(`${this.heardFolder}/${await this.#lastHeard()}`);
      return size > seconds * RATE * 2;
    });
  }

  /** What was heard in the call that ended last, as samples. */
  async heard() {
    const file = await eventually(`what phone ${this.login} heard`, () => this.#lastHeard());
    const read = async () => readWav(await readFile(`${this.heardFolder}/${file}`)).tracks[0];
    return eventually(`a whole file ${file}`, read);
  }

  async leave() {
    await this.command('quit').catch(() => {});
    await within(this.child.ended, 10_000, `the end of phone ${this.login}`);
  }

  async #lastHeard() {
    return (await readdir(this.heardFolder)).filter((name) => name.endsWith('-dec.wav')).sort().at(-1);
  }

  #ofType(type) {
    return this.events().filter((message) => message.type === type);
  }

  #take(data) {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (;;) {
      const colon = this.#rest.indexOf(':');
      const size = Number(this.#rest.toString('latin1', 0, colon));
      if (colon < 1 || this.#rest.length < colon + size + 2) return;
      const text = this.#rest.toString('utf8', colon + 1, colon + 1 + size);
      this.#rest = this.#rest.subarray(colon + size + 2);
      this.#messages.add({ ...JSON.parse(text), at: Date.now() });
    }
  }
}
