import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useReducer, useState } from "react";
import * as api from "../api/operations";
import type { Id, LiveMessage } from "../api/types";
import { rememberCards, rememberedCards } from "./openCards";
import { type Link, openLive } from "./socket";
import { apply, type LiveState, nothingYet } from "./state";

interface Live {
  state: LiveState;
  link: Link;
  putAway: (call: Id) => void;
}

const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive outside LiveProvider");
  return live;
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const [state, dispatch] = useReducer(apply, nothingYet);
  const [link, setLink] = useState<Link>("connecting");
  const queries = useQueryClient();

  useEffect(() => {
    const onMessage = (message: LiveMessage) => {
      dispatch(message);
      for (const key of staleAfter(message)) void queries.invalidateQueries({ queryKey: key });
    };
    const onLink = (next: Link) => {
      setLink(next);
      // A socket is refused without a reason; an ended login is one worth finding out.
      if (next === "stale") void queries.invalidateQueries({ queryKey: ["me"] });
    };
    const live = openLive(onMessage, onLink);
    return () => live.close();
  }, [queries]);

  useEffect(() => {
    for (const id of rememberedCards()) void reopen(id).then((found) => found && dispatch(found));
  }, []);
  // Cards come after the first snapshot: writing before it would forget those of before the reload.
  useEffect(() => {
    if (state.at) rememberCards(Object.keys(state.cards));
  }, [state.at, state.cards]);
  useMissingCards(state, dispatch);

  const live = useMemo<Live>(
    () => ({ state, link, putAway: (call_id) => dispatch({ type: "put_away", call_id }) }),
    [state, link],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** After a reload in mid-call the server sends calls, not cards: ask for those of our own calls. */
function useMissingCards(state: LiveState, dispatch: (found: Reopened) => void) {
  const own = state.user?.id;
  const missing = Object.values(state.calls)
    .filter((call) => call.direction !== "internal" && call.answered_by?.id === own && !state.cards[call.id])
    .map((call) => call.id)
    .join();
  useEffect(() => {
    if (!missing) return;
    for (const id of missing.split(",")) void reopen(id).then((found) => found && dispatch(found));
  }, [missing, dispatch]);
}

type Reopened = Extract<Parameters<typeof apply>[1], { type: "remember" }>;

/** Null when the call is gone or no longer ours to see: then there is nothing to reopen. */
async function reopen(id: Id): Promise<Reopened | null> {
  try {
    const [call, card] = await Promise.all([api.call(id), api.card(id)]);
    return { type: "remember", call, card };
  } catch {
    return null;
  }
}

function staleAfter(message: LiveMessage): string[][] {
  if (message.type === "snapshot") return [["calls"], ["commitments"], ["contacts"]];
  if (message.type !== "event") return [];
  switch (message.event) {
    case "call_changed":
    case "call_ended":
      return [["calls"], ...contactKeys(message.call.contact?.id)];
    case "commitment_changed":
      return [["commitments"], ...contactKeys(message.commitment.contact?.id)];
    case "commitment_gone":
      return [["commitments"]];
    case "contact_changed":
      return [["contacts"], ...contactKeys(message.contact_id)];
    case "user_changed":
      return [];
  }
}

const contactKeys = (id?: Id) => (id ? [["contact", id]] : []);
