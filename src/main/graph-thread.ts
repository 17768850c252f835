// Entry of the thread that takes graphs of a process's heap: it copies while the target stands still, and works out who
// holds what while everybody goes on. Built as its own file next to main; composed here because it runs services.

import { SignalPauses } from "../node/process-pause/signal-pauses.ts";
import { serveCalls } from "../node/worker-thread/serve-calls.ts";
import { openInspection } from "../services/inspect.ts";
import { estimatePause } from "../services/object-graph.ts";
import { takeHolders } from "../services/take-holders.ts";
import { inspectPorts } from "./inspect-ports.ts";
import type { GraphCall } from "./thread-heap-graphs.ts";

const monotonicMillis = (): number => performance.now();

serveCalls(async (call: GraphCall, checkpoint) => {
  const inspection = await openInspection(await inspectPorts(), call.subject);
  try {
    checkpoint();
    if (call.method === "estimate")
      return await estimatePause(inspection, { monotonicMillis });
    return await takeHolders(inspection, {
      pauses: call.maxPauseMs === null ? null : new SignalPauses(),
      pid: call.subject.pid,
      maxPauseMs: call.maxPauseMs ?? 0,
      // The last moment at which nothing has happened to the target yet.
      onEstimate: checkpoint,
      monotonicMillis,
      nowMillis: () => Date.now(),
      checkpoint,
    });
  } finally {
    await inspection.close();
  }
});
