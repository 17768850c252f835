// What each rule said, by name: the verdict and everything around it are decided on these alone.

import type { Finding } from "./finding.ts";

export interface Votes {
  readonly counters: boolean | null;
  readonly outsideGo: boolean | null;
  readonly sites: boolean | null;
  readonly goroutines: boolean | null;
  readonly rates: boolean | null;
  readonly memory: boolean | null;
}

/** Two looks at the same memory: what one denies, the other cannot confirm. */
function together(one: boolean | null, other: boolean | null): boolean | null {
  if (one === false || other === false) return false;
  return one ?? other;
}

export function votesOf(findings: readonly Finding[]): Votes {
  const of = (rule: string): boolean | null =>
    findings.find((finding) => finding.rule === rule)?.holds ?? null;
  return {
    counters: of("live-heap-trend"),
    outsideGo: of("outside-go"),
    sites: of("site-growth"),
    goroutines: of("goroutine-growth"),
    rates: of("rate-agreement"),
    memory: together(of("span-census"), of("holder-growth")),
  };
}
