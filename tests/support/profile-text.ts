// Profiles as pictures: one line a stack, root first, `;` between frames, then one value a sample type.
//   main.main;main.serve;main.leak 3 4096
// `A>B` = B was inlined into A. `name@file:line` sets file and line. `[bytes=64]` and `[key:text]` are labels.

import type { TestProfile } from "./profile-encode.ts";

export interface TextOptions {
  readonly types?: readonly (readonly [string, string])[];
  readonly periodType?: readonly [string, string];
  readonly period?: number;
  readonly defaultSampleType?: string;
  readonly timeNanos?: bigint;
}

export const heapTypes = [
  ["alloc_objects", "count"],
  ["alloc_space", "bytes"],
  ["inuse_objects", "count"],
  ["inuse_space", "bytes"],
] as const;

export function profileFromText(
  picture: string,
  options: TextOptions = {},
): TestProfile {
  const functions: { name: string; file: string }[] = [];
  const locations: {
    lines: { function: number; line: number }[];
    address: bigint;
  }[] = [];
  const byText = new Map<string, number>();
  const functionOf = (name: string, file: string): number => {
    const known = functions.findIndex(
      (own) => own.name === name && own.file === file,
    );
    if (known >= 0) return known;
    functions.push({ name, file });
    return functions.length - 1;
  };
  const locationOf = (text: string): number => {
    const known = byText.get(text);
    if (known !== undefined) return known;
    // `outer>inner` is written root first; a location's lines are innermost first.
    const lines = text
      .split(">")
      .map((frame) => {
        const [, name = "", file = "", line = "0"] =
          /^(.*?)(?:@(.*):(\d+))?$/.exec(frame) ?? [];
        return { function: functionOf(name, file), line: Number(line) };
      })
      .reverse();
    locations.push({ lines, address: BigInt(0x1000 + locations.length) });
    byText.set(text, locations.length - 1);
    return locations.length - 1;
  };
  const samples = picture
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const labels = [...line.matchAll(/\[([^\]:=]+)([:=])([^\]]*)\]/g)].map(
        ([, key = "", kind, value = ""]) =>
          kind === ":" ? { key, text: value } : { key, number: BigInt(value) },
      );
      const [stack = "", ...values] = line
        .replace(/\s*\[[^\]]*[:=][^\]]*\]/g, "")
        .split(/\s+/);
      return {
        stack: stack === "-" ? [] : stack.split(";").map(locationOf).reverse(),
        values: values.map(BigInt),
        labels,
      };
    });
  const count = samples[0]?.values.length ?? 1;
  if (options.types === undefined && count !== 1 && count !== 4)
    throw new Error(`name the ${count} sample types of the picture`);
  return {
    sampleTypes:
      options.types ?? (count === 4 ? heapTypes : [["samples", "count"]]),
    periodType: options.periodType ?? ["space", "bytes"],
    period: options.period ?? 524_288,
    ...(options.defaultSampleType === undefined
      ? {}
      : { defaultSampleType: options.defaultSampleType }),
    ...(options.timeNanos === undefined
      ? {}
      : { timeNanos: options.timeNanos }),
    functions,
    locations,
    samples,
  };
}
