import type { TFunction } from "i18next";

export const DAYS = ["d0", "d1", "d2", "d3", "d4", "d5", "d6"] as const;

/** `1,2,3,5` (1 = Monday) → "пн–ср, пт". */
export function daysOf(weekdays: string, t: TFunction): string {
  const numbers = weekdays
    .split(",")
    .map(Number)
    .filter((day) => day >= 1 && day <= 7);
  const name = (day: number) => t(`report.days_said.${DAYS[day - 1] ?? "d0"}`);
  return runs(numbers)
    .map(([first, last]) => (last - first < 2 ? listed(first, last, name) : `${name(first)}–${name(last)}`))
    .join(", ");
}

const listed = (first: number, last: number, name: (day: number) => string) =>
  first === last ? name(first) : `${name(first)}, ${name(last)}`;

/** Days that follow each other, as first and last. */
function runs(numbers: number[]): [first: number, last: number][] {
  const found: [number, number][] = [];
  for (const day of numbers) {
    const open = found.at(-1);
    if (open && open[1] === day - 1) open[1] = day;
    else found.push([day, day]);
  }
  return found;
}
