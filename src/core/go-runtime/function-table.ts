// From program counters to functions, files and lines, inlined calls included, with the tables that every Go binary
// carries, stripped ones too.
// Source of truth: runtime/symtab.go, runtime/symtabinl.go.

import {
  readScattered,
  type MemoryRange,
  type TargetMemory,
} from "./target-memory.ts";
import { textAddress, textOffset, type Module } from "./module.ts";
import { largestPcValue, readPcValue } from "./pc-values.ts";
import {
  viewOf,
  type RuntimeLayout,
  type Structure,
} from "./runtime-layout.ts";

/** One call, as the source has it: inlined calls are frames of their own. */
export interface SourceFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Line of the function's declaration; null before Go 1.20. */
  readonly startLine: number | null;
  /** Entry of the function whose code this is: the outermost of the inlined ones. */
  readonly entry: number;
  /** True for one that was inlined into the next. */
  readonly isInlined: boolean;
  /** The compiler's wrapper of a method; tracebacks leave it out. */
  readonly isWrapper: boolean;
}

/** A function with machine code. */
export interface CodeFunction {
  readonly module: Module;
  /** Of its `_func` in the module's functions. */
  readonly at: number;
  readonly entry: number;
}

/** Addresses of the tables that say which words of a frame are pointers; null where the function has none. */
export interface FrameMaps {
  /** Which of the bitmaps belongs to this instruction. */
  readonly index: number;
  readonly locals: number | null;
  readonly arguments: number | null;
  readonly objects: number | null;
}

type StackDepth =
  | { readonly kind: "depth"; readonly bytes: number }
  | { readonly kind: "unknown" };

const wordBytes = 4;
const noData = 0xffff_ffff;

