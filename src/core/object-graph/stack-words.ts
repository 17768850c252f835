// Which words of goroutines' stacks are pointers, by the compiler's maps of each frame, so that a value which a function
// is done with holds nothing. Variables whose address is taken count while something on the stack points to them. Where there
// is no map for the place (a goroutine that was interrupted, assembly), each word counts as a pointer.
// Source of truth: runtime/stkframe.go (getStackMap), runtime/mgcmark.go (scanframeworker), runtime/traceback.go.

import type {
  CodeFunction,
  FunctionTable,
} from "../go-runtime/function-table.ts";
import {
  pointerSize,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "../go-runtime/runtime-layout.ts";
import type { TargetMemory } from "../go-runtime/target-memory.ts";
import { gather } from "./gather.ts";
import type { StackBytes } from "./read-roots.ts";

export interface StackWords {
  /** Addresses of words that hold pointers, by frame. */
  readonly frames: readonly FrameWords[];
  /** The outermost function that is in the source: `go f(x)` begins in a wrapper. Null where it is not known. */
  readonly start: string | null;
}
export interface FrameWords {
  readonly function: string;
  readonly places: readonly number[];
  readonly isConservative: boolean;
}

interface Frame {
  readonly stack: number;
  readonly function: string;
  /** In the instruction that it stands at; 0 where that is not known. */
  readonly pc: number;
  readonly sp: number;
  readonly fp: number;
  /** Where local variables end. */
  readonly locals: number;
  /** Null: all words from sp to fp. */
  readonly maps: ReturnType<FunctionTable["frameMaps"]> | null;
}

const maxFrames = 100_000;
/** A frame with more words than this is damage. */
const maxMapBits = 1 << 24;
const maxStackObjects = 1 << 12;

export interface StackSource {
  readonly memory: TargetMemory;
  readonly layout: RuntimeLayout;
  readonly table: FunctionTable;
}

/** In the order of `stacks`. */
export async function findStackWords(
  source: StackSource,
  stacks: readonly StackBytes[],
): Promise<readonly StackWords[]> {
  const { table, memory } = source;
  const walked = stacks.flatMap((stack, index) =>
    walkFrames(table, stack, index),
  );
  await table.loadInlineTrees(memory, new Set(walked.map(({ pc }) => pc)));
  const frames = walked.map((frame) => ({
    ...frame,
    function: sourceNames(table, frame)[0] ?? frame.function,
  }));
  const maps = await readMaps(source, frames);
  const byStack: Frame[][] = stacks.map(() => []);
  for (const frame of frames) byStack[frame.stack]!.push(frame);
  return stacks.map((stack, index) => {
    const list = byStack[index]!;
    const words = list.map((frame) => wordsOf(frame, maps));
    return {
      frames: [...words, ...liveObjects(stack, list, words, maps)],
      start: startOf(table, list),
    };
  });
}

/** Functions whose code the frame runs, the innermost inlined one first, without the compiler's wrappers. */
function sourceNames(table: FunctionTable, { pc }: Frame): readonly string[] {
  return table
    .symbolize(pc)
    .filter(({ isWrapper }) => !isWrapper)
    .map((frame) => frame.function);
}

function startOf(
  table: FunctionTable,
  frames: readonly Frame[],
): string | null {
  for (const frame of [...frames].reverse()) {
    const name = sourceNames(table, frame)
      .filter((candidate) => candidate !== "runtime.goexit")
      .at(-1);
    if (name !== undefined) return name;
  }
  return null;
}

interface PlacedObject {
  readonly function: string;
  readonly from: number;
  readonly to: number;
}

/** Variables in memory that something points to: from the words so far, from each other, from defers and panics. */
function liveObjects(
  { goroutine, start, bytes }: StackBytes,
  frames: readonly Frame[],
  words: readonly FrameWords[],
  read: ReadMaps,
): readonly FrameWords[] {
  const objects = frames
    .flatMap((frame) => placedObjects(frame, read))
    .sort((a, b) => a.from - b.from);
  if (objects.length === 0) return [];
  const view = viewOf(bytes);
  const end = start + bytes.length;
  const live: PlacedObject[] = [];
  const seen = new Set<PlacedObject>();
  const reach = (address: number): void => {
    if (address < start || address >= end) return;
    const object = objectAt(objects, address);
    if (object === null || seen.has(object)) return;
    seen.add(object);
    live.push(object);
  };
  const follow = (place: number): void => {
    const at = place - start;
    if (at >= 0 && at + pointerSize <= bytes.length) reach(readWord(view, at));
  };
  reach(goroutine.defers);
  reach(goroutine.panics);
  for (const { places } of words) places.forEach(follow);
  const found: FrameWords[] = [];
  for (let next = live.pop(); next !== undefined; next = live.pop()) {
    const places: number[] = [];
    for (let place = next.from; place < next.to; place += pointerSize)
      places.push(place);
    places.forEach(follow);
    found.push({ function: next.function, places, isConservative: false });
  }
  return found;
}

function placedObjects(frame: Frame, read: ReadMaps): readonly PlacedObject[] {
  const { maps, locals, fp } = frame;
  if (maps === null || maps.objects === null) return [];
  return read.objects(maps.objects).map(({ offset, bytes }) => {
    const from = offset < 0 ? locals + offset : fp + offset;
    return { function: frame.function, from, to: from + bytes };
  });
}

function objectAt(
  objects: readonly PlacedObject[],
  address: number,
): PlacedObject | null {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (objects[middle]!.from <= address) low = middle + 1;
    else high = middle;
  }
  const object = objects[low - 1];
  return object !== undefined && address < object.to ? object : null;
}

