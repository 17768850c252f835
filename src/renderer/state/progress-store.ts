// Long work of the main process, and how to cancel what this window asked for: never a spinner alone.

import { create } from "zustand";
import type { Reply } from "../../contract/define.ts";
import type { Progress } from "../../core/investigation/live-state.ts";
import type { Message } from "../../core/messages/message.ts";

export interface RunningTask {
  readonly id: number;
  readonly label: Message;
  readonly startedAtMillis: number;
  readonly cancel: () => void;
}

interface ProgressStore {
  readonly tasks: readonly RunningTask[];
  /** The newest word of main on each operation that is not done. */
  readonly progress: Readonly<Record<string, Progress>>;
}

export const useProgressStore = create<ProgressStore>(() => ({
  tasks: [],
  progress: {},
}));

let nextTask = 1;

/** Runs a call that may take long: listed in the status bar with its cancel button until it answers. */
export async function runTask<T>(
  label: Message,
  call: (signal: AbortSignal) => Promise<Reply<T>>,
): Promise<Reply<T>> {
  const controller = new AbortController();
  const id = nextTask++;
  const task: RunningTask = {
    id,
    label,
    startedAtMillis: Date.now(),
    cancel: () => controller.abort(),
  };
  useProgressStore.setState(({ tasks }) => ({ tasks: [...tasks, task] }));
  try {
    return await call(controller.signal);
  } finally {
    useProgressStore.setState(({ tasks }) => ({
      tasks: tasks.filter((other) => other.id !== id),
    }));
  }
}

export function receiveProgress(progress: Progress): void {
  useProgressStore.setState((state) => {
    const { [progress.id]: _finished, ...others } = state.progress;
    const isDone = progress.total !== null && progress.done >= progress.total;
    return {
      progress: isDone ? others : { ...others, [progress.id]: progress },
    };
  });
}
