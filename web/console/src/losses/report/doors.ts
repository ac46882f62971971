import type { Terms } from "../../api/report";
import type { Stretch } from "./stretch";

/** Outcomes calls can be listed by. */
export const OUTCOMES = ["missed", "out_of_hours", "busy", "rejected", "failed", "interrupted"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What the page of the people behind a figure has to know: the days, and what a client is worth. */
export type Doors = Stretch & Partial<Terms>;
