// Transfer, hold, calls between colleagues, and the ways a call does not come about.

import assert from 'node:assert/strict';
import { User } from '../lib/api.mjs';
import { TONE } from '../lib/baresip.mjs';
import { CLIENT_TONE, ORLOV, clientCalls, clientTalks, desk, sippDesk } from '../lib/office.mjs';
import { serve, withoutGreeting } from '../lib/server.mjs';
import { talkPhone } from '../lib/talk_phone.mjs';
import { assertHeard, loudest } from '../lib/tone.mjs';

export default {
  'an agent gives a client to a colleague with REFER': (scene) => transfer(scene, (agent) => agent.command('transfer', 'sip:103@doors.example')),
  'an agent gives a client to a colleague from the console': (scene) =>
    transfer(scene, (_, user, callId) => user.post(`/calls/${callId}/transfer`, { to: '103' })),
  'a client on hold does not hear the agent, and hears him again': hold,
  'the console holds and resumes': holdFromConsole,
  'the console picks up a desk phone': pickUp,
  'one extension calls another': extensions,
  'the console hangs up': hangUpFromConsole,
  'a busy agent is told as busy': busy,
};

/** A client talking with agent 101. */
async function conversation(scene) {
  const server = await serve(scene, { edit: withoutGreeting });
  const agent = await desk(scene, server, '101');
  const user = await User.login(server, '101');
  const live = await user.live(scene);
  const client = await clientCalls(scene, server);
  const { card } = await live.card(ORLOV);
  await agent.ringing();
  await agent.answer();
  await clientTalks(client);
  await live.call('the call being talked', (call) => call.id === card.call_id && call.state === 'talking');
  return { server, agent, user, live, client, callId: card.call_id };
}

async function transfer(scene, give) {
  const { server, agent, user, client, callId } = await conversation(scene);
  const colleague = await desk(scene, server, '103', { tone: { hertz: 880, level: -12 } });
  const hers = await User.login(server, '103');
  const herLive = await hers.live(scene);
  await give(agent, user, callId);
  await herLive.card(ORLOV);
  await colleague.ringing();
  await colleague.answer();
  await agent.event('CALL_CLOSED');
  await client.voice.listen(0.5);
  const heard = await client.voice.listen(1.5);
  assertHeard('the client', heard, { wanted: 880, level: -12, unwanted: [TONE.hertz, CLIENT_TONE.hertz] });
  await colleague.hangUp();
  await client.line.succeeded();
  assertHeard('the colleague', await colleague.heard(), { wanted: CLIENT_TONE.hertz, level: CLIENT_TONE.level });
  const ended = await herLive.call('the end of the call', (call) => call.id === callId && call.state === 'ended');
  assert.equal(ended.answered_by.id, hers.user.id);
}

async function hold(scene) {
  const { agent, live, client, callId } = await conversation(scene);
  await agent.command('hold');
  await isHeld(live, client, callId);
  await isBack(live, client, callId, () => agent.command('resume'));
  await agent.hangUp();
  await client.line.succeeded();
}

async function holdFromConsole(scene) {
  const { agent, user, live, client, callId } = await conversation(scene);
  await user.post(`/calls/${callId}/hold`);
  await isHeld(live, client, callId);
  await isBack(live, client, callId, () => user.post(`/calls/${callId}/resume`));
  await agent.hangUp();
  await client.line.succeeded();
}

async function isHeld(live, client, callId) {
  await live.call('the call being held', (call) => call.id === callId && call.state === 'held');
  await client.line.message('a re-INVITE that holds', ({ way, text }) => way === 'received' && /^INVITE[^]*^a=(sendonly|inactive)/m.test(text));
  client.voice.heard.length = 0;
}

async function isBack(live, client, callId, resume) {
  assert.ok(loudest(client.voice.heard, TONE.hertz) < -50, 'the held client hears the agent');
  const before = live.messages.length;
  await resume();
  await live.call('the call going on', (call) => call.id === callId && call.state === 'talking', { from: before });
  await client.voice.listen(0.5);
  const heard = await client.voice.listen(1);
  assertHeard('the client', heard, { wanted: TONE.hertz, level: TONE.level, unwanted: [CLIENT_TONE.hertz] });
}

async function pickUp(scene) {
  const server = await serve(scene, { edit: withoutGreeting });
  const desk = await talkPhone(scene, server, '101');
  const user = await User.login(server, '101');
  const live = await user.live(scene);
  const client = await clientCalls(scene, server);
  const { card } = await live.card(ORLOV);
  await desk.rings();
  await user.post(`/calls/${card.call_id}/answer`);
  await live.call('the call being talked', (call) => call.id === card.call_id && call.state === 'talking');
  await desk.told('ACK');
  assert.equal((await desk.hangUp()).status, 200);
  await client.line.succeeded();
}

async function extensions(scene) {
  const server = await serve(scene);
  const caller = await desk(scene, server, '101');
  const called = await desk(scene, server, '104', { transport: 'tcp', tone: { hertz: 880, level: -12 } });
  const user = await User.login(server, '104');
  const live = await user.live(scene);
  await caller.dial('104');
  await called.ringing();
  await called.answer();
  await caller.event('CALL_ESTABLISHED');
  const call = await live.call('the call being talked', ({ state }) => state === 'talking');
  assert.equal(call.direction, 'internal');
  assert.equal(call.from.user.name, 'Анна Кузнецова');
  await Promise.all([caller.hears(1), called.hears(1)]);
  await caller.hangUp();
  await called.event('CALL_CLOSED');
  assertHeard('the caller', await caller.heard(), { wanted: 880, level: -12, unwanted: [TONE.hertz] });
  assertHeard('the called', await called.heard(), { wanted: TONE.hertz, level: TONE.level, unwanted: [880] });
}

async function hangUpFromConsole(scene) {
  const { agent, user, live, client, callId } = await conversation(scene);
  await user.post(`/calls/${callId}/hang_up`);
  await Promise.all([agent.event('CALL_CLOSED'), client.line.succeeded()]);
  await live.call('the end of the call', (call) => call.id === callId && call.outcome === 'answered');
}

async function busy(scene) {
  const server = await serve(scene, { edit: withoutGreeting });
  const agent = await sippDesk(scene, server, '101', { scenario: 'phone_is_busy' });
  const live = await (await User.login(server, '104')).live(scene);
  const { line } = await clientCalls(scene, server, { scenario: 'carrier_hears_busy' });
  await Promise.all([line.succeeded(), agent.succeeded()]);
  await live.call('the end of the call', ({ outcome }) => outcome === 'busy');
}
