// One function over the snapshots of its target: how it grew, for the inspector. Each profile is asked for two numbers.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import type { Snapshot } from "../core/investigation/model.ts";
import type { FunctionSeries } from "../core/pprof/function-value.ts";
import type { ProfileLens } from "../core/pprof/lens.ts";
import type { ProfileService } from "./profiles.ts";

export interface FunctionSeriesQuery {
  /** The snapshots are those of its target and kind. */
  readonly snapshotId: string;
  readonly sampleType?: string;
  readonly lens: ProfileLens;
  readonly function: string;
}

/** A sparkline has no room for more. */
const mostSnapshots = 60;
/** As they are kept, mostly gzipped: what is decoded for a glance must not take longer than a glance. */
const mostBytes = 16 * 1024 * 1024;

/** The first, the last, and evenly between them as many as may be read; oldest first. */
export function snapshotsToRead(
  snapshots: readonly Snapshot[],
): readonly Snapshot[] {
  const bytes = snapshots.reduce((sum, own) => sum + own.bytes, 0);
  const affordable =
    bytes <= mostBytes
      ? snapshots.length
      : Math.floor((snapshots.length * mostBytes) / bytes);
  const count = Math.min(
    snapshots.length,
    Math.max(2, Math.min(mostSnapshots, affordable)),
  );
  if (count === snapshots.length) return snapshots;
  const step = (snapshots.length - 1) / (count - 1);
  return Array.from(
    { length: count },
    (_, index) => snapshots[Math.round(index * step)]!,
  );
}

/** A snapshot that cannot be read is left out. Codes: not-found, cancelled, expression-invalid. */
export async function readFunctionSeries(
  query: FunctionSeriesQuery,
  from: {
    readonly profiles: Pick<ProfileService, "functionValue">;
    readonly snapshots: readonly Snapshot[];
  },
  signal?: AbortSignal,
): Promise<FunctionSeries> {
  const own = from.snapshots.find(({ id }) => id === query.snapshotId);
  if (own === undefined)
    throw new TrivetError("not-found", `no snapshot ${query.snapshotId}`);
  const alike = from.snapshots
    .filter(
      ({ kind, targetId }) => kind === own.kind && targetId === own.targetId,
    )
    .toSorted((a, b) => a.atMillis - b.atMillis);
  const points: FunctionSeries["points"][number][] = [];
  let sampleType: FunctionSeries["sampleType"] | null = null;
  let failure: TrivetError | null = null;
  for (const { id, atMillis } of snapshotsToRead(alike)) {
    try {
      const { snapshotId: _, ...rest } = query;
      const value = await from.profiles.functionValue(
        { ...rest, subject: { kind: "single", id } },
        signal,
      );
      sampleType = value.sampleType;
      points.push({
        snapshotId: id,
        atMillis,
        flat: value.flat,
        cum: value.cum,
      });
    } catch (thrown) {
      const error = toTrivetError(thrown);
      // What is wrong with the question is wrong with every snapshot.
      if (error.code === "cancelled" || error.code === "expression-invalid")
        throw error;
      failure = error;
    }
  }
  if (sampleType === null)
    throw failure ?? new TrivetError("not-found", "no snapshot to read");
  return { sampleType, points, left: alike.length - points.length };
}
