// Texts whose memory serves something else by the time they are read: never taken for the member's value.

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseLayout } from "../../../../src/core/go-runtime/layout-file.ts";
import { RuntimeLayout } from "../../../../src/core/go-runtime/runtime-layout.ts";
import type { TargetMemory } from "../../../../src/core/go-runtime/target-memory.ts";
import type { GoType } from "../../../../src/core/go-types/go-type.ts";
import { readGroupValues } from "../../../../src/core/object-graph/group-values.ts";

const layoutFile = path.resolve(
  import.meta.dirname,
  "../../../../resources/go-layouts/go1.26.json",
);
const layout = new RuntimeLayout(
  parseLayout(readFileSync(layoutFile, "utf8"))!,
  0,
);
const text: GoType = { name: "string", size: 16, kind: "string" };
const start = 0x10_000;
const constant = 0x18_000;

function memoryOf(bytes: Uint8Array): TargetMemory {
  return {
    read: (ranges) =>
      Promise.resolve(
        ranges.map(({ address, length }) => {
          const at = address - start;
          return at < 0 || at + length > bytes.length
            ? null
            : bytes.slice(at, at + length);
        }),
      ),
  };
}

class Heap {
  readonly bytes = new Uint8Array(0x10_000);
  readonly #view = new DataView(this.bytes.buffer);
  header(at: number, address: number, length: number): void {
    this.#view.setBigUint64(at - start, BigInt(address), true);
    this.#view.setBigUint64(at - start + 8, BigInt(length), true);
  }
  write(at: number, value: string): void {
    this.bytes.set(new TextEncoder().encode(value), at - start);
  }
}

const read = (
  copied: Heap,
  later: Heap,
  addresses: readonly number[],
): ReturnType<typeof readGroupValues> =>
  readGroupValues(
    {
      copied: {
        memory: memoryOf(copied.bytes),
        layout,
        types: {
          byName: () => null,
          byDescriptor: () => null,
          variable: () => null,
          variables: () => [],
        },
        functionAt: () => null,
      },
      target: memoryOf(later.bytes),
      isHeap: (address) => address < constant,
    },
    { hops: [], offset: 0, type: text },
    addresses,
  );

describe("readGroupValues", () => {
  const [first, second, third] = [start, start + 64, start + 128];
  const place = start + 0x1000;

  function heap(value: string): Heap {
    const one = new Heap();
    one.header(first, place, 4);
    one.header(second, place, 4);
    one.header(third, constant, 5);
    one.write(place, value);
    one.write(constant, "fixed");
    return one;
  }

  it("takes a text that its holder still has", async () => {
    const one = heap("acme");
    const values = await read(one, one, [first, third, 0]);
    expect(values).toEqual([
      { text: "acme", note: null },
      { text: "fixed", note: null },
      { text: "", note: "none" },
    ]);
  });

  it("takes it while one holder of several has it, and a constant always", async () => {
    const later = heap("acme");
    later.header(first, 0, 0);
    later.header(third, 0, 0);
    expect(await read(heap("acme"), later, [first, second, third])).toEqual([
      { text: "acme", note: null },
      { text: "acme", note: null },
      { text: "fixed", note: null },
    ]);
  });

  it("gives none when nobody has it any more", async () => {
    const later = heap("junk");
    later.header(first, place, 3);
    later.header(second, 0, 0);
    expect(await read(heap("acme"), later, [first, second])).toEqual([
      { text: "", note: "torn" },
      { text: "", note: "torn" },
    ]);
  });

  it("reads no text of an impossible length or place", async () => {
    const one = heap("acme");
    one.header(first, place, 2 ** 50);
    one.header(second, 2 ** 40, 8);
    expect(await read(one, one, [first, second])).toEqual([
      { text: "", note: "torn" },
      { text: "", note: "torn" },
    ]);
  });
});
