// Where a verdict is worked out.

import type { SnapshotReadings } from "../../core/findings/finding-input.ts";
import type { VerdictReport } from "../../core/findings/finding.ts";
import type { TargetEvidence } from "../../core/findings/target-evidence.ts";

/** Weighs what was read of an investigation into findings and a verdict, without holding up the calling thread. */
export interface Judge {
  /** `evidence` from `gatherEvidence`; null gives the verdict on nothing. Codes: cancelled, internal. */
  judge(
    evidence: TargetEvidence | null,
    readings: SnapshotReadings,
    signal?: AbortSignal,
  ): Promise<VerdictReport>;
  close(): Promise<void>;
}
