import type { Terms } from "../api/report";
import type { Stretch } from "./report/stretch";

export const SPANS = [7, 30, 90] as const;
export type Span = (typeof SPANS)[number];

/** What stands in the address of the page. Without days and dates: the last thirty days. */
export interface LossesSearch extends Partial<Terms> {
  source?: "file";
  days?: Span;
  from?: string;
  to?: string;
}

/** The people of one line of the report. */
export interface LostSearch extends LossesSearch {
  step?: string;
  cause?: string;
}

export function stretchAsked({ days, from, to }: LossesSearch, now: Date): Stretch {
  if (from && to) return from <= to ? { from, to } : { from: to, to: from };
  return lastDays(days ?? 30, now);
}

/** Today and the days before it, as many in all. */
export function lastDays(days: number, now: Date): Stretch {
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1);
  return { from: dayOf(first), to: dayOf(now) };
}

const two = (part: number) => String(part).padStart(2, "0");
const dayOf = (at: Date) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

export const TERMS = ["cheque", "p_served", "p_unserved", "margin"] as const;

/** Money is counted only by figures somebody has said: nothing is taken for granted here. */
export function termsAsked(search: LossesSearch): Partial<Terms> {
  return Object.fromEntries(TERMS.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])));
}

export function readSearch(raw: Record<string, unknown>): LossesSearch {
  const day = (value: unknown) => (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);
  const figure = (name: (typeof TERMS)[number]) => {
    const value = Number(raw[name]);
    const most = name === "cheque" ? 1_000_000_000 : 1;
    return raw[name] === undefined || !(value >= 0 && value <= most) ? undefined : value;
  };
  return {
    source: raw.source === "file" ? "file" : undefined,
    days: SPANS.find((one) => one === Number(raw.days)),
    from: day(raw.from),
    to: day(raw.to),
    ...Object.fromEntries(TERMS.map((name) => [name, figure(name)])),
  };
}
