// What is wrong is refused with a clear word, and nothing else suffers from it.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { User } from '../lib/api.mjs';
import { within } from '../lib/deadline.mjs';
import { ORLOV, SALES, desk } from '../lib/office.mjs';
import { serve, withoutGreeting } from '../lib/server.mjs';
import { SipWire, carrierInvite, request, sameTransaction, textOf } from '../lib/sip_wire.mjs';

/** Above what a SIP message may have over TCP here. */
const TOO_LARGE = 300_000;
/** The largest body of a request over HTTP. */
const BODY_BYTES_MAX = 1 << 20;

export default {
  'a wrong password is refused by the API, and unknown users hear the same': wrongPasswordApi,
  'a wrong password never registers a phone, and unknown devices hear the same': wrongPasswordSip,
  'a phone registers with MD5 and with SHA-256': bothDigests,
  'a call to a number that is not ours is refused with 404': unknownNumber,
  'a stranger may not call through us': stranger,
  'sound we cannot carry is refused with 488': noCommonCodec,
  'malformed requests are answered 400 and OPTIONS goes on being answered': malformed,
  'an oversized message over TCP costs its sender the connection and nobody else anything': oversized,
  'an oversized request over HTTP is refused': oversizedHttp,
};

async function wrongPasswordApi(scene) {
  const server = await serve(scene);
  const nobody = new User(server, 'none', {});
  const known = await nobody.ask('/login', { method: 'POST', json: { login: '101', password: 'wrong' } });
  const unknown = await nobody.ask('/login', { method: 'POST', json: { login: 'nobody', password: 'wrong' } });
  assert.equal(known.status, 401);
  assert.equal(known.body.code, 'wrong_credentials');
  assert.deepEqual(unknown.body, known.body);
  assert.equal((await nobody.ask('/me')).status, 401);
  await User.login(server, '101');
}

async function wrongPasswordSip(scene) {
  const server = await serve(scene);
  const wire = await SipWire.open(scene, server.sip);
  const known = await wire.register('101', 'wrong');
  const unknown = await wire.register('999', 'wrong');
  assert.equal(known.status, 401);
  assert.equal(unknown.status, 401);
  const { body } = await (await User.login(server, '105')).ask('/devices');
  assert.ok(body.items.every(({ registered }) => registered === null));
  assert.equal((await wire.register('101', 'doors-101')).status, 200);
}

async function bothDigests(scene) {
  const server = await serve(scene);
  for (const algorithm of ['MD5', 'SHA-256']) {
    const wire = await SipWire.open(scene, server.sip);
    assert.equal((await wire.register('101', 'doors-101', { algorithm })).status, 200, algorithm);
  }
}

/** The server with the carrier's end in our hands. */
async function carrier(scene) {
  const server = await serve(scene, { edit: withoutGreeting });
  const wire = await SipWire.open(scene, server.sip, server.carrierPort);
  const refused = async (invite, status) => {
    const response = await wire.ask(invite);
    await wire.send(textOf(sameTransaction(invite, 'ACK', response), wire));
    assert.equal(response.status, status);
    assert.equal((await wire.options()).status, 200);
  };
  return { server, wire, refused };
}

async function unknownNumber(scene) {
  const { wire, refused } = await carrier(scene);
  await refused(carrierInvite(wire, { from: ORLOV, dialled: '+74959999999' }), 404);
}

async function stranger(scene) {
  const { server } = await carrier(scene);
  const wire = await SipWire.open(scene, server.sip);
  const invite = carrierInvite(wire, { from: ORLOV, dialled: SALES });
  const response = await wire.ask(invite);
  assert.equal(response.status, 407, 'whoever is no trunk of ours has to be one of our devices');
}

async function noCommonCodec(scene) {
  const { server, wire, refused } = await carrier(scene);
  await desk(scene, server, '101');
  await refused(carrierInvite(wire, { from: ORLOV, dialled: SALES, codecs: '18 4' }), 488);
}

async function malformed(scene) {
  const { server, wire } = await carrier(scene);
  const good = textOf(request('OPTIONS', { uri: `sip:${server.sip}` }), wire);
  const spoilt = {
    'a CSeq that is no number': (text) => text.replace(/CSeq: 1/, 'CSeq: one'),
    'another method in CSeq': (text) => text.replace(/(CSeq: 1) OPTIONS/, '$1 INVITE'),
    'no Call-ID': (text) => text.replace(/Call-ID: .*\r\n/, ''),
    'a From that is no address': (text) => text.replace(/From: .*\r\n/, 'From: <<<\r\n'),
    'a length beyond the packet': (text) => text.replace(/Content-Length: 0/, 'Content-Length: 500'),
    'two Call-IDs': (text) => text.replace(/(Call-ID: .*\r\n)/, '$1Call-ID: another@tester\r\n'),
  };
  for (const [what, spoil] of Object.entries(spoilt)) {
    const before = wire.received.length;
    await wire.send(spoil(good.replace(/z9hG4bK\w+/, `z9hG4bK${before}x`)));
    const { status } = await wire.received.first((message) => message.status >= 200, { what: `an answer to ${what}`, from: before });
    assert.equal(status, 400, what);
    assert.equal((await wire.options()).status, 200, what);
  }
  for (const noise of ['', '\r\n\r\n', '\0'.repeat(900), 'GET / HTTP/1.1\r\n\r\n', 'INVITE', Buffer.alloc(60_000, 0xff)]) await wire.send(noise);
  assert.equal((await wire.options()).status, 200);
}

async function oversized(scene) {
  const { server, wire } = await carrier(scene);
  const [host, port] = server.sip.split(':');
  const socket = connect(Number(port), host);
  await once(socket, 'connect');
  scene.atEnd(() => socket.destroy());
  socket.on('error', () => {});
  socket.resume();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const message = request('MESSAGE', { uri: `sip:${server.sip}`, body: 'x'.repeat(TOO_LARGE) });
  socket.write(textOf(message, wire).replace('/UDP', '/TCP'));
  await within(closed, 5000, 'the end of the connection');
  assert.equal((await wire.options()).status, 200);
}

async function oversizedHttp(scene) {
  const server = await serve(scene);
  const user = await User.login(server, '101');
  const contact = await user.contact('Орлов');
  const path = `/contacts/${contact.id}/notes`;
  // A byte too many: the server has read everything that was sent when it refuses, so its answer is not lost with the connection.
  const overhead = JSON.stringify({ text: '' }).length;
  const refused = await user.ask(path, { method: 'POST', json: { text: 'x'.repeat(BODY_BYTES_MAX + 1 - overhead) } });
  assert.equal(refused.status, 413);
  assert.equal(refused.headers.get('content-type'), 'application/problem+json');
  // Far too many: the connection may be closed before the rest was sent; then nobody reads the answer.
  await user.ask(path, { method: 'POST', json: { text: 'x'.repeat(6_000_000) } }).catch(() => 'cut off');
  const { items } = await user.get(`/contacts/${contact.id}/timeline`);
  assert.ok(items.every(({ note }) => !note?.text.startsWith('xx')), 'nothing of it was kept');
  assert.equal((await user.ask('/me')).status, 200);
}
