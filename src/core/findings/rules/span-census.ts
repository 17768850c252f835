// Memory: does the heap really hold, in the leaking site's size class, what the profile says? A census counts slots, so
// it has no sampling error; what it has is garbage that is not swept yet.

import { message, type Message } from "../../messages/message.ts";
import { assertNever } from "../../result.ts";
import type { Finding, Interval } from "../finding.ts";
import { makeFinding, nameSite } from "../make-finding.ts";
import { measureCensus } from "../measure-census.ts";
import type { Rule } from "../rule.ts";

const common = {
  rule: "span-census",
  witness: "memory",
  about: "heap-leak",
  confirms: message("confirms.span-census"),
  falseAlarms: [message("alarm.unswept"), message("alarm.shared-class")],
  blindSpots: [message("blind.class-not-site"), message("blind.who-holds")],
} as const;

export const spanCensus: Rule = {
  name: "span-census",
  evaluate(context): Finding {
    const { target } = context;
    const evidence = target.spans.map(({ snapshot }) => snapshot.member);
    const make = (
      holds: boolean | null,
      text: Message,
      growth: Interval | null = null,
    ): Finding =>
      makeFinding({
        ...common,
        evidence,
        holds,
        message: text,
        growthBytesPerSecond: growth,
      });

    const measured = measureCensus(context);
    switch (measured.kind) {
      case "none":
        return make(null, message("finding.span-census.none"));
      case "nothing-to-check":
        return make(
          null,
          message("finding.span-census.nothing-to-check", {
            heap: measured.heapInUseBytes,
          }),
        );
      case "steady":
      case "unsure":
        return make(
          measured.kind === "steady" ? false : null,
          message(`finding.span-census.${measured.kind}`, {
            low: measured.growth.low,
            high: measured.growth.high,
            duration: measured.seconds * 1000,
          }),
          measured.growth,
        );
      case "class-grows":
        return make(
          true,
          message("finding.span-census.class-grows", {
            size: measured.objectBytes,
            low: measured.growth.low,
            high: measured.growth.high,
            duration: measured.seconds * 1000,
          }),
          measured.growth,
        );
      case "checked": {
        const params = {
          size: measured.objectBytes,
          holds: measured.heldBytes,
          objects: measured.heldObjects,
          expected: measured.expectedBytes,
          site: nameSite(measured.site),
          low: measured.growth?.low ?? 0,
          high: measured.growth?.high ?? 0,
        };
        if (!measured.isHeld)
          return make(false, message("finding.span-census.missing", params));
        return make(
          true,
          message(
            measured.growth === null
              ? "finding.span-census.held"
              : "finding.span-census.held-growing",
            params,
          ),
          measured.growth,
        );
      }
      default:
        return assertNever(measured, "every census is judged");
    }
  },
};