function walkFrames(
  table: FunctionTable,
  { goroutine, start, bytes }: StackBytes,
  stack: number,
): readonly Frame[] {
  const end = start + bytes.length;
  const rest = (sp: number, name: string): Frame => ({
    stack,
    function: name,
    pc: 0,
    sp,
    fp: end,
    locals: end,
    maps: null,
  });
  const { top } = goroutine;
  if (top === null || goroutine.isMoving) return [rest(start, "?")];
  const view = viewOf(bytes);
  const frames: Frame[] = [];
  let { sp, pc } = top;
  // An instruction that is no call has no map.
  let isInterrupted = top.isExact;
  while (frames.length < maxFrames) {
    const code = table.find(pc);
    const depth = code === null ? null : table.stackDepth(code, pc);
    if (code === null || depth?.kind !== "depth") {
      frames.push(rest(sp, code === null ? "?" : table.name(code)));
      return frames;
    }
    const returnAt = sp + depth.bytes;
    const fp = returnAt + pointerSize;
    if (fp > end) {
      frames.push(rest(sp, table.name(code)));
      return frames;
    }
    const name = table.name(code);
    const interrupts =
      name === "runtime.asyncPreempt" || table.isSignalPanic(code);
    frames.push({
      stack,
      function: name,
      // Behind a call: the instruction before is the one.
      pc: isInterrupted ? pc : pc - 1,
      sp,
      fp,
      // The caller's frame pointer is saved below the return address, where there is a frame at all.
      locals: depth.bytes > 0 ? returnAt - pointerSize : returnAt,
      maps: isInterrupted || interrupts ? null : frameMaps(table, code, pc),
    });
    if (table.isOutermost(code)) return frames;
    isInterrupted = interrupts;
    pc = readWord(view, returnAt - start);
    sp = fp;
  }
  frames.push(rest(sp, "?"));
  return frames;
}

const frameMaps = (
  table: FunctionTable,
  code: CodeFunction,
  pc: number,
): Frame["maps"] => table.frameMaps(code, pc);

interface ReadMaps {
  /** By address of the table and index of the map; null where it cannot be read. */
  bits(address: number, index: number): Bits | null;
  objects(address: number): readonly StackObject[];
}
interface Bits {
  readonly count: number;
  readonly bytes: Uint8Array;
}
interface StackObject {
  readonly offset: number;
  readonly bytes: number;
}

