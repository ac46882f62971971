export type Action =
  | "palette"
  | "sheet"
  | "answer"
  | "hold"
  | "transfer"
  | "note"
  | "promise"
  | "hang_up"
  | "call_back"
  | "show_card"
  | "leave"
  | { choose: number };

/** What of a keyboard event matters here; a DOM event fits. */
export interface Press {
  code: string;
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/**
 * By `code`, the place of the key, not by letter: `A` answers with the Russian layout on, too.
 */
const BY_CODE: Record<string, Action> = {
  KeyA: "answer",
  KeyH: "hold",
  KeyT: "transfer",
  KeyN: "note",
  KeyP: "promise",
  KeyC: "call_back",
  KeyO: "show_card",
};

export function actionOf(press: Press, typing: boolean): Action | null {
  const commanded = press.ctrlKey || press.metaKey;
  if (commanded && press.code === "KeyK") return "palette";
  if (press.key === "Escape") return "leave";
  if (typing || commanded || press.altKey) return null;
  if (press.key === "?" || (press.shiftKey && press.code === "Slash")) return "sheet";
  if (press.shiftKey) return press.code === "KeyX" ? "hang_up" : null;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(press.code)?.[1];
  return digit ? { choose: Number(digit) } : (BY_CODE[press.code] ?? null);
}

/** True while a key belongs to a field and not to us. */
export function isTyping(target: unknown): boolean {
  if (typeof target !== "object" || target === null || !("tagName" in target)) return false;
  const element = target as { tagName: string; type?: string; isContentEditable?: boolean };
  if (element.isContentEditable) return true;
  if (element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
  return element.tagName === "INPUT" && !["checkbox", "radio", "button", "range"].includes(element.type ?? "text");
}
