// What the window's main process and the judging worker say to each other. A snapshot's reading crosses once: the worker
// keeps it.

import type { SnapshotReadings } from "../../core/findings/finding-input.ts";
import type { TargetEvidence } from "../../core/findings/target-evidence.ts";

export interface JudgeCall {
  readonly evidence: TargetEvidence;
  /** Those that the worker has not seen. */
  readonly news: SnapshotReadings;
}

/** The same evidence in buffers of its own, which can change hands, and these buffers. */
export function detach(evidence: TargetEvidence): {
  readonly evidence: TargetEvidence;
  readonly buffers: readonly ArrayBuffer[];
} {
  const buffers: ArrayBuffer[] = [];
  const own = (column: Float64Array): Float64Array => {
    const copy = column.slice();
    buffers.push(copy.buffer);
    return copy;
  };
  const series = Object.fromEntries(
    Object.entries(evidence.series).map(([name, { times, values }]) => [
      name,
      { times: own(times), values: own(values) },
    ]),
  );
  return {
    evidence: {
      ...evidence,
      series,
      gcNumbers: own(evidence.gcNumbers),
      gcEndsMillis: own(evidence.gcEndsMillis),
    },
    buffers,
  };
}
