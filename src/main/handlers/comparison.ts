// Two snapshots side by side, and many in a row.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import { coalesce } from "../coalesce.ts";
import type { Desk } from "../desk.ts";
import type { Emit } from "../emit.ts";

const progressIntervalMs = 100;

export function comparisonHandlers({
  desk,
  emit,
}: {
  readonly desk: Desk;
  readonly emit: Emit;
}): Handlers<TrivetContract>["comparison"] {
  return {
    table: ({ sampleType, ...query }, signal) =>
      desk.current.profiles.compare(
        sampleType === undefined ? query : { ...query, sampleType },
        signal,
      ),
    trend: async ({ sampleType, progressId, ...query }, signal) => {
      const progress = { done: 0, total: query.snapshotIds.length };
      const report = (): void =>
        emit("app.progress", {
          operation: "trend",
          id: progressId,
          ...progress,
          unit: "steps",
        });
      const news = coalesce(progressIntervalMs, report);
      try {
        return await desk.current.profiles.trend(
          sampleType === undefined ? query : { ...query, sampleType },
          {
            signal,
            onProgress: (done, total) => {
              Object.assign(progress, { done, total });
              news.touch();
            },
          },
        );
      } finally {
        news.dispose();
        // A failure and a cancel end it too.
        progress.done = progress.total;
        report();
      }
    },
  };
}
