import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallSummary, Commitment, LiveEvent, LiveSnapshot, LiveUser } from "../api/types";
import { aCall, aCard, aCommitment, aUser } from "./fixtures";
import { apply, type LiveState, nothingYet } from "./state";

const snapshot = (part: Partial<LiveSnapshot> = {}): LiveSnapshot => ({
  type: "snapshot",
  at: "2026-11-21T10:00:00Z",
  user: aUser(),
  calls: [],
  commitments: [],
  users: [],
  cards: [],
  ...part,
});

const AT = "2026-11-21T10:00:01Z";

const changed = (call: CallSummary): LiveEvent =>
  call.state === "ended"
    ? { type: "event", at: AT, event: "call_ended", call }
    : { type: "event", at: AT, event: "call_changed", call };

describe("live state", () => {
  it("forgets what is not in a fresh snapshot", () => {
    const before = apply(nothingYet, snapshot({ calls: [aCall("c1")], commitments: [aCommitment("m1")] }));
    const after = apply(before, snapshot());
    expect(after.calls).toEqual({});
    expect(after.commitments).toEqual({});
  });

  it("keeps the card and the call of a conversation that ended", () => {
    const ended = aCall("c1", { state: "ended", outcome: "answered" });
    const state = [
      snapshot({ calls: [aCall("c1")] }),
      { type: "card", call_id: "c1", card: aCard("c1") } as const,
      changed(ended),
    ].reduce(apply, nothingYet);
    expect(state.calls).toEqual({});
    expect(state.finished).toEqual({ c1: ended });
    expect(state.cards.c1).toBeDefined();
  });

  it("keeps the card of a call that ended while the socket was down", () => {
    const steps = [
      snapshot({ calls: [aCall("c1")] }),
      { type: "card", call_id: "c1", card: aCard("c1") } as const,
      snapshot(),
    ];
    expect(steps.reduce(apply, nothingYet).finished.c1?.state).toBe("ended");
  });

  it("takes the cards a snapshot brings and keeps those it does not", () => {
    const before = apply(nothingYet, { type: "card", call_id: "c1", card: aCard("c1") });
    const after = apply(before, snapshot({ calls: [aCall("c2")], cards: [{ call_id: "c2", card: aCard("c2") }] }));
    expect(Object.keys(after.cards)).toEqual(["c1", "c2"]);
  });

  it("drops an ended call without a card", () => {
    const state = [snapshot({ calls: [aCall("c1")] }), changed(aCall("c1", { state: "ended" }))].reduce(
      apply,
      nothingYet,
    );
    expect(state.finished).toEqual({});
  });

  it("puts a card away only when told to", () => {
    const state = apply(apply(nothingYet, { type: "card", call_id: "c1", card: aCard("c1") }), snapshot());
    expect(state.cards.c1).toBeDefined();
    expect(apply(state, { type: "put_away", call_id: "c1" }).cards).toEqual({});
  });

  it("does not let a reopened card replace a newer one", () => {
    const newer = aCard("c1", { recognition: "known" });
    const state = apply(nothingYet, { type: "card", call_id: "c1", card: newer });
    const after = apply(state, { type: "remember", call: aCall("c1"), card: aCard("c1", { recognition: "unknown" }) });
    expect(after.cards.c1).toBe(newer);
  });

  it("leaves the state alone on a message it does not know", () => {
    expect(apply(nothingYet, { type: "weather" } as never)).toBe(nothingYet);
  });
});

// ── the property: events bring the same state as a fresh snapshot ─────────────

interface World {
  calls: Map<string, CallSummary>;
  commitments: Map<string, Commitment>;
  users: Map<string, LiveUser>;
}

const ids = fc.constantFrom("a", "b", "c");
const change: fc.Arbitrary<LiveEvent> = fc.oneof(
  fc
    .record({ id: ids, state: fc.constantFrom<CallSummary["state"]>("ringing", "talking", "held", "ended") })
    .map(({ id, state }) => changed(aCall(id, { state }))),
  fc
    .record({ id: ids, state: fc.constantFrom<Commitment["state"]>("open", "kept", "broken", "withdrawn") })
    .map(({ id, state }): LiveEvent => ({
      type: "event",
      at: AT,
      event: "commitment_changed",
      commitment: aCommitment(id, { state }),
    })),
  ids.map((id): LiveEvent => ({ type: "event", at: AT, event: "commitment_gone", commitment_id: id })),
  fc
    .record({ id: ids, state: fc.constantFrom<LiveUser["state"]>("offline", "available", "ringing", "talking") })
    .map(({ id, state }): LiveEvent => ({
      type: "event",
      at: AT,
      event: "user_changed",
      user: { id, name: id, extension: null, state },
    })),
);

/** A server, written apart from the reducer: what it would put into a snapshot after these events. */
function serverAfter(events: LiveEvent[]): LiveSnapshot {
  const world: World = { calls: new Map(), commitments: new Map(), users: new Map() };
  for (const event of events) {
    if (event.event === "call_changed" || event.event === "call_ended") world.calls.set(event.call.id, event.call);
    if (event.event === "commitment_changed") world.commitments.set(event.commitment.id, event.commitment);
    if (event.event === "commitment_gone") world.commitments.delete(event.commitment_id);
    if (event.event === "user_changed") world.users.set(event.user.id, event.user);
  }
  return snapshot({
    calls: [...world.calls.values()].filter((call) => call.state !== "ended"),
    commitments: [...world.commitments.values()].filter((one) => one.state === "open"),
    users: [...world.users.values()],
  });
}

const mirrored = ({ calls, commitments, users }: LiveState) => ({ calls, commitments, users });

describe("apply", () => {
  it("brings by events the state of a fresh snapshot, wherever the first snapshot was taken", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.nat(40), (events, cut) => {
        const start = apply(nothingYet, serverAfter(events.slice(0, cut)));
        const byEvents = events.slice(cut).reduce(apply, start);
        const fresh = apply(nothingYet, serverAfter(events));
        expect(mirrored(byEvents)).toEqual(mirrored(fresh));
      }),
    );
  });

  it("is not disturbed by an event told twice", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (events) => {
        const once = events.reduce(apply, nothingYet);
        const twice = events.flatMap((event) => [event, event]).reduce(apply, nothingYet);
        expect(mirrored(twice)).toEqual(mirrored(once));
      }),
    );
  });
});
