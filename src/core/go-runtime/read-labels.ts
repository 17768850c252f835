// The profiler labels that a program gave its goroutines (pprof.Do): of hundreds of goroutines in the same code they say
// which tenant, request or job each works for.
// Source of truth: runtime/pprof/label.go (labelMap): a map to Go 1.23, a list since; runtime/map.go (hmap, bmap).

import { BoundedReader } from "../go-types/bounded-reader.ts";
import type { GoType, MapType, StructField } from "../go-types/go-type.ts";
import { readMap } from "../go-types/map-entries.ts";
import {
  pointerSize,
  readSlice,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "./runtime-layout.ts";
import {
  readScattered,
  type MemoryRange,
  type TargetMemory,
} from "./target-memory.ts";

export type GoroutineLabels = Readonly<Record<string, string>>;

const sliceBytes = 24;
const stringBytes = 16;
/** Labels of one goroutine, and bytes of one text, beyond which it is garbage. */
const maxLabels = 1000;
const maxTextBytes = 4096;
const firstWithList = 24;
const mapBytes = 16 << 20;

/**
 * Labels by the address that `g.labels` holds; what cannot be read has none. Goroutines started by another share its
 * labels, so that there are few addresses. Codes: target-died, cancelled.
 */
export async function readGoroutineLabels(
  memory: TargetMemory,
  layout: RuntimeLayout,
  addresses: Iterable<number>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, GoroutineLabels>> {
  const distinct = [...new Set(addresses)].filter((address) => address !== 0);
  const minor = Number(/^go1\.(\d+)/.exec(layout.data.goVersion)?.[1] ?? "0");
  const places =
    minor >= firstWithList
      ? await listPairs(memory, distinct, signal)
      : await mapPairs({ memory, layout, signal }, distinct);
  const headers = await readScattered(
    memory,
    places.map(({ header }) => ({ address: header, length: stringBytes })),
    signal,
  );
  const ranges: MemoryRange[] = headers.map((bytes) => {
    const text = bytes === null ? null : readSlice(viewOf(bytes), 0);
    return text === null || text.length > maxTextBytes
      ? { address: 0, length: 0 }
      : text;
  });
  const texts = await readScattered(memory, ranges, signal);
  const decoder = new TextDecoder();
  const textAt = (index: number): string | null => {
    if (headers[index] === null) return null;
    const bytes = texts[index] ?? null;
    if (bytes !== null) return decoder.decode(bytes);
    const header = viewOf(headers[index]!);
    return readSlice(header, 0).length === 0 ? "" : null;
  };
  const found = new Map<number, [string, string][]>();
  for (let index = 0; index + 1 < places.length; index += 2) {
    const key = textAt(index);
    const value = textAt(index + 1);
    if (key === null || value === null) continue;
    const { owner } = places[index]!;
    const pairs = found.get(owner);
    if (pairs === undefined) found.set(owner, [[key, value]]);
    else pairs.push([key, value]);
  }
  return new Map(
    [...found].map(([owner, pairs]) => [
      owner,
      Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1))),
    ]),
  );
}

/** Where the header of a key or a value lies: keys first, each followed by its value. */
interface TextPlace {
  readonly owner: number;
  readonly header: number;
}

async function listPairs(
  memory: TargetMemory,
  owners: readonly number[],
  signal: AbortSignal | undefined,
): Promise<readonly TextPlace[]> {
  const lists = await readScattered(
    memory,
    owners.map((address) => ({ address, length: sliceBytes })),
    signal,
  );
  return lists.flatMap((bytes, index) => {
    if (bytes === null) return [];
    const { address, length } = readSlice(viewOf(bytes), 0);
    return Array.from(
      { length: length > maxLabels ? 0 : 2 * length },
      (_, text) => ({
        owner: owners[index]!,
        header: address + text * stringBytes,
      }),
    );
  });
}

async function mapPairs(
  source: {
    readonly memory: TargetMemory;
    readonly layout: RuntimeLayout;
    readonly signal: AbortSignal | undefined;
  },
  owners: readonly number[],
): Promise<readonly TextPlace[]> {
  const { memory, layout, signal } = source;
  const reader = new BoundedReader(memory, mapBytes, signal);
  const words = await readScattered(
    memory,
    owners.map((address) => ({ address, length: pointerSize })),
    signal,
  );
  const places: TextPlace[] = [];
  for (const [index, bytes] of words.entries()) {
    if (bytes === null) continue;
    const map = await readMap(
      { reader, layout, width: maxLabels },
      labelMap,
      readWord(viewOf(bytes), 0),
    );
    for (const { key, value } of map?.entries ?? [])
      for (const { address } of [key, value])
        places.push({ owner: owners[index]!, header: address });
  }
  return places;
}

const slotsEach = 8;
const text: GoType = { kind: "string", name: "string", size: stringBytes };
const eightTexts: GoType = {
  kind: "array",
  name: "[8]string",
  size: slotsEach * stringBytes,
  element: text,
  count: slotsEach,
};
const word: GoType = { kind: "uintptr", name: "uintptr", size: pointerSize };

function field(name: string, offset: number, type: GoType): StructField {
  return { name, offset, type, isEmbedded: false };
}

/** `map[string]string` as the compiler lays out its buckets: marks, keys, values, the next bucket. */
const bucket: GoType = {
  kind: "struct",
  name: "bucket<string,string>",
  size: slotsEach + 2 * eightTexts.size + pointerSize,
  fields: [
    field("tophash", 0, word),
    field("keys", slotsEach, eightTexts),
    field("values", slotsEach + eightTexts.size, eightTexts),
    field("overflow", slotsEach + 2 * eightTexts.size, word),
  ],
};
const buckets: GoType = {
  kind: "pointer",
  name: "*bucket<string,string>",
  size: pointerSize,
  target: bucket,
  isArray: true,
};
const labelMap: MapType = {
  kind: "map",
  name: "map[string]string",
  size: pointerSize,
  key: text,
  value: text,
  internals: {
    kind: "struct",
    name: "hash<string,string>",
    size: 0,
    fields: [field("buckets", 0, buckets)],
  },
};
