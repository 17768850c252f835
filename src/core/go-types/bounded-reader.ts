// Memory behind pointers that may be wrong: every length is bounded before anything is read, and what cannot be read is
// null. Only the end of the target, or the caller's, ends a decoding.

import {
  isPlausible,
  type MemoryRange,
  type TargetMemory,
} from "../go-runtime/target-memory.ts";

/** Some bytes of the target and where they lie. */
export interface Window {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** The largest part that is read at once: of longer values only what is shown is read. */
const maxRead = 64 << 10;
/** What each range costs beside its bytes. */
const attemptBytes = 16;

export class BoundedReader {
  readonly #memory: TargetMemory;
  readonly #signal: AbortSignal | undefined;
  #left: number;

  constructor(
    memory: TargetMemory,
    bytes: number,
    signal: AbortSignal | undefined,
  ) {
    this.#memory = memory;
    this.#left = bytes;
    this.#signal = signal;
  }

  /** No more is read. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** All bytes of the range; null when it cannot be read, is longer than 64 KB, or the limit is reached. */
  async read(address: number, length: number): Promise<Window | null> {
    const [bytes = null] = await this.readAll([{ address, length }]);
    return bytes === null ? null : { address, bytes };
  }

  /** As `read`, for many ranges in one round. Codes: target-died, core-malformed, cancelled. */
  async readAll(
    ranges: readonly MemoryRange[],
  ): Promise<readonly (Uint8Array | null)[]> {
    const wanted: MemoryRange[] = [];
    const places: number[] = [];
    ranges.forEach((range, index) => {
      // Also what cannot be read costs something: else a table without end of addresses that are none has no end.
      this.#left -= attemptBytes;
      if (range.length > maxRead || !isPlausible(range)) return;
      if (!Number.isSafeInteger(range.address + range.length)) return;
      if (range.length > this.#left) {
        this.#left = Math.min(this.#left, 0);
        return;
      }
      this.#left -= range.length;
      places.push(index);
      wanted.push(range);
    });
    const results: (Uint8Array | null)[] = ranges.map(() => null);
    if (wanted.length === 0) return results;
    const parts = await this.#memory.read(wanted, this.#signal);
    parts.forEach((bytes, at) => (results[places[at]!] = bytes));
    return results;
  }
}

/** The part of a window; null where it does not reach. */
export function within(
  { address: start, bytes }: Window,
  address: number,
  length: number,
): Window | null {
  const from = address - start;
  return from < 0 || from + length > bytes.length
    ? null
    : { address, bytes: bytes.subarray(from, from + length) };
}

/** The largest part of a value that one window holds. */
export const windowBytes = maxRead;
