import { useSyncExternalStore } from "react";

/** One clock for the whole console, so that every timer on the screen turns at the same moment. */
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** The present moment, moving every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
