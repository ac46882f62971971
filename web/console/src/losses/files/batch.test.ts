import { describe, expect, it } from "vitest";
import type { Mapping, Report } from "../../api/report";
import { type Batch, EMPTY_BATCH, reduceBatch } from "./batch";

const file = (name: string) => new File([], name);
const two = () => reduceBatch(EMPTY_BATCH, { act: "add", files: [file("a.csv"), file("b.csv")] });
const counted = (batch: Batch) =>
  reduceBatch(batch, {
    act: "report",
    attempt: batch.attempt,
    counted: { report: {} as Report, files: batch.files, ask: { terms: {}, about: {} } },
  });
const names = (batch: Batch) => batch.files.map((one) => one.file.name);

describe("files counted together", () => {
  it("begin anew when one more comes, and the report before stays until then", () => {
    const three = reduceBatch(counted(two()), { act: "add", files: [file("c.csv")] });
    expect(names(three)).toEqual(["a.csv", "b.csv", "c.csv"]);
    expect(three.run.at).toBe("waiting");
    expect(three.counted?.files).toHaveLength(2);
  });

  it("do not listen to an attempt that is over", () => {
    const before = two();
    const now = reduceBatch(before, { act: "remove", id: 1 });
    const late = reduceBatch(now, { act: "move", attempt: before.attempt, run: { at: "cancelled" } });
    expect(late.run.at).toBe("waiting");
  });

  it("show no report when one of them was refused, and are counted without it once it is taken away", () => {
    const batch = counted(two());
    const failed = reduceBatch(batch, {
      act: "move",
      attempt: batch.attempt,
      run: { at: "failed", error: null, id: 2 },
    });
    expect(failed.counted).toBeUndefined();
    const rest = reduceBatch(failed, { act: "remove", id: 2 });
    expect([rest.run.at, names(rest)]).toEqual(["waiting", ["a.csv"]]);
  });

  it("leave nothing behind when the last one is taken away", () => {
    const none = reduceBatch(reduceBatch(counted(two()), { act: "remove", id: 1 }), { act: "remove", id: 2 });
    expect([none.run.at, none.counted]).toEqual(["none", undefined]);
  });

  it("keep the columns told once when counted again", () => {
    const told: Mapping = { columns: ["start"], date_order: "day_first", heading_rows: 1 };
    const explained = reduceBatch(two(), { act: "explain", id: 1, mapping: told });
    expect(reduceBatch(explained, { act: "again" }).files[0]?.mapping).toBe(told);
  });
});
