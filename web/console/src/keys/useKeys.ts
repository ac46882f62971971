import { useEffect, useLayoutEffect, useRef } from "react";
import { type Action, actionOf, isTyping } from "./keymap";

export type KeyHandlers = Partial<
  Record<Exclude<Action, { choose: number }>, () => void> & { choose: (index: number) => void }
>;

/** Listens to the whole window. A key without its handler is left to the browser. */
export function useKeys(handlers: KeyHandlers): void {
  const latest = useRef(handlers);
  // Together with what is seen: a key pressed on a fresh sight must not meet the handlers of the one before.
  useLayoutEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      const action = actionOf(event, isTyping(event.target));
      if (!action) return;
      const run = runOf(action, latest.current);
      if (!run) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

function runOf(action: Action, handlers: KeyHandlers): (() => void) | undefined {
  if (typeof action === "string") return handlers[action];
  const { choose } = handlers;
  return choose && (() => choose(action.choose));
}
