// Between gdb's console and its two readers: the window, which draws only so fast, and the transcript, which is
// evidence. gdb is held back while the window has too much to draw; the transcript is written in pieces of 200 ms.

import type {
  TranscriptChunk,
  TranscriptDirection,
} from "../core/investigation/model.ts";
import type { Clock } from "./ports/basics.ts";
import type { GdbProcess } from "./ports/gdb.ts";

/** Undrawn characters at which gdb is held back, and at which it may go on. */
const highMark = 100_000;
const lowMark = 5_000;
const batchMs = 200;

export class GdbConsole {
  readonly #process: GdbProcess;
  readonly #clock: Clock;
  readonly #session: string;
  readonly #onOutput: (text: string) => void;
  readonly #onChunk: (chunk: TranscriptChunk) => void;
  readonly #waiting: Record<
    TranscriptDirection,
    { atMillis: number; text: string } | null
  > = { input: null, output: null };
  #timer: AbortController | null = null;
  #undrawn = 0;
  #paused = false;
  #unthrottled = false;

  constructor(options: {
    readonly process: GdbProcess;
    readonly clock: Clock;
    /** The transcript's name for this run of gdb. */
    readonly session: string;
    readonly onOutput: (text: string) => void;
    readonly onChunk: (chunk: TranscriptChunk) => void;
  }) {
    this.#process = options.process;
    this.#clock = options.clock;
    this.#session = options.session;
    this.#onOutput = options.onOutput;
    this.#onChunk = options.onChunk;
    options.process.onConsole((text) => this.#print(text));
  }

  /** Characters as a terminal sends them. */
  type(text: string): void {
    this.#remember("input", text);
    this.#process.writeConsole(text);
  }

  /** The window has drawn this many characters. */
  acknowledge(characters: number): void {
    this.#undrawn = Math.max(0, this.#undrawn - characters);
    if (this.#paused && this.#undrawn <= lowMark) {
      this.#paused = false;
      this.#process.resumeConsole();
    }
  }

  /** From here on gdb is never held back: it must be able to write in order to end. */
  release(): void {
    this.#unthrottled = true;
    this.#paused = false;
    this.#process.resumeConsole();
  }

  /** Hands over what is still waiting for its batch. */
  flush(): void {
    this.#timer?.abort();
    this.#timer = null;
    const chunks = (["input", "output"] as const).flatMap((direction) => {
      const waiting = this.#waiting[direction];
      this.#waiting[direction] = null;
      return waiting === null ? [] : [{ direction, ...waiting }];
    });
    chunks.sort((a, b) => a.atMillis - b.atMillis);
    for (const chunk of chunks)
      this.#onChunk({ session: this.#session, ...chunk });
  }

  #print(text: string): void {
    this.#remember("output", text);
    this.#undrawn += text.length;
    if (!this.#paused && !this.#unthrottled && this.#undrawn > highMark) {
      this.#paused = true;
      this.#process.pauseConsole();
    }
    this.#onOutput(text);
  }

  #remember(direction: TranscriptDirection, text: string): void {
    const waiting = this.#waiting[direction];
    if (waiting === null)
      this.#waiting[direction] = { atMillis: this.#clock.nowMillis(), text };
    else waiting.text += text;
    if (this.#timer !== null) return;
    const timer = new AbortController();
    this.#timer = timer;
    this.#clock.sleep(batchMs, timer.signal).then(
      () => this.flush(),
      () => undefined, // flushed earlier
    );
  }
}
