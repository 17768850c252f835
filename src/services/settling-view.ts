// What the author looks at, written once it stands still: a drag over the timeline is one entry, not a hundred.

import type { ViewState } from "../core/investigation/view-state.ts";
import type { Clock } from "./ports/basics.ts";

/** A view is written when it has stood still for this long. */
const settlesMs = 1000;

export class SettlingView {
  readonly #clock: Clock;
  readonly #write: (view: ViewState) => void;
  #unwritten: ViewState | null = null;
  #settling: AbortController | null = null;

  constructor(clock: Clock, write: (view: ViewState) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  /** Remembers it until somebody writes it, without a time of its own. */
  keep(view: ViewState): void {
    this.#unwritten = view;
  }

  /** Remembers it, and writes it unless another one comes soon. */
  settle(view: ViewState): void {
    this.#unwritten = view;
    this.#settling?.abort();
    const settling = new AbortController();
    this.#settling = settling;
    this.#clock.sleep(settlesMs, settling.signal).then(
      () => this.write(),
      () => {}, // another view came, or it was written
    );
  }

  /** Writes what waits. */
  write(): void {
    const view = this.#unwritten;
    if (view === null) return;
    this.#unwritten = null;
    this.stop();
    this.#write(view);
  }

  /** Nothing is written any more by itself. */
  stop(): void {
    this.#settling?.abort();
  }
}
