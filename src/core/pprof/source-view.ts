// The lines of one function, or of the whole file that holds it, for a view that knows the source or not. Which file is
// read is decided by the profile: the answer names it, and nothing else is ever looked for.

import { TrivetError } from "../errors.ts";
import { addExact, byMagnitude } from "./exact-integer.ts";
import { buildFrameNodes, type FrameNode } from "./frame-nodes.ts";
import { compareGoStrings } from "./go-text.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import type { ReportSubject } from "./report/subject.ts";
import { valueAt } from "./sample-type.ts";
import { samplesThrough } from "./samples-through.ts";
import {
  buildFunctionLines,
  type FunctionLines,
  type LineOptions,
  type LineValue,
} from "./source-lines.ts";
import type { ExactInteger, SampleType } from "./views.ts";

export interface SourceWish {
  readonly function: string;
  /** One of the function's files; null = the one with the most of it. */
  readonly file: string | null;
  /** All functions of the file, not this one alone. */
  readonly whole: boolean;
}

export interface SourceLines {
  readonly sampleType: SampleType;
  readonly total: ExactInteger;
  readonly function: string;
  /** "" = the profile does not say. */
  readonly file: string;
  /** All files with lines of the function, the one with the most first. Empty = the function is not in the profile. */
  readonly files: readonly string[];
  /** Of the function, or of all of the file; each sample counts once. */
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
  /** Ascending. Of a whole file: where functions share a line, each sample counts once. */
  readonly lines: readonly LineValue[];
  /** The functions that the lines are of, by where they start. */
  readonly functions: readonly Omit<FunctionLines, "lines">[];
}

/** Codes: not-found when `wish.file` is none of the function's files; cancelled. */
export function buildSourceView(
  subject: ReportSubject,
  wish: SourceWish,
  options: LineOptions,
  checkpoint: Checkpoint = neverStop,
): SourceLines {
  const { sampleType, total } = subject;
  const own = partsOf(
    subject,
    options,
    (place) => place.name === wish.function,
    checkpoint,
  );
  const files = own.parts.toSorted(byWeight).map((part) => part.file);
  const nothing: SourceLines = {
    sampleType,
    total,
    function: wish.function,
    file: "",
    files,
    flat: 0,
    cum: 0,
    lines: [],
    functions: [],
  };
  const file = wish.file ?? files[0];
  if (file === undefined) return nothing;
  if (!files.includes(file))
    throw new TrivetError(
      "not-found",
      `${wish.function} has no lines in ${file}`,
    );
  // Functions of which no file is known have none in common.
  const isWhole = wish.whole && file !== "";
  const isShown = (place: Place): boolean =>
    place.file === file && (isWhole || place.name === wish.function);
  const isAll = !isWhole && files.length === 1;
  const shown = isAll ? own : partsOf(subject, options, isShown, checkpoint);
  const once = countOnce(
    { ...subject, profile: shown.profile },
    options,
    (place) => (isShown(place) ? place.line : null),
  );
  return {
    ...nothing,
    file,
    flat: once.flat,
    cum: once.cum,
    lines: mergedLines(shown.parts, once.lines, options),
    functions: shown.parts
      .toSorted((a, b) => a.firstLine - b.firstLine)
      .map(({ lines: _, ...part }) => part),
  };
}

type Place = Pick<FrameNode, "name" | "file" | "line">;

/** What matches, and the samples that go through it. */
function partsOf(
  subject: ReportSubject,
  options: LineOptions,
  matches: (place: Place) => boolean,
  checkpoint: Checkpoint,
): { readonly profile: Profile; readonly parts: readonly FunctionLines[] } {
  const profile = samplesThrough(
    subject.profile,
    { granularity: "lines", noInlines: options.noInlines },
    matches,
  );
  checkpoint();
  const through = { ...subject, profile };
  return {
    profile,
    parts: buildFunctionLines(through, options, matches, checkpoint),
  };
}

function byWeight(a: FunctionLines, b: FunctionLines): number {
  return byMagnitude(a.cum, b.cum) || compareGoStrings(a.file, b.file);
}

/** pprof's values of each line; of a line that several functions have (a closure in one line), every sample once. */
function mergedLines(
  parts: readonly FunctionLines[],
  once: ReadonlyMap<number, LineValue>,
  { dropNegative }: LineOptions,
): readonly LineValue[] {
  const byLine = new Map<number, LineValue>();
  for (const { lines } of parts)
    for (const value of lines) {
      const isShared = byLine.has(value.line);
      const shown = isShared ? (once.get(value.line) ?? value) : value;
      if (dropNegative && isShared && isNegative(shown))
        byLine.delete(value.line);
      else byLine.set(value.line, shown);
    }
  return [...byLine.values()].sort((a, b) => a.line - b.line);
}

function isNegative({ flat, cum }: LineValue): boolean {
  return flat < 0 || (flat === 0 && cum < 0);
}

interface LineSum {
  readonly line: number;
  flat: ExactInteger;
  cum: ExactInteger;
  /** The sample that added to it last. */
  last: number;
}

/** Sums by line, and over all lines, in which a sample counts once however often it comes by. */
function countOnce(
  subject: ReportSubject,
  { noInlines }: LineOptions,
  lineOf: (place: FrameNode) => number | null,
): {
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
  readonly lines: ReadonlyMap<number, LineValue>;
} {
  const { profile, typeIndex } = subject;
  const table = buildFrameNodes(profile, "lines", noInlines, true);
  const lineByNode = table.nodes.map(lineOf);
  const lines = new Map<number, LineSum>();
  for (const line of lineByNode)
    if (line !== null) lines.set(line, { line, flat: 0, cum: 0, last: -1 });
  const sumByNode = lineByNode.map((line) =>
    line === null ? null : (lines.get(line) ?? null),
  );
  const all = { flat: 0 as ExactInteger, cum: 0 as ExactInteger };
  const { stackStart, stack, count } = profile.samples;
  for (let sample = 0; sample < count; sample++) {
    const value = valueAt(profile, sample, typeIndex);
    let isIn = false;
    let isLeaf = true;
    for (let at = stackStart[sample]!; at < stackStart[sample + 1]!; at++) {
      const location = stack[at]!;
      const end = table.frameStart[location + 1]!;
      for (let frame = table.frameStart[location]!; frame < end; frame++) {
        const sum = sumByNode[table.frames[frame]!]!;
        if (sum !== null && isLeaf) {
          sum.flat = addExact(sum.flat, value);
          all.flat = addExact(all.flat, value);
        }
        isLeaf = false;
        if (sum === null) continue;
        isIn = true;
        if (sum.last === sample) continue;
        sum.last = sample;
        sum.cum = addExact(sum.cum, value);
      }
    }
    if (isIn) all.cum = addExact(all.cum, value);
  }
  return { ...all, lines };
}
