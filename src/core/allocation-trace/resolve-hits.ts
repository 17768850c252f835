// From registers and stack copies to allocations with types and symbolized stacks. The target runs meanwhile: only its
// code, its tables and its type descriptors are read, which do not change.

import { toTrivetError } from "../errors.ts";
import type { FunctionTable } from "../go-runtime/function-table.ts";
import type { GoroutineFrame } from "../go-runtime/goroutine-records.ts";
import { viewOf, type RuntimeLayout } from "../go-runtime/runtime-layout.ts";
import {
  readScattered,
  type TargetMemory,
} from "../go-runtime/target-memory.ts";
import {
  readTypeDescriptor,
  type TypeDescriptor,
} from "../go-runtime/type-names.ts";
import { unwindStack, type UnwoundFrame } from "../go-runtime/unwind-stack.ts";
import type { RawHit } from "./hit-record.ts";
import type { TracedAllocation } from "./traced-allocation.ts";
import {
  findLoadedAddress,
  fitsSize,
  lookBackBytes,
  makerOf,
  wordType,
} from "./type-at-call.ts";

export interface HitSource {
  readonly memory: TargetMemory;
  readonly layout: RuntimeLayout;
  readonly table: FunctionTable;
}

interface UnwoundHit {
  readonly hit: RawHit;
  readonly frames: readonly UnwoundFrame[];
  readonly isComplete: boolean;
}

const maxFrames = 256;
const allocator =
  /^(?:runtime\.|internal\/runtime\/|internal\/bytealg\.MakeNoZero$)/;

/** Keeps what it has read of the program's code, so that later hits of the same places cost nothing. */
export class HitResolver {
  readonly #source: HitSource;
  /** By the return address into the program's own code; null = no type is loaded there. */
  readonly #types = new Map<number, TypeDescriptor | null>();

  constructor(source: HitSource) {
    this.#source = source;
  }

  /** In the order given; `isThere` is not known yet. Code: cancelled. */
  async resolve(hits: readonly RawHit[]): Promise<readonly TracedAllocation[]> {
    const { table, memory } = this.#source;
    const unwound = hits.map((hit) => this.#unwind(hit));
    try {
      await table.loadInlineTrees(
        memory,
        new Set(
          unwound.flatMap(({ frames }) =>
            frames.map(({ lookupPc }) => lookupPc),
          ),
        ),
      );
      await this.#readTypes(unwound);
    } catch (thrown) {
      // A target that is gone: places seen before keep their inlined calls and types, the stacks stand anyway.
      if (toTrivetError(thrown).code !== "target-died") throw thrown;
    }
    return unwound.map((item) => ({
      number: item.hit.number,
      atMillis: item.hit.atMillis,
      address: item.hit.object,
      bytes: item.hit.bytes,
      type: this.#typeOf(item),
      goroutine: item.hit.goroutine,
      frames: this.#describe(item.frames),
      isComplete: item.isComplete,
      isThere: null,
    }));
  }

  #unwind(hit: RawHit): UnwoundHit {
    const { table } = this.#source;
    const stack = {
      start: hit.sp,
      view: viewOf(hit.stack),
      // How far the stack reaches is not told; what lies beyond the copy counts as not copied.
      end: Number.MAX_SAFE_INTEGER,
    };
    const top = { pc: hit.pc, isExact: true };
    const { frames, end } = unwindStack(table, stack, top, maxFrames);
    return { hit, frames, isComplete: end === "complete" };
  }

  /** The call from the program's own code into the runtime: the callee's name and where it returns to. */
  #callOf({ frames }: UnwoundHit): {
    readonly callee: string;
    readonly returnAddress: number;
  } | null {
    const { table } = this.#source;
    let callee = "";
    for (const { pc } of frames) {
      const code = table.find(pc);
      if (code === null) return null;
      const name = table.name(code);
      if (!allocator.test(name))
        return callee === "" ? null : { callee, returnAddress: pc };
      callee = name;
    }
    return null;
  }

  async #readTypes(unwound: readonly UnwoundHit[]): Promise<void> {
    const { memory, layout, table } = this.#source;
    const places = new Set<number>();
    for (const item of unwound) {
      const call = this.#callOf(item);
      if (call === null || this.#types.has(call.returnAddress)) continue;
      const maker = makerOf(call.callee);
      if (maker !== null && "role" in maker) places.add(call.returnAddress);
    }
    const ranges = [...places].map((pc) => {
      const start = Math.max(table.find(pc)?.entry ?? 0, pc - lookBackBytes);
      return { address: start, length: pc - start };
    });
    const codes = await readScattered(memory, ranges);
    for (const [index, pc] of [...places].entries()) {
      const code = codes[index] ?? null;
      let type: TypeDescriptor | null = null;
      for (const { types, typesEnd } of code === null ? [] : table.modules) {
        const range = { low: types, high: typesEnd };
        const address = findLoadedAddress(code!, pc, range);
        if (address === null) continue;
        type = await readTypeDescriptor(memory, layout, table.modules, address);
        break;
      }
      this.#types.set(pc, type);
    }
  }

  #typeOf(item: UnwoundHit): string | null {
    const call = this.#callOf(item);
    const maker = call === null ? null : makerOf(call.callee);
    if (call === null || maker === null) return null;
    if ("type" in maker) return maker.type;
    const type = this.#types.get(call.returnAddress) ?? null;
    return type !== null && fitsSize(maker.role, type.size, item.hit.bytes)
      ? wordType(maker.role, type.name)
      : null;
  }

  /** As profiles show stacks: from the first function outside the allocator, without where goroutines begin. */
  #describe(frames: readonly UnwoundFrame[]): readonly GoroutineFrame[] {
    const { table } = this.#source;
    const all = frames.flatMap(({ pc, lookupPc }) =>
      table
        .symbolize(lookupPc)
        .filter(({ isWrapper }) => !isWrapper)
        .map((frame) => ({
          function: frame.function,
          file: frame.file,
          line: frame.line,
          pc,
          inlined: frame.isInlined,
        })),
    );
    const start = all.findIndex((frame) => !allocator.test(frame.function));
    return (start < 0 ? all : all.slice(start)).filter(
      (frame) => frame.function !== "runtime.goexit",
    );
  }
}
