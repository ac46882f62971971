// From the INVITE of a known caller to his card on the agent's WebSocket.

import { User } from './api.mjs';
import { within } from './deadline.mjs';
import { numberOf } from './contacts.mjs';
import { SALES, sippDesk } from './office.mjs';
import { SipWire, carrierInvite, sameTransaction, textOf } from './sip_wire.mjs';

/**
 * Lets `calls` clients, drawn from `contacts`, ring at agent 101, `perSecond` of them; each hangs up when his card is there. Gives the
 * milliseconds of each, sorted.
 */
export async function measureCards(scene, server, { calls, perSecond, contacts }) {
  const phone = await sippDesk(scene, server, '101', { scenario: 'phone_rings', calls, limitSeconds: 60 + calls / perSecond, trace: false });
  const live = await (await User.login(server, '101')).live(scene);
  const wire = await SipWire.open(scene, server.sip, server.carrierPort);
  const refused = refusal(wire);
  const callers = draw(calls, contacts);
  const began = performance.now();
  const measured = [];
  for (const [index, from] of callers.entries()) {
    await reach(began + (index * 1000) / perSecond);
    measured.push(Promise.race([oneCall(wire, live, from), refused]));
  }
  const took = await Promise.all(measured);
  await phone.succeeded();
  await wire.close();
  live.close();
  return took.sort((a, b) => a - b);
}

/** The value below which `share` of the sorted ones are. */
export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

/** Fails with the first call that is refused; 487 is what a call taken back ends with. */
function refusal(wire) {
  const isRefusal = (message) => message.status >= 300 && message.status !== 487;
  const refused = wire.received.first(isRefusal, { ms: 600_000 }).then(({ start }) => Promise.reject(new Error(`a call was refused: ${start}`)));
  // When all cards came nobody listens any more.
  refused.catch(() => {});
  return refused;
}

async function oneCall(wire, live, from) {
  const invite = carrierInvite(wire, { from, dialled: SALES });
  const sent = performance.now();
  const answer = (message) => message.header('Call-ID') === invite.callId;
  wire.repeat(invite, wire.received.first(answer, { ms: 30_000 })).catch(() => {});
  const { card, clock } = await live.card(from, { ms: 15_000 });
  if (card.recognition !== 'known') throw new Error(`the card of ${from} says ${card.recognition}`);
  await takeBack(wire, invite);
  return clock - sent;
}

async function takeBack(wire, invite) {
  await wire.ask({ ...sameTransaction(invite, 'CANCEL'), callId: invite.callId });
  const isRefusal = (message) => message.status === 487 && message.header('Call-ID') === invite.callId;
  const refusal = await wire.received.first(isRefusal, { ms: 10_000, what: 'the end of a cancelled call' });
  await wire.send(textOf(sameTransaction(invite, 'ACK', refusal), wire));
}

function draw(count, contacts) {
  const drawn = new Set();
  while (drawn.size < count) drawn.add(numberOf(Math.floor(Math.random() * contacts)));
  return [...drawn];
}

/** Until a moment of the monotonic clock: the rate of calls is part of what is measured. */
function reach(moment) {
  const wait = moment - performance.now();
  return wait <= 0 ? undefined : within(new Promise((resolve) => setTimeout(resolve, wait)), wait + 10_000, 'the next call');
}
