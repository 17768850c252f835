// Profiles against counters: is it the same growth? Both are taken between the same two collections, so a rate that
// changes over time cannot make honest witnesses differ.

import type { MessageId } from "../../messages/en/index.ts";
import { message } from "../../messages/message.ts";
import type { LiveHeapPoint } from "../../memstats/live-heap.ts";
import { noiseOf } from "../find-waves.ts";
import type { Finding, Interval } from "../finding.ts";
import { makeFinding, seriesEvidence } from "../make-finding.ts";
import type { Rule } from "../rule.ts";

const common = {
  rule: "rate-agreement",
  witness: "profiles",
  about: "heap-leak",
  confirms: message("confirms.rate-agreement"),
  falseAlarms: [message("alarm.rate-changed")],
  blindSpots: [message("blind.wide-intervals")],
} as const;

export const rateAgreement: Rule = {
  name: "rate-agreement",
  evaluate({ livePoints, siteGrowth, liveHeap }): Finding {
    const missing = makeFinding({
      ...common,
      evidence: [],
      holds: null,
      message: message("finding.rate-agreement.missing"),
    });
    if (siteGrowth.kind !== "measured") return missing;
    const { total, totalBeyondDoubt, before, after } = siteGrowth;
    const { fromMillis, toMillis } = siteGrowth;
    const counters = growthBetween(livePoints, fromMillis, toMillis);
    if (counters === null) return missing;
    const evidence = [
      ...seriesEvidence("totalAlloc", "heapAlloc"),
      before.member,
      after.member,
    ];
    const params = {
      counterLow: counters.low,
      counterHigh: counters.high,
      profileLow: total.low,
      profileHigh: total.high,
    };
    // Two that see no growth agree as well, and speak for nothing.
    if (liveHeap.kind !== "growing" || siteGrowth.growing.length === 0)
      return makeFinding({
        ...common,
        evidence,
        holds: null,
        message: message("finding.rate-agreement.no-growth", params),
        growthBytesPerSecond: total,
      });
    // One time in twenty the sampled profile misses the truth: that is no contradiction yet.
    const agree = overlaps(counters, total)
      ? true
      : overlaps(counters, totalBeyondDoubt)
        ? null
        : false;
    return makeFinding({
      ...common,
      evidence,
      holds: agree,
      message: message(wording(agree), params),
      growthBytesPerSecond: total,
    });
  },
};

function overlaps(a: Interval, b: Interval): boolean {
  return a.low <= b.high && b.low <= a.high;
}

function wording(agree: boolean | null): MessageId {
  if (agree === null) return "finding.rate-agreement.unsure";
  return agree
    ? "finding.rate-agreement.agree"
    : "finding.rate-agreement.differ";
}

/** A point farther away than this share of the whole is not the same collection. */
const nearEnough = 0.15;

/** Live heap's growth between the points nearest to two moments, with twice the points' noise on either side. */
function growthBetween(
  points: readonly LiveHeapPoint[],
  fromMillis: number,
  toMillis: number,
): Interval | null {
  const reach = (toMillis - fromMillis) * nearEnough;
  const first = nearest(points, fromMillis, reach);
  const last = nearest(points, toMillis, reach);
  if (first === null || last === null || first === last) return null;
  const noise = noiseOf(
    points.map(({ atMillis, liveBytes }) => ({ x: atMillis, y: liveBytes })),
  );
  const slack = 2 * Math.SQRT2 * Math.max(noise, 0.01 * last.liveBytes);
  const seconds = (last.atMillis - first.atMillis) / 1000;
  const change = last.liveBytes - first.liveBytes;
  return { low: (change - slack) / seconds, high: (change + slack) / seconds };
}

function nearest(
  points: readonly LiveHeapPoint[],
  atMillis: number,
  reach: number,
): LiveHeapPoint | null {
  let best: LiveHeapPoint | null = null;
  let distance = reach;
  for (const point of points) {
    const away = Math.abs(point.atMillis - atMillis);
    if (away > distance) continue;
    best = point;
    distance = away;
  }
  return best;
}
