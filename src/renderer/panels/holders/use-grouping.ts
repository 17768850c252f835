// Takes a graph with its values by a field, out of a process or a core: how far it is, the way out, and what was wrong with
// the field.

import { useCallback, useEffect, useRef, useState } from "react";
import type { Reply } from "../../../contract/define.ts";
import { message } from "../../../core/messages/message.ts";
import { trivet } from "../../bridge.ts";
import { receiveInvestigation } from "../../state/connect-stores.ts";
import { runTask } from "../../state/progress-store.ts";
import { reportFailure, type ErrorFact } from "../../state/toast-store.ts";
import type { GraphSource } from "./groups-model.ts";

export interface Grouping {
  readonly isBusy: boolean;
  readonly error: ErrorFact | null;
  /** Under which main tells how far it is. */
  readonly progressId: string;
  /** `maxPauseMs` is of a process. */
  readonly take: (group: string, maxPauseMs: number) => void;
  readonly stop: () => void;
  /** What failed is about a field that is being written anew. */
  readonly forget: () => void;
}

let attempts = 0;

export function useGrouping(
  source: GraphSource,
  onTaken: (snapshotId: string) => void,
): Grouping {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorFact | null>(null);
  const [progressId, setProgressId] = useState("");
  const controller = useRef<AbortController | null>(null);
  // Whoever looks elsewhere still gets the graph: the status bar has the task, and its end.
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const stop = useCallback(() => controller.current?.abort(), []);
  const forget = useCallback(() => setError(null), []);
  const take = useCallback(
    (group: string, maxPauseMs: number): void => {
      const own = new AbortController();
      controller.current = own;
      const id = `group-graph-${++attempts}`;
      setError(null);
      setBusy(true);
      setProgressId(id);
      void runTask(message("holders.groups.running"), (signal) => {
        signal.addEventListener("abort", () => own.abort());
        return ask(source, { group, maxPauseMs, id }, own.signal);
      }).then((reply) => {
        setBusy(false);
        if (reply.ok) {
          if (isShown.current) onTaken(reply.value);
        } else if (isShown.current) {
          if (reply.error.code !== "cancelled") setError(reply.error);
        } else reportFailure(reply);
      });
    },
    [source, onTaken],
  );
  return { isBusy, error, progressId, take, stop, forget };
}

async function ask(
  source: GraphSource,
  {
    group,
    maxPauseMs,
    id,
  }: {
    readonly group: string;
    readonly maxPauseMs: number;
    readonly id: string;
  },
  signal: AbortSignal,
): Promise<Reply<string>> {
  if (source.kind === "process") {
    const { targetId } = source;
    const reply = await trivet.holders.take(
      { targetId, maxPauseMs, group, confirmed: true },
      { signal },
    );
    return reply.ok ? { ok: true, value: reply.value.id } : reply;
  }
  const { core, executable } = source;
  const reply = await trivet.holders.openCore(
    { core, executable, group, progressId: id },
    { signal },
  );
  if (!reply.ok) return reply;
  // It may be another investigation now, where the core's process is not known here.
  const state = await trivet.investigation.state({});
  if (state.ok) receiveInvestigation(state.value);
  return { ok: true, value: reply.value.snapshotId };
}
