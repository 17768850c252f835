// Series for the charts: of one target, by name, reduced to what a chart can show.

import type { SeriesData } from "../contract/target-contract.ts";
import type { Investigation } from "../core/investigation/investigation.ts";
import { reduceSeries } from "../core/investigation/reduce-series.ts";
import {
  isSeriesName,
  seriesCatalogue,
} from "../core/investigation/series-catalogue.ts";

export interface SeriesQuery {
  readonly targetId: string;
  readonly names: readonly string[];
  readonly fromMillis?: number | undefined;
  readonly toMillis?: number | undefined;
  readonly maxPoints: number;
}

/** The series of `names` that the target has; unknown names and series without points are left out. */
export function readSeries(
  model: Investigation,
  query: SeriesQuery,
): readonly SeriesData[] {
  const { targetId } = query;
  return query.names.filter(isSeriesName).flatMap((name) => {
    const column = model.series(targetId, name);
    if (column === undefined) return [];
    const { source } = seriesCatalogue[name];
    const shares = model.seriesShares(targetId, name);
    const gaps = model.gaps.filter(
      (gap) =>
        gap.targetId === targetId &&
        (gap.source === source ||
          (gap.source === "prometheus" &&
            shares.some((share) => share.source === "prometheus"))),
    );
    const { fromMillis, toMillis, maxPoints } = query;
    return [
      {
        targetId,
        name,
        ...reduceSeries(column.times, column.values, {
          fromMillis,
          toMillis,
          maxPoints,
          gaps,
        }),
      },
    ];
  });
}
