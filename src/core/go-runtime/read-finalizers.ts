// Finalizers and cleanups: which objects have one, which function it is, and how many wait to be run. A queue that grows
// is a leak of its own: the one goroutine that runs finalizers is stuck, or too slow.
// Source of truth: runtime/mfinal.go (finq, finblock), runtime/mcleanup.go (cleanupQueue, cleanupBlock).

import {
  pointerSize,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "./runtime-layout.ts";
import type { Special } from "./read-specials.ts";
import {
  readBytes,
  readScattered,
  type TargetMemory,
} from "./target-memory.ts";

export interface RegisteredFinalizer {
  readonly kind: "finalizer" | "cleanup";
  readonly object: number;
  /** Entry of the function's code; 0 where it cannot be read. */
  readonly entry: number;
}

export interface FinalizerQueue {
  /** Finalizers of objects that are dead, waiting to be run. */
  readonly finalizers: number;
  /** Cleanups likewise; null before Go 1.25, where they wait among the finalizers. */
  readonly cleanups: number | null;
  /** Entries of the functions that wait, finalizers only. */
  readonly entries: readonly number[];
}

const maxBlocks = 100_000;

/** Finalizers and cleanups among the specials, with their functions. Codes: target-died, cancelled. */
export async function readFinalizers(
  memory: TargetMemory,
  layout: RuntimeLayout,
  specials: readonly Special[],
  signal?: AbortSignal,
): Promise<readonly RegisteredFinalizer[]> {
  const chosen = specials.filter(
    ({ kind }) => kind === "finalizer" || kind === "cleanup",
  );
  const offsetOf = (kind: Special["kind"]): number =>
    kind === "finalizer"
      ? layout.structure("specialFinalizer").place("fn").offset
      : layout.structure("specialCleanup").place("fn").offset;
  const closures = await readWords(
    memory,
    chosen.map(({ address, kind }) => address + offsetOf(kind)),
    signal,
  );
  const entries = await readEntries(memory, layout, closures, signal);
  return chosen.map(({ kind, object }, index) => ({
    kind: kind === "cleanup" ? "cleanup" : "finalizer",
    object,
    entry: entries[index]!,
  }));
}

/** What waits to be run. Codes: memory-unreadable, target-died, cancelled. */
export async function readFinalizerQueue(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal?: AbortSignal,
): Promise<FinalizerQueue> {
  const block = layout.structure("finalizerBlock");
  const finalizer = layout.structure("finalizer");
  const { offset, stride = 0, count: most = 0 } = block.place("finalizers");
  const closures: number[] = [];
  let address = await readVariable(memory, layout, "finalizerQueue");
  for (let index = 0; address !== 0 && index < maxBlocks; index++) {
    const range = { address, length: block.size };
    const view = viewOf(await readBytes(memory, range, "waiting finalizers"));
    const count = Math.min(block.number(view, 0, "count"), most);
    for (let at = 0; at < count; at++)
      closures.push(finalizer.number(view, offset + at * stride, "fn"));
    address = block.number(view, 0, "next");
  }
  return {
    finalizers: closures.length,
    cleanups: await countCleanups(memory, layout),
    entries: await readEntries(memory, layout, closures, signal),
  };
}

async function countCleanups(
  memory: TargetMemory,
  layout: RuntimeLayout,
): Promise<number | null> {
  const block = layout.structure("cleanupBlock");
  if (!layout.hasVariable("cleanupQueue") || !block.exists) return null;
  const queue = layout.structure("cleanupQueue");
  const { address, size } = layout.variable("cleanupQueue");
  const head = await readBytes(
    memory,
    { address, length: size },
    "the queue of cleanups",
  );
  let total = 0;
  let next = queue.number(viewOf(head), 0, "blocks");
  for (let index = 0; next !== 0 && index < maxBlocks; index++) {
    const range = { address: next, length: block.size };
    const view = viewOf(await readBytes(memory, range, "waiting cleanups"));
    total += block.number(view, 0, "count");
    next = block.number(view, 0, "next");
  }
  return total;
}

async function readVariable(
  memory: TargetMemory,
  layout: RuntimeLayout,
  name: "finalizerQueue",
): Promise<number> {
  const { address } = layout.variable(name);
  const range = { address, length: pointerSize };
  return readWord(viewOf(await readBytes(memory, range, name)), 0);
}

/** From function values to the entries of their code. */
async function readEntries(
  memory: TargetMemory,
  layout: RuntimeLayout,
  closures: readonly number[],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const { offset } = layout.structure("funcval").place("fn");
  return readWords(
    memory,
    closures.map((closure) => (closure === 0 ? 0 : closure + offset)),
    signal,
  );
}

/** 0 where it cannot be read. */
async function readWords(
  memory: TargetMemory,
  addresses: readonly number[],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const words = await readScattered(
    memory,
    addresses.map((address) => ({ address, length: pointerSize })),
    signal,
  );
  return words.map((bytes) =>
    bytes === null ? 0 : readWord(viewOf(bytes), 0),
  );
}
