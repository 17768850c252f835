// Notes in the order of what they speak about, and how a moment is attached to a draft.

import type { Note } from "../../../core/investigation/model.ts";

/** By the moment they speak about, newest first; notes about no moment by when they were written. */
export function sortNotes(notes: readonly Note[]): readonly Note[] {
  return notes.toSorted(
    (a, b) =>
      (b.aboutMillis ?? b.atMillis) - (a.aboutMillis ?? a.atMillis) ||
      b.atMillis - a.atMillis,
  );
}

/** What main takes: not empty, not endless. Null when there is nothing to save. */
export function noteText(draft: string): string | null {
  const text = draft.trim();
  return text === "" ? null : text.slice(0, 100_000);
}
