// The API as a user of the console calls it, and his live push.

import { createRequire } from 'node:module';
import { Arrivals, eventually } from './deadline.mjs';

const require = createRequire(new URL('../../../web/console/package.json', import.meta.url));
const WebSocket = require('ws');

export class User {
  constructor(server, token, user) {
    Object.assign(this, { server, token, user });
  }

  static async login(server, login, password = `doors-${login}`) {
    const { status, body } = await call(`${server.http}/api/v1/login`, { method: 'POST', json: { login, password } });
    if (status !== 200) throw new Error(`login of ${login}: ${status} ${JSON.stringify(body)}`);
    return new User(server, body.token, body.user);
  }

  /** { status, body, headers } of any request below /api/v1. */
  ask(path, { method = 'GET', json, headers = {} } = {}) {
    return call(`${this.server.http}/api/v1${path}`, { method, json, headers: { authorization: `Bearer ${this.token}`, ...headers } });
  }

  async get(path) {
    const { status, body } = await this.ask(path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  async post(path, json = {}) {
    const { status, body } = await this.ask(path, { method: 'POST', json });
    if (status < 200 || status > 299) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** The one contact that a search finds, once the search has caught up with the database. */
  contact(words) {
    return eventually(`one contact found by ${words}`, async () => {
      const { items } = await this.get(`/contacts?q=${encodeURIComponent(words)}`);
      return items.length === 1 && items[0];
    });
  }

  /** The call on a contact's timeline that fits, once it is there. */
  timelineCall(contactId, fits, ms = 10_000) {
    return eventually('the call on the timeline', async () => {
      const { items } = await this.get(`/contacts/${contactId}/timeline`);
      return items.find((activity) => activity.kind === 'call' && fits(activity.call))?.call;
    }, ms);
  }

  async live(scene) {
    const live = new Live(new WebSocket(`${this.server.http.replace('http', 'ws')}/api/v1/live?token=${encodeURIComponent(this.token)}`));
    scene.atEnd(() => live.close());
    scene.whenFailed(`the live push of ${this.user.login}`, () => live.told());
    await live.message('snapshot', (message) => message.type === 'snapshot');
    return live;
  }
}

/** One live push: everything that came, with `received_at` in ms since 1970. */
export class Live {
  messages = new Arrivals();

  constructor(socket) {
    this.socket = socket;
    socket.on('message', (text) => this.messages.add({ ...JSON.parse(text), received_at: Date.now(), clock: performance.now() }));
    socket.on('close', (code) => this.messages.close(`the live push was closed with ${code}`));
    socket.on('error', (error) => this.messages.close(`the live push failed: ${error.message}`));
  }

  message(what, matches, options) {
    return this.messages.first(matches, { what, ...options });
  }

  /** The card of the call with that caller. */
  card(number, options) {
    return this.message(`the card of ${number}`, ({ type, card }) => type === 'card' && card.caller.number === number, options);
  }

  /** A state of a call; `matches` sees its summary. */
  async call(what, matches, options) {
    const isIt = ({ type, call }) => type === 'event' && call !== undefined && matches(call);
    return (await this.message(what, isIt, options)).call;
  }

  async commitment(what, matches, options) {
    const isIt = ({ event, commitment }) => event === 'commitment_changed' && matches(commitment);
    return (await this.message(what, isIt, options)).commitment;
  }

  told() {
    return this.messages.all().slice(-15).map((message) => JSON.stringify(message).slice(0, 600)).join('\n');
  }

  close() {
    this.socket.terminate();
  }
}

async function call(url, { method, json, headers = {} }) {
  const body = json === undefined ? undefined : JSON.stringify(json);
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, { method, body, headers: { ...type, ...headers } });
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body: isJson && bytes.length > 0 ? JSON.parse(bytes) : bytes };
}
