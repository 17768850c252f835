// Which lines of code hold more and more memory? Two heap snapshots are compared at the moments they speak of (a profile
// is as of the collection before the newest, runtime/mprof.go), in objects that were really sampled, so that every growth
// has its sampling interval.

import { compareSnapshots } from "../investigation/comparability.ts";
import type { Snapshot } from "../investigation/model.ts";
import type { AllocationSite, SiteTable } from "../pprof/views.ts";
import { z999 } from "../statistics/normal.ts";
import {
  changeInterval,
  sampledCountOfBytes,
  sampledMovement,
  type BytesInterval,
  type SampledObjects,
} from "../statistics/sampling.ts";
import type { Interval } from "./finding.ts";
import type { TargetView, WithSnapshot } from "./target-view.ts";

export interface SiteGrowth {
  readonly site: AllocationSite;
  /** Bytes per second, 95 %. */
  readonly growth: Interval;
  readonly bytesPerSecond: number;
  /** Bytes in use in the newer snapshot. */
  readonly inuseBytes: number;
  /** Object size of the bucket that grew most. */
  readonly objectBytes: number;
  /** Sampled objects that came, at most. */
  readonly samples: number;
}

export type SiteMeasurement =
  | { readonly kind: "no-snapshots"; readonly snapshots: number }
  | {
      readonly kind: "incomparable";
      readonly why: "too-few-gcs" | "gc-count-unknown" | "mixed-freshness";
      readonly gcsBetween: number | null;
      readonly before: Snapshot;
      readonly after: Snapshot;
    }
  | MeasuredSites;

export interface MeasuredSites {
  readonly kind: "measured";
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** The moments whose live heap the two snapshots show. */
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly seconds: number;
  /** Sites whose growth is beyond sampling error and did not turn back, largest first. */
  readonly growing: readonly SiteGrowth[];
  /** All sites together, bytes per second, 95 %. */
  readonly total: Interval;
  /** The same at 99.9 %: what is outside of it is no accident of sampling. */
  readonly totalBeyondDoubt: Interval;
  /** Growth of all sites that grew at all, for shares. */
  readonly grownBytesPerSecond: number;
  /** Highest growth that the best-hidden site could have. */
  readonly visibleFromBytesPerSecond: number;
}

/** Fewer new samples than this are a coincidence among many sites. */
const minSamples = 6;

interface MomentOf {
  readonly snapshot: Snapshot;
  readonly sites: SiteTable;
  readonly byKey: ReadonlyMap<string, AllocationSite>;
  /** The moment whose live heap it shows. */
  readonly asOfMillis: number;
}

/**
 * With a forced collection, the state at its end. Without one, the state at the end of the collection before the newest. Null when nobody knows when
 * that was, or when there was none: until the second collection a profile shows what the runtime happens to have.
 */
function asOf(target: TargetView, snapshot: Snapshot): number | null {
  if (snapshot.forcedGc) {
    const { gcCount, requestedAtMillis, atMillis } = snapshot;
    const ended = gcCount === null ? null : target.gcEndMillis(gcCount);
    // The count may be of a later collection: it was over when the answer came, at the latest.
    return Math.min(Math.max(ended ?? 0, requestedAtMillis), atMillis);
  }
  // Garbage that waits for the next collection is no growth.
  if (snapshot.asOf === "now") return null;
  if (snapshot.asOf === "collection")
    return snapshot.gcCount === null
      ? null
      : target.gcEndMillis(snapshot.gcCount);
  if (snapshot.gcCount === null || snapshot.gcCount < 2) return null;
  return target.gcEndMillis(snapshot.gcCount - 1);
}

