// What is said of one goroutine's way through the snapshots.

import type { GoroutineMoment } from "../../../core/investigation/goroutine-history.ts";
import { message, type Message } from "../../../core/messages/message.ts";

/** The id that was typed, `#12` or `12`; null when it is none. */
export function goroutineIdOf(text: string): number | null {
  const digits = /^\s*#?(\d{1,15})\s*$/.exec(text)?.[1];
  const id = Number(digits ?? 0);
  return id > 0 ? id : null;
}

/** In how many snapshots it is, and since when it has not moved. `time` words a moment. */
export function followSummary(
  id: number,
  moments: readonly GoroutineMoment[],
  time: (millis: number) => string,
): Message {
  if (moments.length === 0) return message("goroutines.follow.none");
  const seen = moments.filter(({ sighting }) => sighting !== null);
  const count = moments.length;
  if (seen.length === 0)
    return message("goroutines.follow.never", { id, count });
  let since = seen.length - 1;
  while (since > 0 && seen[since]?.change === "stayed") since--;
  const params = { id, seen: seen.length, count };
  return since === seen.length - 1
    ? message("goroutines.follow.summary-one", params)
    : message("goroutines.follow.summary", {
        ...params,
        time: time(seen[since]?.atMillis ?? 0),
      });
}
