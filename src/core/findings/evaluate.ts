// Evidence in, findings and verdict out. Deterministic: no clock, no randomness, no dependence on the order of entries.

import type { FindingInput } from "./finding-input.ts";
import type { VerdictReport } from "./finding.ts";
import { livePointsOf, measureLiveHeap } from "./measure-live-heap.ts";
import { measureSites } from "./measure-sites.ts";
import { rules } from "./registry.ts";
import type { RuleContext } from "./rule.ts";
import { judgedTarget, viewTarget } from "./target-view.ts";
import { noTargetVerdict, weigh } from "./verdict.ts";

/** Judges the target that was seen last. Without any target there are no findings and nothing to say. */
export function evaluate(input: FindingInput): VerdictReport {
  const targetId = judgedTarget(input.model);
  if (targetId === null) return { verdict: noTargetVerdict, findings: [] };
  const target = viewTarget(input, targetId);
  const context: RuleContext = {
    target,
    liveHeap: measureLiveHeap(livePointsOf(target)),
    siteGrowth: measureSites(target),
  };
  const findings = rules.map((rule) => rule.evaluate(context));
  return { verdict: weigh(context, findings), findings };
}
