// The headless recorder: connect, watch, take snapshots on a schedule, and pack everything into one archive. Whatever
// ends it early, what was recorded until then is kept.

import { TrivetError } from "../core/errors.ts";
import { connectPid } from "./connect-pid.ts";
import { connectTarget, type Connection } from "./connect.ts";
import { InvestigationSession } from "./investigation-session.ts";
import type { InvestigationStores } from "./ports/investigation-store.ts";
import { refuseForeignProcess } from "./record-process.ts";
import type { RecordingEnd, RecordRequest } from "./record-request.ts";
import { Recording, type RecordingPorts } from "./record-run.ts";

export interface RecordPorts extends RecordingPorts {
  readonly stores: InvestigationStores;
}

export interface RecordResult {
  readonly path: string;
  readonly livePath: string;
  readonly bytes: number;
  readonly members: number;
  readonly endedBecause: RecordingEnd;
  readonly elapsedMs: number;
  readonly session: InvestigationSession["model"];
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
  }[];
}

/** Codes: those of connecting, creating and saving; pid-mismatch for a `pid` that is another's; cancelled when aborted. */
export async function recordTarget(
  request: RecordRequest,
  ports: RecordPorts,
): Promise<RecordResult> {
  const { target, warnings } = await connect(request, ports);
  if (request.pid !== undefined && ports.processes !== null)
    await refuseForeignProcess(target, warnings, ports.processes);
  const session = await InvestigationSession.create(ports, {
    title: target.label,
    toolVersion: request.toolVersion,
    host: request.host,
    path: request.livePath,
  });
  try {
    // Only now does anything get recorded.
    request.onConnected?.(target, warnings);
    const recording = new Recording(target, session, request, ports);
    for (const warning of warnings)
      recording.log.event("warning", warning.message, { code: warning.code });
    const ended = await recording.run();
    const saved = await session.save(request.archivePath, {
      signal: request.abort,
      onProgress: () => recording.report("saving"),
    });
    return {
      ...saved,
      livePath: session.path,
      ...ended,
      session: session.model,
      warnings: [...warnings, ...session.warnings],
    };
  } finally {
    await session.close();
  }
}

function connect(
  { url, pid, finish: signal }: RecordRequest,
  ports: RecordPorts,
): Promise<Connection> {
  if (url !== null)
    return connectTarget(
      { url, ...(pid === undefined ? {} : { pid }), signal },
      ports,
    );
  if (pid === undefined) throw new TrivetError("usage", "no URL and no PID");
  return connectPid({ pid, signal }, ports);
}
