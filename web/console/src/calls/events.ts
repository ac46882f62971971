/** Whom each event of a call is about. Events name legs and users by id; the legs learn who they are as they ring. */
import type { CallEvent, Id } from "../api/types";
import { phone } from "../format/phone";

type NameOf = (user: Id) => string | undefined;

export interface Told {
  event: CallEvent;
  /** Names and numbers, in the order they took part; empty when the event is about nobody. */
  who: string[];
}

export function tellEvents(events: CallEvent[], nameOf: NameOf): Told[] {
  const legs = new Map<string, string>();
  return events.map((event) => {
    const party = partyIn(event, nameOf);
    if (party && typeof event.leg_id === "string") legs.set(event.leg_id, party);
    return { event, who: [...new Set(peopleIn(event, party, legs, nameOf))] };
  });
}

function peopleIn(event: CallEvent, party: string | undefined, legs: Map<string, string>, nameOf: NameOf): string[] {
  if (party) return [party];
  const parts = [event.leg_id, event.by, event.user_id, event.owner, event.to];
  const ids = [...parts, ...(Array.isArray(event.legs) ? event.legs : [])].filter((one) => typeof one === "string");
  return ids.flatMap((id) => legs.get(id) ?? nameOf(id) ?? dialled(id));
}

/** A transfer goes to what was dialled; any other text that is nobody's id is not for reading. */
function dialled(text: string): string[] {
  return /^\+?\d+$/.test(text) ? [phone(text)] : [];
}

/** Whoever called, or whose phone the event is about. */
function partyIn({ party, from }: CallEvent, nameOf: NameOf): string | undefined {
  const said = isFacts(party) ? party : from;
  if (!isFacts(said)) return undefined;
  const { user_id, number, raw } = said;
  if (typeof user_id === "string") return nameOf(user_id);
  if (typeof number === "string") return phone(number);
  return typeof raw === "string" ? raw : undefined;
}

function isFacts(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
