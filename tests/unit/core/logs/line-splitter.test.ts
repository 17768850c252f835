// Lines out of chunks that were cut anywhere.

import { describe, expect, it } from "vitest";
import {
  LineSplitter,
  longestLineBytes,
} from "../../../../src/core/logs/line-splitter.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("LineSplitter", () => {
  const text = "first\r\nzweite Zeile: größer\n\n第四行\nlast";
  const lines = ["first", "zweite Zeile: größer", "", "第四行"];

  it("gives the same lines however the text was cut", () => {
    const all = bytes(text);
    for (let cut = 0; cut <= all.length; cut++) {
      const splitter = new LineSplitter();
      expect([
        ...splitter.push(all.subarray(0, cut)),
        ...splitter.push(all.subarray(cut)),
      ]).toEqual(lines);
    }
    const one = new LineSplitter();
    expect([...all].flatMap((byte) => one.push(Uint8Array.of(byte)))).toEqual(
      lines,
    );
  });

  it("drops a line that is too long, and goes on with the next", () => {
    const splitter = new LineSplitter();
    const long = "x".repeat(longestLineBytes);
    expect(splitter.push(bytes(`a\n${long}`))).toEqual(["a"]);
    expect(splitter.push(bytes(`${long}y`))).toEqual([]);
    expect(splitter.push(bytes("z\nb\n"))).toEqual(["b"]);
    expect(splitter.droppedLines).toBe(1);
    expect(splitter.push(bytes(`${long}x\nc\n`))).toEqual(["c"]);
    expect(splitter.droppedLines).toBe(2);
  });

  it("does not join what was cut off with what comes after", () => {
    const splitter = new LineSplitter();
    splitter.push(bytes("HeapAlloc=12"));
    splitter.forget({ inMiddle: false });
    expect(splitter.push(bytes("HeapAlloc=7 x\n"))).toEqual(["HeapAlloc=7 x"]);
    expect(splitter.droppedLines).toBe(1);
    splitter.forget({ inMiddle: true });
    expect(splitter.push(bytes("34 NumGC=5\nnext\n"))).toEqual(["next"]);
  });
});
