import { describe, expect, it } from "vitest";
import type { Mapping, Report } from "../../api/report";
import { EMPTY_QUEUE, nextFile, type Queue, reduceQueue } from "./queue";

const two = () => reduceQueue(EMPTY_QUEUE, { act: "add", files: [new File([], "a.csv"), new File([], "b.csv")] });
const done = (queue: Queue, id: number) =>
  reduceQueue(queue, { act: "move", id, state: { at: "done", report: {} as Report, terms: {} } });

describe("files one after another", () => {
  it("begin with the first, and with the next only when it is over", () => {
    const started = reduceQueue(two(), { act: "move", id: 1, state: { at: "sending", bytes: 0 } });
    expect(nextFile(two())?.id).toBe(1);
    expect(nextFile(started)).toBeUndefined();
    expect(nextFile(done(started, 1))?.id).toBe(2);
  });

  it("go on when one was refused", () => {
    const failed = reduceQueue(two(), { act: "move", id: 1, state: { at: "failed", error: null } });
    expect(nextFile(failed)?.id).toBe(2);
  });

  it("show the last report, and the one before when it is removed", () => {
    const both = done(done(two(), 1), 2);
    expect(both.shown).toBe(2);
    expect(reduceQueue(both, { act: "remove", id: 2 }).shown).toBe(1);
  });

  it("keep the columns told once when counted again", () => {
    const told: Mapping = { columns: ["start"], date_order: "day_first", heading_rows: 1 };
    const again = reduceQueue(two(), { act: "again", id: 1, mapping: told });
    expect(reduceQueue(again, { act: "again", id: 1 }).files[0]?.mapping).toBe(told);
  });
});
