// Samples are read without the schema, and must come out as the schema would have them.

import fc from "fast-check";
import { expect, it } from "vitest";
import { sourceNames } from "../../../../src/core/project-file/journal-limits.ts";
import { journalEntrySchema } from "../../../../src/core/project-file/journal-schema.ts";
import { readSample } from "../../../../src/core/project-file/sample-entry.ts";

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(
    0,
    -0,
    2 ** 64,
    -(2 ** 64),
    2 ** 65,
    4_102_444_800_000,
    4_102_444_800_001,
  ),
);
const anything = fc.oneof(
  number,
  fc.string(),
  fc.constantFrom(null, [], {}, true),
);
const mostly = <T>(likely: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 40, arbitrary: likely },
    { weight: 1, arbitrary: anything },
  );

const entry = fc.record(
  {
    type: mostly(fc.constant("sample")),
    targetId: mostly(fc.string()),
    source: mostly(fc.constantFrom(...sourceNames)),
    atMillis: mostly(fc.integer({ min: 0, max: 4_102_444_800_000 })),
    tookMs: mostly(number),
    values: mostly(
      fc.dictionary(
        fc.oneof(
          fc.string(),
          fc.constantFrom("__proto__", "rss", "constructor"),
        ),
        mostly(number),
      ),
    ),
    more: anything,
  },
  {
    requiredKeys: [
      "type",
      "targetId",
      "source",
      "atMillis",
      "tookMs",
      "values",
    ],
  },
);

it("is what the schema makes of it, or is left to the schema", () => {
  let read = 0;
  fc.assert(
    fc.property(entry, (made) => {
      // As it comes out of a journal.
      const text = JSON.stringify(made);
      const sample = readSample(JSON.parse(text));
      if (sample === null) return;
      read++;
      const parsed = journalEntrySchema.safeParse(JSON.parse(text));
      expect(parsed.data).toEqual(sample);
    }),
    { numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(100);
});

it("reads an ordinary sample", () => {
  const sample = {
    type: "sample",
    targetId: "target-1",
    source: "memstats",
    atMillis: 1_700_000_000_000,
    tookMs: 1.5,
    values: { heapAlloc: 4096, gcCpuFraction: 0.01 },
  };
  expect(readSample(sample)).toEqual(sample);
});
