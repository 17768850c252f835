// Stacks of heap-profile buckets as the runtime's own profile writer shows them: each entry is one call, several of them
// one machine instruction where calls were inlined, and the allocator's own frames at the leaf are left out.
// Source of truth: runtime/pprof/proto.go (appendLocsForStack, pcDeck), runtime/pprof/protomem.go (hideRuntime),
// runtime/symtab.go (Frames.Next, expandFinalInlineFrame).

import type { FunctionTable, SourceFrame } from "./function-table.ts";

/** One machine instruction with the calls it belongs to, innermost first. */
export interface BucketLocation {
  /** The first return address. */
  readonly pc: number;
  readonly frames: readonly SourceFrame[];
}

/** Addresses whose trees of inlined calls the stacks need: for `FunctionTable.loadInlineTrees`. */
export function* lookupAddresses(
  stacks: Iterable<readonly number[]>,
): Generator<number> {
  for (const stack of stacks)
    for (const pc of stack) {
      yield pc;
      yield pc - 1;
    }
}

export function locateStack(
  table: FunctionTable,
  stack: readonly number[],
): readonly BucketLocation[] {
  const start = stack.findIndex((pc) => !isRuntime(table, pc));
  const visible = start < 0 ? stack : stack.slice(start);
  const locations: { pc: number; frames: SourceFrame[] }[] = [];
  visible.forEach((pc, index) => {
    const all = table.symbolize(pc - 1);
    const isLast = index === visible.length - 1;
    // Every entry but the last names one call; the last stands for all that were inlined there.
    const frames = isLast ? all : all.slice(0, 1);
    const [frame] = frames;
    if (frame?.function === "runtime.goexit") return;
    const open = locations.at(-1);
    const inner = open?.frames.at(-1);
    if (
      open !== undefined &&
      frame !== undefined &&
      inner?.isInlined === true &&
      inner.entry === frame.entry &&
      inner.function !== frame.function
    )
      open.frames.push(...frames);
    else locations.push({ pc, frames: [...frames] });
  });
  return locations;
}

/** By the function at the return address itself, as FuncForPC looks it up. */
function isRuntime(table: FunctionTable, pc: number): boolean {
  const [frame] = table.symbolize(pc);
  return (
    frame !== undefined &&
    /^(?:runtime\.|internal\/runtime\/)/.test(frame.function)
  );
}
