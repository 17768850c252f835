// Copies of a heap what its graph needs. In three steps, so that the target stands still only for the second: prepare
// (how much is there, memory for it), copy, and what can be looked up at leisure (types, names).

import type { FunctionTable } from "../go-runtime/function-table.ts";
import type { RuntimeLayout } from "../go-runtime/runtime-layout.ts";
import type { ThreadState } from "../go-runtime/running-place.ts";
import { readPieces, type TargetMemory } from "../go-runtime/target-memory.ts";
import { buildRoots } from "./build-roots.ts";
import type { Gathered } from "./gather.ts";
import type { GlobalVariable, HeapImage } from "./heap-image.ts";
import {
  readArenaBits,
  readTypeMasks,
  type ArenaCopies,
} from "./read-pointer-source.ts";
import { readRoots, type RawRoots } from "./read-roots.ts";
import {
  allocatedSlots,
  readAllocBits,
  readSpanTable,
  type RawSpans,
} from "./read-span-table.ts";
import { findStackWords } from "./stack-words.ts";
import {
  BlockPool,
  planCopy,
  scanBytes,
  type CopyPlan,
} from "./scan-blocks.ts";

export interface CaptureSource {
  readonly memory: TargetMemory;
  readonly layout: RuntimeLayout;
  readonly goVersion: string;
  readonly table: FunctionTable;
  readonly threads: () => Promise<readonly ThreadState[]>;
  readonly signal?: AbortSignal;
}

export interface CopyEstimate {
  /** That will be copied. */
  readonly bytes: number;
  readonly spans: number;
}

export interface CopiedHeap {
  readonly spans: RawSpans;
  readonly plan: CopyPlan;
  readonly allocBits: Gathered;
  readonly roots: RawRoots;
  readonly arenas: ArenaCopies;
  readonly unreadableBytes: number;
  readonly isConsistent: boolean;
}

/** Room for what is allocated between the estimate and the copy. */
const headroom = 1.1;

export class HeapCapture {
  readonly #source: CaptureSource;
  readonly #pool = new BlockPool();
  #seen: RawSpans | null = null;
  #bitsOrder: Uint32Array | undefined;

  constructor(source: CaptureSource) {
    this.#source = source;
  }

  /** How much there is to copy, and memory for it. The target runs. Codes: those of reading, layout-mismatch. */
  async prepare(): Promise<CopyEstimate> {
    const { memory, layout, signal } = this.#source;
    // The first walk of spans and goroutines compiles the code that the copy will need, and finds their order; the
    // second has them as the copy will.
    for (let rehearsal = 0; rehearsal < 2; rehearsal++) {
      const before = this.#seen?.orders;
      this.#seen = await readSpanTable(memory, layout, signal, before);
      this.#bitsOrder = (
        await readAllocBits(memory, this.#seen, signal, this.#bitsOrder)
      ).order;
      await readRoots({ ...this.#source, isMoving: true }, this.#seen);
    }
    const spans = this.#seen!;
    const bytes = scanBytes(spans, layout.constant("pageSize"));
    this.#pool.prepare(bytes * headroom);
    return { bytes, spans: spans.count };
  }

  /** Milliseconds for each byte, by copying up to so many of those that will be copied. */
  async tryCopying(maxBytes: number, now: () => number): Promise<number> {
    if (this.#seen === null) return 0;
    const { memory, layout, signal } = this.#source;
    const pool = new BlockPool();
    pool.prepare(1);
    const all = planCopy(this.#seen, layout.constant("pageSize"), pool);
    let bytes = 0;
    const pieces = all.pieces.filter(({ target }) => {
      if (bytes + target.length > maxBytes) return false;
      bytes += target.length;
      return true;
    });
    const started = now();
    await readPieces(memory, pieces, signal);
    return bytes === 0 ? 0 : (now() - started) / bytes;
  }

  /** `isConsistent`: the target stands still. Codes: those of reading, memory-inconsistent. */
  async copy(
    isConsistent: boolean,
    over: AbortSignal | undefined = this.#source.signal,
  ): Promise<CopiedHeap> {
    const { memory, layout } = this.#source;
    const signal = over;
    const spans = await readSpanTable(
      memory,
      layout,
      signal,
      this.#seen?.orders,
    );
    const plan = planCopy(spans, layout.constant("pageSize"), this.#pool);
    const done = await readPieces(memory, plan.pieces, signal);
    let unreadableBytes = 0;
    done.forEach((isRead, index) => {
      if (isRead) return;
      const { target } = plan.pieces[index]!;
      unreadableBytes += target.length;
      target.fill(0);
    });
    return {
      spans,
      plan,
      allocBits: await readAllocBits(memory, spans, signal, this.#bitsOrder),
      arenas: await readArenaBits(memory, layout, signal),
      roots: await readRoots(
        {
          ...this.#source,
          isMoving: !isConsistent,
          ...(signal && { signal }),
        },
        spans,
      ),
      unreadableBytes,
      isConsistent,
    };
  }

  /** The target may run again. */
  async finish(
    copied: CopiedHeap,
    globals: readonly GlobalVariable[],
  ): Promise<HeapImage> {
    this.#pool.clear();
    const { memory, layout, goVersion, table } = this.#source;
    const { spans: raw, plan } = copied;
    const pageBytes = layout.constant("pageSize");
    const { allocBits: _, specials: __, orders: ___, ...columns } = raw;
    const spans = { ...columns, block: plan.block, blockWord: plan.blockWord };
    const allocated = allocatedSlots(raw, copied.allocBits);
    const last = raw.count - 1;
    const bounds = {
      low: raw.start[0] ?? 0,
      high: last < 0 ? 0 : raw.start[last]! + raw.pages[last]! * pageBytes,
    };
    return {
      goVersion,
      pageBytes,
      arenaBytes: layout.constant("arenaBytes"),
      spans,
      allocated,
      blocks: plan.blocks,
      pointers:
        copied.arenas.kind === "header"
          ? await readTypeMasks(memory, layout, {
              spans,
              allocated,
              blocks: plan.blocks,
            })
          : copied.arenas,
      roots: buildRoots(copied.roots, globals, {
        table,
        bounds,
        words: await findStackWords(this.#source, copied.roots.stacks),
      }),
      unreadableBytes: copied.unreadableBytes,
      isConsistent: copied.isConsistent,
    };
  }
}
