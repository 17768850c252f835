// What lies on the desk: at most one open investigation. Opening another one puts the first away properly, and two
// requests to open never interleave.

import { cancelledBy, TrivetError } from "../core/errors.ts";
import type { LiveInvestigation } from "./live-investigation.ts";
import type { Parting } from "./parting.ts";

export class Desk {
  readonly #onChanged: () => void;
  readonly #agree: (open: LiveInvestigation | null) => Promise<Parting>;
  #open: LiveInvestigation | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /**
   * @param onChanged another investigation lies open
   * @param agree asks whether what is open may be put away (code: cancelled)
   */
  constructor(
    onChanged: () => void,
    agree: (open: LiveInvestigation | null) => Promise<Parting>,
  ) {
    this.#onChanged = onChanged;
    this.#agree = agree;
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

  /** Asks whether what is open may be put away, before work is begun that ends in that. Code: cancelled. */
  agree(): Promise<Parting> {
    return this.#agree(this.#open);
  }

  /**
   * Opens another one; when that fails, the one before stays open. Asks first, unless `agreed` is about what lies open.
   * Code: cancelled when the one before is to stay, or by `signal`: then the next in the queue goes on at once, and what
   * opens all the same later is closed.
   */
  replace(
    open: () => Promise<LiveInvestigation>,
    agreed: Parting | null = null,
    signal?: AbortSignal,
  ): Promise<LiveInvestigation> {
    const turn = this.#queue.then(async () => {
      if (signal?.aborted === true) throw cancelledBy(signal);
      const before = this.#open;
      const parting =
        agreed !== null && agreed.from === before
          ? agreed
          : await this.#agree(before);
      const next = await orCancelled(open(), signal);
      try {
        await parting.settle();
      } catch (error) {
        await next.close();
        throw error;
      }
      this.#open = next;
      this.#onChanged();
      await before?.close();
      return next;
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** For leaving: puts away what is open, without waiting for somebody's answer. */
  async clear(): Promise<void> {
    const before = this.#open;
    this.#open = null;
    await before?.close();
  }
}

/** What comes too late is put away. */
function orCancelled(
  opening: Promise<LiveInvestigation>,
  signal: AbortSignal | undefined,
): Promise<LiveInvestigation> {
  if (signal === undefined) return opening;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(cancelledBy(signal));
      opening.then(
        (late) => late.close(),
        () => undefined,
      );
    };
    signal.addEventListener("abort", stop, { once: true });
    opening
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
