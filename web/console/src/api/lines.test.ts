import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineReader } from "./lines";

const lines = [{ type: "progress", rows: 1 }, { type: "report", text: "Ёлка\n№ 1" }, { type: "end" }];
const whole = lines.map((line) => JSON.stringify(line)).join("\n");

function readIn(pieces: string[]): unknown[] {
  const read: unknown[] = [];
  const reader = new LineReader<unknown>((line) => read.push(line));
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return read;
}

describe("lines that come in pieces", () => {
  it("are the same wherever they were cut", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 6 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const pieces = places.slice(1).map((end, at) => whole.slice(places[at], end));
        expect(readIn(pieces)).toEqual(lines);
      }),
    );
  });

  it("are told as soon as they are whole", () => {
    const read: unknown[] = [];
    const reader = new LineReader<unknown>((line) => read.push(line));
    reader.push('{"rows":1}\n{"ro');
    expect(read).toEqual([{ rows: 1 }]);
  });

  it("of nothing but space are passed over", () => expect(readIn(["\n \r\n"])).toEqual([]));

  it("that broke off are no line", () => expect(() => readIn(['{"rows":'])).toThrow(SyntaxError));
});
