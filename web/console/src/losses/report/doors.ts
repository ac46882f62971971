/** Outcomes calls can be listed by. */
export const OUTCOMES = ["missed", "out_of_hours", "busy", "rejected", "failed", "interrupted"] as const;
export type Outcome = (typeof OUTCOMES)[number];

const OF_CAUSE: Record<string, Outcome> = {
  trunk_unavailable: "failed",
  out_of_hours: "out_of_hours",
  long_greeting: "missed",
  queue_wait: "missed",
  nobody_answered: "missed",
  nobody_reachable: "missed",
  busy: "busy",
  refused: "rejected",
  interrupted: "interrupted",
};

/** The nearest list of calls behind a cause; nothing where calls were answered before the client was lost. */
export function outcomeOf(cause: string): Outcome | undefined {
  return OF_CAUSE[cause];
}
