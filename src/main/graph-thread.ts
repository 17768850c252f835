// Entry of the thread that takes graphs of a process's heap, or of a core's: it copies while the target stands still, and
// works out who holds what while everybody goes on. Built as its own file next to main; composed here because it runs
// services.

import { stat } from "node:fs/promises";
import { TrivetError } from "../core/errors.ts";
import { findCoreExecutable } from "../node/gdb-driver/core-executable.ts";
import { SignalPauses } from "../node/process-pause/signal-pauses.ts";
import {
  serveCalls,
  type StopCheck,
} from "../node/worker-thread/serve-calls.ts";
import {
  openInspection,
  type Inspection,
  type InspectTarget,
} from "../services/inspect.ts";
import { estimatePause } from "../services/object-graph.ts";
import type {
  CoreFacts,
  GraphRequest,
  HeapSubject,
} from "../services/ports/heap-graphs.ts";
import { takeCoreHolders } from "../services/take-core-holders.ts";
import { takeHolders } from "../services/take-holders.ts";
import { shareOf } from "./graph-progress.ts";
import { inspectPorts } from "./inspect-ports.ts";
import type { GraphCall } from "./thread-heap-graphs.ts";

const monotonicMillis = (): number => performance.now();
/** How soon reading a core notices that nobody wants it any more. */
const stopCheckMs = 50;

serveCalls(async (call: GraphCall, checkpoint) => {
  switch (call.method) {
    case "estimate":
      return inspect(call.subject, checkpoint, (inspection) =>
        estimatePause(inspection, { monotonicMillis }),
      );
    case "take":
      return take(call.subject, call.request, checkpoint);
    case "identify-core":
      return identify(call.core, call.executable, checkpoint);
    case "take-core":
      return takeCore(call, checkpoint);
  }
});

async function inspect<T>(
  target: InspectTarget,
  checkpoint: StopCheck,
  use: (inspection: Inspection) => Promise<T>,
): Promise<T> {
  const inspection = await openInspection(await inspectPorts(), target);
  try {
    checkpoint();
    return await use(inspection);
  } finally {
    await inspection.close();
  }
}

function take(
  subject: HeapSubject,
  { maxPauseMs, group }: GraphRequest,
  checkpoint: StopCheck,
): Promise<unknown> {
  return inspect(subject, checkpoint, (inspection) =>
    takeHolders(inspection, {
      pauses: maxPauseMs === null ? null : new SignalPauses(),
      pid: subject.pid,
      maxPauseMs: maxPauseMs ?? 0,
      group,
      // The last moment at which nothing has happened to the target yet.
      onEstimate: checkpoint,
      monotonicMillis,
      nowMillis: () => Date.now(),
      checkpoint,
    }),
  );
}

async function identify(
  core: string,
  given: string | null,
  checkpoint: StopCheck,
): Promise<CoreFacts> {
  const file = await stat(core).catch((cause: unknown) => {
    throw new TrivetError("not-found", `${core} cannot be opened`, { cause });
  });
  if (!file.isFile())
    throw new TrivetError("usage", `${core} is not a regular file`);
  const found = await findCoreExecutable(core, given);
  const { path: executable, buildId, fileBuildId, pid } = found;
  return inspect({ core, executable }, checkpoint, ({ goVersion }) =>
    Promise.resolve({
      core,
      executable,
      goVersion,
      buildId: buildId ?? fileBuildId,
      pid,
      writtenAtMillis: Math.round(file.mtimeMs),
    }),
  );
}

/** Nothing has to be resumed, so it ends at once when it is given up, also in the middle of the copy. */
async function takeCore(
  {
    facts,
    group,
    progress,
  }: Extract<GraphCall, { readonly method: "take-core" }>,
  checkpoint: StopCheck,
): Promise<unknown> {
  const shown = new Int32Array(progress);
  const controller = new AbortController();
  const { core, executable } = facts;
  const timer = setInterval(() => {
    try {
      checkpoint();
    } catch (reason) {
      controller.abort(reason);
    }
  }, stopCheckMs);
  try {
    return await inspect({ core, executable }, checkpoint, (inspection) =>
      takeCoreHolders(inspection, facts, {
        monotonicMillis,
        group,
        signal: controller.signal,
        checkpoint: (stage, done) => {
          checkpoint();
          Atomics.store(shown, 0, Math.round(1000 * shareOf(stage, done)));
        },
      }),
    );
  } finally {
    clearInterval(timer);
  }
}
