// Reads what the timeline draws: again when samples came, when the range moved (after a moment of rest), never twice at
// once. Old data stay on screen until the new are there.

import { useCallback, useEffect, useMemo, useState } from "react";
import { trivet } from "../../bridge.ts";
import { columnsByName, lastValue, type Columns } from "../../charts/column.ts";
import { memoryBands } from "../../charts/memory-bands.ts";
import type { TimeRange } from "../../charts/time-range.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../../state/investigation-store.ts";
import { useSeriesRevision } from "../../state/series-store.ts";
import { useReply, type Loaded } from "../../state/use-reply.ts";
import { useFunctionSeriesStore } from "../../state/function-series-store.ts";
import { useView } from "../../state/view-store.ts";
import {
  pickedLine,
  staleFor,
  timelineSeries,
  type TimelineFacts,
} from "./timeline-rows.ts";

/** Per series; beyond it main keeps the lows and highs. Four to a slice: a slice is two or three pixels wide. */
const maxPoints = 2400;
const restMs = 120;
const leadMs = 150_000;

/** @param range null = everything */
export function useTimelineData(range: TimeRange | null): {
  readonly facts: TimelineFacts;
  readonly loaded: Loaded<Columns>;
} {
  const target = usePrimaryTarget()?.target ?? null;
  const targetId = target?.id ?? null;
  const revision = useSeriesRevision();
  const wanted = useRested(range);
  const named = useFunctionSeriesStore((state) => state.named);
  const selected = useView((view) => view.selectedFunction);
  const cycles = useInvestigation((investigation) => investigation.gcCycles);

  const load = useCallback(
    async (signal: AbortSignal) => {
      const reply = await trivet.series.read(
        {
          targetId: targetId ?? "",
          names: [...timelineSeries],
          maxPoints,
          ...(wanted === null ? {} : withLead(wanted)),
        },
        { signal },
      );
      return reply.ok
        ? { ok: true as const, value: columnsByName(reply.value) }
        : reply;
    },
    // A new revision means that there is more to read.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [targetId, wanted, revision],
  );
  const loaded = useReply(targetId === null ? null : load);
  const columns = loaded.value;
  const facts = useMemo(
    (): TimelineFacts => ({
      columns: columns ?? {},
      bands: memoryBands(columns ?? {}),
      cycles: (cycles ?? []).filter((cycle) => cycle.targetId === targetId),
      staleMs: staleFor(columns ?? {}),
      limitBytes:
        lastValue(columns?.cgroupLimit) ?? target?.memoryLimitBytes ?? null,
      picked: pickedLine(named, selected),
    }),
    [columns, cycles, targetId, target?.memoryLimitBytes, named, selected],
  );
  return { facts, loaded };
}

/**
 * What lies left of the screen decides what the live heap is at its edge. Go collects at least every two minutes
 * (runtime.forcegcperiod), so that a lead of more than that always holds a collection.
 */
function withLead({ fromMillis, toMillis }: TimeRange): TimeRange {
  return { fromMillis: Math.max(0, fromMillis - leadMs), toMillis };
}

/** The value once it has not changed for a moment. Ranges are compared by their ends. */
function useRested(range: TimeRange | null): TimeRange | null {
  const [rested, setRested] = useState(range);
  const from = range?.fromMillis;
  const to = range?.toMillis;
  useEffect(() => {
    const timer = window.setTimeout(
      () =>
        setRested(
          from === undefined || to === undefined
            ? null
            : {
                fromMillis: Math.max(0, Math.floor(from)),
                toMillis: Math.ceil(to),
              },
        ),
      restMs,
    );
    return () => window.clearTimeout(timer);
  }, [from, to]);
  return rested;
}
