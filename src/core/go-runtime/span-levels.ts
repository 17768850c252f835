// Where each span waits to be used: in the cache of a P (no lock needed to allocate), or in the central lists of its
// class, the one with free slots or the full one. Spans in none of them are large, or between two places this moment.
// Source of truth: runtime/mcache.go, runtime/mcentral.go, runtime/mspanset.go.

import {
  pointerSize,
  readSlice,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "./runtime-layout.ts";
import {
  readBytes,
  readScattered,
  type MemoryRange,
  type TargetMemory,
} from "./target-memory.ts";

export type SpanLevel = "cached" | "partial" | "full";

/** More blocks of spans than this in one list would be 30 GB of small spans. */
const maxSpineLength = 1 << 16;

/** By the span's address. */
export async function readSpanLevels(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, SpanLevel>> {
  const levels = new Map<number, SpanLevel>();
  await readCentral(memory, layout, levels, signal);
  // After the central lists: a span that went from one to a cache meanwhile is in the cache now.
  await readCaches(memory, layout, levels);
  return levels;
}

async function readCaches(
  memory: TargetMemory,
  layout: RuntimeLayout,
  levels: Map<number, SpanLevel>,
): Promise<void> {
  const { address, size } = layout.variable("processors");
  const header = viewOf(
    await readBytes(memory, { address, length: size }, "the list of Ps"),
  );
  const list = readSlice(header, 0);
  const pointers = viewOf(
    await readBytes(
      memory,
      { address: list.address, length: list.length * pointerSize },
      "the list of Ps",
    ),
  );
  const p = layout.structure("p");
  const processors = await readScattered(
    memory,
    Array.from({ length: list.length }, (_, index) => ({
      address: readWord(pointers, index * pointerSize),
      length: p.size,
    })),
  );
  const mcache = layout.structure("mcache");
  const caches = await readScattered(
    memory,
    processors.flatMap((bytes) => {
      const cache = bytes === null ? 0 : p.number(viewOf(bytes), 0, "mcache");
      return cache === 0 ? [] : [{ address: cache, length: mcache.size }];
    }),
  );
  const { offset, count = 0 } = mcache.place("alloc");
  for (const bytes of caches) {
    if (bytes === null) continue;
    const view = viewOf(bytes);
    for (let index = 0; index < count; index++)
      levels.set(readWord(view, offset + index * pointerSize), "cached");
  }
}

async function readCentral(
  memory: TargetMemory,
  layout: RuntimeLayout,
  levels: Map<number, SpanLevel>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const {
    offset,
    size,
    count = 0,
    stride = 0,
  } = layout.structure("mheap").place("central");
  const view = viewOf(
    await readBytes(
      memory,
      { address: layout.variable("heap").address + offset, length: size },
      "the heap's central lists",
    ),
  );
  const sets: { readonly at: number; readonly level: SpanLevel }[] = [];
  for (let central = 0; central < count; central++)
    for (const level of ["partial", "full"] as const) {
      const place = layout.structure("mcentral").place(level);
      for (let index = 0; index < (place.count ?? 0); index++)
        sets.push({
          at: central * stride + place.offset + index * (place.stride ?? 0),
          level,
        });
    }
  const lists = await readSets(
    memory,
    layout,
    sets.map(({ at }) => ({ view, at })),
    signal,
  );
  lists.forEach((spans, index) => {
    for (const span of spans) levels.set(span, sets[index]!.level);
  });
}

interface PlacedSet {
  readonly view: DataView;
  readonly at: number;
}

/** Members of each set: first all spines, then all blocks, so that a thousand sets take two rounds. */
async function readSets(
  memory: TargetMemory,
  layout: RuntimeLayout,
  sets: readonly PlacedSet[],
  signal: AbortSignal | undefined,
): Promise<readonly (readonly number[])[]> {
  const spanSet = layout.structure("spanSet");
  const spans = layout.structure("spanSetBlock").place("spans");
  const perBlock = spans.count ?? 0;
  const bounds = sets.map(({ view, at }) => {
    // Two 32-bit halves in one word, so that they change together: first the tail, above it the head.
    const index = at + spanSet.place("index").offset;
    return {
      head: view.getUint32(index + 4, true),
      tail: view.getUint32(index, true),
    };
  });
  const spines = await readScattered(
    memory,
    sets.map(({ view, at }, index) => ({
      address: spanSet.number(view, at, "spine"),
      length:
        bounds[index]!.tail <= bounds[index]!.head
          ? 0
          : pointerSize *
            Math.min(spanSet.number(view, at, "spineLength"), maxSpineLength),
    })),
    signal,
  );
  const wanted: { readonly set: number; readonly first: number }[] = [];
  const ranges: MemoryRange[] = [];
  spines.forEach((bytes, set) => {
    if (bytes === null) return;
    const view = viewOf(bytes);
    const { head, tail } = bounds[set]!;
    for (
      let block = Math.floor(head / perBlock);
      block * perBlock < tail && (block + 1) * pointerSize <= bytes.length;
      block++
    ) {
      const address = readWord(view, block * pointerSize);
      if (address === 0) continue;
      wanted.push({ set, first: block * perBlock });
      ranges.push({ address: address + spans.offset, length: spans.size });
    }
  });
  const blocks = await readScattered(memory, ranges, signal);
  const members: number[][] = sets.map(() => []);
  blocks.forEach((bytes, at) => {
    if (bytes === null) return;
    const view = viewOf(bytes);
    const { set, first } = wanted[at]!;
    const { head, tail } = bounds[set]!;
    for (
      let index = Math.max(0, head - first);
      index < Math.min(perBlock, tail - first);
      index++
    ) {
      const span = readWord(view, index * pointerSize);
      if (span !== 0) members[set]!.push(span);
    }
  });
  return members;
}
