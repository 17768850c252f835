// The sampled heap profile as the runtime keeps it: one bucket for each stack and size, in a list that only grows at its
// front. Read while the program counts on; what was caught in the middle of a change is read again.
// Source of truth: runtime/mprof.go (bucket, memRecord, mProfCycle, mProf_Flush).

import { TrivetError } from "../errors.ts";
import {
  pointerSize,
  readUnsigned,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "./runtime-layout.ts";
import {
  readBytes,
  readScattered,
  type TargetMemory,
} from "./target-memory.ts";

/** Sampled objects; multiply by the sampling to get what the program really did. */
export interface BucketCounts {
  readonly allocs: number;
  readonly frees: number;
}

export interface HeapBucket {
  /** Bytes of each object: a bucket is for one size. */
  readonly size: number;
  /** Return addresses, leaf first; calls that were inlined have entries of their own. */
  readonly stack: readonly number[];
  /** What profiles show: as of the end of the collection before the last. */
  readonly published: BucketCounts;
  /**
   * What the last collection found in use, as `gc=1` makes profiles show: what was allocated before it, less what has been
   * swept since.
   */
  readonly collected: BucketCounts;
  /** Up to now: allocations and frees of the cycles under way included. */
  readonly current: BucketCounts;
}

export interface HeapBuckets {
  /** Bytes between two samples on average (runtime.MemProfileRate); 0 = sampling is off. */
  readonly rate: number;
  readonly buckets: readonly HeapBucket[];
  /** Collections so far, modulo 3 × 2^25. */
  readonly cycle: number;
  /** How often the list was read until nothing had changed in the middle. */
  readonly attempts: number;
}

/** No collection publishes as often as this in a row. */
const maxAttempts = 50;
/** A program has some thousand sites; beyond this the list runs in a circle. */
const maxBuckets = 1_000_000;
const maxDepth = 4096;
/** Buckets lie beside each other in chunks that are never given back. */
const blockBytes = 64 << 10;

/** Codes: memory-unreadable, memory-inconsistent, layout-mismatch, target-died, cancelled. */
export async function readHeapBuckets(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal?: AbortSignal,
): Promise<HeapBuckets> {
  const rate = await readVariable(memory, layout, "profileRate");
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const before = await readEpoch(memory, layout);
    if (before.isPublishing) continue;
    const buckets = await readList(memory, layout, before.cycle, signal);
    const after = await readEpoch(memory, layout);
    if (buckets !== null && !after.isPublishing && after.mark === before.mark)
      return { rate, buckets, cycle: before.cycle, attempts: attempt };
  }
  throw new TrivetError(
    "memory-inconsistent",
    `the heap profile was published during each of ${maxAttempts} readings`,
  );
}

export interface BucketStack {
  /** Bytes of each object. */
  readonly size: number;
  /** Return addresses, leaf first. */
  readonly stack: readonly number[];
}

