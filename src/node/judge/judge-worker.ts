// Entry of the judging thread: keeps what snapshots hold and weighs it with each request's series. Built as its own file
// next to main.

import { judgeEvidence } from "../../core/findings/evaluate.ts";
import type { SpanCensus } from "../../core/go-runtime/span-census.ts";
import type { HolderSummary } from "../../core/object-graph/holder-summary.ts";
import type { GoroutineGroup, SiteTable } from "../../core/pprof/views.ts";
import { serveCalls } from "../worker-thread/serve-calls.ts";
import type { JudgeCall } from "./judge-protocol.ts";

const known = {
  sites: new Map<string, SiteTable>(),
  goroutines: new Map<string, readonly GoroutineGroup[]>(),
  spans: new Map<string, SpanCensus>(),
  holders: new Map<string, HolderSummary>(),
};

serveCalls(({ evidence, news }: JudgeCall) => {
  for (const [id, table] of news.sites) known.sites.set(id, table);
  for (const [id, groups] of news.goroutines) known.goroutines.set(id, groups);
  for (const [id, census] of news.spans) known.spans.set(id, census);
  for (const [id, graph] of news.holders ?? []) known.holders.set(id, graph);
  return judgeEvidence(evidence, known);
});
