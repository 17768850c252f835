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
    const after = source.isMoving
      ? byAddress(await readRaw(source, wanted))
      : null;
    const again: number[] = [];
    before.forEach((raw, index) => {
      const isSame =
        after === null || isUnmoved(raw, after.get(raw.address) ?? null);
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

function byAddress(
  goroutines: readonly ReadGoroutine[],
): ReadonlyMap<number, ReadGoroutine> {
  return new Map(goroutines.map((item) => [item.address, item]));
}

/**
 * All of the runtime's `g` counts: one that ran and was preempted at the very same place has its old stack pointer and
 * status again, but `trackingSeq` has gone on. A running one's `g` stays as it is: its registers tell.
 */
function isUnmoved(
  before: ReadGoroutine,
  after: ReadGoroutine | null,
): boolean {
  return (
    after !== null &&
    isEqual(before.bytes, after.bytes) &&
    before.goroutine.top?.sp === after.goroutine.top?.sp &&
    before.goroutine.top?.pc === after.goroutine.top?.pc
  );
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
