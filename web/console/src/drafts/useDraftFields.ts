import { useState } from "react";
import { readDraft, writeDraft } from "./drafts";

/** Fields of a form, kept in this browser until saved: closing it with Esc loses nothing. */
export function useDraftFields<T extends object>(place: string, initial: T) {
  const [fields, setFields] = useState<T>(() => restored(place, initial));
  return {
    fields,
    change: (value: T) => {
      setFields(value);
      writeDraft(localStorage, place, JSON.stringify(value), Date.now());
    },
    clear: () => writeDraft(localStorage, place, "", Date.now()),
  };
}

function restored<T extends object>(place: string, initial: T): T {
  const saved = readDraft(localStorage, place);
  if (!saved) return initial;
  try {
    return { ...initial, ...(JSON.parse(saved) as Partial<T>) };
  } catch {
    return initial;
  }
}
