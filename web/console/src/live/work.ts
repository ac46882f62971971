import type { CallSummary, Commitment, Id } from "../api/types";
import type { LiveState } from "./state";

/** How hot a piece of work is. `lost`: a client is being lost now; `soon`: about to be. */
export type Heat = "lost" | "soon" | "calm";

export type WorkItem =
  | { kind: "call"; id: Id; heat: Heat; call: CallSummary }
  | { kind: "commitment"; id: Id; heat: Heat; commitment: Commitment };

/** A caller hangs up from about the twentieth second of ringing on (chosen). */
const RING_SOON_SECONDS = 12;
/** A promise due within this time is "about to be" broken (chosen). */
const DUE_SOON_SECONDS = 30 * 60;

/** The agent's work, what burns first: ringing, talking, held, overdue, due, just finished. */
export function workOf(state: LiveState, now: number): WorkItem[] {
  const own = state.user?.id;
  const calls = [...Object.values(state.calls), ...Object.values(state.finished)]
    .filter((call) => isMine(call, own) || state.cards[call.id] !== undefined)
    .map((call): WorkItem => ({ kind: "call", id: call.id, heat: callHeat(call, now), call }));
  const commitments = Object.values(state.commitments).map((commitment): WorkItem => ({
    kind: "commitment",
    id: commitment.id,
    heat: dueHeat(commitment, now),
    commitment,
  }));
  return [...calls, ...commitments].sort((a, b) => order(a) - order(b) || moment(a) - moment(b));
}

/** The call the phone bar speaks of: talked before ringing before held. */
export function currentCall(state: LiveState): CallSummary | undefined {
  const own = state.user?.id;
  const calls = Object.values(state.calls).filter((call) => isMine(call, own));
  const rank = { talking: 0, ringing: 1, held: 2, ended: 3 };
  return calls.sort((a, b) => rank[a.state] - rank[b.state] || b.started_at.localeCompare(a.started_at))[0];
}

/** The call whose card was opened last and is still on the screen: nothing jumps when he hangs up. */
export function lastFinished(state: LiveState): CallSummary | undefined {
  return Object.values(state.finished).sort((a, b) => b.started_at.localeCompare(a.started_at))[0];
}

export function ringingFor(state: LiveState): CallSummary[] {
  const own = state.user?.id;
  return Object.values(state.calls).filter((call) => ringsFor(call, own));
}

export function ringsFor(call: CallSummary, user?: Id): boolean {
  return call.state === "ringing" && call.ringing_users.some((one) => one.id === user);
}

export function callHeat(call: CallSummary, now: number): Heat {
  if (call.state !== "ringing" || call.direction === "outbound") return "calm";
  return now - Date.parse(call.started_at) > RING_SOON_SECONDS * 1000 ? "soon" : "calm";
}

export function dueHeat(commitment: Pick<Commitment, "due" | "overdue">, now: number): Heat {
  const left = Date.parse(commitment.due) - now;
  if (commitment.overdue || left < 0) return "lost";
  return left < DUE_SOON_SECONDS * 1000 ? "soon" : "calm";
}

function isMine(call: CallSummary, user: Id | undefined): boolean {
  return ringsFor(call, user) || call.answered_by?.id === user || call.from.user?.id === user;
}

function order(item: WorkItem): number {
  if (item.kind === "call") return { ringing: 0, talking: 1, held: 2, ended: 4 }[item.call.state];
  return { lost: 3, soon: 5, calm: 6 }[item.heat];
}

function moment(item: WorkItem): number {
  return Date.parse(item.kind === "call" ? item.call.started_at : item.commitment.due);
}
