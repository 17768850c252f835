// Folded stacks: one line a stack, root first, `main;work;alloc 42`, the format of FlameGraph, inferno and speedscope.

import { TrivetError } from "../errors.ts";
import { buildFrameNodes, frameLabel } from "./frame-nodes.ts";
import { addExact } from "./exact-integer.ts";
import { compareGoStrings } from "./go-text.ts";
import { ProfileBuilder } from "./profile-builder.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { valueAt } from "./sample-type.ts";
import type { ExactInteger, Granularity, SampleType } from "./views.ts";

/** Equal stacks are added up and sorted; a semicolon inside a name becomes a colon. */
export function formatFolded(
  profile: Profile,
  typeIndex: number,
  granularity: Granularity,
  checkpoint: Checkpoint = neverStop,
): string {
  const table = buildFrameNodes(profile, granularity, false);
  const names = table.nodes.map((node) =>
    (granularity === "lines" && node.line !== 0
      ? `${frameLabel(node)}:${node.line}`
      : frameLabel(node)
    ).replace(/[;\r\n]/g, ":"),
  );
  const { samples } = profile;
  const sums = new Map<string, ExactInteger>();
  for (let sample = 0; sample < samples.count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const value = valueAt(profile, sample, typeIndex);
    const parts: string[] = [];
    const start = samples.stackStart[sample]!;
    for (let at = samples.stackStart[sample + 1]! - 1; at >= start; at--) {
      const location = samples.stack[at]!;
      const first = table.frameStart[location]!;
      for (
        let frame = table.frameStart[location + 1]! - 1;
        frame >= first;
        frame--
      )
        parts.push(names[table.frames[frame]!]!);
    }
    if (parts.length === 0 || value === 0) continue;
    const stack = parts.join(";");
    sums.set(stack, addExact(sums.get(stack) ?? 0, value));
  }
  return [...sums]
    .filter(([, value]) => value !== 0)
    .sort(([a], [b]) => compareGoStrings(a, b))
    .map(([stack, value]) => `${stack} ${value}\n`)
    .join("");
}

/** Code: profile-malformed with the line's number; profile-empty when there is no line. */
export function parseFolded(text: string, sampleType: SampleType): Profile {
  const builder = new ProfileBuilder([sampleType]);
  const locations = new Map<string, number>();
  const location = (name: string): number => {
    const known = locations.get(name) ?? builder.addLocation(0n, [{ name }]);
    locations.set(name, known);
    return known;
  };
  let samples = 0;
  let offset = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed !== "") {
      // The value is behind the last white space: names have spaces too.
      const value = /\S*$/.exec(trimmed.slice(-24))?.[0] ?? "";
      const stack = trimmed.slice(0, trimmed.length - value.length).trimEnd();
      if (stack === "" || !/^-?\d{1,19}$/.test(value))
        throw new TrivetError(
          "profile-malformed",
          `malformed folded stacks at line ${index + 1}: no number after the stack`,
          { detail: { line: index + 1, offset } },
        );
      const amount = Number(value);
      builder.addSample(stack.split(";").map(location).reverse(), [
        Number.isSafeInteger(amount) ? amount : BigInt(value),
      ]);
      samples++;
    }
    offset += line.length + 1;
  }
  if (samples === 0)
    throw new TrivetError("profile-empty", "the folded stacks have no line", {
      detail: { offset: 0 },
    });
  return builder.build({});
}

/** Whether a text looks like folded stacks: its first line is names and a number. */
export function looksFolded(text: string): boolean {
  const [first = ""] = text.trimStart().split("\n", 1);
  return /^[^\0]*\S\s+-?\d+\s*$/.test(first) && !/^[\s#]/.test(first);
}
