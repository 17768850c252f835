// Every goroutine with its state and its stack, without stopping the target: collected, unwound, symbolized.

import { readStatusNames, readWaitReasons } from "./goroutine-states.ts";
import {
  collectGoroutines,
  type CollectedGoroutine,
  type CollectSource,
} from "./collect-goroutines.ts";
import type { FunctionTable } from "./function-table.ts";
import type {
  DeferRecord,
  GoroutineFrame,
  GoroutineRecord,
  PanicRecord,
} from "./goroutine-records.ts";
import { readPanicValue } from "./panic-values.ts";
import { readGoroutineLabels } from "./read-labels.ts";
import {
  readDefers,
  readPanics,
  type RawDefer,
  type RawPanic,
} from "./read-chains.ts";
import { viewOf } from "./runtime-layout.ts";
import {
  unwindStack,
  type UnwoundFrame,
  type UnwoundStack,
} from "./unwind-stack.ts";

export interface GoroutineSource extends Omit<CollectSource, "statusNames"> {
  /** The target's monotonic clock; null of a core, where the newest time mark in memory stands in. */
  readonly nowNs: number | null;
}

/** Frames that are kept of one stack: a runaway recursion has millions. */
const maxFrames = 10_000;
/** Runtime functions that run the program's code: goroutines that begin there are not the runtime's own. */
const userStarts: ReadonlySet<string> = new Set([
  "runtime.main",
  "runtime.handleAsyncEvent",
]);

/** By id. Codes: memory-unreadable, target-died, cancelled. */
export async function readGoroutines(
  source: GoroutineSource,
): Promise<readonly GoroutineRecord[]> {
  const { memory, layout, table } = source;
  const waitReasons = await readWaitReasons(memory, layout);
  const collected = await collectGoroutines({
    ...source,
    statusNames: readStatusNames(layout),
  });
  const stacks: (UnwoundStack | null)[] = [];
  for (const goroutine of collected) {
    const walked = unwind(table, goroutine, goroutine.stack);
    stacks.push(
      walked?.end === "short" ? await unwindLonger(source, goroutine) : walked,
    );
  }
  const trusted = collected.map((goroutine) => !goroutine.isMoving);
  const heads = (field: "defers" | "panics"): readonly number[] =>
    collected.map((goroutine, index) =>
      trusted[index] === true ? goroutine[field] : 0,
    );
  const defers = await readDefers(memory, layout, heads("defers"));
  const panics = await readPanics(memory, layout, heads("panics"));
  const labels = await readGoroutineLabels(
    memory,
    layout,
    collected.map((goroutine) => goroutine.labels),
    source.signal,
  );
  // Most goroutines stand in few places: each is looked up once.
  const places = new Set<number>();
  for (const stack of stacks)
    for (const { lookupPc } of stack?.frames ?? []) places.add(lookupPc);
  for (const { creatorPc } of collected) places.add(creatorPc - 1);
  for (const { pc } of defers.flat()) places.add(pc - 1);
  await table.loadInlineTrees(memory, places);
  const frames = new FrameDescriptions(table);
  const now = source.nowNs ?? newestMark(collected);
  const records: GoroutineRecord[] = [];
  for (const [index, goroutine] of collected.entries())
    records.push({
      ...describe(source, goroutine, { waitReasons, now }),
      ...describeStack(frames, goroutine, stacks[index] ?? null),
      labels: labels.get(goroutine.labels) ?? {},
      deferDepth: defers[index]!.length,
      defers: defers[index]!.map((item) => describeDefer(table, item)),
      panicking: panics[index]!.some(({ goexit }) => !goexit),
      panics:
        panics[index]!.length === 0
          ? []
          : await describePanics(source, panics[index]!),
    });
  return records.sort((a, b) => a.id - b.id);
}

function unwind(
  table: FunctionTable,
  { top, stackHigh }: CollectedGoroutine,
  copy: Uint8Array | null,
): UnwoundStack | null {
  if (top === null || copy === null) return null;
  const stack = { start: top.sp, view: viewOf(copy), end: stackHigh };
  return unwindStack(table, stack, top, maxFrames);
}

/** Copies more of the stack until the walk has all it needs; null when the stack has changed since it was checked. */
async function unwindLonger(
  { memory, table, signal }: GoroutineSource,
  goroutine: CollectedGoroutine,
): Promise<UnwoundStack | null> {
  const { top, stackHigh } = goroutine;
  let copy = goroutine.stack;
  for (;;) {
    const unwound = unwind(table, goroutine, copy);
    if (unwound?.end !== "short" || top === null || copy === null)
      return unwound;
    const length = Math.min(stackHigh - top.sp, copy.length * 8);
    const [longer] = await memory.read([{ address: top.sp, length }], signal);
    if (longer === null || longer === undefined) return unwound;
    if (copy.some((byte, index) => byte !== longer[index])) return null;
    copy = longer;
  }
}

