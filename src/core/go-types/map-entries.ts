// The entries of a Go map, of either generation, where they lie: no hashing, just all slots that are in use.
// Source of truth: runtime/map.go (hmap, bmap, evacuate) up to Go 1.23; internal/runtime/maps (Map, table, group) since.

import {
  pointerSize,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "../go-runtime/runtime-layout.ts";
import type { BoundedReader, Window } from "./bounded-reader.ts";
import type { GoType, MapType, StructType } from "./go-type.ts";

export interface MapEntry {
  readonly key: Window;
  readonly value: Window;
}
export interface MapContents {
  /** What the map says of itself. */
  readonly count: number;
  /** In the order they lie in. */
  readonly entries: readonly MapEntry[];
  /** There are more than were asked for. */
  readonly isCut: boolean;
  /** Some of it cannot be read, or count and entries differ: it was being changed, or it is no map. */
  readonly isTorn: boolean;
}

export interface MapSource {
  readonly reader: BoundedReader;
  readonly layout: RuntimeLayout;
  /** Entries wanted at most. */
  readonly width: number;
}

/** Slots of a bucket and of a group alike. */
const slotsEach = 8;
/** More buckets than 2 to this are garbage that looks like a map. */
const maxShift = 40;
/** Tables that are looked at: with a thousand entries each, some millions. */
const maxTables = 1 << 13;
/** Buckets or groups that are read in one round. */
const batch = 64;
/** runtime.minTopHash: smaller marks say that a slot is empty or was moved. */
const minTopHash = 5;
const evacuatedMarks = { first: 2, last: 4 };
const sameSizeGrow = 8;
/** Larger keys and values are stored elsewhere, behind a pointer. */
const maxInline = 128;

/** Null when `address` cannot be read, or the types do not say what slots look like. */
export async function readMap(
  source: MapSource,
  type: MapType,
  address: number,
): Promise<MapContents | null> {
  const slots = slotType(type);
  if (slots === null) return null;
  const collector = new Collector(source, type, slots);
  return source.layout.structure("swissMap").exists
    ? readSwiss(source, collector, address)
    : readBuckets(source, collector, address);
}

async function readSwiss(
  { reader, layout }: MapSource,
  collector: Collector,
  address: number,
): Promise<MapContents | null> {
  const map = layout.structure("swissMap");
  const head = await reader.read(address, map.size);
  if (head === null) return null;
  const view = viewOf(head.bytes);
  const count = map.number(view, 0, "count");
  const tables = map.number(view, 0, "tables");
  const tableCount = map.number(view, 0, "tableCount");
  if (tableCount === 0) {
    if (tables !== 0) await collector.addRow(tables, 1);
    return collector.finish(count);
  }
  const shown = Math.min(tableCount, maxTables);
  if (shown < tableCount) collector.isCut = true;
  const directory = await reader.read(tables, shown * pointerSize);
  if (directory === null) return { ...nothing, count };
  const pointers = viewOf(directory.bytes);
  const distinct = new Set<number>();
  for (let index = 0; index < shown; index++)
    distinct.add(readWord(pointers, index * pointerSize));
  const structure = layout.structure("swissTable");
  for (const table of distinct) {
    if (collector.isFull) break;
    const bytes = await reader.read(table, structure.size);
    if (bytes === null) {
      collector.isTorn = true;
      continue;
    }
    const fields = viewOf(bytes.bytes);
    await collector.addRow(
      structure.number(fields, 0, "groups"),
      structure.number(fields, 0, "groupMask") + 1,
    );
  }
  return collector.finish(count);
}

async function readBuckets(
  { reader, layout }: MapSource,
  collector: Collector,
  address: number,
): Promise<MapContents | null> {
  const map = layout.structure("bucketMap");
  const head = await reader.read(address, map.size);
  if (head === null) return null;
  const view = viewOf(head.bytes);
  const count = map.number(view, 0, "count");
  const shift = map.number(view, 0, "shift");
  if (shift > maxShift) return { ...nothing, count };
  const old = map.number(view, 0, "oldBuckets");
  const isSameSize = (map.number(view, 0, "flags") & sameSizeGrow) !== 0;
  if (old !== 0)
    await collector.addRow(
      old,
      2 ** Math.max(0, isSameSize ? shift : shift - 1),
    );
  const buckets = map.number(view, 0, "buckets");
  if (buckets !== 0) await collector.addRow(buckets, 2 ** shift);
  return collector.finish(count);
}

const nothing = { entries: [], isCut: false, isTorn: true } as const;

/** Where keys, values and marks lie in eight slots. */
interface SlotType {
  readonly size: number;
  /** Of buckets, where a chain goes on; null of groups. */
  readonly overflow: number | null;
  readonly marks: number;
  keyAt(slot: number): number;
  valueAt(slot: number): number;
}

function slotType(type: MapType): SlotType | null {
  const structure = slotsOf(type);
  const find = (from: StructType, ...names: readonly string[]) =>
    from.fields.find(({ name }) => names.includes(name));
  if (structure === null) return null;
  const slots = find(structure, "slots");
  if (slots?.type.kind === "array") {
    const { element } = slots.type;
    if (element.kind !== "struct") return null;
    const key = find(element, "key");
    const value = find(element, "elem");
    if (key === undefined || value === undefined) return null;
    const start = slots.offset;
    return {
      size: structure.size,
      overflow: null,
      marks: find(structure, "ctrl")?.offset ?? 0,
      keyAt: (slot) => start + slot * element.size + key.offset,
      valueAt: (slot) => start + slot * element.size + value.offset,
    };
  }
  const keys = find(structure, "keys");
  const values = find(structure, "values", "elems");
  if (keys?.type.kind !== "array" || values?.type.kind !== "array") return null;
  const strides = [keys.type.element.size, values.type.element.size] as const;
  return {
    size: structure.size,
    overflow: find(structure, "overflow")?.offset ?? null,
    marks: find(structure, "tophash", "topbits", "ctrl")?.offset ?? 0,
    keyAt: (slot) => keys.offset + slot * strides[0],
    valueAt: (slot) => values.offset + slot * strides[1],
  };
}

/** `bucket<K,V>` or `noalg.map.group[K]V`, from the map's own structure down. */
function slotsOf({ internals }: MapType): StructType | null {
  let type: GoType | null = internals;
  for (const name of ["buckets", "dirPtr", "groups", "data"]) {
    if (type?.kind !== "struct") return null;
    const field: GoType | undefined = type.fields.find(
      (candidate) => candidate.name === name,
    )?.type;
    if (field === undefined) continue;
    type = field.kind === "pointer" ? field.target : field;
    // The directory has pointers to tables.
    if (type?.kind === "pointer") type = type.target;
  }
  return type?.kind === "struct" ? type : null;
}

class Collector {
  isTorn = false;
  isCut = false;
  readonly #entries: MapEntry[] = [];
  readonly #source: MapSource;
  readonly #type: MapType;
  readonly #slots: SlotType;

  constructor(source: MapSource, type: MapType, slots: SlotType) {
    this.#source = source;
    this.#type = type;
    this.#slots = slots;
  }

  get isFull(): boolean {
    return (
      this.#entries.length >= this.#source.width || this.#source.reader.isSpent
    );
  }

  /** Buckets or groups beside each other, and the chains behind buckets. */
  async addRow(address: number, count: number): Promise<void> {
    const { size } = this.#slots;
    let rest = count;
    let at = address;
    while (rest > 0) {
      if (this.isFull) {
        this.isCut = true;
        return;
      }
      const length = Math.min(batch, rest);
      const blocks = await this.#source.reader.readAll(
        Array.from({ length }, (_, index) => ({
          address: at + index * size,
          length: size,
        })),
      );
      if (blocks.every((bytes) => bytes === null)) {
        this.isTorn = true;
        return;
      }
      for (const [index, bytes] of blocks.entries())
        await this.#addChain(at + index * size, bytes);
      at += length * size;
      rest -= length;
    }
  }

  async #addChain(start: number, first: Uint8Array | null): Promise<void> {
    let address = start;
    let bytes = first;
    const seen = new Set<number>();
    for (;;) {
      if (bytes === null) {
        this.isTorn = true;
        return;
      }
      this.#addSlots(address, bytes);
      const { overflow, size } = this.#slots;
      if (overflow === null || this.isFull) return;
      address = readWord(viewOf(bytes), overflow);
      if (address === 0) return;
      if (seen.has(address)) {
        this.isTorn = true;
        return;
      }
      seen.add(address);
      bytes = (await this.#source.reader.read(address, size))?.bytes ?? null;
    }
  }

  #addSlots(address: number, bytes: Uint8Array): void {
    const { overflow, marks } = this.#slots;
    const first = bytes[marks] ?? 0;
    // Moved to the new buckets, where it is found again.
    const { first: low, last: high } = evacuatedMarks;
    if (overflow !== null && first >= low && first <= high) return;
    for (let slot = 0; slot < slotsEach; slot++) {
      const mark = bytes[marks + slot] ?? 0;
      const isUsed = overflow === null ? mark < 0x80 : mark >= minTopHash;
      if (!isUsed) continue;
      if (this.#entries.length >= this.#source.width) {
        this.isCut = true;
        return;
      }
      const { key, value } = this.#type;
      this.#entries.push({
        key: part(address, bytes, this.#slots.keyAt(slot), key),
        value: part(address, bytes, this.#slots.valueAt(slot), value),
      });
    }
  }

  async finish(count: number): Promise<MapContents> {
    const { key, value } = this.#type;
    const keys = await this.#follow(
      this.#entries.map((entry) => entry.key),
      key,
    );
    const values = await this.#follow(
      this.#entries.map((entry) => entry.value),
      value,
    );
    const entries = keys.flatMap((window, index) => {
      const partner = values[index] ?? null;
      return window === null || partner === null
        ? []
        : [{ key: window, value: partner }];
    });
    const isCut = this.isCut;
    return {
      count,
      entries,
      isCut,
      isTorn:
        this.isTorn ||
        entries.length < this.#entries.length ||
        (!isCut && entries.length !== count),
    };
  }

  /** Large keys and values: from the pointer in the slot to the value. */
  async #follow(
    windows: readonly Window[],
    type: GoType,
  ): Promise<readonly (Window | null)[]> {
    if (type.size <= maxInline) return windows;
    const addresses = windows.map(({ bytes }) =>
      bytes.length < pointerSize ? 0 : readWord(viewOf(bytes), 0),
    );
    const parts = await this.#source.reader.readAll(
      addresses.map((address) => ({ address, length: type.size })),
    );
    return parts.map((bytes, index) =>
      bytes === null ? null : { address: addresses[index]!, bytes },
    );
  }
}

function part(
  address: number,
  bytes: Uint8Array,
  at: number,
  type: GoType,
): Window {
  const length = type.size > maxInline ? pointerSize : type.size;
  return { address: address + at, bytes: bytes.subarray(at, at + length) };
}
