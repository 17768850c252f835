// Memory of a running process through /proc/PID/mem: nothing is stopped, traced or written. About 1 GB/s.
// Source of truth: proc(5). The descriptor belongs to the address space it was opened on, so that a PID which the kernel
// gives to somebody else, or an exec, ends in "no bytes" and never in another program's memory.

import { fstatSync, readSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TrivetError } from "../../core/errors.ts";
import type {
  MemoryPiece,
  MemoryRange,
  TargetMemory,
} from "../../core/go-runtime/target-memory.ts";

/**
 * Reading blocks the thread: after this much of it the event loop gets its turn. Counted over calls: what reads again
 * and again in small pieces would otherwise keep timers and messages waiting for ever.
 */
const sliceMs = 8;

export class LiveMemory implements TargetMemory {
  readonly #descriptor: number;
  readonly #pid: number;
  #turnEnds = performance.now() + sliceMs;

  constructor(descriptor: number, pid: number) {
    fstatSync(descriptor);
    this.#descriptor = descriptor;
    this.#pid = pid;
  }

  async read(
    ranges: readonly MemoryRange[],
    signal?: AbortSignal,
  ): Promise<readonly (Uint8Array | null)[]> {
    return this.#inSlices(
      ranges,
      ({ address, length }) => {
        const bytes = new Uint8Array(length);
        return this.#fill(address, bytes) ? bytes : null;
      },
      signal,
    );
  }

  async readInto(
    pieces: readonly MemoryPiece[],
    signal?: AbortSignal,
  ): Promise<readonly boolean[]> {
    return this.#inSlices(
      pieces,
      ({ address, target }) => this.#fill(address, target),
      signal,
    );
  }

  async #inSlices<T, R>(
    items: readonly T[],
    take: (item: T) => R,
    signal: AbortSignal | undefined,
  ): Promise<readonly R[]> {
    const results: R[] = [];
    for (const item of items) {
      results.push(take(item));
      if (performance.now() < this.#turnEnds) continue;
      await nextTurn();
      signal?.throwIfAborted();
      this.#turnEnds = performance.now() + sliceMs;
    }
    return results;
  }

  #fill(address: number, bytes: Uint8Array): boolean {
    const { length } = bytes;
    // Beyond 2^47 there is no user space, and the call would refuse the number.
    if (!Number.isSafeInteger(address) || address < 0) return false;
    let done = 0;
    while (done < length) {
      let count: number;
      try {
        count = readSync(
          this.#descriptor,
          bytes,
          done,
          length - done,
          address + done,
        );
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        // EIO: not mapped. EFAULT, EINVAL: an address that cannot be.
        if (code === "EIO" || code === "EFAULT" || code === "EINVAL")
          return false;
        throw this.#gone(error);
      }
      // The address space is gone: the process ended, or runs another program now.
      if (count === 0) throw this.#gone(undefined);
      done += count;
    }
    return true;
  }

  #gone(cause: unknown): TrivetError {
    return new TrivetError(
      "target-died",
      `process ${this.#pid} ended while its memory was read`,
      { cause, detail: { pid: this.#pid } },
    );
  }
}
