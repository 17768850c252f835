// Goroutine counts over time, from snapshots (with the line they wait at) or from the `goroutines` series alone.

import { printedName, programFrames } from "../goroutines/stack-key.ts";
import type { GoroutineGroup } from "../pprof/views.ts";
import type { Interval } from "./finding.ts";
import type { TargetView } from "./target-view.ts";

export interface GrowingGroup {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly before: number;
  readonly after: number;
}

export interface GoroutineMeasurement {
  readonly before: number;
  readonly after: number;
  readonly seconds: number;
  readonly grows: boolean;
  /** The group that grew most; null without goroutine snapshots. */
  readonly group: GrowingGroup | null;
  /** Stacks of at least 2 KiB and, as a rule, at most 8 KiB each. Bytes per second. */
  readonly stackGrowth: Interval | null;
}

interface Count {
  readonly atMillis: number;
  readonly count: number;
}

const minSeconds = 20;
const minCounts = 3;

/** Null while there are not three counts over twenty seconds: two cannot tell a leak from a pool. */
export function measureGoroutines(
  target: TargetView,
): GoroutineMeasurement | null {
  const { times, columns } = target.series(["goroutines"]);
  const fromSnapshots = target.goroutines.map(({ snapshot, value }) => ({
    atMillis: snapshot.atMillis,
    count: totalOf(value),
  }));
  const fromSeries = [...times].map((atMillis, i) => ({
    atMillis,
    count: columns[0]?.[i] ?? 0,
  }));
  const counts = isEnough(fromSnapshots) ? fromSnapshots : fromSeries;
  const seconds = spanOf(counts);
  if (!isEnough(counts)) return null;
  const before = counts[0]?.count ?? 0;
  const after = counts.at(-1)?.count ?? 0;
  const group = counts === fromSnapshots ? growingGroup(target) : null;
  const grows = group !== null || isGrowth(counts);
  const perSecond =
    (group ? group.after - group.before : after - before) / seconds;
  return {
    before,
    after,
    seconds,
    grows,
    group,
    stackGrowth: grows
      ? { low: perSecond * 2048, high: perSecond * 8192 }
      : null,
  };
}

function isEnough(counts: readonly Count[]): boolean {
  return counts.length >= minCounts && spanOf(counts) >= minSeconds;
}

function spanOf(counts: readonly Count[]): number {
  return ((counts.at(-1)?.atMillis ?? 0) - (counts[0]?.atMillis ?? 0)) / 1000;
}

function totalOf(groups: readonly GoroutineGroup[]): number {
  return groups.reduce((sum, group) => sum + group.count, 0);
}

/**
 * Counts under a steady load vary like a Poisson count: growth is beyond five of its standard deviations and twenty
 * goroutines. And it goes on: each half of the time brings at least a quarter of it, which a pool that has filled up
 * does not.
 */
function isGrowth(counts: readonly Count[]): boolean {
  const first = counts[0];
  const last = counts.at(-1);
  if (first === undefined || last === undefined) return false;
  const grown = last.count - first.count;
  if (grown < Math.max(20, 5 * Math.sqrt(first.count + last.count)))
    return false;
  const halfway = (first.atMillis + last.atMillis) / 2;
  const middle = counts.reduce((best, count) =>
    Math.abs(count.atMillis - halfway) < Math.abs(best.atMillis - halfway)
      ? count
      : best,
  );
  return (
    middle.count - first.count >= grown / 4 &&
    last.count - middle.count >= grown / 4
  );
}

/** A dump by id hides the runtime's frames and folds type arguments, a profile does neither: both count the same stacks. */
const keyOf = (group: GoroutineGroup): string =>
  programFrames(group)
    .map((frame) => `${printedName(frame.function)}:${frame.line}`)
    .join("\n");

function growingGroup(target: TargetView): GrowingGroup | null {
  const stages = target.goroutines.map(({ snapshot, value }) => ({
    atMillis: snapshot.atMillis,
    byStack: countsByStack(value),
  }));
  const last = target.goroutines.at(-1)?.value ?? [];
  let best: GrowingGroup | null = null;
  for (const group of last) {
    const key = keyOf(group);
    const counts = stages.map(({ atMillis, byStack }) => ({
      atMillis,
      count: byStack.get(key) ?? 0,
    }));
    if (!isGrowth(counts)) continue;
    const before = counts[0]?.count ?? 0;
    const after = counts.at(-1)?.count ?? 0;
    if (best !== null && after - before <= best.after - best.before) continue;
    const frame = ownFrame(group);
    best = { ...frame, before, after };
  }
  return best;
}

function countsByStack(
  groups: readonly GoroutineGroup[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const group of groups) {
    const key = keyOf(group);
    counts.set(key, (counts.get(key) ?? 0) + group.count);
  }
  return counts;
}

/** The leaf-most frame that is not the runtime's parking: the line that waits. */
function ownFrame(group: GoroutineGroup): {
  readonly function: string;
  readonly file: string;
  readonly line: number;
} {
  const [leaf] = group.frames;
  const own = group.frames.find(
    (frame) => !/^(runtime|internal|sync|time)[./]/.test(frame.function),
  );
  const {
    function: name,
    file,
    line,
  } = own ?? leaf ?? { function: "", file: "", line: 0 };
  return { function: name, file, line };
}