async function readMaps(
  { memory, layout }: StackSource,
  frames: readonly Frame[],
): Promise<ReadMaps> {
  const structure = layout.structure("stackMap");
  const wanted = new Map<string, { address: number; index: number }>();
  const objectTables = new Set<number>();
  for (const { maps } of frames) {
    if (maps === null) continue;
    for (const address of [maps.locals, maps.arguments])
      if (address !== null)
        wanted.set(`${address} ${maps.index}`, { address, index: maps.index });
    if (maps.objects !== null) objectTables.add(maps.objects);
  }
  const places = [...wanted.values()];
  const heads = await gather(
    memory,
    Float64Array.from(places, ({ address }) => address),
    structure.size,
  );
  const counts = places.map(({ index }, at) => {
    if (heads.isThere[at] === 0) return null;
    const maps = structure.number(heads.view, heads.at[at]!, "count");
    const bits = structure.number(heads.view, heads.at[at]!, "bits");
    return index < maps && bits <= maxMapBits ? bits : null;
  });
  const data = await gather(
    memory,
    Float64Array.from(places, ({ address, index }, at) => {
      const bits = counts[at] ?? 0;
      return bits === 0
        ? 0
        : address +
            structure.place("data").offset +
            index * Math.ceil(bits / 8);
    }),
    Uint32Array.from(counts, (bits) => Math.ceil((bits ?? 0) / 8)),
  );
  const read = new Map<string, Bits | null>();
  [...wanted.keys()].forEach((key, at) => {
    const count = counts[at] ?? null;
    const bytes = data.bytes.subarray(
      data.at[at],
      data.at[at]! + Math.ceil((count ?? 0) / 8),
    );
    read.set(key, count === null ? null : { count, bytes });
  });
  const objects = await readObjects(memory, layout, [...objectTables]);
  return {
    bits: (address, index) => read.get(`${address} ${index}`) ?? null,
    objects: (address) => objects.get(address) ?? [],
  };
}

async function readObjects(
  memory: TargetMemory,
  layout: RuntimeLayout,
  tables: readonly number[],
): Promise<ReadonlyMap<number, readonly StackObject[]>> {
  const structure = layout.structure("stackObject");
  const heads = await gather(memory, Float64Array.from(tables), pointerSize);
  const counts = tables.map((_, at) =>
    heads.isThere[at] === 1
      ? Math.min(readWord(heads.view, heads.at[at]!), maxStackObjects)
      : 0,
  );
  const records = await gather(
    memory,
    Float64Array.from(tables, (table) => table + pointerSize),
    Uint32Array.from(counts, (count) => count * structure.size),
  );
  return new Map(
    tables.map((table, at) => [
      table,
      Array.from({ length: counts[at]! }, (_, index) => {
        const record = records.at[at]! + index * structure.size;
        const { offset } = structure.place("offset");
        return {
          offset: records.view.getInt32(record + offset, true),
          bytes: structure.number(records.view, record, "pointerBytes"),
        };
      }),
    ]),
  );
}

function wordsOf(frame: Frame, read: ReadMaps): FrameWords {
  const { maps, sp, fp, locals } = frame;
  const places: number[] = [];
  const all = (from: number, to: number): void => {
    for (let place = from; place + pointerSize <= to; place += pointerSize)
      places.push(place);
  };
  if (maps === null) {
    all(sp, fp);
    return { function: frame.function, places, isConservative: true };
  }
  const local =
    maps.locals === null ? null : read.bits(maps.locals, maps.index);
  if (local === null) all(sp, locals);
  else addBits(places, local, locals - local.count * pointerSize);
  const given =
    maps.arguments === null ? null : read.bits(maps.arguments, maps.index);
  if (given !== null) addBits(places, given, fp);
  return {
    function: frame.function,
    places,
    isConservative: local === null && locals > sp,
  };
}

function addBits(places: number[], { count, bytes }: Bits, from: number): void {
  for (let bit = 0; bit < count; bit++)
    if ((bytes[bit >> 3]! >> (bit & 7)) & 1)
      places.push(from + bit * pointerSize);
}
