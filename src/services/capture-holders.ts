// Who holds the heap, as a snapshot: its stop is on the record and in the cost, its bytes are evidence like a profile's.

import { TrivetError } from "../core/errors.ts";
import type { Snapshot, Target } from "../core/investigation/model.ts";
import type { PauseEstimate } from "../core/object-graph/pause-estimate.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";
import type { HeapGraphs, HeapSubject } from "./ports/heap-graphs.ts";
import type { TargetCostMeter } from "./watch-cost.ts";
import { TargetJournal } from "./watch-journal.ts";

export interface HoldersSubject {
  readonly target: Target;
  readonly cost: TargetCostMeter;
}

export interface CaptureHoldersPorts {
  readonly graphs: HeapGraphs;
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
}

/** Codes: procfs-unavailable for a target without a known process here, and those of `HeapGraphs.estimate`. */
export async function estimateHolders(
  { target }: HoldersSubject,
  { graphs }: Pick<CaptureHoldersPorts, "graphs">,
  signal?: AbortSignal,
): Promise<PauseEstimate> {
  return graphs.estimate(processOf(target), signal);
}

/** Codes: those of `estimateHolders` and `HeapGraphs.take`, disk-full, disk-failed. */
export async function captureHolders(
  { target, cost }: HoldersSubject,
  ports: CaptureHoldersPorts,
  options: {
    /** The target runs again after so long, and nothing is kept. */
    readonly maxPauseMs: number;
    /** Type and field that values are grouped by too. */
    readonly group: string | null;
    readonly signal?: AbortSignal;
  },
): Promise<Snapshot> {
  const { graphs, clock, ids, journal } = ports;
  const { maxPauseMs, group, signal } = options;
  const subject = processOf(target);
  const request = `object graph of process ${subject.pid}${groupedBy(group)}, stopped for ${maxPauseMs} ms at most`;
  journal.append({
    type: "action",
    action: {
      atMillis: clock.nowMillis(),
      actor: "user",
      action: "capture.holders",
      detail: `${target.label}: ${request}`,
    },
  });
  const requestedAtMillis = clock.nowMillis();
  const started = clock.monotonicMillis();
  const taken = await graphs.take(subject, { maxPauseMs, group }, signal);
  const stops = taken.pausedMs > 0 ? 1 : 0;
  cost.addStops(stops, taken.pausedMs);
  const evidence = await journal.putEvidence(taken.profile, "pb");
  const snapshot: Snapshot = {
    id: ids.next("holders"),
    targetId: target.id,
    kind: "holders",
    requestedAtMillis,
    atMillis: taken.atMillis,
    member: evidence.member,
    bytes: evidence.bytes,
    sha256: evidence.sha256,
    request,
    gcCount: taken.numGc,
    forcedGc: false,
    // Not asked for over HTTP, and of this very moment.
    asOf: "now",
  };
  journal.append({ type: "snapshot", snapshot });
  new TargetJournal(target.id, ports).event(
    "snapshot",
    `object graph, ${taken.objects} live objects, ${taken.bytes} bytes`,
    {
      snapshotId: snapshot.id,
      kind: "holders",
      objects: taken.objects,
      liveBytes: taken.bytes,
      ...(group !== null && { group }),
      tookMs: Math.round(clock.monotonicMillis() - started),
      ...(stops > 0 ? { stops, stoppedMs: Math.ceil(taken.pausedMs) } : {}),
    },
  );
  return snapshot;
}

/** For the record of what was asked for. */
export function groupedBy(group: string | null): string {
  return group === null ? "" : `, values by ${group}`;
}

function processOf({ label, pid, startTicks }: Target): HeapSubject {
  if (pid !== null && startTicks !== null) return { pid, startTicks };
  throw new TrivetError(
    "procfs-unavailable",
    `${label} has no process on this machine whose memory could be read`,
  );
}
