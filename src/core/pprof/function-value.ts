// What one function accounts for in one profile: two numbers, for a line over many snapshots. No other function is
// added up for it.

import { addExact } from "./exact-integer.ts";
import { buildFrameNodes, functionOfNode } from "./frame-nodes.ts";
import { neverStop, type Checkpoint } from "./profile.ts";
import type { ReportSubject } from "./report/subject.ts";
import { valueAt } from "./sample-type.ts";
import type { ExactInteger, SampleType } from "./views.ts";

export interface FunctionValue {
  readonly sampleType: SampleType;
  readonly total: ExactInteger;
  /** As in the top table at the granularity of functions; both 0 when the function is not in the profile. */
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
}

/** The same over the snapshots of one target and kind, oldest first. */
export interface FunctionSeries {
  readonly sampleType: SampleType;
  readonly points: readonly {
    readonly snapshotId: string;
    readonly atMillis: number;
    readonly flat: ExactInteger;
    readonly cum: ExactInteger;
  }[];
  /** Snapshots that could not be read, and those left out because there are too many. */
  readonly left: number;
}

/** `name` as the top table prints it. Code: cancelled. */
export function buildFunctionValue(
  subject: ReportSubject,
  name: string,
  options: { readonly noInlines: boolean },
  checkpoint: Checkpoint = neverStop,
): FunctionValue {
  const { profile, typeIndex, sampleType, total } = subject;
  const table = buildFrameNodes(profile, "functions", options.noInlines);
  const wanted = table.nodes.map((node) => functionOfNode(node) === name);
  const holds = new Uint8Array(profile.locations.count);
  const leads = new Uint8Array(profile.locations.count);
  for (let location = 0; location < holds.length; location++) {
    const start = table.frameStart[location]!;
    const frames = table.frames.subarray(start, table.frameStart[location + 1]);
    if (frames.some((node) => wanted[node]!)) holds[location] = 1;
    if (frames.length > 0 && wanted[frames[0]!]!) leads[location] = 1;
  }
  let flat: ExactInteger = 0;
  let cum: ExactInteger = 0;
  const { stackStart, stack, count } = profile.samples;
  for (let sample = 0; sample < count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const start = stackStart[sample]!;
    const end = stackStart[sample + 1]!;
    let isIn = false;
    for (let at = start; at < end && !isIn; at++)
      isIn = holds[stack[at]!] === 1;
    if (!isIn) continue;
    const value = valueAt(profile, sample, typeIndex);
    cum = addExact(cum, value);
    if (leads[stack[start]!] === 1) flat = addExact(flat, value);
  }
  return { sampleType, total, flat, cum };
}
