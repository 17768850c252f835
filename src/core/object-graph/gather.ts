// Many small structures at scattered addresses with few reads and few objects: readScattered makes an object for each,
// which is too dear while the target stands still and there are a hundred thousand spans.

import {
  readPieces,
  type MemoryPiece,
  type TargetMemory,
} from "../go-runtime/target-memory.ts";

export interface Gathered {
  /** All structures, one behind the other. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where each begins in `bytes`. */
  readonly at: Uint32Array;
  /** 1 where it could be read. */
  readonly isThere: Uint8Array;
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
): Promise<Gathered> {
  const count = addresses.length;
  const lengthOf = (index: number): number =>
    typeof lengths === "number" ? lengths : lengths[index]!;
  const at = new Uint32Array(count);
  let total = 0;
  for (let index = 0; index < count; index++) {
    at[index] = total;
    total += lengthOf(index);
  }
  const bytes = new Uint8Array(total);
  const isThere = new Uint8Array(count);
  const order = orderOf(addresses);
  const pieces: MemoryPiece[] = [];
  // Members of each piece are neighbours in the order.
  const firsts: number[] = [];
  let first = 0;
  let start = 0;
  let end = 0;
  const flush = (until: number): void => {
    if (until > first && end > start) {
      pieces.push({ address: start, target: new Uint8Array(end - start) });
      firsts.push(first, until);
    }
  };
  for (let rank = 0; rank < count; rank++) {
    const index = order[rank]!;
    const address = addresses[index]!;
    const length = lengthOf(index);
    const isNeighbour =
      end > start &&
      address <= end + maxGapBytes &&
      address + length - start <= maxRangeBytes;
    if (!isNeighbour) {
      flush(rank);
      first = rank;
      start = address;
      end = address === 0 ? 0 : address + length;
    } else if (address + length > end) end = address + length;
  }
  flush(count);
  const done = await readPieces(memory, pieces, signal);
  for (let piece = 0; piece < pieces.length; piece++) {
    const { address, target } = pieces[piece]!;
    const members = order.subarray(firsts[2 * piece], firsts[2 * piece + 1]);
    for (const index of members) {
      const length = lengthOf(index);
      const offset = addresses[index]! - address;
      if (done[piece] === true) {
        copyBytes(target, offset, { bytes, at: at[index]!, length });
        isThere[index] = 1;
      } else if (length > 0) {
        // One page that is not mapped must not cost its neighbours.
        const own = bytes.subarray(at[index], at[index]! + length);
        const [isRead] = await readPieces(memory, [
          { address: addresses[index]!, target: own },
        ]);
        isThere[index] = isRead === true ? 1 : 0;
      }
    }
  }
  return { bytes, view: new DataView(bytes.buffer), at, isThere };
}

/** A subarray costs more than copying a few bytes. */
function copyBytes(
  source: Uint8Array,
  from: number,
  {
    bytes,
    at,
    length,
  }: {
    readonly bytes: Uint8Array;
    readonly at: number;
    readonly length: number;
  },
): void {
  if (length > 64) bytes.set(source.subarray(from, from + length), at);
  else
    for (let index = 0; index < length; index++)
      bytes[at + index] = source[from + index]!;
}

/** Indexes by ascending address; 0 comes first. */
export function orderOf(addresses: Float64Array): Uint32Array {
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
