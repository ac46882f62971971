// The program under test: its folder, its company, its start and its ends.

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { Running } from './running.mjs';
import { freePorts, holdPorts } from './ports.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const OTKLIK = resolve(process.env.OTKLIK_BIN ?? `${ROOT}target/debug/otklik`);
const DOORS = `${ROOT}examples/doors.toml`;
const RTP_PORTS = 400;

/** Runs the program to its end: { code, out, err }. */
export function otklik(...args) {
  return new Promise((done) => {
    execFile(OTKLIK, args.map(String), { timeout: 60_000 }, (error, out, err) => done({ code: error ? error.code ?? error.signal : 0, out, err }));
  });
}

/** The company of doors with its carrier at another port, and changed by `edit` (text to text). */
export async function doors(scene, carrierPort, edit = (text) => text) {
  const text = (await readFile(DOORS, 'utf8')).replaceAll('15061', String(carrierPort));
  const file = scene.path('doors.toml');
  await writeFile(file, edit(text));
  return file;
}

/** Without the greeting a caller rings at once. */
export function withoutGreeting(text) {
  return text.replace(/^greeting = .*\n/gm, '');
}

/** Groups that give up after so many seconds. */
export function ringingFor(seconds) {
  return (text) => text.replace(/^(members = .*)$/gm, `$1\nring_seconds = ${seconds}`);
}

/** A carrier with more lines than a test can fill. */
export function manyLines(text) {
  return text.replace(/^(caller_id = .*)$/m, '$1\ncalls_max = 4000');
}

/** Several edits as one. */
export function all(...edits) {
  return (text) => edits.reduce((before, edit) => edit(before), text);
}

export async function apply(file, data, ...more) {
  const { code, out, err } = await otklik('apply', file, '--data', data, ...more);
  if (code !== 0) throw new Error(`apply ended with ${code}: ${out}${err}`);
  return out;
}

/**
 * Applies the company and starts the server on free ports: { http, sip, data, carrierPort, child }.
 * Give `data` and `carrierPort` to start again on the same folder.
 */
export async function serve(scene, { data = scene.path('data'), carrierPort, edit, company = true, rtpPorts = RTP_PORTS, args = [], env } = {}) {
  const carrier = carrierPort ?? (await freePorts(2));
  if (company) await apply(await doors(scene, carrier, edit), data);
  const rtp = await holdPorts(scene, rtpPorts);
  const listen = ['--http', '127.0.0.1:0', '--sip', '127.0.0.1:0', '--rtp', `${rtp}-${rtp + rtpPorts - 1}`];
  const child = Running.start(scene, 'otklik serve', OTKLIK, ['serve', '--data', data, ...listen, ...args], { env: { ...process.env, ...env } });
  const [, http, sip] = await child.said(/ready http=(\S+) sip=(\S+)/, 60_000);
  return { http: `http://${http}`, sip, data, carrierPort: carrier, child };
}
