// Counts slots by size class and holds them against the site that the profiles accuse.

import type { SpanCensus, SpanClass } from "../go-runtime/span-census.ts";
import type { AllocationSite } from "../pprof/views.ts";
import { bytesInterval, sampledCount } from "../statistics/sampling.ts";
import type { Interval } from "./finding.ts";
import { isSteady } from "./is-steady.ts";
import type { RuleContext } from "./rule.ts";
import type { TargetView } from "./target-view.ts";

export type CensusMeasurement =
  | { readonly kind: "none" }
  | { readonly kind: "nothing-to-check"; readonly heapInUseBytes: number }
  | {
      /** "unsure": no growth seen, but the garbage around leaves room for growth that matters. */
      readonly kind: "steady" | "unsure";
      readonly growth: Interval;
      readonly seconds: number;
    }
  | {
      readonly kind: "class-grows";
      readonly objectBytes: number;
      readonly growth: Interval;
      readonly seconds: number;
    }
  | {
      readonly kind: "checked";
      readonly site: AllocationSite;
      readonly objectBytes: number;
      readonly heldBytes: number;
      readonly heldObjects: number;
      /** What the class must hold at least if the profile is right. */
      readonly expectedBytes: number;
      readonly isHeld: boolean;
      /** Of that class between two censuses; null with one. */
      readonly growth: Interval | null;
    };

type CensusContext = Pick<RuleContext, "target" | "livePoints" | "siteGrowth">;

/** Two censuses closer than this say nothing about growth. */
const minSeconds = 10;

export function measureCensus(context: CensusContext): CensusMeasurement {
  const { target, siteGrowth: sites } = context;
  const newest = target.spans.at(-1);
  if (newest === undefined) return { kind: "none" };
  const last = newest.value;
  const first = target.spans[0]?.value ?? last;
  const seconds = (last.atMillis - first.atMillis) / 1000;
  const pair = seconds >= minSeconds ? { first, last, seconds } : null;

  const accused = sites.kind === "measured" ? sites.growing[0] : undefined;
  if (accused === undefined || sites.kind !== "measured")
    return pair === null
      ? { kind: "nothing-to-check", heapInUseBytes: last.heapInUseBytes }
      : compareAll(context, pair);

  const { site, growth, objectBytes } = accused;
  const held = classesOf(last, objectBytes);
  const rate = rateOf(target, sites.after.id);
  const inProfile = site.buckets.find(
    (bucket) => bucket.objectBytes === objectBytes,
  );
  const known = bytesInterval(
    [
      {
        size: objectBytes,
        count: sampledCount(inProfile?.inuseObjects ?? 0, objectBytes, rate),
      },
    ],
    rate,
  );
  // The census may be older than the profile: then less was there. It may be newer: at least as much must be there.
  const secondsLater = (last.atMillis - sites.after.atMillis) / 1000;
  const expectedBytes = Math.max(
    0,
    known.low + Math.min(0, secondsLater) * growth.high,
  );
  const classGrowth =
    pair === null
      ? null
      : growthOf(context, pair, (census) => bytesOf(census, objectBytes));
  const heldBytes = held.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    kind: "checked",
    site,
    objectBytes,
    heldBytes,
    heldObjects: held.reduce((sum, { objects }) => sum + objects, 0),
    expectedBytes,
    isHeld:
      heldBytes > 0 &&
      heldBytes >= expectedBytes &&
      (classGrowth === null || classGrowth.high > 0),
    growth: classGrowth,
  };
}

/** Objects above 32 KiB are all in class 0, whose object size is a mean. */
const largeObject = 32_768;

function classesOf(
  census: SpanCensus,
  objectBytes: number,
): readonly SpanClass[] {
  if (objectBytes > largeObject)
    return census.classes.filter(({ sizeClass }) => sizeClass === 0);
  const size = Math.min(
    ...census.classes
      .filter((span) => span.sizeClass !== 0 && span.objectSize >= objectBytes)
      .map((span) => span.objectSize),
  );
  return census.classes.filter(
    (span) => span.sizeClass !== 0 && span.objectSize === size,
  );
}

function bytesOf(census: SpanCensus, objectBytes: number): number {
  return classesOf(census, objectBytes).reduce(
    (sum, { bytes }) => sum + bytes,
    0,
  );
}

function rateOf(target: TargetView, snapshotId: string): number {
  return (
    target.heaps.find(({ snapshot }) => snapshot.id === snapshotId)?.value
      .sampleRateBytes ?? 524_288
  );
}

interface Pair {
  readonly first: SpanCensus;
  readonly last: SpanCensus;
  readonly seconds: number;
}

/** Slots are exact, but up to all garbage of either moment may be in them. */
function growthOf(
  context: CensusContext,
  { first, last, seconds }: Pair,
  bytes: (census: SpanCensus) => number,
): Interval {
  const before = bytes(first);
  const after = bytes(last);
  return {
    low: (after - before - Math.min(after, garbageAt(context, last))) / seconds,
    high:
      (after - before + Math.min(before, garbageAt(context, first))) / seconds,
  };
}

/** Garbage on the heap at the time of a census, from the counters around it; everything that grew when unknown. */
function garbageAt(
  { target, livePoints }: CensusContext,
  census: SpanCensus,
): number {
  const { times, columns } = target.series(["heapAlloc"]);
  const live = livePoints
    .filter(({ atMillis }) => atMillis <= census.atMillis)
    .at(-1);
  let heapAlloc: number | undefined;
  times.forEach((time, i) => {
    if (time <= census.atMillis) heapAlloc = columns[0]?.[i];
  });
  if (live === undefined || heapAlloc === undefined)
    return census.heapInUseBytes / 2; // GOGC=100 lets garbage be as much as is live
  return Math.max(0, heapAlloc - live.liveBytes);
}

function compareAll(context: CensusContext, pair: Pair): CensusMeasurement {
  const sizes = [
    ...new Set(
      pair.last.classes.map((span) =>
        span.sizeClass === 0 ? largeObject + 1 : span.objectSize,
      ),
    ),
  ].sort((a, b) => a - b);
  let best: { size: number; growth: Interval } | null = null;
  for (const size of sizes) {
    const growth = growthOf(context, pair, (census) => bytesOf(census, size));
    if (growth.low > 0 && growth.low > (best?.growth.low ?? 0))
      best = { size, growth };
  }
  if (best !== null)
    return {
      kind: "class-grows",
      objectBytes: best.size,
      growth: best.growth,
      seconds: pair.seconds,
    };
  const growth = growthOf(context, pair, (census) => census.heapInUseBytes);
  const { heapInUseBytes: liveBytes } = pair.last;
  return {
    kind: isSteady({ high: growth.high, liveBytes }) ? "steady" : "unsure",
    growth,
    seconds: pair.seconds,
  };
}
