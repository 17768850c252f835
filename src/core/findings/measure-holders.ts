// Who holds what is live, by the graphs that were taken: reachable memory alone is in them, so there is no garbage and no
// sampling error. Two graphs tell who holds more; one tells whether somebody holds what the profiles speak of.

import type { HolderSummary } from "../object-graph/holder-summary.ts";
import { treeOf } from "../object-graph/holder-summary.ts";
import {
  findGrowth,
  findSuspects,
  matchHolders,
} from "../object-graph/leak-suspects.ts";
import { bytesInterval, sampledCountOfBytes } from "../statistics/sampling.ts";
import type { SiteGrowth } from "./measure-sites.ts";
import type { RuleContext } from "./rule.ts";
import type { TargetView, WithSnapshot } from "./target-view.ts";

export interface TopHolder {
  /** As a programmer would write it: `main.cache.items[]`. */
  readonly name: string;
  readonly retainedBytes: number;
  /** 0 with one graph. */
  readonly grownBytes: number;
  /** Of all growth, with one graph of the live heap. */
  readonly share: number;
}

export type HoldersMeasurement =
  | { readonly kind: "none" }
  /** A process that ran while it was read: its pointers are of many moments. */
  | { readonly kind: "approximate" }
  | {
      readonly kind: "one";
      readonly liveBytes: number;
      readonly top: TopHolder | null;
      /** What the accused line must hold at least; null when none is accused. */
      readonly expectedBytes: number | null;
      readonly accused: SiteGrowth | null;
    }
  | {
      readonly kind: "compared";
      readonly seconds: number;
      readonly liveBytes: number;
      readonly grownBytes: number;
      readonly bytesPerSecond: number;
      readonly top: TopHolder | null;
      /** The top holder held less at one of the graphs between than at the one before. */
      readonly turnedBack: boolean;
      readonly accused: SiteGrowth | null;
    };

/** Two graphs closer than this say nothing about growth. */
const minSeconds = 10;
/** So much of its growth may a holder lose on the way: entries come and go. */
const turnShare = 0.1;

export function measureHolders({
  target,
  siteGrowth,
}: Pick<RuleContext, "target" | "siteGrowth">): HoldersMeasurement {
  if (target.holders.length === 0) return { kind: "none" };
  const graphs = target.holders.filter(({ value }) => !value.isApproximate);
  const last = graphs.at(-1);
  if (last === undefined) return { kind: "approximate" };
  const first = graphs[0] ?? last;
  const accused =
    siteGrowth.kind === "measured" ? (siteGrowth.growing[0] ?? null) : null;
  const seconds = (last.snapshot.atMillis - first.snapshot.atMillis) / 1000;
  if (seconds < minSeconds)
    return {
      kind: "one",
      liveBytes: last.value.liveBytes,
      top: largestOf(last.value),
      expectedBytes:
        accused === null
          ? null
          : expectedBytes(target, accused, last.snapshot.atMillis),
      accused,
    };
  const grownBytes = last.value.liveBytes - first.value.liveBytes;
  return {
    kind: "compared",
    seconds,
    liveBytes: last.value.liveBytes,
    grownBytes,
    bytesPerSecond: grownBytes / seconds,
    ...fastestOf(graphs),
    accused,
  };
}

function largestOf(summary: HolderSummary): TopHolder | null {
  const [top] = findSuspects(treeOf(summary));
  return top === undefined
    ? null
    : {
        name: top.name,
        retainedBytes: top.retainedBytes,
        grownBytes: 0,
        share: top.share,
      };
}

function fastestOf(graphs: readonly WithSnapshot<HolderSummary>[]): {
  readonly top: TopHolder | null;
  readonly turnedBack: boolean;
} {
  const trees = graphs.map(({ value }) => treeOf(value));
  const before = trees[0]!;
  const after = trees.at(-1)!;
  const [top] = findGrowth(before, after);
  const root = top?.path[0];
  if (top === undefined || root === undefined)
    return { top: null, turnedBack: false };
  const grownBytes = top.bytes - top.beforeBytes;
  const held = [
    ...trees
      .slice(0, -1)
      .map(
        (tree) => matchHolders(tree, after).get(root.id)?.retainedBytes ?? 0,
      ),
    top.bytes,
  ];
  return {
    top: {
      name: top.name,
      retainedBytes: top.bytes,
      grownBytes,
      share: top.share,
    },
    turnedBack: held.some(
      (bytes, i) => bytes < (held[i - 1] ?? 0) - grownBytes * turnShare,
    ),
  };
}

/** The line's memory in the newest profile, at the time of the graph. A graph may be older: then less was there. */
function expectedBytes(
  target: TargetView,
  { site, growth }: SiteGrowth,
  atMillis: number,
): number {
  const newest = target.heaps.at(-1);
  const rate = newest?.value.sampleRateBytes ?? 524_288;
  const known = bytesInterval(
    site.buckets.map(({ objectBytes, inuseBytes }) => ({
      size: objectBytes,
      count: sampledCountOfBytes(inuseBytes, objectBytes, rate),
    })),
    rate,
  );
  const secondsLater =
    newest === undefined ? 0 : (atMillis - newest.snapshot.atMillis) / 1000;
  return Math.max(0, known.low + Math.min(0, secondsLater) * growth.high);
}
