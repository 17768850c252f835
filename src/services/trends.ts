// Trends over the snapshots of a target: which of them, dated by the heap that they show, read one after the other.

import { maxTrendProfiles } from "../core/comparison/trend-builder.ts";
import { TrivetError } from "../core/errors.ts";
import type { GcCycle, Snapshot } from "../core/investigation/model.ts";
import { snapshotMoment } from "../core/investigation/snapshot-moment.ts";
import type { TrendTable } from "../core/pprof/views.ts";
import type { ProfileEngine } from "./ports/profile-engine.ts";
import type { TrendQuery } from "./ports/profile-queries.ts";
import type { SnapshotProfiles } from "./snapshot-profiles.ts";

export interface TrendRequest extends TrendQuery {
  /** In any order. */
  readonly snapshotIds: readonly string[];
  readonly limit: number;
}

export interface DatedSnapshot {
  readonly snapshot: Snapshot;
  readonly atMillis: number;
}

export interface TrendOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export class TrendReader {
  readonly #engine: ProfileEngine;
  readonly #profiles: SnapshotProfiles;
  #last = 0;

  constructor(engine: ProfileEngine, profiles: SnapshotProfiles) {
    this.#engine = engine;
    this.#profiles = profiles;
  }

  /** Few of the snapshots are held at a time. Codes: those of `datedForTrend`, of reading evidence and of the engine. */
  async read(
    { snapshotIds, limit, ...query }: TrendRequest,
    options: TrendOptions,
  ): Promise<TrendTable> {
    const { signal, onProgress } = options;
    const dated = datedForTrend(
      [...new Set(snapshotIds)].map((id) => this.#profiles.snapshot(id)),
      this.#profiles.model?.gcCycles ?? [],
    );
    const trendId = this.#profiles.engineId(`trend-${++this.#last}`);
    try {
      for (const [at, { snapshot, atMillis }] of dated.entries()) {
        onProgress?.(at, dated.length);
        await this.#profiles.with([snapshot.id], signal, ([id = ""]) =>
          this.#engine.trendAdd(trendId, query, { id, atMillis }, signal),
        );
      }
      onProgress?.(dated.length, dated.length);
      return await this.#engine.trendFinish(trendId, limit, signal);
    } catch (error) {
      this.#engine.trendDrop(trendId);
      throw error;
    }
  }
}

/**
 * In the order of the moments they show. Codes: profile-incompatible (fewer than two, too many, of several targets or
 * kinds).
 */
export function datedForTrend(
  snapshots: readonly Snapshot[],
  cycles: readonly GcCycle[],
): readonly DatedSnapshot[] {
  const [first] = snapshots;
  if (first === undefined || snapshots.length < 2)
    throw new TrivetError(
      "profile-incompatible",
      `a trend takes two snapshots or more, not ${snapshots.length}`,
    );
  if (snapshots.length > maxTrendProfiles)
    throw new TrivetError(
      "profile-incompatible",
      `a trend takes at most ${maxTrendProfiles} snapshots, not ${snapshots.length}`,
    );
  for (const { targetId, kind } of snapshots)
    if (targetId !== first.targetId || kind !== first.kind)
      throw new TrivetError(
        "profile-incompatible",
        "a trend takes snapshots of one kind and one process",
      );
  return snapshots
    .map((snapshot) => ({
      snapshot,
      atMillis: snapshotMoment(snapshot, cycles),
    }))
    .sort(
      (a, b) =>
        a.atMillis - b.atMillis || a.snapshot.atMillis - b.snapshot.atMillis,
    );
}
