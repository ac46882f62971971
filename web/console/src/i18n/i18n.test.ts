import { describe, expect, it } from "vitest";
import { en } from "./en";
import { ru } from "./ru";

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ""): [path: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

const names = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe("translations", () => {
  const russian = new Map(leaves(ru));
  it("name the same values in both languages", () => {
    for (const [path, text] of leaves(en)) expect([path, names(text)]).toEqual([path, names(russian.get(path) ?? "")]);
  });

  it("leave nothing empty", () => {
    for (const [path, text] of [...leaves(en), ...russian]) expect([path, text.trim()]).not.toEqual([path, ""]);
  });

  it("decline in Russian wherever English has two forms", () => {
    for (const [path] of leaves(en)) {
      if (!path.endsWith("_one")) continue;
      for (const form of ["_few", "_many"]) expect(russian.has(path.replace(/_one$/, form))).toBe(true);
    }
  });
});
