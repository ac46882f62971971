// No room on the disk: it is told, calls go on, nothing acknowledged is lost, and with room again everything goes on.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { open, mkdir, rm, statfs } from 'node:fs/promises';
import { User } from '../lib/api.mjs';
import { eventually } from '../lib/deadline.mjs';
import { ORLOV, clientCalls, desk } from '../lib/office.mjs';
import { NotHere } from '../lib/scene.mjs';
import { serve, withoutGreeting } from '../lib/server.mjs';

const SIZE = '24m';

export default {
  'calls are connected on a full disk, and kept once there is room': fullDisk,
};

async function fullDisk(scene) {
  const data = await smallDisk(scene);
  const server = await serve(scene, { data, edit: withoutGreeting });
  const agent = await desk(scene, server, '101');
  const user = await User.login(server, '101');
  const contact = await user.contact('Орлов');
  const kept = await user.post(`/contacts/${contact.id}/notes`, { text: 'Записано, пока было место' });

  const ballast = await fill(data);
  const refused = await untilRefused(user, contact);
  assert.ok(refused.status >= 500, `${refused.status}`);
  assert.ok(refused.body.title, 'a problem that says what is wrong');

  const { line } = await clientCalls(scene, server);
  await agent.ringing();
  await agent.answer();
  await agent.hangUp();
  await line.succeeded();
  await server.child.said(/ERROR.*(disk|space|full)/i);
  await isHealthy(server, 503);

  await rm(ballast);
  const call = await user.timelineCall(contact.id, ({ outcome, from }) => outcome === 'answered' && from.number === ORLOV, 30_000);
  assert.equal(call.answered_by.id, user.user.id);
  await isHealthy(server, 200);
  const { items } = await user.get(`/contacts/${contact.id}/timeline`);
  const notes = items.filter(({ note }) => note).map(({ note }) => note.id);
  assert.ok([kept.id, ...refused.acknowledged].every((id) => notes.includes(id)), 'every note that was acknowledged');
  await user.post(`/contacts/${contact.id}/notes`, { text: 'Место снова есть' });
}

/** What a watching machine is told. */
function isHealthy(server, status) {
  return eventually(`health ${status}`, async () => (await fetch(`${server.http}/healthz`)).status === status);
}

async function smallDisk(scene) {
  if (process.getuid() !== 0) throw new NotHere('only root can mount a small disk');
  const folder = scene.path('disk');
  await mkdir(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new NotHere(`a small disk cannot be mounted: ${error.stderr}`);
  }
  scene.atEnd(() => execFileSync('umount', ['--lazy', folder]));
  return folder;
}

/** Takes all room that is left. */
async function fill(folder) {
  const path = `${folder}/ballast`;
  const file = await open(path, 'w');
  for (let size = 1 << 20; size >= 512; ) {
    const written = await file.write(Buffer.alloc(size)).then(({ bytesWritten }) => bytesWritten, () => 0);
    if (written === 0) size /= 2;
  }
  await file.close();
  assert.ok((await statfs(folder)).bavail <= 1, 'the disk is full');
  return path;
}

/** Notes are taken until there is no page left in files that exist already. */
async function untilRefused(user, contact) {
  const acknowledged = [];
  return eventually('a refusal', async () => {
    const answer = await user.ask(`/contacts/${contact.id}/notes`, { method: 'POST', json: { text: 'нет места '.repeat(300) } });
    if (answer.status < 300) acknowledged.push(answer.body.id);
    return answer.status >= 300 && { ...answer, acknowledged };
  }, 60_000, 1);
}
