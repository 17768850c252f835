// Structures at scattered addresses in few reads: each has its own bytes, whatever lies beside it and in which order they
// are asked for.

import fc from "fast-check";
import { expect, test } from "vitest";
import type {
  MemoryRange,
  TargetMemory,
} from "../../../../src/core/go-runtime/target-memory.ts";
import { gather, orderOf } from "../../../../src/core/object-graph/gather.ts";

const base = 0x10_0000;
const page = 4096;
const pages = 16;
const contents = Uint8Array.from(
  { length: pages * page },
  (_, at) => (at * 31 + (at >> 8)) & 255,
);

/** Pages of which some are not mapped; counts the ranges that are read. */
class SparseMemory implements TargetMemory {
  ranges = 0;
  readonly #missing: ReadonlySet<number>;

  constructor(missing: readonly number[] = []) {
    this.#missing = new Set(missing);
  }

  isThere({ address, length }: MemoryRange): boolean {
    const from = address - base;
    if (from < 0 || from + length > contents.length) return false;
    for (let at = from; at < from + length; at++)
      if (this.#missing.has(Math.floor(at / page))) return false;
    return true;
  }

  read(
    ranges: readonly MemoryRange[],
  ): Promise<readonly (Uint8Array | null)[]> {
    this.ranges += ranges.length;
    return Promise.resolve(
      ranges.map((range) =>
        this.isThere(range)
          ? contents.slice(
              range.address - base,
              range.address - base + range.length,
            )
          : null,
      ),
    );
  }
}

test("every structure has its own bytes, and those that cannot be read cost no other", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          address: fc.oneof(
            fc.constant(0),
            fc.integer({ min: base - 64, max: base + contents.length }),
          ),
          length: fc.integer({ min: 0, max: 300 }),
        }),
        { maxLength: 60 },
      ),
      fc.array(fc.integer({ min: 0, max: pages - 1 }), { maxLength: 4 }),
      fc.boolean(),
      async (wanted, missing, hasGuess) => {
        const memory = new SparseMemory(missing);
        const addresses = Float64Array.from(wanted, ({ address }) => address);
        const { bytes, at, isThere, order } = await gather(
          memory,
          addresses,
          Uint32Array.from(wanted, ({ length }) => length),
          undefined,
          hasGuess
            ? Uint32Array.from(wanted, (_, index) => wanted.length - 1 - index)
            : undefined,
        );
        expect([...order].sort((a, b) => a - b)).toEqual([...wanted.keys()]);
        wanted.forEach(({ address, length }, index) => {
          const isWanted = address !== 0 && length > 0;
          expect(isThere[index]).toBe(
            isWanted && memory.isThere({ address, length }) ? 1 : 0,
          );
          if (isThere[index] === 1)
            expect(bytes.subarray(at[index], at[index]! + length)).toEqual(
              contents.subarray(address - base, address - base + length),
            );
        });
      },
    ),
  );
});

test("neighbours are one read", async () => {
  const memory = new SparseMemory();
  const addresses = Float64Array.from(
    { length: 100 },
    (_, index) => base + ((index * 37) % 100) * 160,
  );
  await gather(memory, addresses, 160);
  expect(memory.ranges).toBe(1);
});

test("an earlier order is taken where it still holds, and no other", () => {
  const addresses = Float64Array.of(48, 16, 32);
  const right = Uint32Array.of(1, 2, 0);
  expect(orderOf(addresses, right)).toBe(right);
  expect([...orderOf(addresses, Uint32Array.of(0, 1, 2))]).toEqual([1, 2, 0]);
  expect([...orderOf(addresses, Uint32Array.of(1, 2))]).toEqual([1, 2, 0]);
});
