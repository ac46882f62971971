import { describe, expect, it } from "vitest";
import { forgetOldDrafts, readDraft, type Store, writeDraft } from "./drafts";

const DAY = 86_400_000;

function memory(): Store {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  };
}

describe("drafts", () => {
  it("are kept apart by place and gone when emptied", () => {
    const store = memory();
    writeDraft(store, "note.a", "один", 0);
    writeDraft(store, "note.b", "два", 0);
    writeDraft(store, "note.a", "", 0);
    expect(readDraft(store, "note.a")).toBe("");
    expect(readDraft(store, "note.b")).toBe("два");
  });

  it("are forgotten after two weeks, and nothing else is", () => {
    const store = memory();
    store.setItem("other", "x");
    writeDraft(store, "old", "старое", 0);
    writeDraft(store, "new", "новое", 10 * DAY);
    forgetOldDrafts(store, 15 * DAY);
    expect([readDraft(store, "old"), readDraft(store, "new"), store.getItem("other")]).toEqual(["", "новое", "x"]);
  });

  it("survive a store that refuses and text that is not ours", () => {
    const full = {
      ...memory(),
      setItem: () => {
        throw new Error("full");
      },
    };
    expect(() => writeDraft(full, "a", "текст", 0)).not.toThrow();
    const strange = memory();
    strange.setItem("otklik.draft.a", "{oops");
    expect(readDraft(strange, "a")).toBe("");
  });
});
