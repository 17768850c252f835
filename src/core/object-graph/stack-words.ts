// Which words of goroutines' stacks are pointers, by the compiler's maps of each frame, so that a value which a function
// is done with holds nothing. Variables whose address is taken count while something on the stack points to them.
// Source of truth: runtime/mgcmark.go (scanstack).

import type { FunctionTable } from "../go-runtime/function-table.ts";
import type { RuntimeLayout } from "../go-runtime/runtime-layout.ts";
import type { TargetMemory } from "../go-runtime/target-memory.ts";
import { wordsOf, type FrameWords } from "./frame-words.ts";
import { liveStackObjects } from "./live-stack-objects.ts";
import type { StackBytes } from "./read-roots.ts";
import { readStackMaps } from "./stack-maps.ts";
import { walkFrames, type Frame } from "./walk-frames.ts";

export interface StackWords {
  /** Addresses of words that hold pointers, by frame. */
  readonly frames: readonly FrameWords[];
  /** The outermost function that is in the source: `go f(x)` begins in a wrapper. Null where it is not known. */
  readonly start: string | null;
}

export interface StackSource {
  readonly memory: TargetMemory;
  readonly layout: RuntimeLayout;
  readonly table: FunctionTable;
}

/** In the order of `stacks`. */
export async function findStackWords(
  { memory, layout, table }: StackSource,
  stacks: readonly StackBytes[],
): Promise<readonly StackWords[]> {
  const walked = stacks.flatMap((stack, index) =>
    walkFrames(table, stack, index),
  );
  await table.loadInlineTrees(memory, new Set(walked.map(({ pc }) => pc)));
  const frames = walked.map((frame) => ({
    ...frame,
    function: sourceNames(table, frame)[0] ?? frame.function,
  }));
  const maps = await readStackMaps(memory, layout, frames);
  const byStack: Frame[][] = stacks.map(() => []);
  for (const frame of frames) byStack[frame.stack]!.push(frame);
  return stacks.map((stack, index) => {
    const list = byStack[index]!;
    const words = list.map((frame) => wordsOf(frame, maps));
    return {
      frames: [...words, ...liveStackObjects(stack, list, words, maps)],
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

/** Where every stack begins; on a thread that C started, the way from C to the function that it called. */
const beginning = /^(?:runtime\.(?:goexit|cgocallback\w*)$|_cgoexp_)/;

function startOf(
  table: FunctionTable,
  frames: readonly Frame[],
): string | null {
  for (const frame of [...frames].reverse()) {
    const name = sourceNames(table, frame)
      .filter((candidate) => !beginning.test(candidate))
      .at(-1);
    if (name !== undefined) return name;
  }
  return null;
}
