// Free ports of the loopback interface, found at run time.

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const ADDRESS = '127.0.0.1';
// Below the ports the system gives out by itself, so that nobody is given one of ours while a case runs.
const FIRST = 12_000;
const LAST = 31_900;

/** Ranges a server opens one by one as calls come: free to look at, and yet not to be given away. */
const held = new Set();
let next = FIRST + Math.floor(Math.random() * (LAST - FIRST));

/** A UDP socket bound to `port` (0: any), or nothing when that port is taken. */
export function udpSocket(port = 0) {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(undefined));
    socket.bind(port, ADDRESS, () => resolve(socket));
  });
}

async function isFree(port) {
  const udp = await udpSocket(port);
  if (!udp) return false;
  await new Promise((resolve) => udp.close(resolve));
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, ADDRESS, () => server.close(() => resolve(true)));
  });
}

/** The first of `count` neighbouring ports, all free for UDP and TCP; the first is even, as RTP wants it. */
export async function freePorts(count = 1) {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (next + count > LAST) next = FIRST;
    const first = next + (next % 2);
    next = first + count;
    if ([...held].some((range) => first < range.end && range.first < next)) continue;
    const free = await Promise.all(Array.from({ length: count }, (_, offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free neighbouring ports between ${FIRST} and ${LAST}`);
}

/** The same, kept for the scene. */
export async function holdPorts(scene, count) {
  const first = await freePorts(count);
  const range = { first, end: first + count };
  held.add(range);
  scene.atEnd(() => held.delete(range));
  return first;
}
