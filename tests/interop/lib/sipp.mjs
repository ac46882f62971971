// sipp as a carrier or as a desk phone: one scenario file, its trace with times.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Running } from './running.mjs';
import { eventually } from './deadline.mjs';

const SCENARIOS = fileURLToPath(new URL('../scenarios/', import.meta.url));
let started = 0;

/**
 * Starts sipp with a scenario. `keys` fill `[words]` of it; `hold` is the length of its unnamed pauses in ms.
 * A caller needs `target`; without it sipp waits to be called.
 */
export function sipp(scene, options) {
  const { scenario, target, port, dialled, keys = {}, calls = 1, rate, hold, transport, limitSeconds = 60, trace = true, extra = [] } = options;
  started += 1;
  const traceFile = scene.path(`sipp-${started}-${scenario}.trace`);
  const args = target ? [target] : [];
  args.push('-sf', `${SCENARIOS}${scenario}.xml`, '-i', '127.0.0.1', '-p', port, '-m', calls, '-nostdin');
  args.push('-timeout', `${limitSeconds}s`, '-timeout_error', '-buff_size', 1_048_576);
  if (trace) args.push('-trace_msg', '-message_file', traceFile);
  args.push('-trace_err', '-error_file', `${traceFile}.errors`);
  if (dialled) args.push('-s', dialled);
  if (rate) args.push('-r', rate, '-l', 10_000);
  if (hold !== undefined) args.push('-d', hold);
  if (transport) args.push('-t', transport);
  for (const [key, value] of Object.entries(keys)) args.push('-key', key, value);
  const child = Running.start(scene, `sipp ${scenario}`, 'sipp', [...args, ...extra], { env: { ...process.env, TERM: 'dumb' } });
  scene.whenFailed(`sipp ${scenario}, its errors`, () => readFile(`${traceFile}.errors`, 'utf8').catch(() => ''));
  scene.whenFailed(`sipp ${scenario}, its trace`, () => readFile(traceFile, 'utf8').then((text) => text.slice(-8000), () => ''));
  return new Sipp(child, traceFile);
}

class Sipp {
  constructor(child, traceFile) {
    this.child = child;
    this.traceFile = traceFile;
  }

  /** Waits until every call went as the scenario wants. */
  async succeeded(ms = 60_000) {
    const code = await this.child.exit(ms);
    if (code !== 0) throw new Error(`${this.child.name} ended with ${code}`);
  }

  /** All messages so far: { at (ms since 1970), way: 'sent' | 'received', text }. */
  async messages() {
    const text = await readFile(this.traceFile, 'utf8').catch(() => '');
    return text.split(/^-{40,} (?=\d{4}-)/m).slice(1).map(parseEntry);
  }

  /** The first message that matches, in the trace now or later. */
  message(what, matches, ms = 15_000) {
    return eventually(`${this.child.name}: ${what}`, async () => (await this.messages()).find(matches), ms, 20);
  }

  response(status, method, ms) {
    const line = new RegExp(`^SIP/2\\.0 ${status}[^]*^CSeq: *\\d+ ${method}`, 'mi');
    return this.message(`${status} for ${method}`, ({ way, text }) => way === 'received' && line.test(text), ms);
  }

  request(method, ms) {
    return this.message(method, ({ way, text }) => way === 'received' && text.startsWith(`${method} `), ms);
  }
}

function parseEntry(entry) {
  const [stamp, about, ...rest] = entry.split('\n');
  const [date, time] = stamp.trim().split(/[\sT]+/);
  const local = new Date(`${date}T${time.slice(0, 12)}`);
  const microseconds = Number((time.split('.')[1] ?? '0').slice(3, 6)) / 1000;
  return { at: local.getTime() + microseconds, way: / sent /.test(about) ? 'sent' : 'received', text: rest.join('\n').trimStart() };
}

/** The port of the first audio line of a message. */
export function audioPort(text) {
  return Number(text.match(/^m=audio (\d+)/m)?.[1]);
}
