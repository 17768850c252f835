// What a capture will cost the target, said before the button is pressed.

import type { CaptureEstimate } from "../core/investigation/live-state.ts";
import type { CaptureKind } from "./capture-request.ts";

/** Marking costs by object, hardly by byte: 10.9 million objects took 408 ms, 500 of 1 MiB took 0.3 ms. */
const gcNanosPerObject = 40;
/** Two cycles' fixed work: runtime.GC finishes a running cycle, then does its own. */
const gcFixedMs = 2;

export interface EstimateInput {
  readonly kind: CaptureKind;
  readonly gc: boolean;
  /** Latencies of earlier captures of this kind without a forced collection, in milliseconds. */
  readonly measuredMs: readonly number[];
  /** The same of those that forced one. */
  readonly measuredWithGcMs: readonly number[];
  /** Median of the MemStats requests; the heap profile costs about the same. */
  readonly pollMs: number | null;
  readonly heapObjects: number | null;
}

export function estimateCapture(input: EstimateInput): CaptureEstimate {
  const forcesGc = input.gc && input.kind === "heap";
  const plainMs = median(input.measuredMs);
  const requestMs =
    plainMs ?? (input.kind === "goroutine" ? null : input.pollMs);
  if (!forcesGc)
    return {
      requestMs,
      gcMs: null,
      basis: plainMs === null ? "rule-of-thumb" : "measured-before",
    };
  const withGcMs = median(input.measuredWithGcMs);
  if (withGcMs !== null)
    return {
      requestMs,
      gcMs: Math.max(0, withGcMs - (requestMs ?? 0)),
      basis: "measured-before",
    };
  return {
    requestMs,
    gcMs:
      input.heapObjects === null
        ? null
        : gcFixedMs + (input.heapObjects * gcNanosPerObject) / 1e6,
    basis: "rule-of-thumb",
  };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
