// Takes the raw state of every goroutine and a copy of its stack, in a few rounds of bulk reads. A live target goes on
// running meanwhile: each goroutine is read again after its stack, and one that has moved is taken anew.
// Source of truth: runtime/runtime2.go (g, m, gobuf), runtime/traceback.go.

import type { GoroutineStatus, StatusNames } from "./goroutine-states.ts";
import type { FunctionTable } from "./function-table.ts";
import { findRunningPlaces, type ThreadState } from "./running-place.ts";
import {
  readScattered,
  readBytes,
  type TargetMemory,
} from "./target-memory.ts";
import {
  pointerSize,
  readSlice,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "./runtime-layout.ts";

export interface RawGoroutine {
  /** Of the runtime's `g`. */
  readonly address: number;
  readonly id: number;
  readonly status: GoroutineStatus;
  readonly waitReason: number;
  /** The runtime's clock; 0 = not noted. */
  readonly waitSince: number;
  readonly startPc: number;
  readonly creatorPc: number;
  readonly parentId: number | null;
  readonly stackLow: number;
  readonly stackHigh: number;
  readonly m: number;
  readonly defers: number;
  readonly panics: number;
  /** Of its profiler labels; 0 = none. */
  readonly labels: number;
  /** Where the walk begins; null when the goroutine runs and its registers are not known. */
  readonly top: {
    readonly pc: number;
    readonly sp: number;
    readonly isExact: boolean;
  } | null;
}

export interface CollectedGoroutine extends RawGoroutine {
  /** From the stack pointer up; null when there is no top, or it could not be read. */
  readonly stack: Uint8Array | null;
  /** It ran while it was read: what is known may not fit together. */
  readonly isMoving: boolean;
}

/** The part of a stack that is copied at first: nearly all stacks are shorter. */
const firstCopyBytes = 64 << 10;
const maxRounds = 4;

export interface CollectSource {
  readonly memory: TargetMemory;
  readonly layout: RuntimeLayout;
  readonly table: FunctionTable;
  readonly statusNames: StatusNames;
  /** False of a core and of a stopped process: nothing is read twice. */
  readonly isMoving: boolean;
  readonly threads: () => Promise<readonly ThreadState[]>;
  readonly signal?: AbortSignal;
}

/** All but dead ones, in the order of the runtime's list. Codes: memory-unreadable, target-died, cancelled. */
export async function collectGoroutines(
  source: CollectSource,
): Promise<readonly CollectedGoroutine[]> {
  const addresses = await readList(source);
  const collected = new Map<number, CollectedGoroutine>();
  let wanted = addresses;
  for (let round = 0; wanted.length > 0; round++) {
    const isLast = round === maxRounds - 1;
    const before = await readRaw(source, wanted);
    const stacks = await readScattered(
      source.memory,
      before.map((raw) => firstRange(raw)),
      source.signal,
    );
    const after = source.isMoving ? await readSignatures(source, before) : null;
    const again: number[] = [];
    before.forEach((raw, index) => {
      const isSame =
        after === null ||
        after[index] === signatureOf(raw.bytes, source.layout);
      if (!isSame && !isLast) again.push(raw.address);
      else
        collected.set(raw.address, {
          ...raw.goroutine,
          stack: raw.goroutine.top === null ? null : (stacks[index] ?? null),
          isMoving: !isSame,
        });
    });
    wanted = again;
  }
  return addresses.flatMap((address) => collected.get(address) ?? []);
}

function firstRange({ goroutine }: ReadGoroutine): {
  readonly address: number;
  readonly length: number;
} {
  const { top, stackHigh } = goroutine;
  return top === null
    ? { address: 0, length: 0 }
    : {
        address: top.sp,
        length: Math.min(stackHigh - top.sp, firstCopyBytes),
      };
}

async function readList({
  memory,
  layout,
}: CollectSource): Promise<readonly number[]> {
  const variable = layout.variable("goroutines");
  const header = viewOf(
    await readBytes(
      memory,
      { address: variable.address, length: variable.size },
      "the list of goroutines",
    ),
  );
  const { address, length } = readSlice(header, 0);
  const view = viewOf(
    await readBytes(
      memory,
      { address, length: length * pointerSize },
      "the list of goroutines",
    ),
  );
  return Array.from({ length }, (_, index) =>
    readWord(view, index * pointerSize),
  );
}

interface ReadGoroutine {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly goroutine: RawGoroutine;
}

async function readRaw(
  source: CollectSource,
  addresses: readonly number[],
): Promise<readonly ReadGoroutine[]> {
  const { memory, layout } = source;
  const { size } = layout.structure("g");
  const structures = await readScattered(
    memory,
    addresses.map((address) => ({ address, length: size })),
    source.signal,
  );
  const found: ReadGoroutine[] = [];
  addresses.forEach((address, index) => {
    const bytes = structures[index] ?? null;
    if (bytes === null) return;
    const goroutine = decode(source, address, viewOf(bytes));
    if (goroutine.status === "dead" || goroutine.status === "idle") return;
    found.push({ address, bytes, goroutine });
  });
  const running = found.filter(
    ({ goroutine }) => goroutine.status === "running",
  );
  if (running.length === 0) return found;
  const places = await findRunningPlaces(
    source,
    await source.threads(),
    running.map(({ goroutine, bytes }) => ({ ...goroutine, bytes })),
  );
  return found.map((item) => {
    const top = places.get(item.address);
    return top === undefined
      ? item
      : { ...item, goroutine: { ...item.goroutine, top } };
  });
}

function decode(
  { layout, statusNames }: CollectSource,
  address: number,
  view: DataView,
): RawGoroutine {
  const g = layout.structure("g");
  const status = statusNames.name(g.number(view, 0, "status"));
  const stackLow = g.number(view, 0, "stackLow");
  const stackHigh = g.number(view, 0, "stackHigh");
  const syscallSp = g.number(view, 0, "syscallSp");
  const saved =
    syscallSp === 0
      ? { pc: g.number(view, 0, "pc"), sp: g.number(view, 0, "sp") }
      : { pc: g.number(view, 0, "syscallPc"), sp: syscallSp };
  const hasSaved =
    status !== "running" && saved.sp > stackLow && saved.sp < stackHigh;
  return {
    address,
    id: g.number(view, 0, "id"),
    status,
    waitReason: g.number(view, 0, "waitReason"),
    waitSince: g.number(view, 0, "waitSince"),
    startPc: g.number(view, 0, "startPc"),
    creatorPc: g.number(view, 0, "creatorPc"),
    parentId: g.optionalNumber(view, 0, "parentId"),
    stackLow,
    stackHigh,
    m: g.number(view, 0, "m"),
    defers: g.number(view, 0, "defers"),
    panics: g.number(view, 0, "panics"),
    labels: g.number(view, 0, "labels"),
    top: hasSaved ? { ...saved, isExact: false } : null,
  };
}

/** What changes when a goroutine runs: its place, its stack, its status. */
function signatureOf(bytes: Uint8Array, layout: RuntimeLayout): string {
  const g = layout.structure("g");
  const view = viewOf(bytes);
  return (
    [
      "id",
      "status",
      "sp",
      "pc",
      "syscallSp",
      "stackLow",
      "defers",
      "panics",
    ] as const
  )
    .map((field) => g.number(view, 0, field))
    .join(" ");
}

async function readSignatures(
  { memory, layout, signal }: CollectSource,
  before: readonly ReadGoroutine[],
): Promise<readonly (string | null)[]> {
  const { size } = layout.structure("g");
  const structures = await readScattered(
    memory,
    before.map(({ address }) => ({ address, length: size })),
    signal,
  );
  return structures.map((bytes) =>
    bytes === null ? null : signatureOf(bytes, layout),
  );
}
