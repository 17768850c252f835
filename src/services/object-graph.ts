// Who holds the heap: takes a copy of what holds what, with the target standing still for as short as that takes, and
// makes the graph of it. The graph stays where it was made; what is shown are views of it.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import {
  pointerSize,
  readWord,
  viewOf,
} from "../core/go-runtime/runtime-layout.ts";
import { readBytes } from "../core/go-runtime/target-memory.ts";
import { HeapCapture } from "../core/object-graph/capture-heap.ts";
import { gather } from "../core/object-graph/gather.ts";
import type { PauseEstimate } from "../core/object-graph/pause-estimate.ts";
import type {
  GlobalVariable,
  HeapImage,
} from "../core/object-graph/heap-image.ts";
import type { Inspection } from "./inspect.ts";
import type { HeldProcess, ProcessPauses } from "./ports/heap-graphs.ts";

export interface TakenHeap {
  readonly image: HeapImage;
  /** By the address of a method table: its type's. */
  readonly methodTables: ReadonlyMap<number, number>;
  /** Measured; 0 of cores, of a target that stood still already, and without a pause. */
  readonly pausedMs: number;
  readonly estimate: PauseEstimate;
  /** Where the target ran on: pointers may be missing, and some lead to what has changed. */
  readonly isApproximate: boolean;
}

export interface TakeOptions {
  /** Null: the target is not stopped, and the graph approximate. Cores and stopped targets need none. */
  readonly pauses: ProcessPauses | null;
  readonly pid: number | null;
  readonly maxPauseMs: number;
  /** Before the target is stopped. Throws to refuse. */
  readonly onEstimate?: (estimate: PauseEstimate) => void | Promise<void>;
  readonly monotonicMillis: () => number;
  readonly signal?: AbortSignal;
}

/** Bytes that are copied beforehand, to see how fast this machine does it. */
const trialBytes = 16 << 20;
/** Finding threads stopped, lists, stacks: what does not grow with the heap. */
const fixedMs = 10;
const perSpanMs = 0.0015;

/** What taking the graph would cost now. The target is not stopped. Codes: those of reading, cancelled. */
export async function estimatePause(
  inspection: Inspection,
  options: Pick<TakeOptions, "monotonicMillis" | "signal">,
): Promise<PauseEstimate> {
  return (await prepareCapture(inspection, options)).estimate;
}

/**
 * Codes: those of reading, pause-too-long (also when the estimate says so), pid-not-found, pid-forbidden,
 * already-traced, remote-no-pause, target-died, cancelled.
 */
export async function takeHeap(
  inspection: Inspection,
  options: TakeOptions,
): Promise<TakenHeap> {
  const { image } = inspection;
  const { signal } = options;
  // Its PID is another process here.
  if (image.isRemote === true)
    throw new TrivetError(
      "remote-no-pause",
      "the process runs on another host, where nothing can stop it for the copy",
    );
  const globals = await readGlobals(inspection);
  const { capture, estimate } = await prepareCapture(inspection, options);
  await options.onEstimate?.(estimate);
  const isLive = image.kind === "live";
  if (
    isLive &&
    options.pauses !== null &&
    estimate.expectedMs > options.maxPauseMs
  )
    throw new TrivetError(
      "pause-too-long",
      `copying ${estimate.bytes} bytes would stop the process for about ${Math.round(estimate.expectedMs)} ms, more than the ${options.maxPauseMs} ms that are allowed; it was not stopped`,
      { detail: { expectedMs: Math.round(estimate.expectedMs) } },
    );
  const held =
    isLive && options.pauses !== null && options.pid !== null
      ? await options.pauses.pause({
          pid: options.pid,
          maxMs: options.maxPauseMs,
          ...(signal && { signal }),
        })
      : null;
  const isApproximate = isLive && held === null;
  const { raw, pausedMs } = await copyWhileHeld(capture, held, !isApproximate);
  return {
    image: await capture.finish(raw, globals),
    methodTables: await readMethodTables(inspection),
    pausedMs,
    estimate,
    isApproximate,
  };
}

async function prepareCapture(
  inspection: Inspection,
  { monotonicMillis, signal }: Pick<TakeOptions, "monotonicMillis" | "signal">,
): Promise<{
  readonly capture: HeapCapture;
  readonly estimate: PauseEstimate;
}> {
  const { image, layout, goVersion } = inspection;
  const capture = new HeapCapture({
    memory: image.memory,
    layout,
    goVersion,
    table: await inspection.functionTable(),
    threads: () => image.threads(),
    ...(signal && { signal }),
  });
  const { bytes, spans } = await capture.prepare().catch(fail);
  const msPerByte = await capture
    .tryCopying(trialBytes, monotonicMillis)
    .catch(fail);
  const expectedMs = fixedMs + spans * perSpanMs + bytes * msPerByte;
  return { capture, estimate: { bytes, expectedMs } };
}

/** Reads that are cancelled reject with the signal's own reason. */
function fail(thrown: unknown): never {
  throw toTrivetError(thrown);
}

async function copyWhileHeld(
  capture: HeapCapture,
  held: HeldProcess | null,
  isConsistent: boolean,
): Promise<{
  readonly raw: Awaited<ReturnType<HeapCapture["copy"]>>;
  readonly pausedMs: number;
}> {
  try {
    const raw = await capture.copy(isConsistent, held?.over);
    // Ran on at the last moment: what was copied does not fit together.
    held?.over.throwIfAborted();
    return { raw, pausedMs: (await held?.resume()) ?? 0 };
  } catch (thrown) {
    throw toTrivetError(thrown);
  } finally {
    await held?.resume();
  }
}

/** Package-level variables by address; without type information none is known by name. */
async function readGlobals(
  inspection: Inspection,
): Promise<readonly GlobalVariable[]> {
  const types = await inspection.debugTypes();
  return (types?.variables() ?? []).map(({ name, address, type }) => ({
    name,
    address,
    size: type.size,
  }));
}

/** Method tables longer than this are not the runtime's. */
const maxMethodTables = 1 << 20;

/** The runtime keeps one for each pair of interface and type that has met. */
async function readMethodTables({
  image,
  layout,
}: Inspection): Promise<ReadonlyMap<number, number>> {
  const { memory } = image;
  const table = layout.structure("itabTable");
  const word = async (address: number): Promise<number> =>
    readWord(
      viewOf(
        await readBytes(
          memory,
          { address, length: pointerSize },
          "the table of method tables",
        ),
      ),
      0,
    );
  const address = await word(layout.variable("itabTable").address);
  const size = await word(address + table.place("size").offset);
  const bytes = await readBytes(
    memory,
    {
      address: address + table.place("entries").offset,
      length: Math.min(size, maxMethodTables) * pointerSize,
    },
    "the table of method tables",
  );
  const view = viewOf(bytes);
  const tables: number[] = [];
  for (let at = 0; at < bytes.length; at += pointerSize) {
    const entry = readWord(view, at);
    if (entry !== 0) tables.push(entry);
  }
  const { offset } = layout.structure("itab").place("type");
  const types = await gather(
    memory,
    Float64Array.from(tables, (entry) => entry + offset),
    pointerSize,
  );
  return new Map(
    tables.flatMap((entry, index): readonly (readonly [number, number])[] =>
      types.isThere[index] === 1
        ? [[entry, readWord(types.view, types.at[index]!)]]
        : [],
    ),
  );
}
