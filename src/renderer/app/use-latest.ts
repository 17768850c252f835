// The newest values of a few series of the target, for the header.

import { useCallback } from "react";
import { trivet } from "../bridge.ts";
import { columnsByName, lastValue } from "../charts/column.ts";
import type { SeriesName } from "../../core/investigation/series-catalogue.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../state/investigation-store.ts";
import { useSeriesStore } from "../state/series-store.ts";
import { useReply } from "../state/use-reply.ts";

export type Latest<N extends SeriesName> = Readonly<Record<N, number | null>>;

const lookBackMs = 20_000;

/** Null while nothing was read. `names` must be the same array from render to render. */
export function useLatest<N extends SeriesName>(
  names: readonly N[],
): Latest<N> | null {
  const targetId = usePrimaryTarget()?.target.id ?? null;
  const newest = useSeriesStore((state) =>
    targetId === null ? undefined : state.untilMillis[targetId],
  );
  const end = useInvestigation(({ range }) => range?.toMillis);
  const until = newest ?? end;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const reply = await trivet.series.read(
        {
          targetId: targetId ?? "",
          names: [...names],
          maxPoints: 100,
          fromMillis: Math.max(0, (until ?? 0) - lookBackMs),
        },
        { signal },
      );
      if (!reply.ok) return reply;
      const columns = columnsByName(reply.value);
      const value = Object.fromEntries(
        names.map((name) => [name, lastValue(columns[name])]),
      ) as Record<N, number | null>;
      return { ok: true as const, value };
    },
    [targetId, names, until],
  );
  return useReply(targetId === null || until === undefined ? null : load).value;
}
