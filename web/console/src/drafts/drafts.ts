/**
 * Unsaved text survives a reload, a lost connection and a closed lid. One entry per place where one can type;
 * written on every change, removed only when the text was accepted by the server.
 */
const PREFIX = "otklik.draft.";

/** Drafts older than this are of no use to anyone (chosen). */
const KEPT_DAYS = 14;

export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  key(index: number): string | null;
  readonly length: number;
}

export function readDraft(store: Store, place: string): string {
  return parse(store.getItem(PREFIX + place))?.text ?? "";
}

export function writeDraft(store: Store, place: string, text: string, now: number): void {
  if (text === "") return store.removeItem(PREFIX + place);
  try {
    store.setItem(PREFIX + place, JSON.stringify({ text, at: now }));
  } catch {
    // Storage is full or forbidden: the text is still in the field.
  }
}

export function forgetOldDrafts(store: Store, now: number): void {
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index));
  for (const key of keys) {
    if (!key?.startsWith(PREFIX)) continue;
    const draft = parse(store.getItem(key));
    if (!draft || now - draft.at > KEPT_DAYS * 86_400_000) store.removeItem(key);
  }
}

function parse(value: string | null): { text: string; at: number } | null {
  if (!value) return null;
  try {
    const draft: unknown = JSON.parse(value);
    return isDraft(draft) ? draft : null;
  } catch {
    return null;
  }
}

function isDraft(value: unknown): value is { text: string; at: number } {
  return typeof value === "object" && value !== null && "text" in value && "at" in value;
}
