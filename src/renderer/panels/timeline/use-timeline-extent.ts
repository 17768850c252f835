// What the timeline spans, and what is marked on it.

import { useMemo, useState } from "react";
import { boundsOf, type TimeRange } from "../../charts/time-range.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../../state/investigation-store.ts";
import { useSeriesStore } from "../../state/series-store.ts";
import { marksOf } from "./lane-marks.ts";

/** From the first moment to the newest sample: news of samples come before the state does. */
export function useBounds(): TimeRange {
  const range =
    useInvestigation((investigation) => investigation.range) ?? null;
  const targetId = usePrimaryTarget()?.target.id ?? "";
  const until = useSeriesStore((state) => state.untilMillis[targetId]);
  const [openedAt] = useState(() => Date.now());
  return useMemo(
    () =>
      boundsOf(
        range === null || until === undefined
          ? range
          : { ...range, toMillis: Math.max(range.toMillis, until) },
        openedAt,
      ),
    [range, until, openedAt],
  );
}

/** Snapshots, events and notes, as marks on the lane. */
export function useMarks(): ReturnType<typeof marksOf> {
  const snapshots = useInvestigation(({ snapshots: list }) => list);
  const events = useInvestigation(({ events: list }) => list);
  const notes = useInvestigation(({ notes: list }) => list);
  return useMemo(
    () =>
      marksOf({
        snapshots: snapshots ?? [],
        events: events ?? [],
        notes: notes ?? [],
      }),
    [snapshots, events, notes],
  );
}
