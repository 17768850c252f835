// Memory of a Go process as the readers see it: live, from a core, or from afar. One call is one round trip, so readers
// ask for many ranges at once and never word by word.

import { TrivetError } from "../errors.ts";

export interface MemoryRange {
  readonly address: number;
  readonly length: number;
}

export interface TargetMemory {
  /**
   * The bytes of each range, in order; null where some byte of it is not mapped or not in the core. Codes: target-died,
   * cancelled, core-malformed (the file ends early).
   */
  read(
    ranges: readonly MemoryRange[],
    signal?: AbortSignal,
  ): Promise<readonly (Uint8Array | null)[]>;
  /**
   * Like `read`, but into memory that the caller has: for copies of hundreds of megabytes while the target stands still.
   * False where some byte could not be read.
   */
  readInto?(
    pieces: readonly MemoryPiece[],
    signal?: AbortSignal,
  ): Promise<readonly boolean[]>;
}

export interface MemoryPiece {
  readonly address: number;
  readonly target: Uint8Array;
}

/** `readInto` of any memory. Codes: those of `TargetMemory.read`. */
export async function readPieces(
  memory: TargetMemory,
  pieces: readonly MemoryPiece[],
  signal?: AbortSignal,
): Promise<readonly boolean[]> {
  if (memory.readInto !== undefined) return memory.readInto(pieces, signal);
  const parts = await memory.read(
    pieces.map(({ address, target }) => ({ address, length: target.length })),
    signal,
  );
  return parts.map((bytes, index) => {
    if (bytes !== null) pieces[index]!.target.set(bytes);
    return bytes !== null;
  });
}

/** All bytes of a range. Code: memory-unreadable. */
export async function readBytes(
  memory: TargetMemory,
  range: MemoryRange,
  what: string,
): Promise<Uint8Array> {
  if (range.length === 0) return new Uint8Array(0);
  if (!isPlausible(range)) throw unreadable(range, what);
  const [bytes] = await memory.read([range]);
  if (bytes === null || bytes === undefined) throw unreadable(range, what);
  return bytes;
}

/** Above this no runtime structure goes: a length beyond it was read from garbage. */
const maxRangeBytes = 1 << 30;

export function isPlausible({ address, length }: MemoryRange): boolean {
  return address > 0 && length >= 0 && length <= maxRangeBytes;
}

export function unreadable(range: MemoryRange, what: string): TrivetError {
  return new TrivetError(
    "memory-unreadable",
    `${what}: ${range.length} bytes at 0x${range.address.toString(16)} cannot be read`,
    { detail: { address: range.address, length: range.length } },
  );
}

/** Reads are merged up to this size: a system call costs as much as copying some hundred bytes. */
const maxMergedBytes = 1 << 20;
/** Unwanted bytes between two wanted structures that are read along. */
const maxGapBytes = 1 << 10;

/**
 * Many ranges with few reads: neighbours are merged. A merged read that fails is taken apart, so that one unmapped page
 * costs only its own ranges. In the order of `ranges`; null where not readable.
 */
export async function readScattered(
  memory: TargetMemory,
  ranges: readonly MemoryRange[],
  signal?: AbortSignal,
): Promise<readonly (Uint8Array | null)[]> {
  const order = ranges
    .map((_, index) => index)
    .filter((index) => isPlausible(ranges[index]!))
    .sort((a, b) => ranges[a]!.address - ranges[b]!.address);
  const merged: { start: number; end: number; members: number[] }[] = [];
  for (const index of order) {
    const { address, length } = ranges[index]!;
    const last = merged.at(-1);
    if (
      last !== undefined &&
      address - last.end <= maxGapBytes &&
      address + length - last.start <= maxMergedBytes
    ) {
      last.end = Math.max(last.end, address + length);
      last.members.push(index);
    } else
      merged.push({ start: address, end: address + length, members: [index] });
  }
  const parts: (Uint8Array | null)[] = ranges.map(() => null);
  const blocks = await memory.read(
    merged.map(({ start, end }) => ({ address: start, length: end - start })),
    signal,
  );
  const apart: number[] = [];
  merged.forEach(({ start, members }, at) => {
    const block = blocks[at] ?? null;
    if (block === null && members.length > 1) apart.push(...members);
    if (block === null) return;
    for (const index of members) {
      const { address, length } = ranges[index]!;
      parts[index] = block.subarray(address - start, address - start + length);
    }
  });
  if (apart.length > 0) {
    const single = await memory.read(
      apart.map((index) => ranges[index]!),
      signal,
    );
    apart.forEach((index, at) => (parts[index] = single[at] ?? null));
  }
  return parts;
}
