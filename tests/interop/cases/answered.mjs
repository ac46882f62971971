// A client calls, the agent sees who it is before he answers, they hear each other, and the call is kept.

import assert from 'node:assert/strict';
import { User } from '../lib/api.mjs';
import { TONE } from '../lib/baresip.mjs';
import { CLIENT_TONE, ORLOV, clientCalls, clientTalks, desk } from '../lib/office.mjs';
import { serve } from '../lib/server.mjs';
import { assertHeard } from '../lib/tone.mjs';
import { readWav } from '../lib/wav.mjs';

export default {
  'the card is there before the agent answers, tones go both ways, the recording has both sides': theMainJob,
  'a colleague whose phone rings over TCP can take the call': overTcp,
};

async function theMainJob(scene) {
  const server = await serve(scene);
  const [udp, tcp] = [await desk(scene, server, '101'), await desk(scene, server, '102', { transport: 'tcp' })];
  const user = await User.login(server, '101');
  const live = await user.live(scene);

  const client = await clientCalls(scene, server);
  const { card, received_at: cardAt } = await live.card(ORLOV);
  assertCard(card);
  await Promise.all([udp.ringing({ ms: 20_000 }), tcp.ringing({ ms: 20_000 })]);
  const answered = await udp.answer();
  assert.ok(cardAt < answered.at, `the card came at ${cardAt}, the agent answered at ${answered.at}`);
  await tcp.event('CALL_CLOSED');

  await clientTalks(client);
  await live.call('the call being talked', (call) => call.id === card.call_id && call.state === 'talking');
  const carrierHeard = await client.voice.listen(1.5);
  assertHeard('the carrier', carrierHeard, { wanted: TONE.hertz, level: TONE.level, unwanted: [CLIENT_TONE.hertz] });

  await udp.hangUp();
  await client.line.succeeded();
  assertHeard('the agent', await udp.heard(), { wanted: CLIENT_TONE.hertz, level: CLIENT_TONE.level, unwanted: [TONE.hertz] });
  await assertKept(user, card);
}

function assertCard(card) {
  assert.equal(card.recognition, 'known');
  assert.match(card.contact.greeting, /^Геннадий Семёнович/);
  assert.equal(card.blockers[0].kind, 'contract_to_resign');
  assert.ok(card.blockers[0].details.length > 0, 'where, when and what to bring');
  const doors = card.purchases.find((purchase) => purchase.title.includes('Malta C6'));
  assert.equal(doors.quantity, 5);
  assert.equal(card.on_behalf.length, 3, 'himself and two companies');
}

async function assertKept(user, card) {
  const call = await user.timelineCall(card.contact.id, (one) => one.id === card.call_id && one.recordings[0]?.duration_seconds > 0);
  assert.equal(call.outcome, 'answered');
  assert.equal(call.answered_by.id, user.user.id);
  const path = `/recordings/${call.recordings[0].id}`;
  const whole = await user.ask(path);
  assert.equal(whole.status, 200);
  const { tracks, seconds } = readWav(whole.body);
  assert.ok(Math.abs(seconds - call.recordings[0].duration_seconds) < 0.2, `${seconds} s of sound`);
  assertHeard('left, the client', tracks[0], { wanted: CLIENT_TONE.hertz, level: CLIENT_TONE.level, unwanted: [TONE.hertz] });
  assertHeard('right, the agent', tracks[1], { wanted: TONE.hertz, level: TONE.level, unwanted: [CLIENT_TONE.hertz] });

  const part = await user.ask(path, { headers: { range: 'bytes=44-1043' } });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), `bytes 44-1043/${whole.body.length}`);
  assert.deepEqual(part.body, whole.body.subarray(44, 1044));
}

async function overTcp(scene) {
  const server = await serve(scene);
  const tcp = await desk(scene, server, '102', { transport: 'tcp' });
  const client = await clientCalls(scene, server);
  await tcp.ringing({ ms: 20_000 });
  await tcp.answer();
  await clientTalks(client);
  const heard = await client.voice.listen(1.5);
  assertHeard('the carrier', heard, { wanted: TONE.hertz, level: TONE.level, unwanted: [CLIENT_TONE.hertz] });
  await tcp.hangUp();
  await client.line.succeeded();
  assertHeard('the agent', await tcp.heard(), { wanted: CLIENT_TONE.hertz, level: CLIENT_TONE.level, unwanted: [TONE.hertz] });
}
