// Reads something from main and follows it: loading, ready, failed. What was read before stays visible while the next
// answer is on its way, and an answer that is no longer wanted is cancelled.

import { useCallback, useEffect, useState } from "react";
import type { Reply, WireError } from "../../contract/define.ts";

export interface Loaded<T> {
  readonly status: "idle" | "loading" | "ready" | "failed";
  /** The newest value that was read; kept while loading and after a failure. */
  readonly value: T | null;
  readonly error: WireError | null;
  readonly retry: () => void;
}

interface State<T> {
  readonly status: Loaded<T>["status"];
  readonly value: T | null;
  readonly error: WireError | null;
}

/**
 * Usage: `useReply(useCallback((signal) => trivet.profile.top(query, { signal }), [query]))`.
 * Null instead of a function means that there is nothing to read: the state is `idle` without a value.
 */
export function useReply<T>(
  load: ((signal: AbortSignal) => Promise<Reply<T>>) | null,
): Loaded<T> {
  const [state, setState] = useState<State<T>>({
    status: "idle",
    value: null,
    error: null,
  });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (load === null) {
      setState({ status: "idle", value: null, error: null });
      return;
    }
    const controller = new AbortController();
    setState(({ value }) => ({ status: "loading", value, error: null }));
    void load(controller.signal).then((reply) => {
      if (controller.signal.aborted) return;
      setState(({ value }) =>
        reply.ok
          ? { status: "ready", value: reply.value, error: null }
          : { status: "failed", value, error: reply.error },
      );
    });
    return () => controller.abort();
  }, [load, attempt]);

  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  return { ...state, retry };
}
