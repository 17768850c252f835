// What a profile says whatever its form is: the text and the protobuf form of one moment differ in locations, labels and
// order, and are equal in this.

import { int64At } from "../../src/core/pprof/int64-column.ts";
import type { Profile } from "../../src/core/pprof/profile.ts";
import { StackReader } from "../../src/core/pprof/stack-frames.ts";

/**
 * Amounts by stack: its functions and lines, leaf first. Without files, because Go's protobuf form has one file a function,
 * and an `init` has several. A stack of nothing, of which the protobuf form has some, is left out; so is
 * one of `maxFrames` or more, as Go may have cut it off, and writes the outermost inlined frames into one form only then.
 */
export function amountsByStack(
  profile: Profile,
  maxFrames: number,
): readonly string[] {
  const reader = new StackReader(profile);
  const types = profile.sampleTypes.length;
  const rows = new Map<string, bigint[]>();
  for (let sample = 0; sample < profile.samples.count; sample++) {
    const frames = [...reader.frames(sample)];
    if (frames.length >= maxFrames) continue;
    // The text form leaves out the runtime at the leaf.
    const leaf = frames.findIndex(
      (own) => !own.function.startsWith("runtime."),
    );
    const stack = frames
      .slice(Math.max(0, leaf))
      .map((frame) => `${frame.function}:${frame.line}`)
      // Go writes type arguments into the protobuf form only.
      .map((frame) => frame.replace(/\[go\.shape.*\]/g, "[...]"))
      .join(" ");
    // Where the runtime itself begins, each form hides other frames of the runtime.
    if (/ runtime\.(?!main:|goexit:)\S+$/.test(stack)) continue;
    const row = rows.get(stack) ?? Array.from({ length: types }, () => 0n);
    for (let type = 0; type < types; type++)
      row[type]! += BigInt(
        int64At(profile.samples.values, sample * types + type),
      );
    rows.set(stack, row);
  }
  return [...rows]
    .filter(([, row]) => row.some((value) => value !== 0n))
    .map(([stack, row]) => `${row.join(" ")} ${stack}`)
    .sort();
}
