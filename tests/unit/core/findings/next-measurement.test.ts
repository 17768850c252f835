// What is recommended next fits what is there already.

import { expect, it } from "vitest";
import { nextMeasurement } from "../../../../src/core/findings/next-measurement.ts";
import type { RuleContext } from "../../../../src/core/findings/rule.ts";
import type { Votes } from "../../../../src/core/findings/votes.ts";

it("asks for a second heap snapshot where one is there", () => {
  const votes = { counters: true, memory: null } as unknown as Votes;
  const idOf = (snapshots: number): string | undefined =>
    nextMeasurement("heap-leak", "suspected", votes, {
      siteGrowth: { kind: "no-snapshots", snapshots },
      liveHeap: { kind: "growing" },
    } as unknown as RuleContext)?.message.id;
  expect(idOf(0)).toBe("next.heap-snapshot");
  expect(idOf(1)).toBe("next.heap-snapshot-second");
});
