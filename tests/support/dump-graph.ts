// What a heap dump says about who holds what, found in the plainest way there is: what can still be reached when a holder
// is taken out. Nothing of it is shared with the object graph that it judges.

import type { HeapDump } from "./heap-dump.ts";

export interface Reached {
  readonly objects: number;
  readonly bytes: number;
}

export interface Without {
  /** Addresses of objects. */
  readonly objects?: readonly number[];
  /** Variables. */
  readonly globals?: readonly {
    readonly address: number;
    readonly size: number;
  }[];
}

export class DumpGraph {
  /** Ascending. */
  readonly addresses: Float64Array;
  readonly sizes: Float64Array;
  readonly #dump: HeapDump;
  /** Rank in `addresses` to the dump's own number. */
  readonly #record: Uint32Array;
  readonly #offsets: Uint32Array;
  readonly #targets: Int32Array;

  /** `isObject`: which records of the dump are. */
  constructor(dump: HeapDump, isObject: (record: number) => boolean) {
    this.#dump = dump;
    const records = new Uint32Array(dump.addresses.length)
      .map((_, record) => record)
      .filter(isObject);
    records.sort((a, b) => dump.addresses[a]! - dump.addresses[b]!);
    this.#record = records;
    this.addresses = Float64Array.from(records, (at) => dump.addresses[at]!);
    this.sizes = Float64Array.from(records, (at) => dump.sizes[at]!);
    const offsets = new Uint32Array(records.length + 1);
    const targets = new Int32Array(dump.fieldOffsets.length);
    let edges = 0;
    for (let object = 0; object < records.length; object++) {
      const record = records[object]!;
      offsets[object] = edges;
      const end = dump.fields[record + 1]!;
      for (let field = dump.fields[record]!; field < end; field++) {
        const target = this.find(dump.fieldValues[field]!);
        if (target >= 0) targets[edges++] = target;
      }
    }
    offsets[records.length] = edges;
    this.#offsets = offsets;
    this.#targets = targets.subarray(0, edges);
  }

  get objects(): number {
    return this.addresses.length;
  }
  get pointers(): number {
    return this.#targets.length;
  }

  /** The object that the address lies in; -1 when it is in none. */
  find(address: number): number {
    const { addresses, sizes } = this;
    let low = 0;
    let high = addresses.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      if (addresses[middle]! <= address) low = middle + 1;
      else high = middle - 1;
    }
    return high >= 0 && address < addresses[high]! + sizes[high]! ? high : -1;
  }

  /** Offsets and values of an object's pointers, in their order. */
  pointersOf(object: number): {
    readonly offsets: Float64Array;
    readonly values: Float64Array;
  } {
    const { fields, fieldOffsets, fieldValues } = this.#dump;
    const record = this.#record[object]!;
    const from = fields[record]!;
    const to = fields[record + 1]!;
    return {
      offsets: fieldOffsets.subarray(from, to),
      values: fieldValues.subarray(from, to),
    };
  }

  /** All that can be reached, and is not one of those that are left out. */
  reach(without: Without = {}): Reached {
    const seen = new Uint8Array(this.objects);
    const pending: number[] = [];
    let objects = 0;
    let bytes = 0;
    const visit = (object: number): void => {
      if (object < 0 || seen[object] !== 0) return;
      seen[object] = 1;
      objects++;
      bytes += this.sizes[object]!;
      pending.push(object);
    };
    for (const address of without.objects ?? []) {
      const object = this.find(address);
      if (object >= 0) seen[object] = 1;
    }
    const { globalPlaces, globalValues, otherRoots, finalized } = this.#dump;
    const out = without.globals ?? [];
    for (let index = 0; index < globalPlaces.length; index++) {
      const place = globalPlaces[index]!;
      if (
        !out.some(
          ({ address, size }) => place >= address && place < address + size,
        )
      )
        visit(this.find(globalValues[index]!));
    }
    for (const address of otherRoots) visit(this.find(address));
    for (const address of finalized) this.#visitPointees(address, visit);
    for (
      let object = pending.pop();
      object !== undefined;
      object = pending.pop()
    )
      for (
        let edge = this.#offsets[object]!;
        edge < this.#offsets[object + 1]!;
        edge++
      )
        visit(this.#targets[edge]!);
    return { objects, bytes };
  }

  #visitPointees(address: number, visit: (object: number) => void): void {
    const object = this.find(address);
    if (object < 0) return;
    for (
      let edge = this.#offsets[object]!;
      edge < this.#offsets[object + 1]!;
      edge++
    )
      visit(this.#targets[edge]!);
  }
}
