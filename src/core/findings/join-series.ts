// Several series of one target as one table: the readings in which all of them have a value.

import type { RunningTime } from "./running-time.ts";
import type {
  JudgedSeries,
  TargetEvidence,
  TimedColumn,
} from "./target-evidence.ts";

export interface JoinedSeries {
  readonly times: Float64Array;
  /** By position in the list of names that was asked for. */
  readonly columns: readonly Float64Array[];
}

/** Readings since `sinceMillis`, each moment once; empty when one of the series was never read. */
export function joinSeries(
  { series }: TargetEvidence,
  names: readonly JudgedSeries[],
  sinceMillis: number,
): JoinedSeries {
  const sources: TimedColumn[] = [];
  for (const name of names) {
    const source = series[name];
    if (source === undefined)
      return {
        times: new Float64Array(),
        columns: names.map(() => new Float64Array()),
      };
    sources.push(source);
  }
  const moments = sources[0]?.times ?? new Float64Array();
  const times = new Float64Array(moments.length);
  const columns = sources.map(() => new Float64Array(moments.length));
  const cursors = new Uint32Array(sources.length);
  let rows = 0;
  for (let i = 0; i < moments.length; i++) {
    const time = moments[i] ?? 0;
    if (time < sinceMillis || time === moments[i - 1]) continue;
    let isWhole = true;
    for (let s = 0; s < sources.length; s++) {
      const source = sources[s]?.times ?? moments;
      let cursor = cursors[s] ?? 0;
      while (cursor < source.length && (source[cursor] ?? 0) < time) cursor++;
      cursors[s] = cursor;
      if (source[cursor] !== time) isWhole = false;
    }
    if (!isWhole) continue;
    times[rows] = time;
    sources.forEach(({ values }, s) => {
      const column = columns[s];
      if (column !== undefined) column[rows] = values[cursors[s] ?? 0] ?? 0;
    });
    rows++;
  }
  return {
    times: times.subarray(0, rows),
    columns: columns.map((column) => column.subarray(0, rows)),
  };
}

/** The same by running time. Of the readings during a stop, which are all of one moment, the first is kept. */
export function inRunningTime(
  names: readonly JudgedSeries[],
  { times, columns }: JoinedSeries,
  running: RunningTime,
): JoinedSeries {
  const mapped = times.map(running);
  const kept = (_: number, i: number): boolean => mapped[i] !== mapped[i - 1];
  return {
    times: mapped.filter(kept),
    columns: columns.map((column, at) => {
      const values = column.filter(kept);
      return names[at] === "lastGc"
        ? values.map((nanos) => running(nanos / 1e6) * 1e6)
        : values;
    }),
  };
}
