// Random profiles for properties: few names, so that stacks, lines and labels collide often.

import fc from "fast-check";
import type { EncodeOptions, TestProfile } from "./profile-encode.ts";

const smallValue = fc.bigInt({ min: -1000n, max: 1000n });
const anyValue = fc.oneof(
  { weight: 8, arbitrary: smallValue },
  {
    weight: 1,
    arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  },
);

const label = fc.oneof(
  fc.record({
    key: fc.constantFrom("job", "pool"),
    text: fc.constantFrom("a", "b"),
  }),
  fc.record({
    key: fc.constantFrom("bytes", "job"),
    number: fc.constantFrom(8n, 16n, -1n),
    unit: fc.constantFrom("", "bytes"),
  }),
);

/** `wide` = values of any size, which no sum survives within 64 bits. */
export function arbitraryProfile(
  options: { readonly wide?: boolean; readonly types?: number } = {},
): fc.Arbitrary<TestProfile> {
  const types = options.types ?? 2;
  const functions = ["main.main", "main.f", "bytes.grow", "f"].map(
    (name, index) => ({
      name,
      file: `/src/${index % 2}.go`,
      startLine: index,
    }),
  );
  const line = fc.record({
    function: fc.nat({ max: functions.length - 1 }),
    line: fc.nat({ max: 2 }),
  });
  return fc
    .array(fc.array(line, { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    })
    .chain((locations) =>
      fc
        .array(
          fc.record({
            stack: fc.array(fc.nat({ max: locations.length - 1 }), {
              maxLength: 6,
            }),
            values: fc.array(options.wide === true ? anyValue : smallValue, {
              minLength: types,
              maxLength: types,
            }),
            labels: fc.array(label, { maxLength: 2 }),
          }),
          { maxLength: 12 },
        )
        .map((samples) => ({
          sampleTypes: Array.from(
            { length: types },
            (_, index) => [`type${index}`, "count"] as const,
          ),
          periodType: ["space", "bytes"] as const,
          period: 512,
          timeNanos: 5n,
          functions,
          locations: locations.map((lines, index) => ({
            lines,
            address: BigInt(0x1000 + index),
          })),
          samples,
        })),
    );
}

export const arbitraryEncoding: fc.Arbitrary<EncodeOptions> = fc.record({
  packed: fc.boolean(),
  reversed: fc.boolean(),
  unknownFields: fc.boolean(),
  order: fc.shuffledSubarray(
    [
      "types",
      "samples",
      "mappings",
      "locations",
      "functions",
      "strings",
      "header",
    ] as const,
    { minLength: 7 },
  ),
  idOf: fc
    .tuple(
      fc.constantFrom(1n, 7n, 2n ** 33n, 2n ** 60n),
      fc.constantFrom(1n, 2n ** 32n, 2n ** 54n + 1n),
    )
    .map(
      ([step, first]) =>
        (index: number) =>
          first + step * BigInt(index),
    ),
});
