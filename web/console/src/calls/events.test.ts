import { describe, expect, it } from "vitest";
import { tellEvents } from "./events";

const at = "2026-11-21T10:00:00Z";
const names: Record<string, string> = { user_1: "Марина", user_2: "Олег" };
const rings = (leg_id: string, user_id: string) => ({
  at,
  type: "leg_ringing",
  leg_id,
  party: { kind: "device", user_id, device_id: "device_1" },
});
const started = {
  at,
  type: "call_started",
  direction: "inbound",
  from: { raw: "79160000001", number: "+79160000001", display_name: null, user_id: null },
  to: { raw: "74950000001", number: "+74950000001", display_name: null, user_id: null },
  leg_id: "leg_0",
};

const who = (...events: Parameters<typeof tellEvents>[0]) =>
  tellEvents(events, (id) => names[id]).map((told) => told.who);

describe("events of a call", () => {
  it("name the caller by number and colleagues by name", () => {
    expect(who(started, rings("leg_1", "user_1"))).toEqual([["+7 916 000-00-01"], ["Марина"]]);
  });

  it("know a leg by what was said of it before", () => {
    const bridged = { at, type: "bridged", legs: ["leg_0", "leg_1"] };
    const ended = { at, type: "leg_ended", leg_id: "leg_1", cause: { code: 16, by: "caller" } };
    expect(who(started, rings("leg_1", "user_1"), bridged, ended).slice(2)).toEqual([
      ["+7 916 000-00-01", "Марина"],
      ["Марина"],
    ]);
  });

  it("say who gave a call away and what he dialled", () => {
    const given = { at, type: "transfer_started", by: "leg_1", to: "102" };
    expect(who(rings("leg_1", "user_1"), given)[1]).toEqual(["Марина", "102"]);
  });

  it("say nothing of what is nobody", () => {
    expect(who({ at, type: "call_routed", to: { kind: "group", id: "group_1" }, opening: "open" })).toEqual([[]]);
    expect(who({ at, type: "caller_chosen", user_id: "user_2", contact_id: "contact_1" })).toEqual([["Олег"]]);
  });
});
