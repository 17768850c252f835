// What the stack tab reads of a stopped target, each piece when what it depends on is chosen.

import { useCallback } from "react";
import type {
  GdbFrame,
  GdbGoroutines,
  GdbThread,
  GdbVariable,
} from "../../../core/gdb-mi/inspection.ts";
import type { Reply } from "../../../contract/define.ts";
import { trivet } from "../../bridge.ts";
import { useReply, type Loaded } from "../../state/use-reply.ts";
import { useSide } from "./side-store.ts";

export interface StackReads {
  readonly threads: Loaded<readonly GdbThread[]>;
  readonly goroutines: Loaded<GdbGoroutines>;
  readonly frames: Loaded<readonly GdbFrame[]>;
  readonly variables: Loaded<readonly GdbVariable[]>;
  /** The chosen thread, or the one that gdb has selected; null before the threads are known. */
  readonly thread: string | null;
}

/** `moment` null = the target runs: nothing is read. Another moment reads everything anew. */
export function useStackReads(moment: number | null): StackReads {
  const { list, thread: chosen, goroutine, frame } = useSide();
  const isThreads = list === "threads";
  const readThreads = useMoment(
    moment,
    useCallback(
      (signal: AbortSignal) => trivet.gdb.threads({}, { signal }),
      [],
    ),
  );
  const threads = useReply(readThreads);
  const goroutines = useReply(
    useMoment(
      isThreads ? null : moment,
      useCallback(
        (signal: AbortSignal) => trivet.gdb.goroutines({}, { signal }),
        [],
      ),
    ),
  );
  const known = threads.value ?? [];
  const thread =
    known.find(({ id }) => id === chosen)?.id ??
    known.find(({ isSelected }) => isSelected)?.id ??
    known[0]?.id ??
    null;
  const readFrames = useCallback(
    (signal: AbortSignal): Promise<Reply<readonly GdbFrame[]>> =>
      isThreads
        ? trivet.gdb.frames({ thread: thread ?? "1" }, { signal })
        : trivet.gdb.goroutineFrames({ goroutine: goroutine ?? 1 }, { signal }),
    [isThreads, thread, goroutine],
  );
  const hasSubject = isThreads ? thread !== null : goroutine !== null;
  const frames = useReply(useMoment(hasSubject ? moment : null, readFrames));
  const readVariables = useCallback(
    (signal: AbortSignal) =>
      trivet.gdb.variables({ thread: thread ?? "1", frame }, { signal }),
    [thread, frame],
  );
  const hasFrame = isThreads && thread !== null;
  const variables = useReply(
    useMoment(hasFrame ? moment : null, readVariables),
  );
  return { threads, goroutines, frames, variables, thread };
}

type Load<T> = (signal: AbortSignal) => Promise<Reply<T>>;

/** The same reading, anew for each moment; null when there is none. */
export function useMoment<T>(
  moment: number | string | null,
  load: Load<T>,
): Load<T> | null {
  const bound = useCallback(
    (signal: AbortSignal) => load(signal),
    // The moment is what makes it another reading.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [load, moment],
  );
  return moment === null ? null : bound;
}
