// Readable names (`heap-7`) instead of random ones: they appear in notes, reports and command lines.

import type { Identifiers } from "../../services/ports/basics.ts";

export class SequentialIdentifiers implements Identifiers {
  readonly #last = new Map<string, number>();

  /** `taken`: every id that the investigation already holds, so that a resumed recording goes on counting. */
  constructor(taken: Iterable<string> = []) {
    for (const id of taken) {
      const match = /^(.+)-(\d+)$/.exec(id);
      if (match?.[1] === undefined) continue;
      const number = Number(match[2]);
      const last = this.#last.get(match[1]) ?? 0;
      if (Number.isSafeInteger(number) && number > last)
        this.#last.set(match[1], number);
    }
  }

  next(prefix: string): string {
    const number = (this.#last.get(prefix) ?? 0) + 1;
    this.#last.set(prefix, number);
    return `${prefix}-${number}`;
  }
}
