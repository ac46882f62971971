/** The mock answers in the shapes of the server's own description, so that what works on it works on a server. */
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMock } from "./server.mjs";

const document = JSON.parse(readFileSync(new URL("../../../crates/api/openapi.json", import.meta.url), "utf8"));
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(document, "api");

let mock;
let cookie;

beforeAll(async () => {
  mock = await startMock();
  const login = await fetch(`${mock.url}/api/v1/login`, {
    method: "POST",
    headers: { "X-Requested-With": "otklik" },
    body: JSON.stringify({ login: "105", password: "doors-105" }),
  });
  cookie = login.headers.get("set-cookie");
});
afterAll(() => mock.close());

async function ask(method, path, body) {
  const headers = { cookie, "X-Requested-With": "otklik" };
  const init = body ? { method, headers, body: JSON.stringify(body) } : { method, headers };
  const response = await fetch(`${mock.url}/api/v1${path}`, init);
  const text = await response.text();
  return { status: response.status, answer: text ? JSON.parse(text) : undefined };
}

/** What is wrong with a value, by the place in it. */
function mistakes(schema, value) {
  const check = ajv.getSchema(`api#/components/schemas/${schema}`);
  return check(value) ? [] : check.errors.map((error) => `${error.instancePath} ${error.message}`);
}

describe("the mock answers as described", () => {
  it.each([
    ["/me", "User"],
    ["/contacts", "Page_ContactSummary"],
    ["/companies", "Page_CompanySummary"],
    ["/calls", "Page_CallSummary"],
    ["/commitments", "Page_Commitment"],
    ["/users", "Page_User"],
    ["/devices", "Page_Device"],
    ["/groups", "Page_Group"],
    ["/numbers", "Page_Did"],
    ["/trunks", "Page_Trunk"],
    ["/schedules", "Page_Schedule"],
  ])("to %s with %s", async (path, schema) => {
    const { answer } = await ask("GET", path);
    expect(mistakes(schema, answer)).toEqual([]);
  });

  it("to what is asked of one of them", async () => {
    const { answer: people } = await ask("GET", "/contacts");
    const { answer: calls } = await ask("GET", "/calls");
    const { answer: firms } = await ask("GET", "/companies");
    for (const { id } of people.items.slice(0, 20)) {
      expect(mistakes("Contact", (await ask("GET", `/contacts/${id}`)).answer)).toEqual([]);
      expect(mistakes("Page_Activity", (await ask("GET", `/contacts/${id}/timeline`)).answer)).toEqual([]);
      expect(mistakes("Page_Record", (await ask("GET", `/contacts/${id}/records`)).answer)).toEqual([]);
    }
    for (const { id } of calls.items.slice(0, 20)) {
      expect(mistakes("CallStory", (await ask("GET", `/calls/${id}`)).answer)).toEqual([]);
      expect(mistakes("Card", (await ask("GET", `/calls/${id}/card`)).answer)).toEqual([]);
    }
    for (const { id } of firms.items)
      expect(mistakes("Company", (await ask("GET", `/companies/${id}`)).answer)).toEqual([]);
  });

  it("to what is made and changed", async () => {
    const points = [{ kind: "phone", value: "+79161112233" }];
    const { answer: person } = await ask("POST", "/contacts", { first_name: "Анна", points });
    expect(mistakes("Contact", person)).toEqual([]);
    const renamed = await ask("PATCH", `/contacts/${person.id}`, { last_name: "Лебедева", version: person.version });
    expect(mistakes("Contact", renamed.answer)).toEqual([]);
    const { answer: note } = await ask("POST", `/contacts/${person.id}/notes`, { text: "Перезвонить" });
    expect(mistakes("Note", note)).toEqual([]);
    const due = "2030-01-01T10:00:00Z";
    const promised = await ask("POST", "/commitments", { kind: "other", text: "Замер", contact_id: person.id, due });
    expect(mistakes("Commitment", promised.answer)).toEqual([]);
    const kept = await ask("POST", `/commitments/${promised.answer.id}/keep`, { note: "Был" });
    expect(mistakes("Commitment", kept.answer)).toEqual([]);
    const device = await ask("POST", "/devices", { user_id: "user_101", login: "109" });
    expect(mistakes("Device", device.answer)).toEqual([]);
    expect(mistakes("Problem", (await ask("POST", "/contacts", { points })).answer)).toEqual([]);
  });

  it("over the live socket", async () => {
    const told = [];
    const { WebSocket } = await import("ws");
    const socket = new WebSocket(`${mock.url.replace("http", "ws")}/api/v1/live`, { headers: { cookie } });
    await new Promise((done) => socket.once("message", (text) => done(told.push(JSON.parse(text)))));
    const listening = new Promise((done) => {
      mock.world.listeners.add((message) => {
        told.push(message);
        if (told.length > 4) done();
      });
    });
    mock.world.ring("+79160000001");
    const { answer: calls } = await ask("GET", "/calls");
    await ask("POST", `/calls/${calls.items[0].id}/answer`);
    await ask("POST", `/calls/${calls.items[0].id}/hang_up`);
    await listening;
    socket.close();
    for (const message of told) expect(mistakes("LiveMessage", message)).toEqual([]);
  });
});
