import type {
  CallSummary,
  Card,
  Commitment,
  Id,
  LiveEvent,
  LiveMessage,
  LiveSnapshot,
  LiveUser,
  Timestamp,
  User,
} from "../api/types";

/**
 * What the console knows at this moment. `calls`, `commitments` and `users` mirror the server: a snapshot
 * replaces them, an event moves them, and both ways lead to the same state. `cards` and `finished` belong to
 * the person at the screen: a card and its ended call stay until he puts them away.
 */
export interface LiveState {
  at: Timestamp | null;
  user: User | null;
  calls: Record<Id, CallSummary>;
  commitments: Record<Id, Commitment>;
  users: Record<Id, LiveUser>;
  cards: Record<Id, Card>;
  finished: Record<Id, CallSummary>;
}

export type LiveAction =
  LiveMessage | { type: "put_away"; call_id: Id } | { type: "remember"; call: CallSummary; card: Card };

export const nothingYet: LiveState = {
  at: null,
  user: null,
  calls: {},
  commitments: {},
  users: {},
  cards: {},
  finished: {},
};

export function apply(state: LiveState, action: LiveAction): LiveState {
  switch (action.type) {
    case "snapshot":
      return applySnapshot(state, action);
    case "event":
      return applyEvent({ ...state, at: action.at }, action);
    case "card":
      return { ...state, cards: { ...state.cards, [action.call_id]: action.card } };
    case "put_away":
      return putAway(state, action.call_id);
    case "remember":
      return remember(state, action.call, action.card);
    case "ping":
      return state;
    default:
      // A newer server may say more than this console understands.
      return state;
  }
}

function applySnapshot(state: LiveState, snapshot: LiveSnapshot): LiveState {
  const calls = byId(snapshot.calls.filter(isLive));
  return {
    ...state,
    at: snapshot.at,
    user: snapshot.user,
    calls,
    commitments: byId(snapshot.commitments.filter(isOpen)),
    users: byId(snapshot.users),
    cards: { ...state.cards, ...byCall(snapshot.cards) },
    finished: { ...state.finished, ...endedUnseen(state, calls, snapshot.at) },
  };
}

/** Calls that ended while the socket was down: their cards are still being read. */
function endedUnseen(state: LiveState, calls: Record<Id, CallSummary>, at: Timestamp) {
  const gone = Object.values(state.calls).filter((call) => !calls[call.id] && state.cards[call.id]);
  return byId(gone.map((call): CallSummary => ({ ...call, state: "ended", ended_at: call.ended_at ?? at })));
}

function applyEvent(state: LiveState, event: LiveEvent): LiveState {
  switch (event.event) {
    case "call_changed":
    case "call_ended":
      return applyCall(state, event.call);
    case "commitment_changed":
      return { ...state, commitments: put(state.commitments, event.commitment, isOpen) };
    case "commitment_gone":
      // It has another owner now, and is not this user's to see.
      return { ...state, commitments: without(state.commitments, event.commitment_id) };
    case "user_changed":
      return { ...state, users: put(state.users, event.user, () => true) };
    case "contact_changed":
      return state;
    default:
      return state;
  }
}

function applyCall(state: LiveState, call: CallSummary): LiveState {
  const calls = put(state.calls, call, isLive);
  const keepsCard = !isLive(call) && state.cards[call.id] !== undefined;
  return { ...state, calls, finished: keepsCard ? { ...state.finished, [call.id]: call } : state.finished };
}

function putAway(state: LiveState, id: Id): LiveState {
  return { ...state, cards: without(state.cards, id), finished: without(state.finished, id) };
}

function remember(state: LiveState, call: CallSummary, card: Card): LiveState {
  const cards = { ...state.cards, [call.id]: state.cards[call.id] ?? card };
  const finished = isLive(call) ? state.finished : { ...state.finished, [call.id]: call };
  return { ...state, cards, finished };
}

const isLive = (call: CallSummary) => call.state !== "ended";
const isOpen = (commitment: Commitment) => commitment.state === "open";

function put<V extends { id: Id }>(all: Record<Id, V>, value: V, stays: (value: V) => boolean) {
  return stays(value) ? { ...all, [value.id]: value } : without(all, value.id);
}

function without<V>(all: Record<Id, V>, id: Id): Record<Id, V> {
  if (!(id in all)) return all;
  const { [id]: _gone, ...rest } = all;
  return rest;
}

function byCall(cards: { call_id: Id; card: Card }[]): Record<Id, Card> {
  return Object.fromEntries(cards.map(({ call_id, card }) => [call_id, card]));
}

function byId<V extends { id: Id }>(values: V[]): Record<Id, V> {
  return Object.fromEntries(values.map((value) => [value.id, value]));
}
