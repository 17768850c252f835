// When memory meets its limit by its own course, read from the series of the last minutes. A leak need not be proven for
// that: what fills up fills up.

import { useCallback } from "react";
import { predictLimit } from "../../core/flight/predict-limit.ts";
import { trivet } from "../bridge.ts";
import { columnsByName } from "../charts/column.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../state/investigation-store.ts";
import { useSeriesStore } from "../state/series-store.ts";
import { useReply } from "../state/use-reply.ts";
import { forecastOf, memoryInUse, type ForecastMs } from "./forecast.ts";

const predictionSeries = ["rss", "cgroupCurrent", "cgroupFile"] as const;
const lookBackMs = 600_000;
/** Ten minutes at 1 Hz come whole; more are reduced to their lows and highs. */
const maxPoints = 1200;
/** A forecast moves slowly: reading for it with every sample would only cost. */
const stepMs = 2000;

/** Null while nothing can be said: no limit, too little seen, or a course that may as well be level. */
export function useLimitPrediction(
  limitBytes: number | null,
): ForecastMs | null {
  const targetId = usePrimaryTarget()?.target.id ?? null;
  const isRecording = useInvestigation(({ recording }) => recording) ?? false;
  const newest = useSeriesStore((state) =>
    targetId === null ? undefined : state.untilMillis[targetId],
  );
  const until =
    newest === undefined ? null : Math.floor(newest / stepMs) * stepMs;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const reply = await trivet.series.read(
        {
          targetId: targetId ?? "",
          names: [...predictionSeries],
          maxPoints,
          fromMillis: Math.max(0, (until ?? 0) - lookBackMs),
        },
        { signal },
      );
      if (!reply.ok) return reply;
      const used = memoryInUse(columnsByName(reply.value));
      const value =
        used === null || limitBytes === null
          ? null
          : forecastOf(
              predictLimit(used.times, used.values, limitBytes),
              used.times.at(-1) ?? 0,
            );
      return { ok: true as const, value };
    },
    [targetId, limitBytes, until],
  );
  const isAsked =
    isRecording && targetId !== null && until !== null && limitBytes !== null;
  return useReply(isAsked ? load : null).value;
}
