// What lies on the desk: at most one open investigation. Opening another one puts the first away properly, and two
// requests to open never interleave.

import { TrivetError } from "../core/errors.ts";
import type { LiveInvestigation } from "./live-investigation.ts";

export class Desk {
  readonly #onChanged: () => void;
  #open: LiveInvestigation | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /** @param onChanged another investigation lies open */
  constructor(onChanged: () => void) {
    this.#onChanged = onChanged;
  }

  get open(): LiveInvestigation | null {
    return this.#open;
  }

  /** Code: not-found while nothing is open. */
  get current(): LiveInvestigation {
    if (this.#open === null)
      throw new TrivetError("not-found", "no investigation is open");
    return this.#open;
  }

  /** Opens another one; when that fails, the one before stays open. */
  replace(open: () => Promise<LiveInvestigation>): Promise<LiveInvestigation> {
    const turn = this.#queue.then(async () => {
      const next = await open();
      const before = this.#open;
      this.#open = next;
      this.#onChanged();
      await before?.close();
      return next;
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** For leaving: puts away what is open. */
  async clear(): Promise<void> {
    await this.#queue;
    const before = this.#open;
    this.#open = null;
    await before?.close();
  }
}
