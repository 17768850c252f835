// Whose history it is: a new target out of a server's labels, or one that was recorded already.

import type { Target } from "../core/investigation/model.ts";
import type { Labels } from "../core/memstats/prometheus-answer.ts";
import {
  infoMetric,
  processLabel,
} from "../core/memstats/prometheus-selector.ts";
import type { TrackParts } from "./history-track.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Span } from "./prometheus-server.ts";

/** `labels`: of all series of the process; `targetId`: the target that it is already, null for a new one. */
export function targetOfHistory(
  labels: readonly Labels[],
  targetId: string | null,
  { journal, ids }: Pick<TrackParts, "journal" | "ids">,
): Pick<TrackParts, "targetId" | "label" | "recorded"> {
  const existing =
    targetId === null ? undefined : journal.model.targets.get(targetId);
  if (existing !== undefined)
    return {
      targetId: existing.id,
      label: existing.label,
      recorded: recordedSpan(journal, existing.id),
    };
  const target = newTarget(ids.next("target"), labels);
  journal.append({ type: "target", target });
  return { targetId: target.id, label: target.label, recorded: null };
}

/** First to last sample of what the target's own recording has. */
function recordedSpan({ model }: JournalWriter, targetId: string): Span | null {
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

function newTarget(id: string, labels: readonly Labels[]): Target {
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
