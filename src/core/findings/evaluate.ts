// Evidence in, findings and verdict out. Deterministic: no clock, no randomness, no dependence on the order of entries.

import type { FindingInput, SnapshotReadings } from "./finding-input.ts";
import type { VerdictReport } from "./finding.ts";
import { livePointsOf, measureLiveHeap } from "./measure-live-heap.ts";
import { measureSites } from "./measure-sites.ts";
import { rules } from "./registry.ts";
import type { RuleContext } from "./rule.ts";
import { gatherEvidence, type TargetEvidence } from "./target-evidence.ts";
import { viewTarget } from "./target-view.ts";
import { noTargetVerdict, weigh } from "./verdict.ts";

/** Judges the target that was seen last. Without any target there are no findings and nothing to say. */
export function evaluate(input: FindingInput): VerdictReport {
  return judgeEvidence(gatherEvidence(input), input);
}

/** The second half of it, the long one: what `gatherEvidence` gave may have come from another thread. */
export function judgeEvidence(
  evidence: TargetEvidence | null,
  readings: SnapshotReadings,
): VerdictReport {
  if (evidence === null) return { verdict: noTargetVerdict, findings: [] };
  const target = viewTarget(evidence, readings);
  const livePoints = livePointsOf(target);
  const context: RuleContext = {
    target,
    livePoints,
    liveHeap: measureLiveHeap(livePoints),
    siteGrowth: measureSites(target),
  };
  const findings = rules.map((rule) => rule.evaluate(context));
  return { verdict: weigh(context, findings), findings };
}
