import { duration } from "../format/time";
import { useNow } from "../live/useNow";

/** Running time since a moment, `m:ss`. */
export function Elapsed({ since }: { since: string }) {
  const seconds = (useNow() - Date.parse(since)) / 1000;
  return (
    <time className="figures" role="timer" aria-live="off">
      {duration(seconds)}
    </time>
  );
}
