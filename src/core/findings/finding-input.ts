// What findings are made of: the investigation's model and, for each snapshot, what was computed from its bytes. The same
// input gives the same findings, byte for byte.

import type { SpanCensus } from "../go-runtime/span-census.ts";
import type { Investigation } from "../investigation/investigation.ts";
import type { HolderSummary } from "../object-graph/holder-summary.ts";
import type { GoroutineGroup, SiteTable } from "../pprof/views.ts";

/** What was read out of snapshots, by snapshot id. */
export interface SnapshotReadings {
  /** Sites of heap and allocs snapshots. */
  readonly sites: ReadonlyMap<string, SiteTable>;
  /** Groups of goroutine snapshots. */
  readonly goroutines: ReadonlyMap<string, readonly GoroutineGroup[]>;
  readonly spans: ReadonlyMap<string, SpanCensus>;
  /** Graphs of the heap; absent where nobody reads them. */
  readonly holders?: ReadonlyMap<string, HolderSummary>;
}

export interface FindingInput extends SnapshotReadings {
  readonly model: Investigation;
}
