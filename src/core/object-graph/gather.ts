// Many small structures at scattered addresses with few reads and few objects: readScattered makes an object for each,
// which is too dear while the target stands still and there are a hundred thousand spans.

import {
  readPieces,
  type MemoryPiece,
  type TargetMemory,
} from "../go-runtime/target-memory.ts";

export interface Gathered {
  /** What was read, neighbours and the gaps between them as they lie. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where each begins in `bytes`. */
  readonly at: Uint32Array;
  /** 1 where it could be read. */
  readonly isThere: Uint8Array;
  /** Of the addresses: a guess for those of another time. */
  readonly order: Uint32Array;
}

/** Unwanted bytes between two wanted ones that are read along. */
const maxGapBytes = 2 << 10;
const maxRangeBytes = 4 << 20;

/** `lengths`: one for all, or of each. Address 0 and length 0 are not read, and are not there. */
export async function gather(
  memory: TargetMemory,
  addresses: Float64Array,
  lengths: number | Uint32Array,
  signal?: AbortSignal,
  guess?: Uint32Array,
): Promise<Gathered> {
  const order = orderOf(addresses, guess);
  const plan = planRanges(addresses, lengths, order);
  const { at, starts, ends, firsts } = plan;
  const bytes = new Uint8Array(plan.totalBytes);
  let used = 0;
  const pieces: MemoryPiece[] = [];
  for (let range = 0; range < starts.length; range++) {
    const size = ends[range]! - starts[range]!;
    pieces.push({
      address: starts[range]!,
      target: bytes.subarray(used, used + size),
    });
    used += size;
  }
  const done = await readPieces(memory, pieces, signal);
  const isThere = new Uint8Array(addresses.length);
  const single: MemoryPiece[] = [];
  const alone: number[] = [];
  for (let range = 0; range < pieces.length; range++) {
    const isRead = done[range] === true;
    for (let rank = firsts[range]!; rank < firsts[range + 1]!; rank++) {
      const index = order[rank]!;
      const length = typeof lengths === "number" ? lengths : lengths[index]!;
      if (length === 0 || addresses[index] === 0) continue;
      if (isRead) isThere[index] = 1;
      else {
        // One page that is not mapped must not cost its neighbours.
        alone.push(index);
        single.push({
          address: addresses[index]!,
          target: bytes.subarray(at[index], at[index]! + length),
        });
      }
    }
  }
  const again = await readPieces(memory, single, signal);
  alone.forEach((index, nth) => (isThere[index] = again[nth] === true ? 1 : 0));
  return { bytes, view: new DataView(bytes.buffer), at, isThere, order };
}

interface RangePlan {
  readonly at: Uint32Array;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Members of range i, as ranks in the order: `firsts[i]` to `firsts[i + 1]`. */
  readonly firsts: readonly number[];
  readonly totalBytes: number;
}

/** What is wanted is where it was, one behind the other with its gaps: nothing is copied twice. */
function planRanges(
  addresses: Float64Array,
  lengths: number | Uint32Array,
  order: Uint32Array,
): RangePlan {
  const count = addresses.length;
  const at = new Uint32Array(count);
  const starts: number[] = [];
  const ends: number[] = [];
  const firsts: number[] = [];
  let start = 0;
  let end = -Infinity;
  // Of the ranges before this one.
  let before = 0;
  for (let rank = 0; rank < count; rank++) {
    const index = order[rank]!;
    const address = addresses[index]!;
    const length = typeof lengths === "number" ? lengths : lengths[index]!;
    if (address === 0 || length === 0) continue;
    const until = address + length;
    if (address > end + maxGapBytes || until - start > maxRangeBytes) {
      if (starts.length > 0) {
        ends.push(end);
        before += end - start;
      }
      starts.push(address);
      firsts.push(rank);
      start = address;
      end = until;
    } else if (until > end) end = until;
    at[index] = before + address - start;
  }
  if (starts.length > 0) {
    ends.push(end);
    before += end - start;
  }
  firsts.push(count);
  return { at, starts, ends, firsts, totalBytes: before };
}

/** `guess` is the order of as many other addresses. */
function isOrder(addresses: Float64Array, guess: Uint32Array): boolean {
  if (guess.length !== addresses.length) return false;
  for (let rank = 1; rank < guess.length; rank++)
    if (addresses[guess[rank]!]! < addresses[guess[rank - 1]!]!) return false;
  return true;
}

/** Indexes by ascending address; 0 comes first. `guess`: an earlier order, which is often right still. */
export function orderOf(
  addresses: Float64Array,
  guess?: Uint32Array,
): Uint32Array {
  if (guess !== undefined && isOrder(addresses, guess)) return guess;
  const order = new Uint32Array(addresses.length);
  let isSorted = true;
  let low = Infinity;
  let high = 0;
  let isAligned = true;
  for (let index = 0; index < order.length; index++) {
    const address = addresses[index]!;
    order[index] = index;
    if (index > 0 && address < addresses[index - 1]!) isSorted = false;
    if (address === 0) continue;
    if (address < low) low = address;
    if (address > high) high = address;
    if (address % 8 !== 0) isAligned = false;
  }
  if (isSorted) return order;
  // Sorting numbers is ten times as fast as sorting by a comparison: the index goes into the key where there is room.
  const scale = 2 ** Math.ceil(Math.log2(addresses.length + 1));
  if (!isAligned || ((high - low) / 8 + 2) * scale > Number.MAX_SAFE_INTEGER)
    return order.sort((a, b) => addresses[a]! - addresses[b]!);
  const keys = new Float64Array(addresses.length);
  for (let index = 0; index < keys.length; index++) {
    const address = addresses[index]!;
    const rank = address === 0 ? 0 : (address - low) / 8 + 1;
    keys[index] = rank * scale + index;
  }
  keys.sort();
  for (let rank = 0; rank < keys.length; rank++)
    order[rank] = keys[rank]! % scale;
  return order;
}
