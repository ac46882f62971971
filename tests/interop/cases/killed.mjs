// kill -9 in the middle of calls: nothing that was acknowledged is lost.

import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { User } from '../lib/api.mjs';
import { eventually } from '../lib/deadline.mjs';
import { CLIENT_TONE, SALES, clientCalls, sippDesk } from '../lib/office.mjs';
import { audioPort } from '../lib/sipp.mjs';
import { all, ringingFor, serve, withoutGreeting } from '../lib/server.mjs';
import { loudest } from '../lib/tone.mjs';
import { readWav } from '../lib/wav.mjs';

const EACH = 10;
const CALLS = 2 * EACH;
const SERVICE = '+74950000002';
/** Three seconds of stereo on the disk before the kill: the calls begin within one second, and a recorder holds back less than another. */
const RECORDED_BYTES = 96_000;
/** The second number goes to agent 103's group at any hour, so that half of the calls ring somewhere else. */
const twoRooms = (text) => text.replace('schedule = "Офис"', 'schedule = "Круглосуточно"').replace('members = ["103", "104"]', 'members = ["103"]').replace('members = ["101", "102"]', 'members = ["101"]');

export default {
  'twenty calls are there as interrupted, recordings play, clients are owed a call, notes are kept': killedAmidCalls,
};

async function killedAmidCalls(scene) {
  const server = await serve(scene, { edit: all(withoutGreeting, ringingFor(120), twoRooms) });
  const user = await User.login(server, '105');
  const live = await user.live(scene);
  await sippDesk(scene, server, '101', { scenario: 'phone_answers', calls: EACH });
  await sippDesk(scene, server, '103', { scenario: 'phone_rings', calls: EACH });
  const numbers = await startCalls(scene, server);
  for (const [index, number] of numbers.entries()) {
    const wanted = index % 2 === 0 ? 'talking' : 'ringing';
    await live.call(`${number} ${wanted}`, ({ from, state, ringing_users: ringing }) => from.number === number && state === wanted && (wanted === 'talking' || ringing.length > 0));
  }
  await eventually('sound of ten calls on the disk', async () => (await recordingSizes(server.data)).filter((size) => size > RECORDED_BYTES).length === EACH, 20_000);

  const contact = await user.contact('Орлов');
  const note = await user.post(`/contacts/${contact.id}/notes`, { text: 'Записано за миг до падения' });
  server.child.child.kill('SIGKILL');
  await server.child.ended;

  const again = await serve(scene, { data: server.data, carrierPort: server.carrierPort, company: false });
  const after = await User.login(again, '105');
  await assertCalls(after, numbers);
  await assertOwed(after, numbers);
  const { items } = await after.get(`/contacts/${contact.id}/timeline`);
  assert.ok(items.some((activity) => activity.note?.id === note.id), 'the note that was acknowledged');
}

/** Every other call goes to the room where phones are lifted; all callers talk. */
async function startCalls(scene, server) {
  const numbers = Array.from({ length: CALLS }, (_, index) => `+79161112${String(index).padStart(3, '0')}`);
  const file = scene.path('callers.csv');
  const rows = numbers.map((number, index) => `${number};${index % 2 === 0 ? SALES : SERVICE}`);
  await writeFile(file, `SEQUENTIAL\n${rows.join('\n')}\n`);
  const { line, voice } = await clientCalls(scene, server, { scenario: 'carrier_calls_for_many', calls: CALLS, rate: 20, extra: ['-inf', file] });
  const answers = await eventually('ten calls answered', async () => {
    const found = (await line.messages()).filter(({ way, text }) => way === 'received' && /^SIP\/2\.0 200[^]*^CSeq: *1 INVITE/m.test(text));
    return new Set(found.map(({ text }) => audioPort(text))).size === EACH && found;
  }, 20_000);
  voice.say(CLIENT_TONE.hertz, CLIENT_TONE.level, answers.map(({ text }) => audioPort(text)));
  return numbers;
}

async function recordingSizes(data) {
  const names = await readdir(join(data, 'recordings'), { recursive: true });
  const sizes = names.filter((name) => name.endsWith('.wav')).map(async (name) => (await stat(join(data, 'recordings', name))).size);
  return Promise.all(sizes);
}

async function assertCalls(user, numbers) {
  const { items } = await user.get('/calls?outcome=interrupted&limit=50');
  assert.deepEqual(items.map(({ from }) => from.number).sort(), numbers);
  const recorded = items.flatMap(({ recordings }) => recordings);
  assert.equal(recorded.length, EACH);
  for (const { id, duration_seconds: told } of recorded) {
    const { status, body } = await user.ask(`/recordings/${id}`);
    assert.equal(status, 200);
    const { tracks, seconds } = readWav(body);
    assert.ok(seconds > 0.5 && Math.abs(seconds - told) < 0.2, `${seconds} s of sound, told as ${told} s`);
    assert.ok(loudest(tracks[0], CLIENT_TONE.hertz) > CLIENT_TONE.level - 3, 'what the client said is in it');
  }
}

async function assertOwed(user, numbers) {
  const { items } = await user.get('/commitments?state=open&limit=200');
  const owed = items.filter(({ kind }) => kind === 'call_back');
  assert.deepEqual(owed.map(({ phone }) => phone).sort(), numbers);
  assert.ok(owed.every(({ owner, due }) => owner && due), 'each has an owner and a time');
}
