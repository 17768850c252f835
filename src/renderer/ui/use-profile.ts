// What every profile panel needs first: the profile's summary, and which of its values is shown.

import { useCallback } from "react";
import type { ProfileSummary } from "../../core/pprof/views.ts";
import { trivet } from "../bridge.ts";
import { useReply, type Loaded } from "../state/use-reply.ts";
import { useView } from "../state/view-store.ts";
import { effectiveSampleType } from "./sample-type-select.tsx";

export interface ShownProfile {
  readonly summary: Loaded<ProfileSummary>;
  /** Null until the summary was read. */
  readonly sampleType: string | null;
}

/** `snapshotId`: the one shown; of a comparison the later one. */
export function useProfile(snapshotId: string): ShownProfile {
  const chosen = useView((view) => view.sampleType);
  const summary = useReply(
    useCallback(
      (signal: AbortSignal) =>
        trivet.profile.summary({ snapshotId }, { signal }),
      [snapshotId],
    ),
  );
  const sampleType =
    summary.value === null ? null : effectiveSampleType(summary.value, chosen);
  return { summary, sampleType };
}
