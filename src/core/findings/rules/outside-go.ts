// Counters: does memory grow that Go's heap profile cannot show? RSS less what the runtime has mapped and not released.

import { message } from "../../messages/message.ts";
import { blockMinimum } from "../../statistics/block-minimum.ts";
import { mannKendall } from "../../statistics/mann-kendall.ts";
import { theilSen } from "../../statistics/theil-sen.ts";
import type { Finding } from "../finding.ts";
import { makeFinding, seriesEvidence } from "../make-finding.ts";
import { nearestValues } from "../nearest-values.ts";
import type { Rule } from "../rule.ts";

const common = {
  rule: "outside-go",
  witness: "counters",
  about: "outside-go",
  confirms: message("confirms.outside-go"),
  evidence: seriesEvidence("rss", "sys", "heapReleased"),
  falseAlarms: [message("alarm.untouched-pages")],
  blindSpots: [message("blind.no-site"), message("blind.shared-pages")],
} as const;

const minSamples = 20;
const minSeconds = 20;
/** Below this a second the runtime's own bookkeeping and page faults of the binary are all there is to see. */
const materialBytesPerSecond = 64 * 1024;

export const outsideGo: Rule = {
  name: "outside-go",
  evaluate({ target }): Finding {
    const go = target.series(["sys", "heapReleased"]);
    const rss = target.series(["rss"]);
    const [sys, released] = go.columns;
    const matched = nearestValues(go.times, rss.times, rss.columns[0], 1000);
    const points = [...go.times].flatMap((time, i) => {
      const resident = matched[i];
      if (resident === undefined) return [];
      return [
        {
          x: time / 1000,
          y: resident - ((sys?.[i] ?? 0) - (released?.[i] ?? 0)),
        },
      ];
    });
    // The second half: mapping the binary's pages in at the start is not growth.
    const late = points.slice(Math.floor(points.length / 2));
    const seconds = (late.at(-1)?.x ?? 0) - (late[0]?.x ?? 0);
    if (points.length < minSamples || seconds < minSeconds / 2)
      return makeFinding({
        ...common,
        holds: null,
        message: message("finding.outside-go.too-little"),
      });
    const minima = blockMinimum(late, 12);
    const { z } = mannKendall(minima.map(({ y }) => y));
    const line = theilSen(
      minima.map(({ x }) => x),
      minima.map(({ y }) => y),
    );
    const low = line?.low ?? 0;
    const high = line?.high ?? 0;
    const params = {
      low,
      high,
      outside: late.at(-1)?.y ?? 0,
      duration: seconds * 1000,
    };
    const grows = z >= 1.96 && low > materialBytesPerSecond;
    // "Does not grow" takes an interval that leaves no room for growth that matters.
    const mayGrow = high > materialBytesPerSecond;
    const word = grows
      ? "growing"
      : mayGrow
        ? "unsure"
        : high <= 0
          ? "falling"
          : "steady";
    return makeFinding({
      ...common,
      holds: grows ? true : mayGrow ? null : false,
      message: message(`finding.outside-go.${word}`, params),
      growthBytesPerSecond: { low, high },
    });
  },
};
