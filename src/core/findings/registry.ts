// All rules, in the order that reports list them. Adding one: docs/adding-a-finding-rule.md.

import type { Rule } from "./rule.ts";
import { holderGrowth } from "./rules/holder-growth.ts";
import { goroutineGrowth } from "./rules/goroutine-growth.ts";
import { liveHeapTrend } from "./rules/live-heap-trend.ts";
import { outsideGo } from "./rules/outside-go.ts";
import { rateAgreement } from "./rules/rate-agreement.ts";
import { siteGrowth } from "./rules/site-growth.ts";
import { spanCensus } from "./rules/span-census.ts";

export const rules: readonly Rule[] = [
  liveHeapTrend,
  outsideGo,
  siteGrowth,
  goroutineGrowth,
  rateAgreement,
  spanCensus,
  holderGrowth,
];
