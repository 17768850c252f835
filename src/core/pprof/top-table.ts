// The table of `go tool pprof -top -trim=false`: flat = what a frame itself accounts for, cum = with everything it
// called. A frame that occurs several times in one stack (recursion) counts once for cum.

import {
  buildFrameNodes,
  printableName,
  type FrameNode,
} from "./frame-nodes.ts";
import {
  addExact,
  byMagnitude,
  fractionOf,
  magnitude,
} from "./exact-integer.ts";
import { compareGoStrings } from "./go-text.ts";
import { sumsAreExact, toExactInteger } from "./int64-column.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { reportTotal, sampleTypeIndex, valueAt } from "./sample-type.ts";
import type { ExactInteger, Granularity, TopRow, TopTable } from "./views.ts";

export interface TopOptions {
  readonly sampleType?: string;
  readonly granularity: Granularity;
  /** Sorts by cum instead of flat. */
  readonly cum: boolean;
  /** Attributes inlined calls to the function that they were inlined into. */
  readonly noInlines?: boolean;
  /** Leaves out what shrank: flat below 0, or 0 with cum below 0. */
  readonly dropNegative?: boolean;
  /** Leaves out rows whose cum is below this fraction of the sum of flat. */
  readonly nodeFraction?: number;
  /** What percentages are of, where that is not the profile itself: before filters, for instance. */
  readonly total?: ExactInteger;
}

const checkpointEvery = 1024;

/** Every row, sorted as pprof sorts them. Codes: not-found (sample type), profile-empty. */
export function buildTopTable(
  profile: Profile,
  options: TopOptions,
  checkpoint: Checkpoint = neverStop,
): TopTable {
  const typeIndex = sampleTypeIndex(profile, options.sampleType);
  const { nodes, sums } = sumNodes(profile, typeIndex, options, checkpoint);
  const rows: (TopRow & { readonly startLine: number })[] = [];
  nodes.forEach((node, index) => {
    const flat = sums.flat(index);
    const cum = sums.cum(index);
    if (flat === 0 && cum === 0) return;
    if (options.dropNegative === true && (flat < 0 || (flat === 0 && cum < 0)))
      return;
    rows.push({
      name: printableName(node),
      file: node.file,
      line: node.line,
      flat,
      cum,
      startLine: node.startLine,
    });
  });
  const cutoff = magnitude(
    fractionOf(
      rows.reduce<ExactInteger>((sum, row) => addExact(sum, row.flat), 0),
      options.nodeFraction ?? 0,
    ),
  );
  const shown = rows.filter((row) => magnitude(row.cum) >= cutoff);
  shown.sort(options.cum ? byCum : byFlat);
  return {
    sampleType: profile.sampleTypes[typeIndex]!,
    total: options.total ?? reportTotal(profile, typeIndex),
    rows: shown.map(({ name, file, line, flat, cum }) => ({
      name,
      file,
      line,
      flat,
      cum,
    })),
  };
}

interface NodeSums {
  flat(node: number): ExactInteger;
  cum(node: number): ExactInteger;
}

function sumNodes(
  profile: Profile,
  typeIndex: number,
  options: TopOptions,
  checkpoint: Checkpoint,
): { readonly nodes: readonly FrameNode[]; readonly sums: NodeSums } {
  const { nodes, frameStart, frames } = buildFrameNodes(
    profile,
    options.granularity,
    options.noInlines ?? false,
  );
  const { samples } = profile;
  const types = profile.sampleTypes.length;
  // In doubles while every partial sum is exact in them, which is every real profile.
  const exact = !sumsAreExact(samples.values, types, typeIndex);
  const flat = exact ? null : new Float64Array(nodes.length);
  const cum = exact ? null : new Float64Array(nodes.length);
  const bigFlat: bigint[] = exact ? nodes.map(() => 0n) : [];
  const bigCum: bigint[] = exact ? nodes.map(() => 0n) : [];
  // The sample that last added to a node's cum, plus one.
  const lastSeen = new Uint32Array(nodes.length);
  for (let sample = 0; sample < samples.count; sample++) {
    if (sample % checkpointEvery === 0) checkpoint();
    const start = samples.stackStart[sample]!;
    const end = samples.stackStart[sample + 1]!;
    const value = valueAt(profile, sample, typeIndex);
    if (value === 0 || start === end) continue;
    for (let at = start; at < end; at++) {
      const location = samples.stack[at]!;
      const frameEnd = frameStart[location + 1]!;
      for (let frame = frameStart[location]!; frame < frameEnd; frame++) {
        const node = frames[frame]!;
        if (lastSeen[node] === sample + 1) continue;
        lastSeen[node] = sample + 1;
        if (cum === null) bigCum[node]! += BigInt(value);
        else cum[node]! += Number(value);
      }
    }
    const leaf = frames[frameStart[samples.stack[start]!]!]!;
    if (flat === null) bigFlat[leaf]! += BigInt(value);
    else flat[leaf]! += Number(value);
  }
  return {
    nodes,
    sums:
      flat === null || cum === null
        ? {
            flat: (node) => toExactInteger(bigFlat[node]!),
            cum: (node) => toExactInteger(bigCum[node]!),
          }
        : { flat: (node) => flat[node]!, cum: (node) => cum[node]! },
  };
}

interface SortableRow extends TopRow {
  readonly startLine: number;
}

function byFlat(left: SortableRow, right: SortableRow): number {
  return (
    byMagnitude(left.flat, right.flat) ||
    compareGoStrings(left.name, right.name) ||
    byMagnitude(left.cum, right.cum) ||
    left.startLine - right.startLine
  );
}

function byCum(left: SortableRow, right: SortableRow): number {
  return (
    byMagnitude(left.cum, right.cum) ||
    compareGoStrings(left.name, right.name) ||
    byMagnitude(left.flat, right.flat) ||
    left.startLine - right.startLine
  );
}
