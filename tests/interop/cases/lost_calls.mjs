// A call nobody answered becomes a commitment to call back, which only a conversation closes.

import assert from 'node:assert/strict';
import { User } from '../lib/api.mjs';
import { ORLOV, STRANGER, clientCalls, clientIsCalled, desk, sippDesk } from '../lib/office.mjs';
import { all, ringingFor, serve, withoutGreeting } from '../lib/server.mjs';

/** Longer than the talk that counts as having called back. */
const LONG_TALK_MS = 10_500;
const soonLost = all(withoutGreeting, ringingFor(2));

export default {
  'a client nobody answers is owed a call, and ringing again and being served closes it': ringsAgain,
  'calling back from the console closes it with that call as proof': calledBack,
  'a client who hangs up while it rings is owed a call': gaveUp,
  'a client is owed a call also when no phone is there to ring': nobodyThere,
};

/** One lost call of a client; gives the commitment. */
async function loseCall(scene, server, live, from = ORLOV) {
  const { line } = await clientCalls(scene, server, { from, scenario: 'carrier_hears_not_answered' });
  const owed = await live.commitment('a commitment to call back', (one) => one.phone === from && one.state === 'open' && one.kind === 'call_back');
  await line.succeeded();
  return owed;
}

async function ringsAgain(scene) {
  const server = await serve(scene, { edit: soonLost });
  const agent = await desk(scene, server, '101');
  const user = await User.login(server, '101');
  const live = await user.live(scene);

  const before = Date.now();
  const owed = await loseCall(scene, server, live);
  assert.equal(owed.owner.id, user.user.id);
  assert.match(owed.contact.name, /Орлов/);
  const minutes = (Date.parse(owed.due) - before) / 60_000;
  assert.ok(minutes > 14 && minutes < 17, `due in ${minutes} minutes`);
  const lost = await user.get(`/calls/${owed.made_by_call}`);
  assert.equal(lost.outcome, 'missed');
  assert.equal(lost.commitment_id, owed.id);

  await clientCalls(scene, server);
  await agent.ringing({ after: 1 });
  await agent.answer();
  await agent.hangUp();
  const kept = await live.commitment('the commitment being kept', (one) => one.id === owed.id && one.state === 'kept');
  const proof = await user.get(`/calls/${kept.kept.call_id}`);
  assert.equal(proof.outcome, 'answered');
  assert.equal(proof.contact.id, owed.contact.id);
  assert.notEqual(proof.id, lost.id);
}

async function calledBack(scene) {
  const server = await serve(scene, { edit: soonLost });
  const agent = await desk(scene, server, '101');
  const user = await User.login(server, '101');
  const live = await user.live(scene);
  const owed = await loseCall(scene, server, live);

  const client = await clientIsCalled(scene, server, { scenario: 'phone_answers_and_hangs_up', hold: LONG_TALK_MS });
  const { call_id: callId } = await user.post('/calls', { to: owed.phone });
  await agent.ringing({ after: 1 });
  await agent.answer();
  await live.call('the client being talked to', (call) => call.id === callId && call.state === 'talking');
  await client.line.succeeded();
  const kept = await live.commitment('the commitment being kept', (one) => one.id === owed.id && one.state === 'kept');
  assert.equal(kept.kept.call_id, callId);
  const proof = await user.get(`/calls/${callId}`);
  assert.equal(proof.direction, 'outbound');
  assert.equal(proof.to.number, owed.phone);
}

async function gaveUp(scene) {
  const server = await serve(scene, { edit: withoutGreeting });
  const agent = await sippDesk(scene, server, '101', { scenario: 'phone_rings' });
  const live = await (await User.login(server, '101')).live(scene);
  const { line } = await clientCalls(scene, server, { from: STRANGER, scenario: 'carrier_gives_up' });
  await Promise.all([line.succeeded(), agent.succeeded()]);
  const owed = await live.commitment('a commitment to call back', (one) => one.phone === STRANGER);
  assert.equal(owed.contact, null);
}

async function nobodyThere(scene) {
  const server = await serve(scene, { edit: withoutGreeting });
  const live = await (await User.login(server, '104')).live(scene);
  const owed = await loseCall(scene, server, live);
  assert.match(owed.owner.name, /Анна/);
}
