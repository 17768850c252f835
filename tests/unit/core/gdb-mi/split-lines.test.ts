import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MiLineSplitter } from "../../../../src/core/gdb-mi/split-lines.ts";

const transcript = new TextEncoder().encode(
  '=thread-group-added,id="i1"\r\n(gdb) \r\n1^done,value="泄漏 🐛"\n\n~"a\\r\\n"\r\r\n^exit\n',
);
const lines = [
  '=thread-group-added,id="i1"',
  "(gdb) ",
  '1^done,value="泄漏 🐛"',
  '~"a\\r\\n"',
  "^exit",
];

const split = (chunks: readonly Uint8Array[]): string[] => {
  const splitter = new MiLineSplitter();
  return chunks.flatMap((chunk) => [...splitter.push(chunk)]);
};

describe("MiLineSplitter", () => {
  it("gives the same lines for every split in two", () => {
    for (let at = 0; at <= transcript.length; at++)
      expect(
        split([transcript.subarray(0, at), transcript.subarray(at)]),
      ).toEqual(lines);
  });

  it("gives the same lines byte by byte", () => {
    expect(split([...transcript].map((byte) => Uint8Array.of(byte)))).toEqual(
      lines,
    );
  });

  it("gives the same lines for any split", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: transcript.length }), { maxLength: 12 }),
        (cuts) => {
          const ends = [...cuts, transcript.length].sort((a, b) => a - b);
          let from = 0;
          const chunks = ends.map((end) => {
            const chunk = transcript.subarray(from, end);
            from = end;
            return chunk;
          });
          expect(split(chunks)).toEqual(lines);
        },
      ),
    );
  });

  it("keeps an unfinished line until its end comes", () => {
    const splitter = new MiLineSplitter();
    expect(splitter.push(new TextEncoder().encode("^do"))).toEqual([]);
    expect(splitter.push(new TextEncoder().encode("ne\n^e"))).toEqual([
      "^done",
    ]);
  });

  it("does not hold on to a caller's buffer that is used again", () => {
    const splitter = new MiLineSplitter();
    const buffer = new TextEncoder().encode("^do");
    splitter.push(buffer);
    buffer.fill(120);
    expect(splitter.push(new TextEncoder().encode("ne\n"))).toEqual(["^done"]);
  });

  it("cuts a line that never ends", () => {
    const splitter = new MiLineSplitter(10);
    expect(splitter.push(new Uint8Array(8).fill(97))).toEqual([]);
    expect(splitter.push(new Uint8Array(8).fill(97))).toEqual(["a".repeat(16)]);
    expect(splitter.push(new TextEncoder().encode("b\n"))).toEqual(["b"]);
  });
});