export function measureSites(target: TargetView): SiteMeasurement {
  // By the moment shown: a plain profile taken after a forced one may show an earlier state.
  const moments = target.heaps
    .flatMap(({ snapshot, value }: WithSnapshot<SiteTable>): MomentOf[] => {
      const asOfMillis = asOf(target, snapshot);
      if (asOfMillis === null) return [];
      return [{ snapshot, sites: value, byKey: byKey(value), asOfMillis }];
    })
    .sort((a, b) => a.asOfMillis - b.asOfMillis);
  const [first] = target.heaps;
  const newest = target.heaps.at(-1);
  if (first === undefined || newest === undefined || first === newest)
    return { kind: "no-snapshots", snapshots: target.heaps.length };
  const after = moments.at(-1);
  const comparable =
    after === undefined
      ? []
      : moments.filter((moment) => isComparable(moment, after));
  const before = after && startAfterWarmUp(comparable, after);
  if (after === undefined || before === undefined)
    return incomparable(first.snapshot, newest.snapshot);
  const between = comparable.filter(
    (moment) =>
      moment.asOfMillis > before.asOfMillis && isComparable(before, moment),
  );
  return compare(before, [...between, after]);
}

function isComparable(before: MomentOf, after: MomentOf): boolean {
  if (before.asOfMillis >= after.asOfMillis) return false;
  // An allocs profile holds the same samples as a heap profile.
  const kind = after.snapshot.kind;
  const { issues } = compareSnapshots(
    { ...before.snapshot, kind },
    after.snapshot,
  );
  // A fresh and a lagging profile may be compared here: each is dated by the moment that it shows.
  return issues.every(
    (issue) => issue === "reversed" || issue === "mixed-freshness",
  );
}

/** Sampling noise wants a long stretch, warm-up a late start: the first snapshot past a quarter, else the first of all. */
function startAfterWarmUp(
  comparable: readonly MomentOf[],
  after: MomentOf,
): MomentOf | undefined {
  const [first] = comparable;
  if (first === undefined) return undefined;
  const span = after.asOfMillis - first.asOfMillis;
  const within = (share: number): number => first.asOfMillis + span * share;
  return (
    comparable.find(
      ({ asOfMillis }) =>
        asOfMillis >= within(0.25) && asOfMillis <= within(0.5),
    ) ?? first
  );
}

function incomparable(before: Snapshot, after: Snapshot): SiteMeasurement {
  const { issues, gcsBetween } = compareSnapshots(before, after);
  return {
    kind: "incomparable",
    why:
      issues.find(
        (issue) => issue === "too-few-gcs" || issue === "mixed-freshness",
      ) ?? "gc-count-unknown",
    gcsBetween,
    before,
    after,
  };
}

const keyOf = ({ function: name, file, line, via }: AllocationSite): string =>
  `${name}\0${file}\0${line}\0${via}`;

/** From `before` to the last of `stages`; those between must not speak against a growth. */
function compare(before: MomentOf, stages: readonly MomentOf[]): MeasuredSites {
  const after = stages.at(-1) ?? before;
  const rate = after.sites.sampleRateBytes;
  const seconds = (after.asOfMillis - before.asOfMillis) / 1000;
  const earlier = before.byKey;
  const later = after.byKey;
  const changes = new Map<string, Movement>();
  for (const key of new Set([...earlier.keys(), ...later.keys()]))
    changes.set(key, movement(earlier.get(key), later.get(key), rate));

  const growing: SiteGrowth[] = [];
  let grown = 0;
  let visibleFrom = 0;
  const came: SampledObjects[] = [];
  const went: SampledObjects[] = [];
  for (const [key, moved] of changes) {
    came.push(...moved.came);
    went.push(...moved.went);
    const change = changeInterval(moved.came, moved.went, rate);
    grown += Math.max(0, change.estimate);
    const site = later.get(key);
    if (site === undefined) continue;
    const samples = moved.came.reduce((sum, { count }) => sum + count, 0);
    const isGrowing =
      samples >= minSamples &&
      changeInterval(moved.came, moved.went, rate, z999).low > 0 &&
      !turnsBack(key, [before, ...stages], rate) &&
      !hasStopped(key, [before, ...stages], rate);
    if (isGrowing)
      growing.push({
        site,
        growth: perSecond(change, seconds),
        bytesPerSecond: change.estimate / seconds,
        inuseBytes: inuseOf(site),
        objectBytes: moved.mainSize,
        samples,
      });
    else visibleFrom = Math.max(visibleFrom, change.high / seconds);
  }
  growing.sort(
    (a, b) =>
      b.bytesPerSecond - a.bytesPerSecond ||
      (keyOf(a.site) < keyOf(b.site) ? -1 : 1),
  );
  return {
    kind: "measured",
    before: before.snapshot,
    after: after.snapshot,
    fromMillis: before.asOfMillis,
    toMillis: after.asOfMillis,
    seconds,
    growing,
    total: perSecond(changeInterval(came, went, rate), seconds),
    totalBeyondDoubt: perSecond(
      changeInterval(came, went, rate, z999),
      seconds,
    ),
    grownBytesPerSecond: grown / seconds,
    visibleFromBytesPerSecond: visibleFrom,
  };
}

