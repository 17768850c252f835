// A trace by place: what was allocated where, as estimates for all allocations with the samples they rest on.
// Source of truth for the scale: runtime/pprof/protomem.go (scaleHeapSample).

import type { AllocationTrace, TracedAllocation } from "./traced-allocation.ts";

export interface AllocationSite {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly type: string | null;
  readonly samples: number;
  /** Estimates for all allocations of the time that was traced. */
  readonly objects: number;
  readonly bytes: number;
  /** Samples whose slot was still handed out at the end; null when none could be read. */
  readonly there: number | null;
}

/** An object of this size is sampled with probability 1 - exp(-bytes / rate): so many stand behind one sample. */
export function objectsPerSample(bytes: number, rate: number): number {
  return rate <= 1 || bytes <= 0 ? 1 : 1 / (1 - Math.exp(-bytes / rate));
}

/** Largest in bytes first. */
export function groupSites(
  trace: Pick<AllocationTrace, "rate" | "allocations">,
): readonly AllocationSite[] {
  const groups = new Map<string, TracedAllocation[]>();
  for (const allocation of trace.allocations) {
    const [frame] = allocation.frames;
    const key = `${frame?.function} ${frame?.file} ${frame?.line} ${allocation.type}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [allocation]);
    else group.push(allocation);
  }
  return [...groups.values()]
    .map((group) => describe(group, trace.rate))
    .sort((a, b) => b.bytes - a.bytes);
}

function describe(
  group: readonly TracedAllocation[],
  rate: number,
): AllocationSite {
  const [first] = group;
  const frame = first?.frames[0];
  let objects = 0;
  let bytes = 0;
  for (const allocation of group) {
    const count = objectsPerSample(allocation.bytes, rate);
    objects += count;
    bytes += count * allocation.bytes;
  }
  const known = group.filter(({ isThere }) => isThere !== null);
  return {
    function: frame?.function ?? "?",
    file: frame?.file ?? "?",
    line: frame?.line ?? 0,
    type: first?.type ?? null,
    samples: group.length,
    objects: Math.round(objects),
    bytes: Math.round(bytes),
    there:
      known.length === 0
        ? null
        : known.filter(({ isThere }) => isThere === true).length,
  };
}
