// What a rule is (docs/adding-a-finding-rule.md): a pure function from one target's evidence to one finding.

import type { Finding } from "./finding.ts";
import type { LiveHeapPoint } from "../memstats/live-heap.ts";
import type { LiveHeapMeasurement } from "./measure-live-heap.ts";
import type { SiteMeasurement } from "./measure-sites.ts";
import type { TargetView } from "./target-view.ts";

/** One target's evidence, with the measurements that several rules share. */
export interface RuleContext {
  readonly target: TargetView;
  /** The live heap after each collection, oldest first. */
  readonly livePoints: readonly LiveHeapPoint[];
  readonly liveHeap: LiveHeapMeasurement;
  readonly siteGrowth: SiteMeasurement;
}

export interface Rule {
  /** The rule's file name. */
  readonly name: string;
  evaluate(context: RuleContext): Finding;
}
