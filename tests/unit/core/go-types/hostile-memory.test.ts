// Memory that is not what its type promises: the decoder must end, stay within its limits, and never throw.

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseLayout } from "../../../../src/core/go-runtime/layout-file.ts";
import { RuntimeLayout } from "../../../../src/core/go-runtime/runtime-layout.ts";
import type {
  MemoryRange,
  TargetMemory,
} from "../../../../src/core/go-runtime/target-memory.ts";
import { decodeValue } from "../../../../src/core/go-types/decode-value.ts";
import {
  usualLimits,
  type DecodedValue,
} from "../../../../src/core/go-types/decoded-value.ts";
import type {
  GoType,
  StructField,
  StructType,
} from "../../../../src/core/go-types/go-type.ts";

const layouts = path.resolve(
  import.meta.dirname,
  "../../../../resources/go-layouts",
);
const layoutOf = (minor: number): RuntimeLayout =>
  new RuntimeLayout(
    parseLayout(readFileSync(path.join(layouts, `go1.${minor}.json`), "utf8"))!,
    0,
  );

const region = { start: 0x10_000, length: 0x8000 };

/** Numbers from a seed, the same each time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    state ^= state >>> 13;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Words that are now small, now pointers into the region, now anything. */
function hostileBytes(seed: number): Uint8Array {
  const random = generator(seed);
  const view = new DataView(new ArrayBuffer(region.length));
  for (let at = 0; at < region.length; at += 8) {
    const choice = random();
    const word =
      choice < 0.5
        ? region.start + Math.floor(random() * region.length)
        : choice < 0.8
          ? Math.floor(random() * 12)
          : random() * 2 ** 64;
    view.setUint32(at, word % 2 ** 32, true);
    view.setUint32(at + 4, Math.floor(word / 2 ** 32) % 2 ** 32, true);
  }
  return new Uint8Array(view.buffer);
}

class HostileMemory implements TargetMemory {
  bytesRead = 0;
  readonly #bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  read(ranges: readonly MemoryRange[]): Promise<(Uint8Array | null)[]> {
    return Promise.resolve(
      ranges.map(({ address, length }) => {
        const at = address - region.start;
        if (at < 0 || at + length > region.length) return null;
        this.bytesRead += length;
        return this.#bytes.slice(at, at + length);
      }),
    );
  }
}

function struct(
  name: string,
  fields: () => readonly (readonly [string, number, GoType])[],
  size: number,
): StructType {
  return {
    kind: "struct",
    name,
    size,
    get fields(): readonly StructField[] {
      return fields().map(([field, offset, type]) => ({
        name: field,
        offset,
        type,
        isEmbedded: false,
      }));
    },
  };
}
const pointer = (target: GoType, isArray = false): GoType => ({
  kind: "pointer",
  name: `*${target.name}`,
  size: 8,
  target,
  isArray,
});
const int: GoType = { kind: "int", name: "int", size: 8 };
const text: GoType = { kind: "string", name: "string", size: 16 };
const any: GoType = {
  kind: "interface",
  name: "interface {}",
  size: 16,
  isEmpty: true,
};
const array = (element: GoType, count: number): GoType => ({
  kind: "array",
  name: `[${count}]${element.name}`,
  size: element.size * count,
  element,
  count,
});
const slice = (element: GoType): GoType => ({
  kind: "slice",
  name: `[]${element.name}`,
  size: 24,
  element,
});

const bucket: StructType = struct(
  "bucket<string,main.everything>",
  () => [
    ["tophash", 0, array({ kind: "uint", name: "uint8", size: 1 }, 8)],
    ["keys", 8, array(text, 8)],
    ["values", 136, array(pointer(everything), 8)],
    ["overflow", 200, pointer(bucket)],
  ],
  208,
);
const hash = struct(
  "hash<string,main.everything>",
  () => [["buckets", 16, pointer(bucket, true)]],
  48,
);
const slot = struct(
  "noalg.struct",
  () => [
    ["key", 0, text],
    ["elem", 16, pointer(everything)],
  ],
  24,
);
const group = struct(
  "noalg.map.group",
  () => [
    ["ctrl", 0, int],
    ["slots", 8, array(slot, 8)],
  ],
  200,
);
const groups = struct(
  "groupReference<>",
  () => [["data", 0, pointer(group, true)]],
  16,
);
const table = struct("table<>", () => [["groups", 16, groups]], 32);
const swiss = struct(
  "map<>",
  () => [["dirPtr", 16, pointer(pointer(table), true)]],
  48,
);
const map = (internals: GoType): GoType => ({
  kind: "map",
  name: "map[string]*main.everything",
  size: 8,
  key: text,
  value: pointer(everything),
  internals,
});
const everything: StructType = struct(
  "main.everything",
  () => [
    ["next", 0, pointer(everything)],
    ["list", 8, slice(everything)],
    ["text", 32, text],
    ["any", 48, any],
    ["old", 64, map(hash)],
    ["new", 72, map(swiss)],
    [
      "queue",
      80,
      {
        kind: "channel",
        name: "chan any",
        size: 8,
        element: any,
        internals: null,
      },
    ],
    ["run", 88, { kind: "func", name: "func()", size: 8 }],
    ["raw", 96, slice({ kind: "uint", name: "uint8", size: 1 })],
    ["stringer", 120, { ...any, name: "error", isEmpty: false }],
    ["row", 136, array(pointer(everything), 3)],
  ],
  160,
);

function countNodes(value: DecodedValue): number {
  return value.children.reduce((sum, child) => sum + countNodes(child), 1);
}

describe("hostile memory", () => {
  it.each([19, 22, 24, 27])(
    "ends within its limits on random bytes, Go 1.%i",
    async (minor) => {
      const layout = layoutOf(minor);
      const limits = { ...usualLimits, depth: 6, nodes: 400, bytes: 1 << 20 };
      let nodes = 0;
      for (let seed = 1; seed <= 60; seed++) {
        const memory = new HostileMemory(hostileBytes(seed));
        const value = await decodeValue(
          {
            memory,
            layout,
            types: {
              byName: () => null,
              byDescriptor: (address) =>
                address % 3 === 0 ? null : address % 2 === 0 ? everything : any,
              variable: () => null,
              variables: () => [],
            },
            functionAt: (pc) => (pc % 2 === 0 ? "main.f" : null),
          },
          { type: everything, address: region.start + 8 * seed },
          limits,
        );
        const count = countNodes(value);
        // Keys of maps and what closes a level come on top of the limit.
        expect(count).toBeLessThan(limits.nodes + 100);
        expect(memory.bytesRead).toBeLessThanOrEqual(limits.bytes);
        nodes += count;
      }
      expect(nodes).toBeGreaterThan(5000);
    },
  );

  it("marks a list that runs in a circle", async () => {
    const bytes = new Uint8Array(region.length);
    new DataView(bytes.buffer).setUint32(0, region.start, true);
    const value = await decodeValue(
      {
        memory: new HostileMemory(bytes),
        layout: layoutOf(26),
        types: {
          byName: () => null,
          byDescriptor: () => null,
          variable: () => null,
          variables: () => [],
        },
        functionAt: () => null,
      },
      { type: pointer(everything), address: region.start },
    );
    const inner = value.children[0]?.children[0];
    expect(inner).toMatchObject({ name: "next", note: "cycle", children: [] });
  });
});
