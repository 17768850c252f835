// Gaps of one target: written when they open, so that a crash of ours leaves them on record, and again when they close.

import type { TrivetError } from "../core/errors.ts";
import type { Gap, SeriesSource } from "../core/investigation/model.ts";
import type { JournalWriter } from "./journal-writer.ts";

export class GapLog {
  readonly #targetId: string;
  readonly #journal: JournalWriter;
  readonly #open = new Map<SeriesSource, Gap>();

  constructor(targetId: string, journal: JournalWriter) {
    this.#targetId = targetId;
    this.#journal = journal;
  }

  isOpen(source: SeriesSource): boolean {
    return this.#open.has(source);
  }

  /** Begins at the first question that got no answer; while it is open, further failures are the same gap. */
  open(
    source: SeriesSource,
    fromMillis: number,
    why: Pick<TrivetError, "code" | "message">,
  ): void {
    if (this.#open.has(source)) return;
    const gap: Gap = {
      targetId: this.#targetId,
      source,
      fromMillis,
      toMillis: null,
      code: why.code,
      reason: why.message,
    };
    this.#open.set(source, gap);
    this.#journal.append({ type: "gap", gap });
  }

  close(source: SeriesSource, toMillis: number): void {
    const gap = this.#open.get(source);
    if (gap === undefined) return;
    this.#open.delete(source);
    this.#journal.append({
      type: "gap",
      gap: { ...gap, toMillis: Math.max(toMillis, gap.fromMillis) },
    });
  }

  closeAll(toMillis: number): void {
    for (const source of [...this.#open.keys()]) this.close(source, toMillis);
  }
}
