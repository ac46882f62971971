import { describe, expect, it } from "vitest";
import { aCall, aCard, aCommitment, aUser } from "./fixtures";
import { type LiveState, nothingYet } from "./state";
import { callHeat, currentCall, dueHeat, workOf } from "./work";

const NOW = Date.parse("2026-11-21T10:00:05Z");
const me = { id: "me", name: "Марина" };
const byId = <V extends { id: string }>(...values: V[]) => Object.fromEntries(values.map((value) => [value.id, value]));

const state = (part: Partial<LiveState>): LiveState => ({ ...nothingYet, user: aUser(), ...part });

describe("work", () => {
  it("is ordered by what burns", () => {
    const work = workOf(
      state({
        calls: byId(
          aCall("held", { state: "held", answered_by: me, ringing_users: [] }),
          aCall("talks", { state: "talking", answered_by: me, ringing_users: [] }),
          aCall("rings"),
        ),
        finished: byId(aCall("ended", { state: "ended" })),
        cards: { ended: aCard("ended") },
        commitments: byId(
          aCommitment("later", { due: "2026-11-21T15:00:00Z" }),
          aCommitment("soon", { due: "2026-11-21T10:20:00Z" }),
          aCommitment("overdue", { due: "2026-11-21T09:00:00Z" }),
        ),
      }),
      NOW,
    );
    expect(work.map((item) => item.id)).toEqual(["rings", "talks", "held", "overdue", "ended", "soon", "later"]);
  });

  it("leaves out calls of others", () => {
    const other = aCall("c1", { ringing_users: [{ id: "other", name: "Олег" }] });
    expect(workOf(state({ calls: byId(other) }), NOW)).toEqual([]);
  });

  it("keeps a call another took while its card is on my screen", () => {
    const taken = aCall("c1", { state: "talking", ringing_users: [], answered_by: { id: "other", name: "Олег" } });
    const here = state({ calls: byId(taken), cards: { c1: aCard("c1") } });
    expect(workOf(here, NOW)).toHaveLength(1);
    expect(currentCall(here)).toBeUndefined();
  });

  it("holds the phone bar on the talk while another call rings", () => {
    const talk = aCall("talk", { state: "talking", answered_by: me, ringing_users: [] });
    expect(currentCall(state({ calls: byId(aCall("rings"), talk) }))?.id).toBe("talk");
  });
});

describe("heat", () => {
  it("warms a call that rings long", () => {
    const call = aCall("c1");
    expect(callHeat(call, Date.parse("2026-11-21T10:00:05Z"))).toBe("calm");
    expect(callHeat(call, Date.parse("2026-11-21T10:00:20Z"))).toBe("soon");
  });

  it("turns from calm to soon to lost as the due time comes and goes", () => {
    const promise = { due: "2026-11-21T12:00:00Z", overdue: false };
    expect(dueHeat(promise, Date.parse("2026-11-21T11:00:00Z"))).toBe("calm");
    expect(dueHeat(promise, Date.parse("2026-11-21T11:40:00Z"))).toBe("soon");
    expect(dueHeat(promise, Date.parse("2026-11-21T12:00:01Z"))).toBe("lost");
  });
});
