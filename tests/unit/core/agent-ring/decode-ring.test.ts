// Rings of all kinds, whole, torn and hostile. What a real agent writes is read in tests/integration/agent.test.ts.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32c } from "../../../../src/core/agent-ring/crc32c.ts";
import { decodeAgentRing } from "../../../../src/core/agent-ring/decode-ring.ts";
import { TrivetError } from "../../../../src/core/errors.ts";
import {
  columns,
  ringOf,
  slotOf,
  type HandMadeHeader,
} from "../../../support/agent-ring-bytes.ts";

const sample = (number: number) => ({
  number,
  kind: 1,
  atMillis: 1_700_000_000_000 + number,
  values: [number, 0, NaN],
});

describe("crc32c", () => {
  it("has the check value of the catalogue of CRCs, in one piece or two", () => {
    const digits = new TextEncoder().encode("123456789");
    expect(crc32c(digits)).toBe(0xe3069283);
    expect(crc32c(digits.subarray(4), crc32c(digits.subarray(0, 4)))).toBe(
      0xe3069283,
    );
  });
});

describe("a ring", () => {
  it("is put in order, whatever place its entries have", () => {
    const ring = decodeAgentRing(ringOf([5, 6, 3, 4].map(sample)));
    expect(ring.samples.map(({ values }) => values[0])).toEqual([3, 4, 5, 6]);
    expect(ring).toMatchObject({ damaged: 0, missing: 0, hasEnded: false });
    expect(ring.header).toMatchObject({
      program: "api",
      goVersion: "go1.26",
      pid: 4711,
      startTicks: 77,
      tickMs: 50,
      columns,
    });
  });

  it("tells samples, collections, labels and the end apart", () => {
    const ring = decodeAgentRing(
      ringOf([
        sample(1),
        { number: 2, kind: 2, values: [7, 1500, 1e6] },
        { number: 3, kind: 2, values: [8, 1500, NaN] },
        { number: 4, kind: 3, values: [12], text: '{"tenant":"é"}' },
        { number: 5, kind: 99, values: [1] },
        { number: 6, kind: 4, values: [0], text: "" },
      ]),
    );
    expect(ring.collections.map((each) => each.markedBytes)).toEqual([
      1e6,
      null,
    ]);
    expect(ring.labels).toMatchObject([
      { labels: '{"tenant":"é"}', goroutines: 12 },
    ]);
    expect(ring).toMatchObject({ hasEnded: true, damaged: 0 });
  });

  it("loses of a torn entry that one, wherever it was torn", () => {
    const before = slotOf(sample(1));
    const after = slotOf(sample(5));
    for (let at = 1; at < 48; at++) {
      const torn = new Uint8Array(before);
      torn.set(after.subarray(0, at));
      const isChanged = torn.some((byte, index) => byte !== before[index]);
      const isDone = torn.every((byte, index) => byte === after[index]);
      const ring = decodeAgentRing(ringOf([torn, sample(2), sample(3)]));
      const isTorn = isChanged && !isDone;
      expect(ring.damaged).toBe(isTorn ? 1 : 0);
      expect(ring.samples).toHaveLength(isTorn ? 2 : 3);
    }
  });

  it("counts what is not there, and an end in the middle of an entry", () => {
    const ring = decodeAgentRing(ringOf([sample(1), sample(4)]));
    expect(ring.missing).toBe(2);
    const cut = ringOf([sample(1), sample(2)]).subarray(0, -100);
    expect(decodeAgentRing(cut)).toMatchObject({ damaged: 1 });
    expect(decodeAgentRing(ringOf([])).samples).toEqual([]);
  });

  it("believes no entry that contradicts its header or reason", () => {
    const liars = [
      { number: 1, kind: 1, values: [1, 2] },
      { number: 1, kind: 1, values: [], length: 60_000 },
      { number: 1, kind: 2, values: [1] },
      { number: 1, kind: 3, values: [1], length: 60_000 },
      { number: 2 ** 60, kind: 1, values: [1, 2, 3] },
      { number: 1, kind: 1, values: [1, 2, 3], atMillis: -5 },
      { number: 1, kind: 1, values: [1, 2, 3], atMillis: 9e12 * 1.2 },
    ];
    for (const liar of liars) {
      const ring = decodeAgentRing(ringOf([sample(7), liar]));
      expect(ring).toMatchObject({ damaged: 1 });
      expect(ring.samples).toHaveLength(1);
    }
    const twice = decodeAgentRing(ringOf([sample(7), sample(7)]));
    expect(twice).toMatchObject({ damaged: 1, missing: 0 });
  });
});

describe("what is no ring", () => {
  const refused: Readonly<Record<string, HandMadeHeader>> = {
    "another file": { magic: "\u007fELFabcd" },
    "a later version": { magic: "TRVTRNG2" },
    "a large header": { headerBytes: 2 ** 31 },
    "a slot of no bytes": { slotBytes: 0 },
    "no slots": { slots: 0 },
    "four thousand million slots": { slots: 2 ** 32 - 1 },
    "text behind the header's end": { textBytes: 4096 },
    "a damaged header": { isDamaged: true },
    "no JSON": { about: "{" },
    "no object": { about: "null" },
    "no columns": { about: '{"program":"a","go":"b"}' },
    "columns of numbers": { about: '{"program":"a","go":"b","columns":[1]}' },
    "a column twice": {
      about: '{"program":"a","go":"b","columns":["x","x"]}',
    },
    "too many columns": {
      about: JSON.stringify({
        program: "a",
        go: "b",
        columns: Array.from({ length: 30 }, (_, index) => `c${index}`),
      }),
    },
  };
  it.each(Object.keys(refused))("is refused: %s", (name) => {
    expect(codeOf(ringOf([sample(1)], refused[name]))).toBe("ring-malformed");
  });

  it("is refused when it is short, and any bytes end so or decode", () => {
    expect(codeOf(new Uint8Array(0))).toBe("ring-malformed");
    expect(codeOf(ringOf([]).subarray(0, 4095))).toBe("ring-malformed");
    const whole = ringOf([sample(1), sample(2)]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
          minLength: 1,
          maxLength: 8,
        }),
        (changes) => {
          const bytes = new Uint8Array(whole);
          for (const [at, value] of changes) bytes[at] = value;
          expect(["none", "ring-malformed"]).toContain(codeOf(bytes));
        },
      ),
      { numRuns: 300 },
    );
  });
});

function codeOf(bytes: Uint8Array): string {
  try {
    decodeAgentRing(bytes);
    return "none";
  } catch (thrown) {
    if (thrown instanceof TrivetError) return thrown.code;
    throw thrown;
  }
}
