// Call set-ups through the switchboard, CPU seconds per 1000 calls: `make bench-signalling`.
// RATE, SECONDS and BAR change the defaults; PEER_LOAD names the folder of the tools that run an Asterisk to compare with.

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePorts } from '../interop/lib/ports.mjs';
import { Scene } from '../interop/lib/scene.mjs';
import { all, manyLines, serve, withoutGreeting } from '../interop/lib/server.mjs';
import { SALES, bound, sippDesk } from '../interop/lib/office.mjs';
import { sipp } from '../interop/lib/sipp.mjs';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RATE = Number(process.env.RATE ?? 500);
const SECONDS = Number(process.env.SECONDS ?? 20);
/** CPU seconds per 1000 calls. */
const BAR = Number(process.env.BAR ?? 0.5);
const CALLS = RATE * SECONDS;
/** Each call talks that long; the same at the peer. */
const TALK_MS = 100;
/** Two legs of two ports per call, for as long as it talks and its ports rest (4 s), and some to spare. */
const RTP_PORTS = Math.min(16_000, Math.ceil(RATE * 4 * 5));
/** The kernel counts CPU time in hundredths of a second (sysconf(_SC_CLK_TCK) on Linux). */
const TICKS_PER_SECOND = 100;
/** Asterisk as asterisk.sh configures it: its SIP address, and where its dialplan sends 9xxxx. */
const PEER = { address: '127.0.0.1:15060', uasPort: 15_070, uacPort: 15_061, dialled: '90001' };

/** One number straight to one phone: nothing is measured but the way of a call. */
const plainRoute = (text) =>
  text.replace('recording = true', 'recording = false').replace('open = { group = "Продажи" }', 'open = { user = "101" }');

const scene = await Scene.begin('signalling');
let passed = false;
try {
  const ours = await otklik();
  report('otklik', ours);
  const peer = await asterisk();
  if (peer) report('Asterisk', peer);
  passed = ours.failed === 0 && ours.cpu <= BAR;
} catch (error) {
  console.error(error, await scene.evidence());
} finally {
  await scene.end();
}
console.log(passed ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exit(passed ? 0 : 1);

async function otklik() {
  const server = await serve(scene, { edit: all(withoutGreeting, manyLines, plainRoute), rtpPorts: RTP_PORTS, args: ['--log', 'warn'] });
  const phone = await sippDesk(scene, server, '101', { scenario: 'load_callee', calls: CALLS, ...quiet() });
  const measured = await measure(server.child.pid, phone, { target: server.sip, port: server.carrierPort, dialled: SALES });
  // Its sound ports may be those the peer is set up with.
  await server.child.kill();
  return measured;
}

/** The same calls through a real Asterisk, when it has been installed with asterisk.sh. */
async function asterisk() {
  const script = join(process.env.PEER_LOAD ?? join(ROOT, '../shared/load'), 'asterisk.sh');
  const peers = process.env.PEERS ?? join(homedir(), '.cache/otklik-peers');
  if (!existsSync(script) || !existsSync(join(peers, 'sid/usr/sbin/asterisk'))) {
    console.log('Asterisk: not measured, it is not installed (asterisk.sh install)');
    return undefined;
  }
  const { stdout } = await run(script, ['start']);
  scene.atEnd(() => run(script, ['stop']));
  const phone = sipp(scene, { scenario: 'load_callee', port: PEER.uasPort, calls: CALLS, keys: { rtp_port: await freePorts(2) }, ...quiet() });
  await bound(PEER.uasPort);
  return measure(Number(stdout.trim().split('\n').at(-1)), phone, { target: PEER.address, port: PEER.uacPort, dialled: PEER.dialled });
}

async function measure(pid, phone, { target, port, dialled }) {
  const keys = { from: 'uac', rtp_port: await freePorts(2) };
  const statistics = scene.path(`statistics-${pid}.csv`);
  const extra = ['-trace_stat', '-stf', statistics, '-fd', 1];
  const [cpuBefore, began] = [cpuSeconds(pid), performance.now()];
  const caller = sipp(scene, { scenario: 'load_caller', target, port, dialled, calls: CALLS, rate: RATE, hold: TALK_MS, keys, extra, ...quiet() });
  await caller.child.exit((SECONDS + 90) * 1000);
  const seconds = (performance.now() - began) / 1000;
  const cpu = ((cpuSeconds(pid) - cpuBefore) * 1000) / CALLS;
  await phone.child.stop(10_000, 'SIGKILL');
  const last = lastRow(statistics);
  return { cpu, seconds, done: Number(last['SuccessfulCall(C)']), failed: CALLS - Number(last['SuccessfulCall(C)']), repeated: Number(last['Retransmissions(C)']) };
}

function report(who, { cpu, seconds, done, failed, repeated }) {
  console.log(`${who}: ${done} calls in ${seconds.toFixed(1)} s asked for at ${RATE}/s, ${failed} failed, ${repeated} retransmissions, ${cpu.toFixed(2)} CPU seconds per 1000 calls`);
}

/** Deep queues and no trace: sipp is not what is measured. */
function quiet() {
  return { trace: false, limitSeconds: SECONDS + 60 };
}

/** User and system time of a process, its threads included (proc(5), fields 14 and 15). */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function lastRow(file) {
  const rows = readFileSync(file, 'utf8').trim().split('\n').map((row) => row.split(';'));
  return Object.fromEntries(rows[0].map((name, index) => [name, rows.at(-1)[index]]));
}