/** Size and stack of single buckets, which never change; those that cannot be read are left out. */
export async function readBucketStacks(
  memory: TargetMemory,
  layout: RuntimeLayout,
  addresses: Iterable<number>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, BucketStack>> {
  const bucket = layout.structure("bucket");
  const distinct = [...new Set(addresses)].filter((address) => address !== 0);
  const heads = await readScattered(
    memory,
    distinct.map((address) => ({ address, length: bucket.size })),
    signal,
  );
  const depths = heads.map((bytes) =>
    bytes === null ? 0 : bucket.number(viewOf(bytes), 0, "depth"),
  );
  const stacks = await readScattered(
    memory,
    distinct.map((address, index) => ({
      address: address + bucket.size,
      length: depths[index]! > maxDepth ? 0 : depths[index]! * pointerSize,
    })),
    signal,
  );
  const found = new Map<number, BucketStack>();
  distinct.forEach((address, index) => {
    const head = heads[index] ?? null;
    const stack = stacks[index] ?? null;
    if (head === null || stack === null || depths[index]! > maxDepth) return;
    const view = viewOf(stack);
    found.set(address, {
      size: bucket.number(viewOf(head), 0, "size"),
      stack: Array.from({ length: depths[index]! }, (_, frame) =>
        readWord(view, frame * pointerSize),
      ),
    });
  });
  return found;
}

interface Epoch {
  /** Changes with each collection, and again when its counts are published. */
  readonly mark: number;
  readonly cycle: number;
  /** The lock under which counts move from one cycle to the next is held. */
  readonly isPublishing: boolean;
}

/** Of a mutex's word: held, by either of the runtime's implementations. */
const heldBits = 3;

async function readEpoch(
  memory: TargetMemory,
  layout: RuntimeLayout,
): Promise<Epoch> {
  const lock = layout.variable("profileLock");
  const { offset, size } = layout.structure("mutex").place("key");
  const key = viewOf(
    await readBytes(
      memory,
      { address: lock.address + offset, length: size },
      "the profile's lock",
    ),
  );
  const mark = await readVariable(memory, layout, "profileCycle");
  return {
    mark,
    // The lowest bit says whether the cycle was published.
    cycle: Math.floor(mark / 2),
    isPublishing: (readUnsigned(key, 0, size) & heldBits) !== 0,
  };
}

async function readVariable(
  memory: TargetMemory,
  layout: RuntimeLayout,
  name: "profileRate" | "profileCycle" | "buckets",
): Promise<number> {
  const { address, size } = layout.variable(name);
  const bytes = await readBytes(memory, { address, length: size }, name);
  return readUnsigned(viewOf(bytes), 0, size);
}

/** Null when a bucket would not hold still. */
async function readList(
  memory: TargetMemory,
  layout: RuntimeLayout,
  cycle: number,
  signal: AbortSignal | undefined,
): Promise<readonly HeapBucket[] | null> {
  const bucket = layout.structure("bucket");
  const record = layout.structure("memRecord");
  const blocks = new BlockReader(memory, signal);
  const buckets: HeapBucket[] = [];
  let address = await readVariable(memory, layout, "buckets");
  while (address !== 0) {
    if (buckets.length >= maxBuckets) throw endless(address);
    const head = viewOf(await blocks.read(address, bucket.size));
    const depth = bucket.number(head, 0, "depth");
    if (depth > maxDepth) throw endless(address);
    const size = bucket.number(head, 0, "size");
    const stackBytes = depth * pointerSize;
    const body = {
      address: address + bucket.size,
      length: stackBytes + record.size,
    };
    let view = viewOf(await blocks.read(body.address, body.length));
    let counts = decodeCounts(layout, view, stackBytes, cycle);
    if (!isWhole(counts.cycles, size)) {
      // Caught between two additions, or counted in a way we do not know: the second is the same when read again.
      const first = view;
      view = viewOf(await readBytes(memory, body, "a bucket"));
      counts = decodeCounts(layout, view, stackBytes, cycle);
      if (!isWhole(counts.cycles, size) && !hasSameBytes(first, view))
        return null;
    }
    buckets.push({
      size,
      stack: Array.from({ length: depth }, (_, index) =>
        readWord(view, index * pointerSize),
      ),
      published: counts.published,
      collected: counts.collected,
      current: counts.current,
    });
    address = bucket.number(head, 0, "next");
  }
  return buckets;
}

const endless = (address: number): TrivetError =>
  new TrivetError(
    "layout-mismatch",
    `what should be a bucket of the heap profile at 0x${address.toString(16)} is none`,
    { detail: { address } },
  );

interface CycleCounts extends BucketCounts {
  /** Null since Go 1.27, where they follow from the size. */
  readonly allocBytes: number | null;
  readonly freeBytes: number | null;
}

function decodeCounts(
  layout: RuntimeLayout,
  view: DataView,
  at: number,
  cycle: number,
): {
  readonly cycles: readonly CycleCounts[];
  readonly published: BucketCounts;
  readonly collected: BucketCounts;
  readonly current: BucketCounts;
} {
  const record = layout.structure("memRecord");
  const structure = layout.structure("memRecordCycle");
  const decode = (offset: number): CycleCounts => ({
    allocs: structure.number(view, offset, "allocs"),
    frees: structure.number(view, offset, "frees"),
    allocBytes: structure.optionalNumber(view, offset, "allocBytes"),
    freeBytes: structure.optionalNumber(view, offset, "freeBytes"),
  });
  const active = decode(at + record.place("active").offset);
  const { offset, count = 0, stride = 0 } = record.place("future");
  const future = Array.from({ length: count }, (_, index) =>
    decode(at + offset + index * stride),
  );
  // Whoever asks for a profile publishes the finished cycle first.
  const ofCycle = (index: number): readonly CycleCounts[] => {
    const found = future[index % Math.max(1, count)];
    return found === undefined ? [] : [found];
  };
  const published = [active, ...ofCycle(cycle)];
  return {
    cycles: [active, ...future],
    published: sum(published),
    // Frees by the sweep after the last collection stand one cycle ahead, allocations since it two.
    collected: sum([...published, ...ofCycle(cycle + 1)]),
    current: sum([active, ...future]),
  };
}

function sum(cycles: readonly BucketCounts[]): BucketCounts {
  return {
    allocs: cycles.reduce((total, { allocs }) => total + allocs, 0),
    frees: cycles.reduce((total, { frees }) => total + frees, 0),
  };
}

/** Count and bytes are added one after the other, and all objects of a bucket have one size. */
function isWhole(cycles: readonly CycleCounts[], size: number): boolean {
  return cycles.every(
    ({ allocs, frees, allocBytes, freeBytes }) =>
      (allocBytes === null || allocBytes === allocs * size) &&
      (freeBytes === null || freeBytes === frees * size),
  );
}

function hasSameBytes(a: DataView, b: DataView): boolean {
  if (a.byteLength !== b.byteLength) return false;
  for (let at = 0; at < a.byteLength; at++)
    if (a.getUint8(at) !== b.getUint8(at)) return false;
  return true;
}

/** Reads whole blocks, so that a list of neighbours takes few reads; ranges across blocks are read by themselves. */
class BlockReader {
  readonly #memory: TargetMemory;
  readonly #signal: AbortSignal | undefined;
  readonly #blocks = new Map<number, Uint8Array | null>();

  constructor(memory: TargetMemory, signal: AbortSignal | undefined) {
    this.#memory = memory;
    this.#signal = signal;
  }

  async read(address: number, length: number): Promise<Uint8Array> {
    const start = Math.floor(address / blockBytes) * blockBytes;
    if (address + length <= start + blockBytes) {
      let block = this.#blocks.get(start);
      if (block === undefined) {
        [block = null] = await this.#memory.read(
          [{ address: start, length: blockBytes }],
          this.#signal,
        );
        this.#blocks.set(start, block);
      }
      if (block !== null)
        return block.subarray(address - start, address - start + length);
    }
    return readBytes(this.#memory, { address, length }, "a bucket");
  }
}
