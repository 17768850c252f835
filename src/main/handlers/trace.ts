// Traces of allocations and crash stops: asked for, ended, and read again from what was recorded.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import { idleTrace } from "../../core/allocation-trace/trace-state.ts";
import {
  viewCrash,
  viewTrace,
} from "../../core/allocation-trace/trace-views.ts";
import { TrivetError } from "../../core/errors.ts";
import type { EventKind } from "../../core/investigation/model.ts";
import type { Desk } from "../desk.ts";

export function traceHandlers(desk: Desk): Handlers<TrivetContract>["trace"] {
  const load = () => desk.current.traces.load();
  const targetOf = (targetId: string) =>
    desk.current.target(targetId).watcher.target;
  return {
    state: () => desk.open?.traces.state ?? idleTrace,
    estimate: async ({ targetId, hits, seconds }, signal) =>
      (await load()).estimate(targetOf(targetId), { hits, seconds }, signal),
    start: async ({ targetId, hits, seconds }, signal) => {
      const traces = await load();
      const stop = (): void => traces.stop();
      signal.addEventListener("abort", stop, { once: true });
      try {
        const budget = { hits, seconds };
        const { id } = await traces.trace(targetOf(targetId), budget);
        return { snapshotId: id };
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    arm: async ({ targetId, recentSeconds }, signal) => {
      const traces = await load();
      const stop = (): void => traces.stop();
      signal.addEventListener("abort", stop, { once: true });
      try {
        return { ended: await traces.arm(targetOf(targetId), recentSeconds) };
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    stop: () => {
      desk.open?.traces.stop();
      return null;
    },
    read: async ({ eventId }) =>
      viewTrace(await readEvidence(desk, eventId, "allocation-trace")),
    readCrash: async ({ eventId }) =>
      viewCrash(await readEvidence(desk, eventId, "crash")),
  };
}

/** The text behind an event of that kind. Code: not-found. */
async function readEvidence(
  desk: Desk,
  eventId: string,
  kind: EventKind,
): Promise<string> {
  const { session } = desk.current;
  const event = session.model.events.find(
    (candidate) => candidate.id === eventId && candidate.kind === kind,
  );
  const member = event?.data["member"];
  if (typeof member !== "string")
    throw new TrivetError("not-found", `there is no ${kind} ${eventId}`);
  return new TextDecoder().decode(await session.readEvidence(member));
}
