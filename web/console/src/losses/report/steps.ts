import type { LossLine, WaterfallLine } from "../../api/report";

export interface Bar {
  line: WaterfallLine;
  kind: "gross" | "less" | "net";
  /** Both ends as parts of the longest sum on the way. */
  from: number;
  to: number;
}

/** Bars of the way: each subtraction hangs where the sum before it ended. */
export function barsOf(lines: WaterfallLine[]): Bar[] {
  const most = Math.max(1, ...lines.map((line) => line.amount));
  let sum = 0;
  return lines.map((line) => {
    const total = line.what === "gross" || line.what === "net";
    const before = total ? 0 : sum;
    sum = total ? line.amount : sum + line.amount;
    const [from, to] = before < sum ? [before, sum] : [sum, before];
    const kind = line.what === "gross" ? "gross" : line.what === "net" ? "net" : "less";
    return { line, kind, from: Math.max(0, from / most), to: to / most };
  });
}

/** Each line's part of the largest, by money where all of them have it, else by people. */
export function partsOf(lines: LossLine[]): number[] {
  const priced = lines.every((line) => line.net !== null);
  const weights = lines.map((line) => (priced ? (line.net ?? 0) : line.people));
  const most = Math.max(1e-9, ...weights);
  return weights.map((weight) => weight / most);
}

/** Hours worth showing: from the first with anything in it to the last, never less than a working day. */
export function hoursShown(when: number[][]): { from: number; to: number } {
  const busy = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => when.some((day) => (day[hour] ?? 0) > 0));
  return { from: Math.min(9, ...busy), to: Math.max(18, ...busy) };
}

/** 0 for nobody, else 1 to 4 by the share of the fullest cell. */
export function heatLevel(people: number, most: number): number {
  return people === 0 ? 0 : Math.min(4, Math.ceil((4 * people) / Math.max(1, most)));
}

/** Sums over the days. */
export function byHour(when: number[][]): number[] {
  return Array.from({ length: 24 }, (_, hour) => when.reduce((sum, day) => sum + (day[hour] ?? 0), 0));
}
