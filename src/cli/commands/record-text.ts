// What `trivet record` says while it records and when it is done.

import { formatBytes, formatDuration } from "../../core/format/quantity.ts";
import type { RecordResult } from "../../services/record.ts";
import type { RecordProgress } from "../../services/record-request.ts";
import { countSamples } from "../../services/record-run.ts";

/** One line. */
export function formatProgress(progress: RecordProgress): string {
  if (progress.phase === "saving") return "saving …\n";
  const of =
    progress.durationMs === null
      ? ""
      : ` of ${formatDuration(progress.durationMs)}`;
  const bytes = (value: number | null): string =>
    value === null ? "–" : formatBytes(value);
  return `${formatDuration(Math.round(progress.elapsedMs / 1000) * 1000)}${of}  heap ${bytes(progress.heapAlloc)}  RSS ${bytes(progress.rss)}  ${progress.snapshots} snapshots  ${progress.status}\n`;
}

/** `{"schema":"trivet.record/1"}`. */
export function describeResult(result: RecordResult): unknown {
  const { session, ...rest } = result;
  const targets = [...session.targets.values()];
  return {
    schema: "trivet.record/1",
    path: rest.path,
    bytes: rest.bytes,
    members: rest.members,
    endedBecause: rest.endedBecause,
    elapsedMs: Math.round(rest.elapsedMs),
    targets,
    samples: targets.reduce(
      (sum, target) => sum + countSamples(session, target.id),
      0,
    ),
    gcCycles: session.gcCycles.length,
    snapshots: session.snapshots.map(
      ({ id, kind, atMillis, gcCount, forcedGc, member, bytes }) => ({
        id,
        kind,
        atMillis,
        gcCount,
        forcedGc,
        member,
        bytes,
      }),
    ),
    events: session.events.map(({ kind, atMillis, text }) => ({
      kind,
      atMillis,
      text,
    })),
    gaps: session.gaps,
    warnings: rest.warnings,
  };
}
