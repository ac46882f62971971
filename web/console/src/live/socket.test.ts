import { describe, expect, it } from "vitest";
import { backoff } from "./socket";

describe("backoff", () => {
  it("doubles up to a ceiling", () => {
    expect([0, 1, 2, 3].map((attempt) => backoff(attempt, 1))).toEqual([500, 1000, 2000, 4000]);
    expect(backoff(30, 1)).toBe(15_000);
  });

  it("spreads the crowd but never returns at once", () => {
    expect(backoff(0, 0)).toBe(250);
  });
});
