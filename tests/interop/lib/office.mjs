// The people of the cases: clients behind the carrier, agents at their phones.

import { readFile } from 'node:fs/promises';
import { eventually } from './deadline.mjs';
import { freePorts } from './ports.mjs';
import { Voice } from './rtp.mjs';
import { SipWire } from './sip_wire.mjs';
import { audioPort, sipp } from './sipp.mjs';
import { phone } from './baresip.mjs';

export const ORLOV = '+79160000001';
export const STRANGER = '+74990000099';
export const SALES = '+74950000001';
/** What clients say. */
export const CLIENT_TONE = { hertz: 660, level: -12 };

/** An agent's baresip. */
export function desk(scene, server, login, options = {}) {
  return phone(scene, { login, registrar: server.sip, ...options });
}

/** The carrier calls in for a client: { line, voice }. */
export async function clientCalls(scene, server, { from = ORLOV, dialled = SALES, scenario = 'carrier_calls', ...more } = {}) {
  const voice = await Voice.open(scene, await freePorts(2));
  const keys = { from, rtp_port: voice.port };
  const line = sipp(scene, { scenario, target: server.sip, port: server.carrierPort, dialled, keys, ...more });
  return { line, voice };
}

/** The carrier waits for a call from us: { line, voice }. */
export async function clientIsCalled(scene, server, { scenario = 'phone_answers', ...more } = {}) {
  const voice = await Voice.open(scene, await freePorts(2));
  const line = sipp(scene, { scenario, port: server.carrierPort, keys: { rtp_port: voice.port }, ...more });
  await bound(server.carrierPort);
  return { line, voice };
}

/** sipp as the desk phone of a device: registered by hand, then led by a scenario. */
export async function sippDesk(scene, server, login, { scenario, ...more }) {
  const [port, rtpPort] = [await freePorts(1), await freePorts(2)];
  const wire = await SipWire.open(scene, server.sip, port);
  const { status } = await wire.register(login, `doors-${login}`);
  if (status !== 200) throw new Error(`device ${login} is not registered: ${status}`);
  await wire.close();
  const line = sipp(scene, { scenario, port, keys: { rtp_port: rtpPort }, ...more });
  await bound(port);
  return line;
}

/** The client talks: his tone goes to where the answer wants it. */
export async function clientTalks({ line, voice }, tone = CLIENT_TONE) {
  const { text } = await line.response(200, 'INVITE');
  voice.say(tone.hertz, tone.level, audioPort(text), 8);
}

/** Until some process has bound the UDP port. */
export function bound(port) {
  const row = new RegExp(`^ *\\d+: [0-9A-F]{8}:${port.toString(16).toUpperCase().padStart(4, '0')} `, 'm');
  return eventually(`UDP port ${port} being listened on`, async () => row.test(await readFile('/proc/net/udp', 'utf8')), 10_000, 10);
}
