import { useCallback, useEffect, useState } from "react";
import { readDraft, writeDraft } from "./drafts";

/** Text of one place, kept in this browser until `clear`. */
export function useDraft(place: string) {
  const [text, setText] = useState(() => readDraft(localStorage, place));
  useEffect(() => setText(readDraft(localStorage, place)), [place]);
  const change = useCallback(
    (value: string) => {
      setText(value);
      writeDraft(localStorage, place, value, Date.now());
    },
    [place],
  );
  const clear = useCallback(() => change(""), [change]);
  return { text, change, clear };
}
