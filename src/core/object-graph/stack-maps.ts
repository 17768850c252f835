// The compiler's maps of frames, out of the target's memory: which words hold pointers, and which variables stand in memory.
// Source of truth: runtime/symtab.go (stackmapdata), runtime/stack.go (stackObjectRecord).

import {
  pointerSize,
  readWord,
  type RuntimeLayout,
} from "../go-runtime/runtime-layout.ts";
import type { TargetMemory } from "../go-runtime/target-memory.ts";
import { gather } from "./gather.ts";
import type { Frame } from "./walk-frames.ts";

/** A frame with more words than this is damage. */
const maxMapBits = 1 << 24;
const maxStackObjects = 1 << 12;

export interface StackMaps {
  /** By address of the table and index of the map; null where it cannot be read. */
  bits(address: number, index: number): WordBits | null;
  objects(address: number): readonly StackObject[];
}
/** A bit a word, the lowest first. */
export interface WordBits {
  readonly count: number;
  readonly bytes: Uint8Array;
}
/** A variable whose address is taken. */
interface StackObject {
  /** Negative: from the end of the local variables; else from the frame's end. */
  readonly offset: number;
  readonly bytes: number;
}

/** All maps that the frames name, in few reads. */
export async function readStackMaps(
  memory: TargetMemory,
  layout: RuntimeLayout,
  frames: readonly Frame[],
): Promise<StackMaps> {
  const structure = layout.structure("stackMap");
  const wanted = new Map<string, { address: number; index: number }>();
  const objectTables = new Set<number>();
  for (const { maps } of frames) {
    if (maps === null) continue;
    for (const address of [maps.locals, maps.arguments])
      if (address !== null)
        wanted.set(`${address} ${maps.index}`, { address, index: maps.index });
    if (maps.objects !== null) objectTables.add(maps.objects);
  }
  const places = [...wanted.values()];
  const heads = await gather(
    memory,
    Float64Array.from(places, ({ address }) => address),
    structure.size,
  );
  const counts = places.map(({ index }, at) => {
    if (heads.isThere[at] === 0) return null;
    const maps = structure.number(heads.view, heads.at[at]!, "count");
    const bits = structure.number(heads.view, heads.at[at]!, "bits");
    return index < maps && bits <= maxMapBits ? bits : null;
  });
  const data = await gather(
    memory,
    Float64Array.from(places, ({ address, index }, at) => {
      const bits = counts[at] ?? 0;
      return bits === 0
        ? 0
        : address +
            structure.place("data").offset +
            index * Math.ceil(bits / 8);
    }),
    Uint32Array.from(counts, (bits) => Math.ceil((bits ?? 0) / 8)),
  );
  const read = new Map<string, WordBits | null>();
  [...wanted.keys()].forEach((key, at) => {
    const count = counts[at] ?? null;
    const bytes = data.bytes.subarray(
      data.at[at],
      data.at[at]! + Math.ceil((count ?? 0) / 8),
    );
    read.set(key, count === null ? null : { count, bytes });
  });
  const objects = await readObjects(memory, layout, [...objectTables]);
  return {
    bits: (address, index) => read.get(`${address} ${index}`) ?? null,
    objects: (address) => objects.get(address) ?? [],
  };
}

async function readObjects(
  memory: TargetMemory,
  layout: RuntimeLayout,
  tables: readonly number[],
): Promise<ReadonlyMap<number, readonly StackObject[]>> {
  const structure = layout.structure("stackObject");
  const heads = await gather(memory, Float64Array.from(tables), pointerSize);
  const counts = tables.map((_, at) =>
    heads.isThere[at] === 1
      ? Math.min(readWord(heads.view, heads.at[at]!), maxStackObjects)
      : 0,
  );
  const records = await gather(
    memory,
    Float64Array.from(tables, (table) => table + pointerSize),
    Uint32Array.from(counts, (count) => count * structure.size),
  );
  return new Map(
    tables.map((table, at) => [
      table,
      Array.from({ length: counts[at]! }, (_, index) => {
        const record = records.at[at]! + index * structure.size;
        const { offset } = structure.place("offset");
        return {
          offset: records.view.getInt32(record + offset, true),
          bytes: structure.number(records.view, record, "pointerBytes"),
        };
      }),
    ]),
  );
}
