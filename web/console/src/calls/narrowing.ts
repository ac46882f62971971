import type { TFunction } from "i18next";
import { dateOf } from "../format/time";
import type { Outcome } from "../losses/report/doors";

/** The first moment of the first day and the first after the last, as the server takes them. */
export function momentsOf(from?: string, to?: string): { since?: string; until?: string } {
  return { since: from && midnight(from, 0), until: to && midnight(to, 1) };
}

interface Narrowed {
  outcome?: Outcome;
  from?: string;
  to?: string;
}

/** "Пропущен · 1 октября 2026 — 31 октября 2026": what the list was narrowed to by the figure that led here. */
export function sayNarrowed({ outcome, from, to }: Narrowed, t: TFunction, language: string): string {
  const days = [from, to].flatMap((day) => (day ? [dateOf(day, language)] : []));
  return [...(outcome ? [t(`calls.outcome.${outcome}`)] : []), days.join(" — ")].filter(Boolean).join(" · ");
}

function midnight(day: string, later: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return new Date(year, month - 1, date + later).toISOString();
}
