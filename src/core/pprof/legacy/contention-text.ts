// `--- mutex:` and `--- contention:`, what /debug/pprof/mutex and /block answer with debug=1 (parseContention in
// profile/legacy_profile.go): cycles and counts, scaled to nanoseconds and to all events.

import { malformedProfile } from "../wire-reader.ts";
import { ProfileBuilder, unknownMapping } from "../profile-builder.ts";
import { neverStop, type Checkpoint, type Profile } from "../profile.ts";
import {
  nextContentLine,
  textLines,
  textRows,
  TextStacks,
  type TextLine,
} from "./text-rows.ts";

export const contentionHeader = /^--- (contentionz |mutex:|contention:)/;

interface Attributes {
  readonly cyclesPerSecond: number;
  readonly period: number;
  readonly durationNanos: number;
  /** The first line that is no attribute. */
  readonly rest: Generator<TextLine, void>;
}

/** Code: profile-malformed. */
export function parseContentionText(
  text: string,
  checkpoint: Checkpoint = neverStop,
): Profile {
  const lines = textLines(text);
  const first = lines.next().value?.text ?? "";
  if (!contentionHeader.test(first))
    throw malformedProfile(
      0,
      "its first line is not that of a contention profile",
    );
  const { cyclesPerSecond, period, durationNanos, rest } =
    readAttributes(lines);
  const builder = new ProfileBuilder([
    { type: "contentions", unit: "count" },
    { type: "delay", unit: "nanoseconds" },
  ]);
  const stacks = new TextStacks(builder);
  let rows = 0;
  for (const row of textRows(rest)) {
    if (rows++ % 1024 === 0) checkpoint();
    const own = /^(\d{1,18}) +(\d{1,15})$/.exec(row.head);
    if (own === null)
      throw malformedProfile(row.offset, "a row has no delay and count");
    const cycles = Number(own[1]);
    const delay =
      period > 0 && cyclesPerSecond > 0
        ? Math.trunc((cycles * period) / (cyclesPerSecond / 1e9))
        : cycles;
    const count = Number(own[2]) * (period > 0 ? period : 1);
    builder.addSample(stacks.stack(row), [count, delay]);
  }
  return builder.build({
    periodType: { type: "contentions", unit: "count" },
    period,
    durationNanos,
    mappings: [unknownMapping],
  });
}

function readAttributes(lines: Generator<TextLine, void>): Attributes {
  const values = new Map<string, number>();
  let firstRow: TextLine | null = null;
  for (;;) {
    const line = nextContentLine(lines);
    if (line === null) break;
    const [key = "", value] = line.text.split("=", 2);
    if (value === undefined) {
      firstRow = line;
      break;
    }
    const number = Number(value);
    if (!Number.isFinite(number))
      throw malformedProfile(line.offset, `${key.trim()} is not a number`);
    values.set(key.trim(), number);
  }
  return {
    cyclesPerSecond: values.get("cycles/second") ?? 0,
    period: values.get("sampling period") ?? 1,
    durationNanos: (values.get("ms since reset") ?? 0) * 1e6,
    rest: startingWith(firstRow, lines),
  };
}

function* startingWith(
  first: TextLine | null,
  rest: Generator<TextLine, void>,
): Generator<TextLine, void> {
  if (first !== null) yield first;
  yield* rest;
}
