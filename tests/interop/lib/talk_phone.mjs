// A desk phone that can be answered from a screen: NOTIFY with `Event: talk`, as Yealink, Grandstream and Snom understand it. baresip and
// sipp do not.

import { freePorts } from './ports.mjs';
import { SipWire, request } from './sip_wire.mjs';

/** A registered phone of a device that rings until it is told to talk. */
export async function talkPhone(scene, server, login) {
  const wire = await SipWire.open(scene, server.sip);
  const { status } = await wire.register(login, `doors-${login}`);
  if (status !== 200) throw new Error(`device ${login} is not registered: ${status}`);
  return new TalkPhone(wire, await freePorts(2));
}

class TalkPhone {
  #answered = new Set();

  constructor(wire, rtpPort) {
    Object.assign(this, { wire, rtpPort, contact: { Contact: `<sip:phone@127.0.0.1:${wire.port}>` } });
    wire.socket.on('message', () => this.#react(wire.received.all().at(-1)));
  }

  /** The INVITE that makes it ring; `after`: how many were seen before. */
  rings(after = 0) {
    const isIt = (message) => message === this.#received('INVITE')[after];
    return this.wire.received.first(isIt, { ms: 20_000, what: 'an INVITE at the talk phone' });
  }

  told(method, ms = 10_000) {
    return this.wire.received.first((message) => message.method === method, { ms, what: `${method} at the talk phone` });
  }

  async hangUp() {
    const invite = this.#received('INVITE').at(-1);
    const target = invite.header('Contact').match(/<([^>]+)>/)[1];
    const bye = request('BYE', { uri: target });
    const ours = { from: uriOf(invite.header('To')), to: uriOf(invite.header('From')), tag: this.wire.tag, toTag: tagOf(invite.header('From')) };
    return this.wire.ask({ ...bye, ...ours, callId: invite.header('Call-ID') });
  }

  #received(method) {
    return this.wire.received.all((message) => message.method === method);
  }

  #react(message) {
    if (message.method === 'INVITE') this.wire.respond(message, 180, { headers: this.contact });
    else if (message.method === 'NOTIFY') this.#talk(message);
    else if (message.method && message.method !== 'ACK') this.wire.respond(message, 200);
  }

  #talk(notify) {
    const known = notify.header('Event') === 'talk' && this.#received('INVITE').at(-1);
    this.wire.respond(notify, known ? 200 : 489);
    if (!known || this.#answered.has(known)) return;
    this.#answered.add(known);
    const body = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${this.rtpPort} RTP/AVP 8\r\n`;
    this.wire.respond(known, 200, { headers: { ...this.contact, 'Content-Type': 'application/sdp' }, body });
  }
}

function uriOf(address) {
  return address.match(/<([^>]+)>/)?.[1] ?? address.split(';')[0];
}

function tagOf(address) {
  return address.match(/;tag=([^;\s]+)/)?.[1];
}
