// A gdb that runs: its console pseudoterminal, its MI channel, and the only two ways in which it is ever ended, both of
// which let it take its breakpoints out and detach.

import type { Pty } from "node-pty";
import type { Disposable } from "../../services/ports/basics.ts";
import type { GdbProcess } from "../../services/ports/gdb.ts";
import type { MiChannel } from "./mi-channel.ts";

type Exit = { readonly code: number | null; readonly signal: number | null };

/** A gdb that has not followed SIGTERM for this long is hung up on: it may be blocked writing to a full console. */
const hangUpAfterMs = 1500;

export class PtyGdbProcess implements GdbProcess {
  readonly pid: number;
  readonly #console: Pty;
  readonly #mi: MiChannel;
  readonly #exitListeners = new Set<(exit: Exit) => void>();
  readonly #consoleListeners = new Set<(text: string) => void>();
  /** What gdb said before anybody listened: its first words and the first prompt. */
  #early = "";
  #exit: Exit | null = null;
  #hangUp: NodeJS.Timeout | null = null;

  constructor(console: Pty, mi: MiChannel) {
    this.pid = console.pid;
    this.#console = console;
    this.#mi = mi;
    // EIO after gdb's end is expected, and its exit is reported by onExit.
    console.on("error", () => undefined);
    console.onData((text) => {
      if (this.#consoleListeners.size === 0) this.#early += text;
      for (const listener of [...this.#consoleListeners]) listener(text);
    });
    console.onExit(({ exitCode, signal }) => {
      this.#exit = {
        code: exitCode,
        signal: signal === undefined || signal === 0 ? null : signal,
      };
      if (this.#hangUp !== null) clearTimeout(this.#hangUp);
      this.#mi.close();
      for (const listener of [...this.#exitListeners]) listener(this.#exit);
    });
  }

  writeConsole(text: string): void {
    if (this.#exit === null) this.#console.write(text);
  }

  /** The first listener also gets what came before it. */
  onConsole(listener: (text: string) => void): Disposable {
    this.#consoleListeners.add(listener);
    const early = this.#early;
    this.#early = "";
    if (early !== "") listener(early);
    return { dispose: () => this.#consoleListeners.delete(listener) };
  }

  /** What gdb has said while nobody listened. */
  get firstWords(): string {
    return this.#early;
  }

  pauseConsole(): void {
    if (this.#exit === null) this.#console.pause();
  }

  resumeConsole(): void {
    if (this.#exit === null) this.#console.resume();
  }

  resize(columns: number, rows: number): void {
    if (this.#exit === null) this.#console.resize(columns, rows);
  }

  writeMi(line: string): void {
    this.#mi.writeLine(line);
  }

  onMiLine(listener: (line: string) => void): Disposable {
    return this.#mi.onLine(listener);
  }

  onExit(listener: (exit: Exit) => void): Disposable {
    if (this.#exit !== null) {
      const exit = this.#exit;
      queueMicrotask(() => listener(exit));
    }
    this.#exitListeners.add(listener);
    return { dispose: () => this.#exitListeners.delete(listener) };
  }

  terminate(): void {
    if (this.#exit !== null) return;
    // A paused console would keep gdb from writing its last words, and its end from being seen.
    this.#console.resume();
    try {
      process.kill(this.pid, "SIGTERM");
    } catch {
      return; // it has just ended; onExit says so
    }
    this.#hangUp ??= setTimeout(() => {
      this.#mi.close();
      this.#console.destroy();
    }, hangUpAfterMs);
  }
}
