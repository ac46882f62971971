import type { GuessedMapping, Mapping, Meaning } from "../../api/report";
import { ru } from "../../i18n/ru";

export type Field = Exclude<Meaning, "ignored">;
export const FIELDS = Object.keys(ru.mapping.field) as Field[];

export type Need = keyof typeof ru.mapping.need;

/** A meaning belongs to one column: given to another, it leaves the first. */
export function choose(mapping: Mapping, column: number, meaning: Meaning): Mapping {
  const columns = mapping.columns.map((one, place) => {
    if (place === column) return meaning;
    return one === meaning ? "ignored" : one;
  });
  return { ...mapping, columns };
}

/** As many columns as the table has: those nobody guessed are not read. */
export function padded(mapping: GuessedMapping, columns: number): Mapping {
  const said = { date_order: "day_first" as const, heading_rows: 0, ...mapping };
  return { ...said, columns: Array.from({ length: columns }, (_, place) => mapping.columns[place] ?? "ignored") };
}

/** What calls cannot be counted without: when, who, and whether anybody answered. */
export function missing({ columns }: Mapping): Need[] {
  const has = (meaning: Meaning) => columns.includes(meaning);
  const known: Record<Need, boolean> = {
    start: has("start") || (has("date") && has("time_of_day")),
    number: has("from") || has("client"),
    outcome: has("status") || has("talk") || has("answer"),
  };
  return (Object.keys(known) as Need[]).filter((need) => !known[need]);
}
