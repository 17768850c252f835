// What the window's main process and the judging worker say to each other. A snapshot's reading crosses once: the worker
// keeps it.

import { TrivetError, type ErrorCode } from "../../core/errors.ts";
import type { SnapshotReadings } from "../../core/findings/finding-input.ts";
import type { VerdictReport } from "../../core/findings/finding.ts";
import type { TargetEvidence } from "../../core/findings/target-evidence.ts";

export interface JudgeRequest {
  readonly number: number;
  readonly evidence: TargetEvidence;
  /** Those that the worker has not seen. */
  readonly news: SnapshotReadings;
}

export type JudgeReply =
  | {
      readonly number: number;
      readonly ok: true;
      readonly report: VerdictReport;
    }
  | {
      readonly number: number;
      readonly ok: false;
      readonly error: { readonly code: ErrorCode; readonly message: string };
    };

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

export function cancelled(signal: AbortSignal): TrivetError {
  return new TrivetError("cancelled", "cancelled", { cause: signal.reason });
}