/** A core has no clock: the last time that the runtime noted. What waits since then may wait longer. */
function newestMark(collected: readonly CollectedGoroutine[]): number {
  return collected.reduce(
    (newest, { waitSince }) => Math.max(newest, waitSince),
    0,
  );
}

function describe(
  { table }: GoroutineSource,
  goroutine: CollectedGoroutine,
  context: { readonly waitReasons: readonly string[]; readonly now: number },
): Pick<
  GoroutineRecord,
  | "id"
  | "status"
  | "waitReason"
  | "waitSinceNs"
  | "startFunction"
  | "createdBy"
  | "system"
> {
  const { status, waitSince } = goroutine;
  const isWaiting = status === "waiting" || status === "leaked";
  const start = table.find(goroutine.startPc);
  const startFunction = start === null ? "" : table.name(start);
  return {
    id: goroutine.id,
    status,
    waitReason: isWaiting
      ? (context.waitReasons[goroutine.waitReason] ?? "")
      : "",
    waitSinceNs:
      // In a core, what was marked last has waited for nobody knows how long since.
      (isWaiting || status === "syscall") &&
      waitSince > 0 &&
      context.now > waitSince
        ? context.now - waitSince
        : null,
    startFunction,
    createdBy: describeCreator(table, goroutine),
    system:
      startFunction.startsWith("runtime.") && !userStarts.has(startFunction),
  };
}

function describeCreator(
  table: FunctionTable,
  { creatorPc, parentId, id }: CollectedGoroutine,
): GoroutineRecord["createdBy"] {
  const mainId = 1;
  if (creatorPc === 0 || id === mainId) return null;
  const code = table.find(creatorPc);
  if (code === null) return null;
  // As tracebacks do: the function that contains the go statement, at the line of the statement.
  const [innermost] = table.symbolize(
    creatorPc > code.entry ? creatorPc - 1 : creatorPc,
  );
  return {
    function: table.name(code),
    file: innermost?.file ?? "?",
    line: innermost?.line ?? 0,
    goroutine: parentId === 0 ? null : parentId,
  };
}

function describeStack(
  descriptions: FrameDescriptions,
  { top, stackHigh, isMoving }: CollectedGoroutine,
  stack: UnwoundStack | null,
): Pick<GoroutineRecord, "frames" | "stack" | "stackBytes"> {
  if (top === null) return { frames: [], stack: "running", stackBytes: null };
  const stackBytes = stackHigh - top.sp;
  if (isMoving || stack === null)
    return { frames: [], stack: "moving", stackBytes };
  return {
    frames: descriptions.of(stack),
    stack: stack.end === "complete" ? "complete" : "cut",
    stackBytes,
  };
}

/** Callees of which a wrapper is shown, because it is the one that panics. */
const wrapperCallees: ReadonlySet<string> = new Set([
  "runtime.gopanic",
  "runtime.sigpanic",
  "runtime.panicwrap",
]);

interface DescribedFrame {
  readonly frame: GoroutineFrame;
  readonly isWrapper: boolean;
}

/** Frames of stacks, each described once: the records of ten thousand goroutines share them. */
class FrameDescriptions {
  readonly #table: FunctionTable;
  readonly #exact = new Map<number, readonly DescribedFrame[]>();
  readonly #returns = new Map<number, readonly DescribedFrame[]>();

  constructor(table: FunctionTable) {
    this.#table = table;
  }

  /** Without the compiler's wrappers of methods, as tracebacks are. */
  of({ frames }: UnwoundStack): readonly GoroutineFrame[] {
    const shown: GoroutineFrame[] = [];
    let callee = "";
    for (const place of frames)
      for (const { frame, isWrapper } of this.#describe(place)) {
        if (!isWrapper || wrapperCallees.has(callee)) shown.push(frame);
        callee = frame.function;
      }
    return shown;
  }

  #describe({ pc, lookupPc }: UnwoundFrame): readonly DescribedFrame[] {
    const known = pc === lookupPc ? this.#exact : this.#returns;
    let described = known.get(pc);
    if (described === undefined) {
      described = this.#table.symbolize(lookupPc).map((frame) => ({
        frame: {
          function: frame.function,
          file: frame.file,
          line: frame.line,
          pc,
          inlined: frame.isInlined,
        },
        isWrapper: frame.isWrapper,
      }));
      known.set(pc, described);
    }
    return described;
  }
}

function describeDefer(table: FunctionTable, item: RawDefer): DeferRecord {
  const code = table.find(item.entry);
  const [place] = table.symbolize(item.pc - 1);
  return {
    function: code === null ? null : table.name(code),
    file: place?.file ?? "?",
    line: place?.line ?? 0,
  };
}

async function describePanics(
  { memory, layout, table }: GoroutineSource,
  panics: readonly RawPanic[],
): Promise<readonly PanicRecord[]> {
  const records: PanicRecord[] = [];
  for (const panic of panics)
    records.push({
      ...(await readPanicValue(memory, layout, table.modules, panic)),
      recovered: panic.recovered,
      goexit: panic.goexit,
    });
  return records;
}
