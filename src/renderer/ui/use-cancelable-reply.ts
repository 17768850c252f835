// A read that the user can give up: what `useReply` does, with a cancel that stays until something else is asked for,
// and without showing one subject's values under another one's name.

import { useCallback, useMemo, useState } from "react";
import type { Reply } from "../../contract/define.ts";
import { useReply, type Loaded } from "../state/use-reply.ts";

type Load<T> = (signal: AbortSignal) => Promise<Reply<T>>;

export interface CancelableLoaded<T> extends Loaded<T> {
  readonly isCancelled: boolean;
  readonly cancel: () => void;
}

/**
 * `load` must be memoized; a new one is read even after the last one was cancelled. `subject` names what is read: while
 * another part of the same subject is on its way or fails (a zoom), the old value stays; a failure to read another
 * subject leaves nothing.
 */
export function useCancelableReply<T>(
  load: Load<T> | null,
  subject: string,
): CancelableLoaded<T> {
  const [cancelled, setCancelled] = useState<Load<T> | null>(null);
  const isCancelled = load !== null && cancelled === load;
  const tagged = useMemo(
    () =>
      load === null || isCancelled
        ? null
        : async (
            signal: AbortSignal,
          ): Promise<
            Reply<{ readonly subject: string; readonly value: T }>
          > => {
            const reply = await load(signal);
            return reply.ok
              ? { ok: true, value: { subject, value: reply.value } }
              : reply;
          },
    [load, isCancelled, subject],
  );
  const loaded = useReply(tagged);
  const { retry: readAgain } = loaded;
  const retry = useCallback(() => {
    setCancelled(null);
    readAgain();
  }, [readAgain]);
  // A function as state would be called by React: it is wrapped.
  const cancel = useCallback(() => setCancelled(() => load), [load]);
  const isStale =
    loaded.status === "failed" && loaded.value?.subject !== subject;
  const value = isStale ? null : (loaded.value?.value ?? null);
  return { ...loaded, value, retry, isCancelled, cancel };
}
