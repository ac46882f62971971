import { useEffect, useSyncExternalStore } from "react";

/** The part of the right column a key asked for; the number makes two same wishes two. */
export type Panel = "note" | "promise" | "transfer";

let wanted: { panel: Panel; nth: number } | null = null;
const listeners = new Set<() => void>();

export function want(panel: Panel): void {
  wanted = { panel, nth: (wanted?.nth ?? 0) + 1 };
  for (const listener of listeners) listener();
}

/** Runs once for every wish for this panel, also when the wish came before the panel was on the screen. */
export function useWanted(panel: Panel, open: () => void): void {
  const current = useSyncExternalStore(subscribe, () => wanted);
  useEffect(() => {
    if (current?.panel !== panel) return;
    wanted = null;
    open();
  }, [current, panel, open]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
