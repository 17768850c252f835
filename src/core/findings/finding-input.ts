// What findings are made of: the investigation's model and, for each snapshot, what was computed from its bytes. The same
// input gives the same findings, byte for byte.

import type { SpanCensus } from "../go-runtime/span-census.ts";
import type { Investigation } from "../investigation/investigation.ts";
import type { GoroutineGroup, SiteTable } from "../pprof/views.ts";

export interface FindingInput {
  readonly model: Investigation;
  /** By snapshot id: sites of heap and allocs snapshots. */
  readonly sites: ReadonlyMap<string, SiteTable>;
  /** By snapshot id: groups of goroutine snapshots. */
  readonly goroutines: ReadonlyMap<string, readonly GoroutineGroup[]>;
  /** By snapshot id: spans snapshots. */
  readonly spans: ReadonlyMap<string, SpanCensus>;
}
