// Profiles: does a line of code hold more and more memory, beyond what sampling makes up?

import { message } from "../../messages/message.ts";
import { assertNever } from "../../result.ts";
import type { Finding } from "../finding.ts";
import { makeFinding, nameSite } from "../make-finding.ts";
import type { MeasuredLiveHeap } from "../measure-live-heap.ts";
import type { MeasuredSites } from "../measure-sites.ts";
import type { Rule } from "../rule.ts";

const common = {
  rule: "site-growth",
  witness: "profiles",
  about: "heap-leak",
  confirms: message("confirms.site-growth"),
  falseAlarms: [message("alarm.cache-fills"), message("alarm.long-wave")],
  blindSpots: [
    message("blind.who-holds"),
    message("blind.small-sites"),
    message("blind.profile-rate-zero"),
  ],
} as const;

/** Shorter comparisons say "not seen" of anything. */
const minSecondsForNo = 10;

export const siteGrowth: Rule = {
  name: "site-growth",
  evaluate({ target, siteGrowth: measured, liveHeap }): Finding {
    const evidence = target.heaps.map(({ snapshot }) => snapshot.member);
    switch (measured.kind) {
      case "no-snapshots":
        return makeFinding({
          ...common,
          evidence,
          holds: null,
          message: message("finding.site-growth.no-snapshots", {
            snapshots: measured.snapshots,
          }),
        });
      case "incomparable":
        return makeFinding({
          ...common,
          evidence: [measured.before.member, measured.after.member],
          holds: null,
          message: message(`finding.site-growth.${measured.why}`, {
            gcs: measured.gcsBetween ?? 0,
          }),
        });
      case "measured":
        return judge(measured, liveHeap.kind === "growing" ? liveHeap : null);
      default:
        return assertNever(measured, "every measurement is judged");
    }
  },
};

function judge(
  measured: MeasuredSites,
  counters: MeasuredLiveHeap | null,
): Finding {
  const evidence = [measured.before.member, measured.after.member];
  const params = {
    duration: measured.seconds * 1000,
    visibleFrom: measured.visibleFromBytesPerSecond,
    low: measured.total.low,
    high: measured.total.high,
  };
  const [top] = measured.growing;
  if (top !== undefined)
    return makeFinding({
      ...common,
      evidence,
      holds: true,
      message: message("finding.site-growth.growing", {
        ...params,
        site: nameSite(top.site),
        low: top.growth.low,
        high: top.growth.high,
        samples: top.samples,
        others: measured.growing.length - 1,
      }),
      growthBytesPerSecond: top.growth,
    });
  // "No site grows" contradicts growing counters only when growth that fast could not have hidden.
  const couldHide =
    measured.seconds < minSecondsForNo ||
    (counters !== null && counters.growth.low <= measured.total.high);
  return makeFinding({
    ...common,
    evidence,
    holds: couldHide ? null : false,
    message: message(
      couldHide ? "finding.site-growth.hidden" : "finding.site-growth.none",
      params,
    ),
    growthBytesPerSecond: measured.total,
  });
}
