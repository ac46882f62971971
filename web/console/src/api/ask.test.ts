import { afterEach, describe, expect, it, vi } from "vitest";
import { get, patch, post, remove } from "./ask";
import { ApiProblem } from "./client";

const answered = (body: unknown, status = 200) => {
  const text = status === 204 ? null : JSON.stringify(body);
  const asked = vi.fn<typeof fetch>(async () => new Response(text, { status }));
  vi.stubGlobal("fetch", asked);
  return () => {
    const [address, init] = asked.mock.calls[0] ?? [];
    return { address, method: init?.method, body: init?.body, headers: new Headers(init?.headers) };
  };
};

afterEach(() => vi.unstubAllGlobals());

describe("asking the server", () => {
  it("fills the path, leaves out what is empty in the query, and gives the answer back", async () => {
    const sent = answered({ items: [], next_cursor: null });
    const page = await get("/api/v1/contacts/{id}/timeline", {
      path: { id: "a/b" },
      query: { cursor: undefined, limit: 5 },
    });
    expect(page.items).toEqual([]);
    expect(sent()).toMatchObject({
      address: "/api/v1/contacts/a%2Fb/timeline?limit=5",
      method: "GET",
      body: undefined,
    });
  });

  it("sends a body as JSON, and by POST with a key that keeps it from being done twice", async () => {
    const sent = answered({ call_id: "call_1" }, 202);
    expect(await post("/api/v1/calls", { body: { to: "101" } })).toEqual({ call_id: "call_1" });
    expect(sent()).toMatchObject({ method: "POST", body: '{"to":"101"}' });
    expect(sent().headers.get("Content-Type")).toBe("application/json");
    expect(sent().headers.get("Idempotency-Key")).toMatch(/\S+/);
  });

  it("takes an answer without a body", async () => {
    answered(null, 204);
    expect(await remove("/api/v1/groups/{id}", { path: { id: "group_1" } })).toBeUndefined();
  });

  it("throws a refusal with its code", async () => {
    answered({ type: "about:blank", title: "Not allowed", status: 403, code: "forbidden" }, 403);
    const refused = await patch("/api/v1/devices/{id}", { path: { id: "device_1" }, body: {} }).catch((error) => error);
    expect(refused).toBeInstanceOf(ApiProblem);
    expect(refused.code).toBe("forbidden");
  });
});

/** Never called: that it compiles is the test. Each refused line is one that the compiler must refuse. */
export function onlyWhatIsDescribed() {
  void get("/api/v1/me");
  void get("/api/v1/calls", { query: { state: "live" } });
  // @ts-expect-error there is no such path
  void get("/api/v1/nowhere");
  // @ts-expect-error nothing is deleted here
  void remove("/api/v1/me");
  // @ts-expect-error a call has no such state
  void get("/api/v1/calls", { query: { state: "lively" } });
  // @ts-expect-error there is no such parameter
  void get("/api/v1/calls", { query: { colour: "red" } });
  // @ts-expect-error the id is missing
  void get("/api/v1/calls/{id}");
  // @ts-expect-error the body is missing
  void post("/api/v1/calls");
  // @ts-expect-error the server does not know this field
  void post("/api/v1/calls", { body: { to: "101", whisper: true } });
  // @ts-expect-error a user without a login
  void post("/api/v1/users", { body: { name: "Марина", password: "12345678", role: "agent" } });
  // @ts-expect-error the answer has no such field
  void get("/api/v1/me").then((user) => user.surname);
}