export class FunctionTable {
  readonly modules: readonly Module[];
  readonly #func: Structure<"func">;
  readonly #call: Structure<"inlinedCall">;
  readonly #constants: {
    readonly inlineTreeData: number;
    readonly inlineTreeIndex: number;
    readonly topFrame: number;
    readonly stackWrite: number;
    readonly signalPanic: number;
    readonly wrapper: number;
    readonly stackMapIndex: number;
    readonly argumentMaps: number;
    readonly localMaps: number;
    readonly stackObjects: number;
  };
  readonly #trees = new Map<number, DataView | null>();
  readonly #symbolized = new Map<number, readonly SourceFrame[]>();
  // Ten thousand goroutines stand in a few hundred places.
  readonly #codes = new Map<number, CodeFunction | null>();
  readonly #depths = new Map<number, StackDepth>();
  readonly #decoder = new TextDecoder();

  constructor(modules: readonly Module[], layout: RuntimeLayout) {
    this.modules = modules;
    this.#func = layout.structure("func");
    this.#call = layout.structure("inlinedCall");
    this.#constants = {
      inlineTreeData: layout.constant("inlineTreeData"),
      inlineTreeIndex: layout.constant("inlineTreeIndex"),
      topFrame: layout.constant("flagTopFrame"),
      stackWrite: layout.constant("flagStackWrite"),
      signalPanic: layout.constant("kindSignalPanic"),
      wrapper: layout.constant("kindWrapper"),
      stackMapIndex: layout.constant("stackMapIndex"),
      argumentMaps: layout.constant("argumentMaps"),
      localMaps: layout.constant("localMaps"),
      stackObjects: layout.constant("stackObjects"),
    };
  }

  /** Null when the address is not in Go code. */
  find(pc: number): CodeFunction | null {
    const known = this.#codes.get(pc);
    if (known !== undefined) return known;
    const code = this.#search(pc);
    this.#codes.set(pc, code);
    return code;
  }

  #search(pc: number): CodeFunction | null {
    for (const module of this.modules) {
      if (pc < module.minPc || pc >= module.maxPc) continue;
      const offset = textOffset(module, pc);
      if (offset === null) continue;
      const { entries } = module;
      let low = 0;
      let high = entries.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (entries[middle]! <= offset) low = middle + 1;
        else high = middle;
      }
      const index = low - 1;
      if (index < 0) return null;
      const at = module.offsets[index]!;
      if (at + this.#func.size > module.functions.length) return null;
      return { module, at, entry: textAddress(module, entries[index]!) };
    }
    return null;
  }

  /** The name of the function with this code, not of what was inlined into it. */
  name(code: CodeFunction): string {
    return this.#text(
      code.module.names,
      this.#func.number(code.module.functionsView, code.at, "name"),
    );
  }

  /** Bytes between the stack pointer at `pc` and the place of the return address. */
  stackDepth(code: CodeFunction, pc: number): StackDepth {
    const known = this.#depths.get(pc);
    if (known !== undefined) return known;
    const bytes = this.#value(code, this.#field(code, "pcsp"), pc);
    const depth: StackDepth =
      bytes === null || bytes < 0
        ? { kind: "unknown" }
        : { kind: "depth", bytes };
    this.#depths.set(pc, depth);
    return depth;
  }

  /** The function is where a stack begins. */
  isOutermost(code: CodeFunction): boolean {
    return (this.#field(code, "flags") & this.#constants.topFrame) !== 0;
  }

  /** The function moves the stack pointer in ways that the tables do not tell. */
  writesStackPointer(code: CodeFunction): boolean {
    return (this.#field(code, "flags") & this.#constants.stackWrite) !== 0;
  }

  /** The frame that a fault made: its caller stopped at an instruction, not behind a call. */
  isSignalPanic(code: CodeFunction): boolean {
    return this.#field(code, "kind") === this.#constants.signalPanic;
  }

  /** Of a frame that stands at a call which returns to `pc`. Source of truth: runtime/stkframe.go (getStackMap). */
  frameMaps(code: CodeFunction, pc: number): FrameMaps {
    const table = this.#pcdata(code, this.#constants.stackMapIndex);
    const index = pc === code.entry ? null : this.#value(code, table, pc - 1);
    const address = (kind: number): number | null => {
      const offset = this.#funcdata(code, kind);
      return offset === null ? null : code.module.functionData + offset;
    };
    return {
      // In the function's prologue there is none: the first one holds at its entry.
      index: Math.max(0, index ?? 0),
      locals: address(this.#constants.localMaps),
      arguments: address(this.#constants.argumentMaps),
      objects: address(this.#constants.stackObjects),
    };
  }

  /** Fetches, with few reads, what `symbolize` needs of these addresses. Null addresses' trees are left out. */
  async loadInlineTrees(
    memory: TargetMemory,
    pcs: Iterable<number>,
  ): Promise<void> {
    const wanted = new Map<number, MemoryRange>();
    for (const pc of pcs) {
      const code = this.find(pc);
      if (
        code === null ||
        this.#trees.has(code.entry) ||
        wanted.has(code.entry)
      )
        continue;
      const range = this.#inlineTree(code);
      if (range === null) this.#trees.set(code.entry, null);
      else wanted.set(code.entry, range);
    }
    const bytes = await readScattered(memory, [...wanted.values()]);
    [...wanted.keys()].forEach((entry, index) => {
      const tree = bytes[index] ?? null;
      this.#trees.set(entry, tree === null ? null : viewOf(tree));
    });
  }

  /**
   * The calls that the instruction at `pc` belongs to, innermost first; empty outside Go code. Of a return address give
   * the address before it. Inlined calls are there once `loadInlineTrees` has had the address.
   */
  symbolize(pc: number): readonly SourceFrame[] {
    const known = this.#symbolized.get(pc);
    if (known !== undefined) return known;
    const code = this.find(pc);
    if (code === null) return [];
    const frames = this.#frames(code, pc);
    // Before its tree is there the answer is not the last word.
    if (this.#trees.has(code.entry)) this.#symbolized.set(pc, frames);
    return frames;
  }

  #frames(code: CodeFunction, pc: number): readonly SourceFrame[] {
    const frames: SourceFrame[] = [];
    const tree = this.#trees.get(code.entry) ?? null;
    const indexTable = this.#pcdata(code, this.#constants.inlineTreeIndex);
    let at = pc;
    // A tree is as deep as it has calls: one that leads in circles is damage.
    const limit = tree === null ? 0 : tree.byteLength / this.#call.size;
    for (let depth = 0; depth < limit && tree !== null; depth++) {
      const index = this.#value(code, indexTable, at) ?? -1;
      if (index < 0 || (index + 1) * this.#call.size > tree.byteLength) break;
      const call = index * this.#call.size;
      frames.push({
        function: this.#text(
          code.module.names,
          this.#call.number(tree, call, "name"),
        ),
        ...this.#place(code, at),
        startLine: this.#call.optionalNumber(tree, call, "startLine"),
        entry: code.entry,
        isInlined: true,
        isWrapper:
          this.#call.number(tree, call, "kind") === this.#constants.wrapper,
      });
      at = code.entry + this.#call.number(tree, call, "parentPc");
    }
    frames.push({
      function: this.name(code),
      ...this.#place(code, at),
      startLine: this.#func.optionalNumber(
        code.module.functionsView,
        code.at,
        "startLine",
      ),
      entry: code.entry,
      isInlined: false,
      isWrapper: this.#field(code, "kind") === this.#constants.wrapper,
    });
    return frames;
  }

  #place(
    code: CodeFunction,
    pc: number,
  ): { readonly file: string; readonly line: number } {
    const line = this.#value(code, this.#field(code, "pcline"), pc);
    const file = this.#value(code, this.#field(code, "pcfile"), pc);
    return {
      file: file === null || file < 0 ? "?" : this.#file(code, file),
      line: line === null || line < 0 ? 0 : line,
    };
  }

  #file(code: CodeFunction, index: number): string {
    const { units, files } = code.module;
    const at = (this.#field(code, "unit") + index) * wordBytes;
    if (at + wordBytes > units.byteLength) return "?";
    const offset = units.getUint32(at, true);
    return offset === noData ? "?" : this.#text(files, offset);
  }

  /** Where the tree lies, and how long it is: nobody says, but the indexes into it are known. */
  #inlineTree(code: CodeFunction): MemoryRange | null {
    const indexTable = this.#pcdata(code, this.#constants.inlineTreeIndex);
    if (indexTable === 0) return null;
    const largest = largestPcValue(code.module.pcTable, indexTable);
    const offset = this.#funcdata(code, this.#constants.inlineTreeData);
    if (largest < 0 || offset === null) return null;
    return {
      address: code.module.functionData + offset,
      length: (largest + 1) * this.#call.size,
    };
  }

  /** Offset of a table of the function; 0 = it has none. */
  #pcdata(code: CodeFunction, index: number): number {
    if (index >= this.#field(code, "pcdataCount")) return 0;
    return this.#trailing(code, index);
  }

  #funcdata(code: CodeFunction, index: number): number | null {
    if (index >= this.#field(code, "funcdataCount")) return null;
    const offset = this.#trailing(
      code,
      this.#field(code, "pcdataCount") + index,
    );
    return offset === noData ? null : offset;
  }

  /** Behind the structure: the offsets of its pcdata tables, then those of its funcdata. */
  #trailing(code: CodeFunction, index: number): number {
    const at = code.at + this.#func.size + index * wordBytes;
    const { functionsView } = code.module;
    return at + wordBytes > functionsView.byteLength
      ? 0
      : functionsView.getUint32(at, true);
  }

  #value(code: CodeFunction, table: number, pc: number): number | null {
    return table === 0
      ? null
      : readPcValue(code.module.pcTable, table, code.entry, pc);
  }

  #field(
    code: CodeFunction,
    name:
      | "pcsp"
      | "pcfile"
      | "pcline"
      | "pcdataCount"
      | "unit"
      | "kind"
      | "flags"
      | "funcdataCount",
  ): number {
    return this.#func.number(code.module.functionsView, code.at, name);
  }

  #text(bytes: Uint8Array, start: number): string {
    const end = bytes.indexOf(0, start);
    return end < 0 ? "?" : this.#decoder.decode(bytes.subarray(start, end));
  }
}
