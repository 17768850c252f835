// Counters: does the live heap, measured after collections, keep growing?

import { message, type Message } from "../../messages/message.ts";
import { assertNever } from "../../result.ts";
import type { Finding } from "../finding.ts";
import { makeFinding, seriesEvidence } from "../make-finding.ts";
import type {
  LiveHeapMeasurement,
  MeasuredLiveHeap,
} from "../measure-live-heap.ts";
import type { Rule } from "../rule.ts";

const common = {
  rule: "live-heap-trend",
  witness: "counters",
  about: "heap-leak",
  confirms: message("confirms.live-heap"),
  evidence: seriesEvidence("totalAlloc", "heapAlloc", "numGc", "lastGc"),
  falseAlarms: [message("alarm.warm-up"), message("alarm.long-wave")],
  blindSpots: [
    message("blind.slower-than-noise"),
    message("blind.outside-go"),
    message("blind.no-site"),
  ],
} as const;

export const liveHeapTrend: Rule = {
  name: "live-heap-trend",
  evaluate: ({ liveHeap }): Finding =>
    liveHeap.kind === "too-little"
      ? makeFinding({
          ...common,
          holds: null,
          message: tooLittle(liveHeap),
        })
      : makeFinding({
          ...common,
          holds: holdsOf(liveHeap),
          message: wordMeasured(liveHeap),
          growthBytesPerSecond: liveHeap.growth,
        }),
};

function tooLittle({
  collections,
  seconds,
}: Extract<LiveHeapMeasurement, { kind: "too-little" }>): Message {
  return collections === 0
    ? message("finding.live-heap.no-gc")
    : message("finding.live-heap.too-little", {
        collections,
        duration: seconds * 1000,
      });
}

function holdsOf({ kind }: MeasuredLiveHeap): boolean | null {
  switch (kind) {
    case "growing":
      return true;
    case "steady":
      return false;
    case "unclear":
      return null;
    default:
      return assertNever(kind, "every kind of measurement is judged");
  }
}

function wordMeasured(measured: MeasuredLiveHeap): Message {
  const { growth, liveBytes, collections, seconds, waves } = measured;
  const params = {
    low: growth.low,
    high: growth.high,
    live: liveBytes,
    collections,
    duration: seconds * 1000,
    waves,
  };
  switch (measured.kind) {
    case "growing":
      return message("finding.live-heap.growing", params);
    case "steady":
      return message(
        growth.high > 0
          ? "finding.live-heap.steady"
          : "finding.live-heap.falling",
        params,
      );
    case "unclear":
      return message(`finding.live-heap.${measured.why ?? "noisy"}`, params);
    default:
      return assertNever(measured.kind, "every kind is worded");
  }
}
