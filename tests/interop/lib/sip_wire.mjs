// SIP by hand over one UDP socket: for what sipp cannot do or hides — bad messages, exact times, registering an address for sipp.

import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Arrivals } from './deadline.mjs';
import { udpSocket } from './ports.mjs';

const DOMAIN = 'doors.example';
const REPEAT_MS = 500;

export class SipWire {
  received = new Arrivals();

  constructor(socket, port, server) {
    // What tells our end of a dialog we were invited into.
    Object.assign(this, { socket, port, server, tag: `t${port}` });
    socket.on('message', (bytes) => this.received.add({ ...parse(bytes.toString('utf8')), at: Date.now(), clock: performance.now() }));
  }

  /** `server` is host:port. */
  static async open(scene, server, port) {
    const socket = await udpSocket(port);
    if (!socket) throw new Error(`port ${port} is taken`);
    const wire = new SipWire(socket, socket.address().port, server);
    scene.atEnd(() => wire.close());
    return wire;
  }

  send(message) {
    const [host, port] = this.server.split(':');
    const bytes = typeof message === 'string' ? Buffer.from(message) : message;
    return new Promise((resolve, reject) => {
      this.socket.send(bytes, Number(port), host, (error) => (error ? reject(error) : resolve(performance.now())));
    });
  }

  /** Sends a request, and again while it is not answered: UDP may lose it (RFC 3261 §17.1.2.2, timer E without its growth). */
  async repeat(request, answered) {
    const text = textOf(request, this);
    await this.send(text);
    const timer = setInterval(() => this.closed || this.send(text), REPEAT_MS);
    return answered.finally(() => clearInterval(timer));
  }

  /** Sends a request and waits for its final response. */
  async ask(request, ms = 5000) {
    const { callId, cseq } = request;
    const isFinal = (message) => message.status >= 200 && message.header('Call-ID') === callId && message.header('CSeq') === cseq;
    return this.repeat(request, this.received.first(isFinal, { ms, what: `a final response to ${cseq}` }));
  }

  /** What the server says to OPTIONS: a sign that it lives. */
  options(ms = 2000) {
    return this.ask(request('OPTIONS', { uri: `sip:${this.server}` }), ms);
  }

  /** Registers `user` at this port; gives the final response. Any algorithm may answer, whichever is asked for. */
  async register(user, password, { expires = 600, algorithm = 'MD5' } = {}) {
    const contact = `<sip:${user}@127.0.0.1:${this.port}>`;
    const headers = { Contact: contact, Expires: expires };
    const about = { uri: `sip:${DOMAIN}`, from: `sip:${user}@${DOMAIN}`, to: `sip:${user}@${DOMAIN}`, headers };
    const first = await this.ask(request('REGISTER', about));
    if (first.status !== 401) return first;
    const challenge = readChallenge(first.header('WWW-Authenticate'));
    const answer = digest({ method: 'REGISTER', uri: about.uri, user, password, challenge: { ...challenge, algorithm } });
    return this.ask(request('REGISTER', { ...about, headers: { ...headers, Authorization: answer } }));
  }

  /** Answers a request with the headers that have to be repeated. */
  respond(received, status, { headers = {}, body = '' } = {}) {
    const repeated = ['Via', 'From', 'Call-ID', 'CSeq'].flatMap((name) => received.headers(name).map((value) => `${name}: ${value}`));
    const to = received.header('To');
    const lines = [`SIP/2.0 ${status} .`, ...repeated, `To: ${to.includes('tag=') ? to : `${to};tag=${this.tag}`}`];
    lines.push(...Object.entries(headers).map(([name, value]) => `${name}: ${value}`));
    return this.send(`${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  async close() {
    if (this.closed) return;
    this.closed = true;
    this.received.close('the socket is closed');
    this.socket.close();
    await once(this.socket, 'close');
  }
}

/** A request with fresh identifiers. */
export function request(method, { uri, from = 'sip:tester@127.0.0.1', to = uri, headers = {}, body = '', cseq = 1 }) {
  const id = randomBytes(6).toString('hex');
  return { method, uri, from, to, headers, body, callId: `${id}@tester`, tag: id, branch: `z9hG4bK${id}`, cseq: `${cseq} ${method}` };
}

/** The bytes of a request sent from a wire. */
export function textOf({ method, uri, from, to, tag, toTag, branch, callId, cseq, headers, body }, wire) {
  const lines = [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${wire.port};branch=${branch};rport`,
    `From: <${from}>;tag=${tag}`,
    `To: <${to}>${toTag ? `;tag=${toTag}` : ''}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    'Max-Forwards: 70',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** An INVITE of a carrier at a wire's port. */
export function carrierInvite(wire, { from, dialled, codecs = '8 0', rtpPort = 30_000 }) {
  const body = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${rtpPort} RTP/AVP ${codecs}\r\n`;
  const headers = { Contact: `<sip:${from}@127.0.0.1:${wire.port}>`, 'Content-Type': 'application/sdp' };
  return request('INVITE', { uri: `sip:${dialled}@${wire.server}`, from: `sip:${from}@127.0.0.1`, headers, body });
}

/** The ACK of a final response to an INVITE that was refused (RFC 3261 §17.1.1.3), or CANCEL: in the same transaction. */
export function sameTransaction(invite, method, response) {
  const toTag = response?.header('To').match(/;tag=([^;]+)/)?.[1];
  return { ...invite, method, cseq: invite.cseq.replace('INVITE', method), toTag, headers: {}, body: '' };
}

function parse(text) {
  const [head, ...body] = text.split('\r\n\r\n');
  const [start, ...lines] = head.split('\r\n');
  const fields = lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  const headers = (name) => fields.filter(([key]) => key === name.toLowerCase()).map(([, value]) => value);
  const status = Number(start.match(/^SIP\/2\.0 (\d+)/)?.[1]) || undefined;
  return { text, start, status, method: status ? undefined : start.split(' ')[0], headers, header: (name) => headers(name)[0], body: body.join('\r\n\r\n') };
}

function readChallenge(text) {
  return Object.fromEntries([...text.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, key, quoted, plain]) => [key, quoted ?? plain]));
}

/** RFC 7616 §3.4. */
function digest({ method, uri, user, password, challenge }) {
  const { realm, nonce, algorithm = 'MD5', opaque } = challenge;
  const hash = (text) => createHash(algorithm === 'SHA-256' ? 'sha256' : 'md5').update(text).digest('hex');
  const [nc, cnonce] = ['00000001', randomBytes(8).toString('hex')];
  const response = hash(`${hash(`${user}:${realm}:${password}`)}:${nonce}:${nc}:${cnonce}:auth:${hash(`${method}:${uri}`)}`);
  const parts = [`username="${user}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${uri}"`, `response="${response}"`];
  parts.push(`algorithm=${algorithm}`, 'qop=auth', `nc=${nc}`, `cnonce="${cnonce}"`);
  if (opaque !== undefined) parts.push(`opaque="${opaque}"`);
  return `Digest ${parts.join(', ')}`;
}
