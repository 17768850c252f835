// The verdict, kept up to date behind the user's back: computed once at a time, at most every few seconds, again when
// something came meanwhile. What takes long is done by worker threads.

import type { VerdictReport } from "../core/findings/finding.ts";
import { toTrivetError } from "../core/errors.ts";

export interface BackgroundVerdictOptions {
  /** Null while there is nothing to judge. */
  readonly compute: (signal: AbortSignal) => Promise<VerdictReport | null>;
  readonly publish: (report: VerdictReport | null) => void;
  /** From one computation's end to the next one's begin, at least; more where judging takes long. */
  readonly intervalMs: number;
  readonly report: (line: string) => void;
}

/** Judging a day's recording keeps a processor busy for some tenths of a second: it gets at most this share of one. */
const mostShare = 1 / 20;
/** And is never older than this while evidence comes. */
const longestIntervalMs = 10_000;

export class BackgroundVerdict {
  readonly #options: BackgroundVerdictOptions;
  readonly #controller = new AbortController();
  #latest: VerdictReport | null = null;
  #isKnown = false;
  #isStale = true;
  #isUrgent = false;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #tookMs = 0;

  constructor(options: BackgroundVerdictOptions) {
    this.#options = options;
  }

  /**
   * New evidence came: judge again, when it is due. With `urgent`, as soon as the one before is done: for evidence that
   * somebody asked for and now waits to see weighed.
   */
  touch(urgent = false): void {
    this.#isStale = true;
    this.#isUrgent ||= urgent;
    if (this.#controller.signal.aborted || this.#running !== null) return;
    if (this.#timer !== null) {
      if (!this.#isUrgent) return;
      clearTimeout(this.#timer);
    }
    const isDueLater = this.#isKnown && !this.#isUrgent;
    const delay = isDueLater
      ? Math.max(
          this.#options.intervalMs,
          Math.min(this.#tookMs / mostShare, longestIntervalMs),
        )
      : 0;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#compute();
    }, delay);
  }

  /** The verdict over everything so far: judges first when something came since the last time. */
  async read(): Promise<VerdictReport | null> {
    await this.#running;
    if (!this.#isKnown || this.#isStale) await this.#compute();
    return this.#latest;
  }

  dispose(): void {
    this.#controller.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #compute(): Promise<void> {
    const startedAt = performance.now();
    this.#running ??= this.#computeOnce().finally(() => {
      this.#running = null;
      this.#tookMs = performance.now() - startedAt;
      if (this.#isStale) this.touch();
    });
    return this.#running;
  }

  async #computeOnce(): Promise<void> {
    const { signal } = this.#controller;
    this.#isStale = false;
    this.#isUrgent = false;
    try {
      const report = await this.#options.compute(signal);
      if (signal.aborted) return;
      const isNews =
        !this.#isKnown ||
        JSON.stringify(report) !== JSON.stringify(this.#latest);
      this.#latest = report;
      this.#isKnown = true;
      if (isNews) this.#options.publish(report);
    } catch (thrown) {
      if (signal.aborted) return;
      // The verdict before stays shown; the next evidence tries again.
      const error = toTrivetError(thrown);
      this.#isKnown = true;
      this.#options.report(`verdict: ${error.code}: ${error.message}`);
    }
  }
}
