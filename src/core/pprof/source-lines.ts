// What each line of a function accounts for, by pprof's graph at the granularity of lines: `list` prints it beside the
// source, the window too. It needs no source.

import { addExact } from "./exact-integer.ts";
import { compareGoStrings } from "./go-text.ts";
import { neverStop, type Checkpoint } from "./profile.ts";
import { buildCallGraph, type GraphNode } from "./report/call-graph.ts";
import type { ReportSubject } from "./report/subject.ts";
import type { ExactInteger } from "./views.ts";

export interface LineValue {
  readonly line: number;
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
}

/** A function in one file; generated code can have a function's lines in several. */
export interface FunctionLines {
  readonly name: string;
  /** "" = the profile does not say. */
  readonly file: string;
  /** Where the function starts as far as the profile knows, else some lines above its first sample. At least 1. */
  readonly firstLine: number;
  /** Of its last sample. */
  readonly lastLine: number;
  /** Sums over the lines, as pprof has them: recursion over several lines counts several times in `cum`. */
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
  /** Ascending; lines that account for nothing are left out. */
  readonly lines: readonly LineValue[];
}

export interface LineOptions {
  readonly noInlines: boolean;
  readonly dropNegative: boolean;
}

/** Lines shown above the first and below the last sample. */
export const lineMargin = 5;

/** By name, then by file. */
export function buildFunctionLines(
  subject: ReportSubject,
  options: LineOptions,
  matches: (place: GraphNode["info"]) => boolean,
  checkpoint: Checkpoint = neverStop,
): readonly FunctionLines[] {
  const nodes = buildCallGraph(
    subject,
    {
      ...options,
      granularity: "lines",
      withObjects: true,
      withCalls: false,
      only: matches,
    },
    null,
    checkpoint,
  );
  const groups = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    const key = `${node.info.name}\n${node.info.file}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  return [...groups.values()]
    .map(linesOf)
    .sort(
      (a, b) =>
        compareGoStrings(a.name, b.name) || compareGoStrings(a.file, b.file),
    );
}

function linesOf(nodes: readonly GraphNode[]): FunctionLines {
  const { name, file } = nodes[0]!.info;
  const byLine = new Map<number, LineValue>();
  let all: LineValue = { line: 0, flat: 0, cum: 0 };
  let firstLine = Infinity;
  let lastLine = 0;
  for (const { info, flat, cum } of nodes) {
    const { line, startLine } = info;
    const own = byLine.get(line) ?? { line, flat: 0, cum: 0 };
    byLine.set(line, plus(own, flat, cum));
    all = plus(all, flat, cum);
    firstLine = Math.min(
      firstLine,
      startLine === 0 ? line - lineMargin : startLine,
    );
    lastLine = Math.max(lastLine, line);
  }
  return {
    name,
    file,
    firstLine: Math.max(1, firstLine),
    lastLine,
    flat: all.flat,
    cum: all.cum,
    lines: [...byLine.values()].sort((a, b) => a.line - b.line),
  };
}

function plus(
  { line, flat, cum }: LineValue,
  moreFlat: ExactInteger,
  moreCum: ExactInteger,
): LineValue {
  return { line, flat: addExact(flat, moreFlat), cum: addExact(cum, moreCum) };
}