function byKey(table: SiteTable): ReadonlyMap<string, AllocationSite> {
  return new Map(table.sites.map((site) => [keyOf(site), site]));
}

function perSecond(change: BytesInterval, seconds: number): Interval {
  return { low: change.low / seconds, high: change.high / seconds };
}

export function inuseOf(site: AllocationSite): number {
  return site.buckets.reduce((sum, bucket) => sum + bucket.inuseBytes, 0);
}

interface Movement {
  readonly came: readonly SampledObjects[];
  readonly went: readonly SampledObjects[];
  readonly mainSize: number;
}

/** Sampled objects that came and went between two states of a site, size by size. */
function movement(
  before: AllocationSite | undefined,
  after: AllocationSite | undefined,
  rate: number,
): Movement {
  const came: SampledObjects[] = [];
  const went: SampledObjects[] = [];
  let mainSize = 0;
  let mainBytes = -Infinity;
  const sizes = new Set(
    [...(before?.buckets ?? []), ...(after?.buckets ?? [])].map(
      ({ objectBytes }) => objectBytes,
    ),
  );
  for (const size of [...sizes].sort((a, b) => a - b)) {
    const counts = [before, after].map((site) => {
      const bucket = site?.buckets.find(
        ({ objectBytes }) => objectBytes === size,
      );
      return {
        inuse: sampledCountOfBytes(bucket?.inuseBytes ?? 0, size, rate),
        allocated: sampledCountOfBytes(bucket?.allocBytes ?? 0, size, rate),
        bytes: bucket?.inuseBytes ?? 0,
      };
    });
    const [old, now] = counts;
    if (old === undefined || now === undefined) continue;
    const moved = sampledMovement(old, now);
    came.push({ count: moved.came, size });
    went.push({ count: moved.went, size });
    if (now.bytes - old.bytes > mainBytes) {
      mainBytes = now.bytes - old.bytes;
      mainSize = size;
    }
  }
  return { came, went, mainSize };
}

function changeOf(
  key: string,
  from: MomentOf,
  to: MomentOf,
  rate: number,
): BytesInterval {
  const { came, went } = movement(from.byKey.get(key), to.byKey.get(key), rate);
  return changeInterval(came, went, rate);
}

/** Did it shrink on the way by more than sampling error? Then it is load or a cache, not a leak. */
function turnsBack(
  key: string,
  stages: readonly MomentOf[],
  rate: number,
): boolean {
  return stages.some((stage, i) => {
    const previous = stages[i - 1];
    return (
      previous !== undefined && changeOf(key, previous, stage, rate).high < 0
    );
  });
}

/** Was it faster in the first part than it can be in the rest? Then something filled up, and that was it. */
function hasStopped(
  key: string,
  stages: readonly MomentOf[],
  rate: number,
): boolean {
  const first = stages[0];
  const last = stages.at(-1);
  if (first === undefined || last === undefined) return false;
  return stages.slice(1, -1).some((middle) => {
    const early = perSecond(
      changeOf(key, first, middle, rate),
      (middle.asOfMillis - first.asOfMillis) / 1000,
    );
    const late = perSecond(
      changeOf(key, middle, last, rate),
      (last.asOfMillis - middle.asOfMillis) / 1000,
    );
    return late.high < early.low;
  });
}
