// What else would explain the same observations: every verdict says it, so that nobody stops thinking at it.

import { message, type Message } from "../messages/message.ts";
import { assertNever } from "../result.ts";
import type { VerdictKind } from "./finding.ts";
import type { RuleContext } from "./rule.ts";
import type { Votes } from "./votes.ts";

export function alternativesFor(
  kind: VerdictKind,
  votes: Votes,
  { liveHeap, siteGrowth }: RuleContext,
): readonly Message[] {
  const seconds = Math.max(
    liveHeap.kind === "too-little" ? 0 : liveHeap.seconds,
    siteGrowth.kind === "measured" ? siteGrowth.seconds : 0,
  );
  const watched = { duration: seconds * 1000 };
  const outside =
    votes.outsideGo === true ? [message("alternative.outside-go")] : [];
  switch (kind) {
    case "heap-leak":
      return [
        message("alternative.cache-fills"),
        message("alternative.long-wave", watched),
        ...(votes.goroutines === null
          ? [message("alternative.goroutines-hold")]
          : []),
        ...outside,
      ];
    case "goroutine-leak":
      return [
        message("alternative.pool-grows"),
        message("alternative.long-wave", watched),
        ...outside,
      ];
    case "none":
      return liveHeap.kind === "too-little" || liveHeap.growth.high <= 0
        ? outside
        : [
            message("alternative.slow-leak", {
              high: liveHeap.growth.high,
            }),
            ...outside,
          ];
    case "unknown":
      return outside;
    default:
      return assertNever(kind, "every kind of verdict has its alternatives");
  }
}
