import { describe, expect, it } from "vitest";
import { actionOf, isTyping, type Press } from "./keymap";

const press = (code: string, part: Partial<Press> = {}): Press => ({
  code,
  key: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...part,
});

describe("keys", () => {
  it("go by place, so the Russian layout works", () => {
    expect(actionOf(press("KeyA", { key: "ф" }), false)).toBe("answer");
    expect(actionOf(press("KeyH", { key: "р" }), false)).toBe("hold");
  });

  it("are silent while one types", () => {
    for (const code of ["KeyA", "KeyH", "KeyT", "KeyN", "KeyP", "Digit1"]) {
      expect(actionOf(press(code), true)).toBeNull();
    }
  });

  it("leave the browser's own combinations alone", () => {
    expect(actionOf(press("KeyA", { ctrlKey: true }), false)).toBeNull();
    expect(actionOf(press("KeyT", { metaKey: true }), false)).toBeNull();
    expect(actionOf(press("KeyN", { altKey: true }), false)).toBeNull();
  });

  it("open the palette and leave even while one types", () => {
    expect(actionOf(press("KeyK", { ctrlKey: true }), true)).toBe("palette");
    expect(actionOf(press("Escape", { key: "Escape" }), true)).toBe("leave");
  });

  it("choose by digit, on either side of the keyboard", () => {
    expect(actionOf(press("Digit3"), false)).toEqual({ choose: 3 });
    expect(actionOf(press("Numpad9"), false)).toEqual({ choose: 9 });
    expect(actionOf(press("Digit0"), false)).toBeNull();
  });

  it("hang up only with Shift, not by a slip", () => {
    expect(actionOf(press("KeyX"), false)).toBeNull();
    expect(actionOf(press("KeyX", { shiftKey: true }), false)).toBe("hang_up");
  });

  it("open the sheet by the question mark", () => {
    expect(actionOf(press("Slash", { key: "?", shiftKey: true }), false)).toBe("sheet");
    expect(actionOf(press("Digit7", { key: "?", shiftKey: true }), false)).toBe("sheet");
  });
});

describe("typing", () => {
  it("is told from pressing buttons and sliders", () => {
    expect(isTyping({ tagName: "TEXTAREA" })).toBe(true);
    expect(isTyping({ tagName: "INPUT", type: "text" })).toBe(true);
    expect(isTyping({ tagName: "DIV", isContentEditable: true })).toBe(true);
    expect(isTyping({ tagName: "INPUT", type: "range" })).toBe(false);
    expect(isTyping({ tagName: "BUTTON" })).toBe(false);
    expect(isTyping(null)).toBe(false);
  });
});
