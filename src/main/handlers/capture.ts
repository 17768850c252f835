// Snapshots of a watched target.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import { TrivetError } from "../../core/errors.ts";
import { refuseWhileHeld } from "../../services/capture-held.ts";
import { coalesce } from "../coalesce.ts";
import type { Desk } from "../desk.ts";
import type { Emit } from "../emit.ts";

const progressIntervalMs = 100;

export interface CaptureParts {
  readonly desk: Desk;
  readonly emit: Emit;
}

export function captureHandlers({
  desk,
  emit,
}: CaptureParts): Handlers<TrivetContract>["capture"] {
  let last = 0;
  return {
    estimate: ({ targetId, kind, gc, stacks }) =>
      desk.current.target(targetId).capturer.estimate(kind, gc, stacks),
    take: async ({ targetId, kind, gc, stacks }, signal) => {
      const { watcher, capturer } = desk.current.target(targetId);
      const { status, problem, target } = watcher.state;
      if (status === "ended")
        throw new TrivetError(
          "target-died",
          problem?.message ?? `${target.label} has ended`,
        );
      refuseWhileHeld(desk.current.debugger.state, target);
      const id = `capture-${++last}`;
      const progress = { done: 0, total: null as number | null };
      const report = (): void =>
        emit("app.progress", {
          operation: "capture",
          id,
          ...progress,
          unit: "bytes",
        });
      const news = coalesce(progressIntervalMs, report);
      try {
        return await capturer.take({
          kind,
          gc,
          stacks,
          signal,
          onProgress: (done, total) => {
            Object.assign(progress, { done, total });
            news.touch();
          },
        });
      } finally {
        news.dispose();
        // A body of unknown length has no other end, nor has a failure.
        progress.total = progress.done;
        report();
      }
    },
  };
}
