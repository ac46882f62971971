import type { Mapping } from "../../api/report";
import { ru } from "../../i18n/ru";

export type Field = keyof typeof ru.mapping.field;
export const FIELDS = Object.keys(ru.mapping.field) as Field[];

/** Without these two there are neither calls nor people. */
export const REQUIRED: Field[] = ["time", "from"];

/** For each column what it is taken for; null where it is not read. */
export type Choice = (Field | null)[];

export function choiceOf(columns: number, guess: Mapping): Choice {
  return Array.from({ length: columns }, (_, column) => FIELDS.find((field) => guess[field] === column) ?? null);
}

/** A meaning belongs to one column: given to another, it leaves the first. */
export function choose(choice: Choice, column: number, field: Field | null): Choice {
  return choice.map((one, place) => (place === column ? field : one === field ? null : one));
}

export function mappingOf(choice: Choice): Mapping {
  const named = choice.flatMap((field, column) => (field ? [[field, column] as const] : []));
  return Object.fromEntries(named);
}

export function missing(choice: Choice): Field[] {
  return REQUIRED.filter((field) => !choice.includes(field));
}
