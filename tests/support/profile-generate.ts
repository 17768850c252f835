// Large profiles, the same on every run: many stacks over a few thousand functions, as long-lived services have.

import type { TestProfile } from "./profile-encode.ts";

export interface GenerateOptions {
  readonly samples: number;
  readonly depth: number;
  readonly functions: number;
}

/** Xorshift: tests may not depend on chance. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

export function generateProfile(options: GenerateOptions): TestProfile {
  const random = generator(0x2545f491);
  const functions = Array.from({ length: options.functions }, (_, index) => ({
    name: `example.com/service/package${index % 97}.(*Type${index % 13}).Method${index}`,
    file: `/home/user/service/package${index % 97}/file${index % 7}.go`,
    startLine: 10 + (index % 500),
  }));
  const locations = functions.flatMap((_, index) =>
    [0, 1].map((place) => ({
      address: 0x40_0000n + BigInt(index * 64 + place * 16),
      mapping: 0,
      lines: [{ function: index, line: 20 + (index % 500) + place }],
    })),
  );
  const samples = Array.from({ length: options.samples }, (_, sample) => {
    const objects = BigInt(1 + (random() % 4000));
    const size = BigInt(16 << (random() % 8));
    return {
      stack: Array.from(
        { length: options.depth },
        (_unused, at) =>
          // Roots are shared, leaves differ.
          (at > options.depth / 2 ? at * 31 + (sample % (at + 1)) : random()) %
          locations.length,
      ),
      values: [
        objects * 3n,
        objects * 3n * size,
        objects,
        objects * size * 100n,
      ],
      labels: [{ key: "bytes", number: size }],
    };
  });
  return {
    sampleTypes: [
      ["alloc_objects", "count"],
      ["alloc_space", "bytes"],
      ["inuse_objects", "count"],
      ["inuse_space", "bytes"],
    ],
    periodType: ["space", "bytes"],
    period: 524_288,
    timeNanos: 1_700_000_000_000_000_000n,
    mappings: [
      { start: 0x40_0000n, limit: 0x80_0000n, file: "/usr/bin/service" },
    ],
    functions,
    locations,
    samples,
  };
}
