// JSON has no NaN and no infinity: a source that says one says nothing, live and reopened alike.

import type { JournalEntry } from "../core/investigation/journal-entry.ts";

/** The same entry without the values of a sample that no number tells. */
export function withFiniteValues(entry: JournalEntry): JournalEntry {
  if (entry.type !== "sample") return entry;
  const values = Object.entries(entry.values);
  if (values.every(([, value]) => Number.isFinite(value))) return entry;
  const finite = values.filter(([, value]) => Number.isFinite(value));
  return { ...entry, values: Object.fromEntries(finite) };
}
