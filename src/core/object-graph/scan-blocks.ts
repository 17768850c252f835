// Where the copy of the heap goes: a few large blocks, made and touched before the target is stopped, so that the pause
// is copying and nothing else. Only spans whose objects have pointers are copied.

import type { MemoryPiece } from "../go-runtime/target-memory.ts";
import { hasPointers } from "./heap-image.ts";
import type { RawSpans } from "./read-span-table.ts";

/** A block of its own for each span beyond this; else spans share. */
const blockBytes = 64 << 20;

export interface CopyPlan {
  readonly blocks: readonly Uint32Array[];
  readonly block: Int32Array;
  readonly blockWord: Uint32Array;
  readonly pieces: readonly MemoryPiece[];
  readonly bytes: number;
}

/** Bytes of all spans whose objects have pointers. */
export function scanBytes(spans: RawSpans, pageBytes: number): number {
  let bytes = 0;
  for (let span = 0; span < spans.count; span++)
    if (hasPointers(spans.spanClass[span]!))
      bytes += spans.pages[span]! * pageBytes;
  return bytes;
}

/** Blocks that were made beforehand, and more when the heap has grown since. */
export class BlockPool {
  readonly #ready: ArrayBuffer[] = [];

  /** Memory that is first touched while the target stands still would lengthen the pause. */
  prepare(bytes: number): void {
    for (let done = 0; done < bytes; done += blockBytes) {
      const buffer = new ArrayBuffer(blockBytes);
      const touched = new Uint8Array(buffer);
      for (let at = 0; at < touched.length; at += 4096) touched[at] = 1;
      this.#ready.push(buffer);
    }
  }

  /** At least as large as asked for. */
  take(bytes: number): ArrayBuffer {
    if (bytes > blockBytes) return new ArrayBuffer(bytes);
    return this.#ready.pop() ?? new ArrayBuffer(blockBytes);
  }

  /** What was not needed. */
  clear(): void {
    this.#ready.length = 0;
  }
}

export function planCopy(
  spans: RawSpans,
  pageBytes: number,
  pool: BlockPool,
): CopyPlan {
  const blocks: Uint32Array[] = [];
  const block = new Int32Array(spans.count).fill(-1);
  const blockWord = new Uint32Array(spans.count);
  const pieces: MemoryPiece[] = [];
  let buffer = new ArrayBuffer(0);
  let used = 0;
  let total = 0;
  let pieceStart = 0;
  let pieceAt = 0;
  let pieceEnd = 0;
  const flush = (): void => {
    if (pieceEnd > pieceStart)
      pieces.push({
        address: pieceStart,
        target: new Uint8Array(buffer, pieceAt, pieceEnd - pieceStart),
      });
    pieceEnd = pieceStart = 0;
  };
  for (let span = 0; span < spans.count; span++) {
    if (!hasPointers(spans.spanClass[span]!)) continue;
    const bytes = spans.pages[span]! * pageBytes;
    const start = spans.start[span]!;
    if (used + bytes > buffer.byteLength) {
      flush();
      buffer = pool.take(bytes);
      used = 0;
      blocks.push(new Uint32Array(buffer));
    }
    if (start !== pieceEnd) {
      flush();
      pieceStart = start;
      pieceAt = used;
    }
    pieceEnd = start + bytes;
    block[span] = blocks.length - 1;
    blockWord[span] = used / 8;
    used += bytes;
    total += bytes;
  }
  flush();
  return { blocks, block, blockWord, pieces, bytes: total };
}
