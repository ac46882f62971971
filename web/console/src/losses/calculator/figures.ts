import type { TypedFigures } from "../../api/report";

export const PERIODS = ["day", "week", "month"] as const;
export type Period = (typeof PERIODS)[number];

/** What stands in the address. What is not there is as in `EXAMPLE`; `people` is then counted from the missed calls. */
export type Asked = Partial<TypedFigures> & { period?: Period };

export type FigureName = keyof TypedFigures;

/** A middling company's week; the figures most people would guess of theirs. */
export const EXAMPLE: TypedFigures = {
  missed: 12,
  people: 10,
  spam: 1,
  rang_again: 3,
  called_back: 2,
  p_served: 0.2,
  p_unserved: 0.03,
  cheque: 50_000,
  margin: 0.4,
};

/** Figures one is asked for at once; the others are for those who want it finer. */
export const FIRST: FigureName[] = ["missed", "rang_again", "called_back", "p_served", "cheque", "margin"];
export const FINER: FigureName[] = ["people", "spam", "p_unserved"];

/** The most a field takes, so that a slip of the finger is no billion. */
const MOST: Record<FigureName, number> = {
  missed: 100_000,
  people: 100_000,
  spam: 100_000,
  rang_again: 100_000,
  called_back: 100_000,
  p_served: 1,
  p_unserved: 1,
  cheque: 1_000_000_000,
  margin: 1,
};

const SHARES: FigureName[] = ["p_served", "p_unserved", "margin"];
export const isShare = (name: FigureName) => SHARES.includes(name);

/** Whole figures with sense in them: people among the calls, those who reached us among the people. */
export function figuresOf(asked: Asked): TypedFigures {
  const given = { ...EXAMPLE, ...asked };
  const missed = given.missed;
  const people = Math.min(missed, asked.people ?? guessPeople(missed));
  const spam = Math.min(given.spam, people);
  const rang_again = Math.min(given.rang_again, people - spam);
  const called_back = Math.min(given.called_back, people - spam - rang_again);
  const { p_served, p_unserved, cheque, margin } = given;
  return { missed, people, spam, rang_again, called_back, p_served, p_unserved, cheque, margin };
}

/** Of six missed calls five are first ones, in the example; until the visitor says it of his own. */
export function guessPeople(missed: number): number {
  return Math.round((missed * EXAMPLE.people) / EXAMPLE.missed);
}

/** The most a figure may be beside the others. */
export function limitOf(name: FigureName, figures: TypedFigures): number {
  const { missed, people, spam, rang_again, called_back } = figures;
  if (name === "people") return missed;
  if (name === "spam") return people - rang_again - called_back;
  if (name === "rang_again") return people - spam - called_back;
  if (name === "called_back") return people - spam - rang_again;
  return MOST[name];
}

/** An address may be typed by hand: what is no figure is left out. */
export function readAsked(raw: Record<string, unknown>): Asked {
  const asked: Asked = { period: PERIODS.find((one) => one === raw.period) };
  for (const name of Object.keys(EXAMPLE) as FigureName[]) {
    const value = Number(raw[name]);
    if (raw[name] === undefined || !Number.isFinite(value) || value < 0) continue;
    asked[name] = Math.min(isShare(name) ? value : Math.round(value), MOST[name]);
  }
  return asked;
}
