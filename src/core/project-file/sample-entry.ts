// Reads a sample out of a journal line without the schema's machinery: a day at 1 Hz is a quarter of a million of them, and
// nearly all of what opening it takes. It says the same as the schema (journal-schema.ts); a test holds it to that.

import type { SampleEntry } from "../investigation/journal-entry.ts";
import { latestMillis, mostQuantity, sourceNames } from "./journal-limits.ts";

const sources: ReadonlySet<string> = new Set(sourceNames);

/** Null: no sample, or one that only the schema can judge and word. */
export function readSample(value: unknown): SampleEntry | null {
  if (typeof value !== "object" || value === null) return null;
  const entry = value as Readonly<Record<string, unknown>>;
  if (entry["type"] !== "sample") return null;
  const { targetId, source, atMillis, tookMs, values } = entry;
  if (
    typeof targetId !== "string" ||
    typeof source !== "string" ||
    !sources.has(source) ||
    typeof atMillis !== "number" ||
    !(atMillis >= 0 && atMillis <= latestMillis) ||
    !Number.isFinite(tookMs) ||
    typeof values !== "object" ||
    values === null ||
    Array.isArray(values)
  )
    return null;
  const numbers = values as Readonly<Record<string, unknown>>;
  for (const name in numbers) {
    const number = numbers[name];
    if (
      typeof number !== "number" ||
      !(number >= -mostQuantity && number <= mostQuantity) ||
      name === "__proto__"
    )
      return null;
  }
  return {
    type: "sample",
    targetId,
    source: source as SampleEntry["source"],
    atMillis,
    tookMs: tookMs as number,
    values: numbers as Readonly<Record<string, number>>,
  };
}
