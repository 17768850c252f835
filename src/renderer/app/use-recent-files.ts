// What was open lately, read anew each time it is asked for.

import { useCallback } from "react";
import { trivet } from "../bridge.ts";
import { useReply, type Loaded } from "../state/use-reply.ts";
import type { RecentFile } from "./recent-model.ts";

const none: readonly RecentFile[] = [];

/** `files` is empty until it is known. `count` names the reading: another number reads again. */
export function useRecentFiles(
  count = 0,
): Loaded<readonly RecentFile[]> & { readonly files: readonly RecentFile[] } {
  const reply = useReply(
    useCallback(
      (signal: AbortSignal) =>
        count < 0
          ? Promise.resolve({ ok: true as const, value: none })
          : trivet.app.recentFiles({}, { signal }),
      [count],
    ),
  );
  return { ...reply, files: reply.value ?? none };
}
