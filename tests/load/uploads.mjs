// Bad uploads at their real size against a running server: what it answers, and the most memory it ever had. `make bench-uploads`.
// MEGABYTES changes how much is sent; nothing of it is kept.

import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Scene } from '../interop/lib/scene.mjs';
import { serve } from '../interop/lib/server.mjs';

const { MEGABYTES = '600', BAR_MB = '1024' } = process.env;
const ROWS = 10_000;

const scene = await Scene.begin('uploads');
let passed = false;
try {
  const server = await serve(scene);
  const before = await megabytes(server);
  const steps = [tooLarge, wholeFile, byteBySecond, vanishing, twentyAtOnce, afterAll];
  for (const step of steps) {
    const began = performance.now();
    const said = await step(server.http);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${step.name}: ${said}; ${seconds} s, most memory so far ${await megabytes(server)} MB`);
  }
  const most = await megabytes(server);
  console.log(`memory: ${before} MB before, ${most} MB at most; the bar is ${BAR_MB} MB`);
  passed = most <= Number(BAR_MB);
} catch (error) {
  console.error(error, await scene.evidence());
} finally {
  await scene.end();
}
console.log(passed ? '1 passed, 0 failed' : '0 passed, 1 failed');
process.exit(passed ? 0 : 1);

/** More than is taken. */
async function tooLarge(http) {
  const { status, last } = await send(http, pieces(Number(MEGABYTES)));
  return expect(last.code === 'file_too_large', `${MEGABYTES} MB: ${status} ${last.code}: ${last.detail}`);
}

/** Nearly as much as is taken, and counted. */
async function wholeFile(http) {
  const { last } = await send(http, pieces(500));
  return expect(last.type === 'report', `500 MB: ${last.report?.source.rows} rows, ${last.report?.attempts} attempts`);
}

/** A byte a second is ended, and the sentence arrives. */
async function byteBySecond(http) {
  const drops = async function* () {
    for (;;) {
      yield Buffer.from('[');
      await new Promise((next) => setTimeout(next, 1000));
    }
  };
  const { last } = await send(http, drops());
  return expect(last.code === 'upload_too_slow', `${last.code}: ${last.detail}`);
}

/** Eight clients who leave in the middle leave their places. */
async function vanishing(http) {
  const { hostname, port } = new URL(http);
  for (let client = 0; client < 8; client += 1) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    const head = 'POST /api/v1/calculator/file HTTP/1.1\r\nHost: x\r\nContent-Length: 400000000\r\n\r\n';
    await new Promise((done) => socket.write(head + rows(client), done));
    socket.destroy();
  }
  const { last } = await patiently(() => send(http, [rows(0)]));
  return expect(last.type === 'report', 'eight left in the middle, and the next one is counted');
}

/** Twenty together: as many as there are places are counted, the others are told when to come again. */
async function twentyAtOnce(http) {
  const all = await Promise.all(Array.from({ length: 20 }, () => send(http, pieces(50))));
  const counted = all.filter(({ last }) => last.type === 'report').length;
  const busy = all.filter(({ status, last, after }) => status === 503 && last.code === 'busy' && after > 0).length;
  return expect(counted >= 4 && counted + busy === 20, `20 times 50 MB: ${counted} counted, ${busy} told to come again`);
}

async function afterAll(http) {
  const { last } = await patiently(() => send(http, [rows(0)]));
  return expect(last.report?.attempts === ROWS, 'the server counts as before');
}

function expect(holds, said) {
  if (!holds) throw new Error(said);
  return said;
}

/** A place is free a moment after its client has left. */
async function patiently(ask) {
  for (let left = 50; ; left -= 1) {
    const answer = await ask();
    if (answer.status !== 503 || left === 0) return answer;
    await new Promise((next) => setTimeout(next, 100));
  }
}

/** The last line of the answer, or the refusal. */
function send(http, body) {
  return new Promise((done, fail) => {
    const asked = request(`${http}/api/v1/calculator/file`, { method: 'POST' }, async (answer) => {
      let text = '';
      for await (const part of answer) text += part;
      const after = Number(answer.headers['retry-after'] ?? 0);
      done({ status: answer.statusCode, after, last: JSON.parse(text.trimEnd().split('\n').at(-1)) });
      asked.destroy();
    });
    asked.on('error', fail);
    pour(asked, body).catch(() => {});
  });
}

async function pour(asked, body) {
  for await (const piece of body) {
    if (asked.destroyed) return;
    if (!asked.write(piece)) await Promise.race(['drain', 'close'].map((event) => new Promise((next) => asked.once(event, next))));
  }
  asked.end();
}

/** So many megabytes of different calls. */
function* pieces(megabytesWanted) {
  const wanted = megabytesWanted * 2 ** 20;
  for (let [sent, part] = [0, 0]; sent < wanted; part += 1) {
    const piece = Buffer.from(rows(part));
    sent += piece.length;
    yield piece;
  }
}

/** Rows of MANGO OFFICE: unanswered calls of ten thousand people. */
function rows(part) {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const at = 1_700_000_000 + part * 60 + (row % 60);
    return `[];${at};${at + 11};0;;7916${String(1_000_000 + row)};101;sip:101@pbx;1110;74951234567;abonent;${part}x${row}\n`;
  });
  return lines.join('');
}

async function megabytes({ child }) {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024);
}
