// What the journal says of an import: whose history came from where, what the server warned of, and where it ends early.

import type { ErrorCode } from "../core/errors.ts";
import type {
  HistoryPorts,
  HistoryRequest,
  HistoryResult,
  ImportedProcess,
} from "./history-request.ts";

/** An event for each process with samples, one for each warning and for the problem, and the action. */
export function putHistoryOnRecord(
  result: HistoryResult,
  request: HistoryRequest,
  ports: HistoryPorts,
): void {
  const { server, processes, warnings, problem } = result;
  for (const imported of processes)
    putProcessOnRecord(imported, server, request, ports);
  for (const message of warnings) warn(message, "history-refused", ports);
  if (problem !== null)
    warn(
      `the history ends at ${new Date(problem.untilMillis).toISOString()}: ${problem.error.message}`,
      problem.error.code,
      ports,
    );
  ports.journal.append({
    type: "action",
    action: {
      atMillis: ports.clock.nowMillis(),
      actor: "user",
      action: "import-history",
      detail: `${server} ${request.match}`.trim(),
    },
  });
}

function putProcessOnRecord(
  imported: ImportedProcess,
  server: string,
  { match, stepMs }: HistoryRequest,
  { journal, ids }: HistoryPorts,
): void {
  const { targetId, label, samples, leftOut, firstMillis, lastMillis } =
    imported;
  if (firstMillis === null || lastMillis === null) return;
  journal.append({
    type: "event",
    event: {
      id: ids.next("event"),
      targetId,
      kind: "history-imported",
      atMillis: firstMillis,
      text: `history of ${label} from ${server}, ${samples} samples until ${new Date(lastMillis).toISOString()}`,
      data: {
        server,
        match,
        samples,
        fromMillis: firstMillis,
        toMillis: lastMillis,
        stepMs: stepMs ?? 0,
        leftOut,
      },
    },
  });
}

function warn(
  text: string,
  code: ErrorCode,
  { journal, ids, clock }: HistoryPorts,
): void {
  journal.append({
    type: "event",
    event: {
      id: ids.next("event"),
      targetId: null,
      kind: "warning",
      atMillis: clock.nowMillis(),
      text,
      data: { code },
    },
  });
}
