// Findings and verdict over an investigation: brings each snapshot's bytes to the profile engine once, keeps what rules
// need of them (kilobytes), and lets core weigh it. Run it again after every capture: only new snapshots are read.

import { toTrivetError, type TrivetError } from "../core/errors.ts";
import { judgeEvidence } from "../core/findings/evaluate.ts";
import type { VerdictReport } from "../core/findings/finding.ts";
import {
  gatherEvidence,
  judgedTarget,
} from "../core/findings/target-evidence.ts";
import { parseSpanCensus } from "../core/go-runtime/parse-span-census.ts";
import type { SpanCensus } from "../core/go-runtime/span-census.ts";
import type { Investigation } from "../core/investigation/investigation.ts";
import type { Snapshot } from "../core/investigation/model.ts";
import type { HolderSummary } from "../core/object-graph/holder-summary.ts";
import type { GoroutineGroup, SiteTable } from "../core/pprof/views.ts";
import { assertNever } from "../core/result.ts";
import type { Judge } from "./ports/judge.ts";
import type { ProfileEngine } from "./ports/profile-engine.ts";

/** What was read out of snapshots already, by snapshot id. Keep one per investigation and pass it each time. */
export interface DiagnosisCache {
  readonly sites: Map<string, SiteTable>;
  readonly goroutines: Map<string, readonly GoroutineGroup[]>;
  readonly spans: Map<string, SpanCensus>;
  readonly holders: Map<string, HolderSummary>;
  /** Snapshots that cannot be read; they are not tried again. */
  readonly unreadable: Map<string, TrivetError>;
}

export function createDiagnosisCache(): DiagnosisCache {
  return {
    sites: new Map(),
    goroutines: new Map(),
    spans: new Map(),
    holders: new Map(),
    unreadable: new Map(),
  };
}

export interface DiagnoseRequest {
  readonly model: Investigation;
  readonly engine: ProfileEngine;
  readonly readEvidence: (member: string) => Promise<Uint8Array>;
  readonly cache?: DiagnosisCache;
  /** Who weighs it; the calling thread when absent. */
  readonly judge?: Judge;
  readonly signal?: AbortSignal;
  /** A snapshot that could not be used, with the reason; the others still count. Told once a snapshot. */
  readonly onUnreadable?: (snapshot: Snapshot, error: TrivetError) => void;
}

/**
 * A long recording has thousands of snapshots, and their spread tells the growth: this many of a kind, the first and the
 * newest among them, evenly over time.
 */
const maxSnapshotsPerKind = 24;

/** Codes: cancelled. Everything else about single snapshots goes to `onUnreadable`. */
export async function diagnose(
  request: DiagnoseRequest,
): Promise<VerdictReport> {
  const { model, cache = createDiagnosisCache(), signal } = request;
  const targetId = judgedTarget(model);
  for (const snapshot of chooseSnapshots(model, targetId)) {
    signal?.throwIfAborted();
    if (isKnown(cache, snapshot.id)) continue;
    try {
      await readSnapshot(snapshot, request, cache);
    } catch (thrown) {
      const error = toTrivetError(thrown);
      if (error.code === "cancelled" || signal?.aborted === true) throw error;
      cache.unreadable.set(snapshot.id, error);
      request.onUnreadable?.(snapshot, error);
    }
  }
  const readings = {
    sites: cache.sites,
    goroutines: cache.goroutines,
    spans: cache.spans,
    holders: cache.holders,
  };
  const evidence = gatherEvidence({ model, ...readings });
  return request.judge === undefined
    ? judgeEvidence(evidence, readings)
    : request.judge.judge(evidence, readings, signal);
}

function isKnown(cache: DiagnosisCache, id: string): boolean {
  return (
    cache.sites.has(id) ||
    cache.goroutines.has(id) ||
    cache.spans.has(id) ||
    cache.holders.has(id) ||
    cache.unreadable.has(id)
  );
}

function chooseSnapshots(
  model: Investigation,
  targetId: string | null,
): readonly Snapshot[] {
  const byKind = new Map<string, Snapshot[]>();
  for (const snapshot of model.snapshots) {
    if (snapshot.targetId !== targetId) continue;
    // An allocs profile holds the same samples as a heap profile.
    const kind = snapshot.kind === "allocs" ? "heap" : snapshot.kind;
    const known = byKind.get(kind) ?? [];
    known.push(snapshot);
    byKind.set(kind, known);
  }
  return [...byKind.values()].flatMap((snapshots) =>
    spread(
      snapshots.sort(
        (a, b) => a.atMillis - b.atMillis || (a.id < b.id ? -1 : 1),
      ),
    ),
  );
}

/** Evenly over time, by nearest snapshot; all of them when they are few. */
function spread(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const first = snapshots[0];
  const last = snapshots.at(-1);
  if (first === undefined || last === undefined) return [];
  if (snapshots.length <= maxSnapshotsPerKind) return snapshots;
  const chosen = new Set<Snapshot>([first, last]);
  const step = (last.atMillis - first.atMillis) / (maxSnapshotsPerKind - 1);
  let due = first.atMillis + step;
  for (const snapshot of snapshots) {
    if (snapshot.atMillis < due) continue;
    chosen.add(snapshot);
    while (due <= snapshot.atMillis) due += step;
  }
  return [...chosen].sort((a, b) => a.atMillis - b.atMillis);
}

async function readSnapshot(
  snapshot: Snapshot,
  { engine, readEvidence, signal }: DiagnoseRequest,
  cache: DiagnosisCache,
): Promise<void> {
  const { id, member } = snapshot;
  const bytes = await readEvidence(member);
  const ask = <T>(use: (loadedId: string) => Promise<T>): Promise<T> =>
    withProfile(engine, id, bytes, signal, use);
  switch (snapshot.kind) {
    case "heap":
    case "allocs":
      cache.sites.set(id, await ask((loaded) => engine.sites(loaded, signal)));
      return;
    case "goroutine":
      cache.goroutines.set(
        id,
        await ask((loaded) => engine.goroutines(loaded, null, signal)),
      );
      return;
    case "spans":
      cache.spans.set(id, parseSpanCensus(new TextDecoder().decode(bytes)));
      return;
    case "holders":
      cache.holders.set(
        id,
        await ask((loaded) => engine.holderSummary(loaded, signal)),
      );
      return;
    case "allocation-trace": // what was allocated says nothing about what stays
      return;
    default:
      assertNever(snapshot.kind, "every kind of snapshot is read");
  }
}

/** Under an id of its own, so that a profile which a view has open is neither decoded over nor dropped. */
async function withProfile<T>(
  engine: ProfileEngine,
  snapshotId: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
  use: (loadedId: string) => Promise<T>,
): Promise<T> {
  const loadedId = `diagnose/${snapshotId}`;
  await engine.load(loadedId, bytes, signal);
  try {
    return await use(loadedId);
  } finally {
    engine.unload(loadedId);
  }
}
