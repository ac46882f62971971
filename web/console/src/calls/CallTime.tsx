import type { CallSummary } from "../api/types";
import { Elapsed } from "../components/Elapsed";
import { duration } from "../format/time";

/** Waiting time while it rings, talking time afterwards. */
export function CallTime({ call }: { call: CallSummary }) {
  if (call.state === "ended") {
    return call.answered_at ? <span className="figures">{duration(call.talk_seconds)}</span> : null;
  }
  return <Elapsed since={call.answered_at ?? call.started_at} />;
}
