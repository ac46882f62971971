/**
 * The API of the contract over a world in memory: for `npm run mock` beside `npm run dev`, and for the browser
 * tests, which import it and move its world themselves.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { WebSocketServer } from "ws";
import { calculate, filesOf, linesFor } from "./losses.mjs";
import { operations, Refusal } from "./operations.mjs";
import { sendRanged, wav } from "./recording.mjs";
import { World } from "./world.mjs";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** Resolves when it listens. Port 0 takes any free one. */
export async function startMock({ port = 0, dist = null } = {}) {
  const world = new World();
  const logins = new Map();
  const server = createServer((request, response) => {
    serve({ world, logins, dist, request, response }).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  const sockets = attachLive(server, world, logins);
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}`;
  const close = async () => {
    cut(sockets);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { url, world, close, cutSockets: () => cut(sockets), logins };
}

const cut = (sockets) => sockets.clients.forEach((socket) => socket.terminate());

async function serve(context) {
  const { request, response, dist } = context;
  const url = new URL(request.url, "http://mock");
  if (!url.pathname.startsWith("/api/v1/"))
    return dist ? sendFile(dist, url.pathname, response) : response.writeHead(404).end();
  const path = url.pathname.slice("/api/v1".length);
  if (path === "/calculator/file") return readCalls(context, url.searchParams);
  const body = await bodyOf(request);
  if (path === "/calculator/render") return sendPaper(response, url.searchParams, body);
  const { status, answer, headers } = run(context, path, url.searchParams, body);
  if (answer instanceof Buffer) return sendRanged(request, response, answer);
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "Content-Type": type, ...headers });
  response.end(answer === undefined ? undefined : JSON.stringify(answer));
}

function run(context, path, params, body) {
  try {
    return runOperation(context, path, params, body);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.answer.status, answer: error.answer.body };
  }
}

function runOperation({ world, logins, request }, path, params, body) {
  const { method } = request;
  if (path === "/login" && method === "POST") return login(world, logins, body);
  if (path === "/calculator" && method === "POST") return { status: 200, answer: calculate(body) };
  const user = userOf(request, logins);
  if (!user) throw new Refusal(401, "not_logged_in");
  if (method !== "GET" && request.headers["x-requested-with"] !== "otklik") throw new Refusal(403, "forbidden");
  if (path === "/logout") {
    logins.clear();
    return { status: 204 };
  }
  if (path.startsWith("/recordings/")) return { status: 200, answer: wav(12) };
  for (const [verb, pattern, execute] of operations) {
    const matched = verb === method && match(pattern, path);
    if (!matched) continue;
    const answer = execute(world, { user, params: matched, query: Object.fromEntries(params), body });
    return answer === undefined ? { status: 204 } : { status: 200, answer };
  }
  throw new Refusal(404, "not_found");
}

/** Takes the files, then answers line by line; `world.reading` lets a test look between two lines. */
async function readCalls({ world, request, response }, query) {
  world.fileAsk = Object.fromEntries(query);
  const files = await filesOf(request);
  response.writeHead(200, { "Content-Type": "application/x-ndjson" });
  for (const line of linesFor(files)) {
    response.write(`${JSON.stringify(line)}\n`);
    if (line.type === "progress") await world.reading();
  }
  response.end();
}

/** Papers are made by the server; what matters here is that the report comes back whole. */
function sendPaper(response, query, report) {
  response.writeHead(200, { "Content-Type": "application/octet-stream" });
  response.end(`${query.get("as")} ${query.get("language")} ${report.unrecovered}`);
}

/** Any user of the story; the password is the demo's. */
function login(world, logins, { login: name, password }) {
  const user = world.users.find((one) => one.login === name && !one.disabled);
  if (!user || password !== `doors-${name}`) throw new Refusal(401, "wrong_credentials");
  const token = crypto.randomUUID();
  logins.set(token, user);
  return {
    status: 200,
    answer: { token, user },
    headers: { "Set-Cookie": `otklik_session=${token}; Path=/; HttpOnly; SameSite=Lax` },
  };
}

function userOf(request, logins) {
  return logins.get(/otklik_session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1]);
}

function match(pattern, path) {
  const names = [];
  const shape = pattern.replace(/:(\w+)/g, (_, name) => {
    names.push(name);
    return "([^/]+)";
  });
  const found = new RegExp(`^${shape}$`).exec(path);
  return found && Object.fromEntries(names.map((name, index) => [name, found[index + 1]]));
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return text ? JSON.parse(text) : {};
}

async function sendFile(dist, path, response) {
  const asked = extname(path) ? path : "/index.html";
  try {
    const file = await readFile(join(dist, normalize(asked)));
    response.writeHead(200, { "Content-Type": TYPES[extname(asked)] ?? "application/octet-stream" }).end(file);
  } catch {
    response.writeHead(404).end();
  }
}

function attachLive(server, world, logins) {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const user = userOf(request, logins);
    if (!user) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (live) => follow(live, world, user));
  });
  return sockets;
}

function follow(live, world, user) {
  const send = (message) => live.send(JSON.stringify(message));
  const listener = (message, only) => {
    if (!only || only === user.id) send(message);
  };
  send({
    type: "snapshot",
    at: new Date().toISOString(),
    user,
    calls: world.calls.filter((call) => call.state !== "ended"),
    commitments: world.commitments.filter((one) => one.state === "open"),
    users: world.liveUsers(),
    cards: world.calls
      .filter((call) => call.ringing_users.some((one) => one.id === user.id))
      .map((call) => ({ call_id: call.id, card: world.card(call) })),
  });
  world.listeners.add(listener);
  const ping = setInterval(() => send({ type: "ping" }), 15_000);
  live.on("close", () => {
    world.listeners.delete(listener);
    clearInterval(ping);
  });
}
