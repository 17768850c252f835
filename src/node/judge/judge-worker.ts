// Entry of the judging thread: keeps what snapshots hold and weighs it with each request's series. Built as its own file
// next to main.

import { parentPort } from "node:worker_threads";
import { toTrivetError } from "../../core/errors.ts";
import { judgeEvidence } from "../../core/findings/evaluate.ts";
import type { SpanCensus } from "../../core/go-runtime/span-census.ts";
import type { GoroutineGroup, SiteTable } from "../../core/pprof/views.ts";
import type { JudgeReply, JudgeRequest } from "./judge-protocol.ts";

const known = {
  sites: new Map<string, SiteTable>(),
  goroutines: new Map<string, readonly GoroutineGroup[]>(),
  spans: new Map<string, SpanCensus>(),
};

function answer({ number, evidence, news }: JudgeRequest): JudgeReply {
  try {
    for (const [id, table] of news.sites) known.sites.set(id, table);
    for (const [id, groups] of news.goroutines)
      known.goroutines.set(id, groups);
    for (const [id, census] of news.spans) known.spans.set(id, census);
    return { number, ok: true, report: judgeEvidence(evidence, known) };
  } catch (thrown) {
    const { code, message } = toTrivetError(thrown);
    return { number, ok: false, error: { code, message } };
  }
}

parentPort?.on("message", (request: JudgeRequest) =>
  parentPort?.postMessage(answer(request)),
);
