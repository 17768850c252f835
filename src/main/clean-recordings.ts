// At each start, when the window is long there: recordings that are saved and were not touched for a month are removed.

import type { SavedRecordings } from "../node/project-store/saved-recordings.ts";

/** Days in which somebody may still want to go on recording in a saved folder. */
export const keptDays = 30;
const dayMs = 86_400_000;
/** Nothing that a start waits for. */
const afterStartMs = 20_000;

/** `report` gets one line for each that went. The returned timer keeps nothing alive. */
export function cleanAfterStart(
  recordings: SavedRecordings,
  report: (line: string) => void,
): NodeJS.Timeout {
  const timer = setTimeout(() => {
    void recordings.remove(Date.now() - keptDays * dayMs).then((removed) => {
      for (const { path, bytes } of removed)
        report(`removed the saved recording ${path} (${bytes} bytes)`);
    });
  }, afterStartMs);
  return timer.unref();
}
