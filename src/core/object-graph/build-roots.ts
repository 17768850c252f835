// Names what was copied of variables, stacks and finalizers, and keeps only words that can point into the heap.

import type {
  CodeFunction,
  FunctionTable,
} from "../go-runtime/function-table.ts";
import { pointerSize, readWord } from "../go-runtime/runtime-layout.ts";
import type {
  GlobalVariable,
  Root,
  RootGroup,
  RootKind,
  RootTable,
} from "./heap-image.ts";
import {
  sectionPointers,
  type RawRoots,
  type SpecialRecord,
  type StackBytes,
} from "./read-roots.ts";
import type { StackWords } from "./stack-words.ts";
import { findStaticObjects } from "./static-objects.ts";

export type { GlobalVariable } from "./heap-image.ts";

export interface HeapBounds {
  readonly low: number;
  readonly high: number;
}

/** `globals`: by address. What no variable covers goes under `(unnamed data)`. */
export function buildRoots(
  raw: RawRoots,
  globals: readonly GlobalVariable[],
  options: {
    readonly table: FunctionTable;
    readonly bounds: HeapBounds;
    /** Of the stacks, in their order. */
    readonly words: readonly StackWords[];
  },
): RootTable {
  const builder = new RootBuilder(options.bounds);
  const statics = findStaticObjects(raw.sections, globals);
  const named = [...globals, ...statics].sort((a, b) => a.address - b.address);
  addGlobals(builder, raw, named);
  raw.stacks.forEach((stack, index) =>
    addStack(builder, stack, options.words[index]!, options.table),
  );
  for (const special of raw.specials) addSpecial(builder, special);
  return { ...builder.build(), statics, sampled: raw.sampled };
}

class RootBuilder {
  readonly #bounds: HeapBounds;
  readonly #groups: RootGroup[] = [];
  readonly #groupIndex = new Map<string, number>();
  readonly #roots: Root[] = [];
  readonly #offsets: number[] = [0];
  readonly #values: number[] = [];
  readonly #places: number[] = [];
  readonly #previous: number[] = [];
  readonly #frames: number[] = [];
  readonly #frameNames: string[] = [""];
  readonly #frameIndex = new Map<string, number>([["", 0]]);
  #frame = 0;

  constructor(bounds: HeapBounds) {
    this.#bounds = bounds;
  }

  group(kind: RootKind, name: string): number {
    const key = `${kind} ${name}`;
    const known = this.#groupIndex.get(key);
    if (known !== undefined) return known;
    const index = this.#groups.length;
    this.#groups.push({ kind, name });
    this.#groupIndex.set(key, index);
    return index;
  }

  word(place: number, value: number, previous = 0): void {
    if (value < this.#bounds.low || value >= this.#bounds.high) return;
    this.#values.push(value);
    this.#places.push(place);
    this.#previous.push(previous);
    this.#frames.push(this.#frame);
  }

  /** The words from here on lie in the frame of this function; "" = in none. */
  frame(name: string): void {
    let index = this.#frameIndex.get(name);
    if (index === undefined) {
      index = this.#frameNames.length;
      this.#frameNames.push(name);
      this.#frameIndex.set(name, index);
    }
    this.#frame = index;
  }

  /** The words since the last root are this one's; without any it is none. */
  end(root: Root): void {
    if (this.#values.length === this.#offsets.at(-1)) return;
    this.#roots.push(root);
    this.#offsets.push(this.#values.length);
  }

  build(): Omit<RootTable, "statics" | "sampled"> {
    return {
      groups: this.#groups,
      roots: this.#roots,
      offsets: Uint32Array.from(this.#offsets),
      values: Float64Array.from(this.#values),
      places: Float64Array.from(this.#places),
      previous: Float64Array.from(this.#previous),
      frames: Uint32Array.from(this.#frames),
      frameNames: this.#frameNames,
    };
  }
}

function addGlobals(
  builder: RootBuilder,
  { sections }: RawRoots,
  globals: readonly GlobalVariable[],
): void {
  for (const section of sections) {
    const { places, values, previous } = sectionPointers(section);
    let at = firstAtOrAfter(globals, section.start) - 1;
    let owner: GlobalVariable | null = null;
    const close = (): void =>
      builder.end({
        group: builder.group("global", owner?.name ?? "(unnamed data)"),
        goroutine: 0,
        address: owner?.address ?? section.start,
        isConservative: false,
        holdsContents: false,
      });
    places.forEach((place, index) => {
      while (at + 1 < globals.length && globals[at + 1]!.address <= place) at++;
      const candidate = globals[at];
      const found =
        candidate !== undefined &&
        place >= candidate.address &&
        place < candidate.address + candidate.size
          ? candidate
          : null;
      if (found !== owner) {
        close();
        owner = found;
      }
      builder.word(place, values[index]!, previous[index]);
    });
    close();
  }
}

function firstAtOrAfter(
  globals: readonly GlobalVariable[],
  address: number,
): number {
  let low = 0;
  let high = globals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (globals[middle]!.address < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

function addStack(
  builder: RootBuilder,
  { goroutine, start, bytes }: StackBytes,
  { frames, start: first }: StackWords,
  table: FunctionTable,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { function: name, places } of frames) {
    builder.frame(name);
    for (const place of places) {
      const at = place - start;
      if (at >= 0 && at + pointerSize <= bytes.length)
        builder.word(place, readWord(view, at));
    }
  }
  builder.frame("");
  const code = table.find(goroutine.startPc);
  builder.end({
    group: builder.group("goroutine", startName(table, code, first)),
    goroutine: goroutine.id,
    address: start,
    isConservative: frames.some(({ isConservative }) => isConservative),
    holdsContents: false,
  });
}

/** The compiler makes a wrapper of `go f(x)`: it is f that people look for. That of a C thread was started by nobody. */
function startName(
  table: FunctionTable,
  code: CodeFunction | null,
  first: string | null,
): string {
  if (code === null) return first ?? "?";
  const [frame] = table.symbolize(code.entry).slice(-1);
  return frame?.isWrapper === true && first !== null ? first : table.name(code);
}

function addSpecial(
  builder: RootBuilder,
  { kind, object, fn }: SpecialRecord,
): void {
  const group = builder.group(
    kind,
    kind === "finalizer" ? "finalizers" : "cleanups",
  );
  const common = {
    group,
    goroutine: 0,
    address: object,
    isConservative: false,
  };
  // As the collector does: the object may go, what it points to stays for the finalizer to see.
  if (kind === "finalizer") {
    builder.word(object, object);
    builder.end({ ...common, holdsContents: true });
  }
  builder.word(0, fn);
  builder.end({ ...common, holdsContents: false });
}
