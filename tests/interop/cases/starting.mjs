// Configuration with mistakes, and places where the server cannot work: each a clear message, nothing lost.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, copyFile, link, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { User } from '../lib/api.mjs';
import { freePorts } from '../lib/ports.mjs';
import { OTKLIK, apply, doors, otklik, serve } from '../lib/server.mjs';

const ANY = ['--http', '127.0.0.1:0', '--sip', '127.0.0.1:0', '--rtp', '20000-20099'];

export default {
  'a mistake in the file is told with its line and what was expected, and nothing changes': mistakes,
  'what is applied while the server runs is in force without a restart': appliedLive,
  'an exported company applies to no difference': exported,
  'a console port in use is named': (scene) => portInUse(scene, '--http'),
  'a SIP port in use is named': (scene) => portInUse(scene, '--sip'),
  'a data folder that cannot be written to is named': notWritable,
  'a second server on the same folder is refused': twice,
};

async function mistakes(scene) {
  const data = scene.path('data');
  await apply(await doors(scene, 15_061), data);
  const before = await exportOf(data);
  const wrong = {
    'ring_seconds = "soon"': [/^extension = "200"$/m, 'extension = "200"\nring_seconds = "soon"'],
    'role = "boss"': [/^role = "supervisor"$/m, 'role = "boss"'],
    'members = ["101", "nobody"]': [/^members = \["101", "102"\]$/m, 'members = ["101", "nobody"]'],
    'extention = "101"': [/^extension = "101"$/m, 'extention = "101"'],
    'number = "12"': [/^number = .*0001"$|^number = "\+7 495 000-00-01"$/m, 'number = "12"'],
    '[[users': [/^\[\[users\]\]$/m, '[[users'],
  };
  for (const [mistake, [place, instead]] of Object.entries(wrong)) {
    const file = await doors(scene, 15_061, (text) => text.replace('name = "Двери и точка"', 'name = "Другая"').replace(place, instead));
    const line = (await readFile(file, 'utf8')).split('\n').indexOf(mistake) + 1;
    assert.ok(line > 0, mistake);
    const { code, out, err } = await otklik('apply', file, '--data', data);
    assert.equal(code, 1, mistake);
    assert.match(`${out}${err}`, new RegExp(`doors\\.toml:${line}\\b`), `the line of ${mistake}`);
    assert.match(`${out}${err}`, /expected|did you mean/i, mistake);
    assert.equal(await exportOf(data), before, `after ${mistake}`);
  }
}

async function exportOf(data) {
  const { code, out, err } = await otklik('export', '--data', data);
  assert.equal(code, 0, err);
  return out;
}

async function exported(scene) {
  const data = scene.path('data');
  await apply(await doors(scene, 15_061), data);
  await writeFile(scene.path('again.toml'), await exportOf(data));
  assert.match(await apply(scene.path('again.toml'), data), /Nothing to change/);
}

async function appliedLive(scene) {
  const server = await serve(scene);
  const user = await User.login(server, '105');
  const file = await doors(scene, server.carrierPort, (text) => text.replace('name = "Сервис и замеры"', 'name = "Замеры"'));
  const dry = await apply(file, server.data, '--dry-run');
  assert.match(dry, /~.*Сервис и замеры.*Замеры/);
  assert.doesNotMatch(JSON.stringify(await user.get('/numbers')), /"Замеры"/);
  await apply(file, server.data);
  assert.match(JSON.stringify(await user.get('/numbers')), /"Замеры"/);
}

async function portInUse(scene, option) {
  const port = await freePorts(1);
  const taken = createServer().listen(port, '127.0.0.1');
  await once(taken, 'listening');
  scene.atEnd(() => taken.close());
  const args = ANY.with(ANY.indexOf(option) + 1, `127.0.0.1:${port}`);
  const { code, out, err } = await otklik('serve', '--data', scene.path('data'), ...args);
  assert.equal(code, 1);
  assert.match(err, new RegExp(`127\\.0\\.0\\.1:${port}`));
  assert.doesNotMatch(`${out}${err}`, /panicked|RUST_BACKTRACE/);
}

async function notWritable(scene) {
  const data = scene.path('locked', 'data');
  await mkdir(data, { recursive: true });
  await chmod(scene.folder, 0o755);
  await chmod(data, 0o555);
  const { code, err } = await unprivileged(scene, 'serve', '--data', data, ...ANY);
  assert.equal(code, 1);
  assert.ok(err.includes(data), err);
  assert.doesNotMatch(err, /panicked|RUST_BACKTRACE/);
}

/** Modes of files mean nothing to root, so another user tries, with a copy of the program where he may read it. */
async function unprivileged(scene, ...args) {
  const isRoot = process.getuid() === 0;
  const program = isRoot ? scene.path('otklik') : OTKLIK;
  if (isRoot) await link(OTKLIK, program).catch(() => copyFile(OTKLIK, program));
  const [command, before] = isRoot ? ['setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', program]] : [program, []];
  return new Promise((done) => {
    execFile(command, [...before, ...args], { timeout: 20_000, cwd: '/' }, (error, out, err) => done({ code: error ? error.code : 0, out, err }));
  });
}

async function twice(scene) {
  const server = await serve(scene);
  const { code, err } = await otklik('serve', '--data', server.data, ...ANY);
  assert.equal(code, 1);
  assert.ok(err.includes(server.data), err);
  await User.login(server, '101');
}
