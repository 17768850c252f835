// Whose history it is: a new target out of a server's labels, or one that was recorded already.

import type { Target } from "../core/investigation/model.ts";
import type { Labels } from "../core/memstats/prometheus-answer.ts";
import {
  infoMetric,
  processKey,
  processLabel,
} from "../core/memstats/prometheus-selector.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Span } from "./prometheus-server.ts";

/** Label sets by process (`processKey`). */
export function groupByProcess(
  series: readonly Labels[],
): Map<string, Labels[]> {
  const known = new Map<string, Labels[]>();
  for (const labels of series) {
    const key = processKey(labels);
    const of = known.get(key);
    if (of === undefined) known.set(key, [labels]);
    else of.push(labels);
  }
  return known;
}

/** First to last sample of what the target's own recording has. */
export function recordedSpan(
  { model }: JournalWriter,
  targetId: string,
): Span | null {
  let fromMillis = Infinity;
  let toMillis = -Infinity;
  for (const name of model.seriesNames(targetId)) {
    const column = model.series(targetId, name);
    if (column === undefined || column.length === 0) continue;
    fromMillis = Math.min(fromMillis, column.times[0] ?? Infinity);
    toMillis = Math.max(toMillis, column.times[column.length - 1] ?? -Infinity);
  }
  return fromMillis <= toMillis ? { fromMillis, toMillis } : null;
}

/** `labels`: of all its series. */
export function targetOf(id: string, labels: readonly Labels[]): Target {
  const own = labels[0] ?? {};
  const versions = new Set(
    labels.flatMap((of) =>
      of["__name__"] === infoMetric && of["version"] !== undefined
        ? [of["version"]]
        : [],
    ),
  );
  return {
    id,
    label: processLabel(own),
    url: null,
    pid: null,
    startTicks: null,
    exe: null,
    // Several: it was rebuilt meanwhile, and none is the target's.
    goVersion: versions.size === 1 ? ([...versions][0] ?? null) : null,
    buildId: null,
    host: (own["instance"] ?? "").replace(/:\d+$/, ""),
    memoryLimitBytes: null,
  };
}
