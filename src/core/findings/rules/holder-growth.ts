// Memory: who holds what is live, and who holds more of it? A graph has every reachable object in it and nothing else.

import { message, type Message } from "../../messages/message.ts";
import { assertNever } from "../../result.ts";
import type { Finding, Interval } from "../finding.ts";
import { isSteady } from "../is-steady.ts";
import { makeFinding, nameSite } from "../make-finding.ts";
import {
  measureHolders,
  type HoldersMeasurement,
  type TopHolder,
} from "../measure-holders.ts";
import type { Rule } from "../rule.ts";

const common = {
  rule: "holder-growth",
  witness: "memory",
  about: "heap-leak",
  confirms: message("confirms.holder-growth"),
  falseAlarms: [message("alarm.cache-fills"), message("alarm.two-moments")],
  blindSpots: [
    message("blind.held-not-needless"),
    message("blind.shared-holders"),
  ],
} as const;

/** A holder that grew by less than this share of the heap may have been busier at the second moment. */
const telling = 0.02;
/** Of what the accused line is sure to have added, so much must be seen in the graphs: they are of other moments. */
const slack = 0.5;
/** Between closer graphs a leak that matters is no larger than what comes and goes. */
const minSecondsForNo = 30;

export const holderGrowth: Rule = {
  name: "holder-growth",
  evaluate(context): Finding {
    const evidence = context.target.holders.map(
      ({ snapshot }) => snapshot.member,
    );
    const { holds, text, growth } = judge(
      measureHolders(context),
      context.liveHeap.kind === "growing",
    );
    return makeFinding({
      ...common,
      evidence,
      holds,
      message: text,
      growthBytesPerSecond: growth ?? null,
    });
  },
};

interface Judgement {
  readonly holds: boolean | null;
  readonly text: Message;
  readonly growth?: Interval;
}

function judge(measured: HoldersMeasurement, countersGrow: boolean): Judgement {
  switch (measured.kind) {
    case "none":
      return { holds: null, text: message("finding.holder-growth.none") };
    case "approximate":
      return {
        holds: null,
        text: message("finding.holder-growth.approximate"),
      };
    case "one":
      return judgeOne(measured);
    case "compared":
      return judgeTwo(measured, countersGrow);
    default:
      return assertNever(measured, "every measurement is judged");
  }
}

function judgeOne({
  liveBytes,
  top,
  expectedBytes,
  accused,
}: Extract<HoldersMeasurement, { kind: "one" }>): Judgement {
  const params = {
    live: liveBytes,
    ...describeTop(top),
    expected: expectedBytes ?? 0,
    site: accused === null ? "" : nameSite(accused.site),
  };
  const say = (
    holds: boolean | null,
    which: "missing" | "held" | "largest" | "nobody",
  ): Judgement => ({
    holds,
    text: message(`finding.holder-growth.one.${which}`, params),
  });
  if (expectedBytes !== null && liveBytes < expectedBytes)
    return say(false, "missing");
  if (top === null) return say(null, "nobody");
  return expectedBytes !== null &&
    expectedBytes > 0 &&
    top.retainedBytes >= expectedBytes
    ? say(true, "held")
    : say(null, "largest");
}

function describeTop(
  top: TopHolder | null,
): Readonly<Record<"holder", string>> &
  Readonly<Record<"holds" | "grown" | "share", number>> {
  return {
    holder: top?.name ?? "",
    holds: top?.retainedBytes ?? 0,
    grown: top?.grownBytes ?? 0,
    share: top?.share ?? 0,
  };
}

function judgeTwo(
  measured: Extract<HoldersMeasurement, { kind: "compared" }>,
  countersGrow: boolean,
): Judgement {
  const { seconds, liveBytes, grownBytes, bytesPerSecond, top } = measured;
  const { accused, turnedBack } = measured;
  const growth = { low: bytesPerSecond, high: bytesPerSecond };
  const params = {
    low: bytesPerSecond,
    duration: seconds * 1000,
    ...describeTop(top),
    site: accused === null ? "" : nameSite(accused.site),
  };
  const say = (
    holds: boolean | null,
    which: "held-by" | "held-by-site" | "missing" | "steady" | "unsure",
  ): Judgement => ({
    holds,
    text: message(`finding.holder-growth.${which}`, params),
    growth,
  });
  const expected = (accused?.growth.low ?? 0) * seconds * slack;
  // What was reachable cannot have grown by what the line is sure to have added.
  if (accused !== null && grownBytes + liveBytes * telling < expected)
    return say(false, "missing");
  const grows =
    top !== null &&
    !turnedBack &&
    top.grownBytes >= Math.max(liveBytes * telling, expected);
  if (grows) return say(true, accused === null ? "held-by" : "held-by-site");
  const mayGrowBy = Math.max(0, grownBytes) + liveBytes * telling;
  // What counters see growing may be too slow for two moments to show.
  const isSure =
    accused === null &&
    !countersGrow &&
    seconds >= minSecondsForNo &&
    isSteady({ high: mayGrowBy / seconds, liveBytes });
  return isSure ? say(false, "steady") : say(null, "unsure");
}
