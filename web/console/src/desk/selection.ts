import { useRouterState } from "@tanstack/react-router";
import type { CallSummary, Card, Commitment, Id } from "../api/types";
import { useLive } from "../live/LiveProvider";
import type { LiveState } from "../live/state";
import { currentCall, lastFinished } from "../live/work";

export interface DeskSearch {
  call?: Id;
  commitment?: Id;
  /** On a narrow screen: the list, although a call is in hand. */
  list?: true;
}

/** What the middle of the desk shows. */
export type Selection =
  | { kind: "call"; id: Id; call: CallSummary | undefined; card: Card | undefined }
  | { kind: "commitment"; commitment: Commitment }
  | { kind: "nothing" };

export function deskSearch(raw: Record<string, unknown>): DeskSearch {
  const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);
  return { call: text(raw.call), commitment: text(raw.commitment), list: raw.list ? true : undefined };
}

/** The address decides; an address that says nothing means the call in hand. */
export function select(search: DeskSearch, state: LiveState): Selection {
  const commitment = search.commitment && state.commitments[search.commitment];
  if (commitment) return { kind: "commitment", commitment };
  const id = search.call && isKnown(search.call, state) ? search.call : (currentCall(state) ?? lastFinished(state))?.id;
  if (!id) return { kind: "nothing" };
  return { kind: "call", id, call: state.calls[id] ?? state.finished[id], card: state.cards[id] };
}

/** Null when the desk is not on the screen. */
export function useSelection(): Selection | null {
  const { state } = useLive();
  const location = useRouterState({ select: (router) => router.location });
  if (location.pathname !== "/desk") return null;
  return select(deskSearch({ ...location.search }), state);
}

const isKnown = (id: Id, state: LiveState) => Boolean(state.calls[id] ?? state.finished[id] ?? state.cards[id]);
