// The command at the other end of the pipe: started in a group of its own, never waited for without a limit, always ended
// with all that it started. It has no terminal: ssh cannot ask for anything, and says so instead of waiting.

import { spawn, type ChildProcess } from "node:child_process";
import { TrivetError, cancelledBy } from "../../../core/errors.ts";
import { printableLine } from "../../../core/printable.ts";

export interface PipeOptions {
  /** For `sh -c` on this machine: `ssh host`, `docker exec -i api sh`. */
  readonly command: string;
  /** The longest without a byte while one is awaited. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** After its input has ended, after SIGTERM: so long until the next, harsher means. */
const graceMs = 400;
const keptErrorBytes = 4096;
const newline = 10;
/** What ssh always says where it has no terminal. */
const meaningless = /^Pseudo-terminal will not be allocated/;

export class ChildPipe {
  readonly #options: PipeOptions;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #chunks: Uint8Array[] = [];
  #errorText = "";
  #failure: TrivetError | null = null;
  /** Whether the other side has answered: before that, its end is a refusal. */
  #isOpen = false;
  #wake: (() => void) | null = null;
  #closing: Promise<void> | null = null;
  readonly #onAbort = (): void => {
    this.fail(cancelledBy(this.#options.signal!));
  };

  constructor(options: PipeOptions) {
    this.#options = options;
    const child = spawn("/bin/sh", ["-c", options.command], {
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    this.#child = child;
    child.stdout.on("data", (chunk: Uint8Array) => {
      this.#chunks.push(chunk);
      this.#wake?.();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-keptErrorBytes);
    });
    // EPIPE: the end is told by the exit.
    child.stdin.on("error", () => undefined);
    child.on("error", (cause) =>
      this.fail(
        new TrivetError("remote-failed", `/bin/sh: ${cause.message}`, {
          cause,
        }),
      ),
    );
    this.#exited = new Promise((resolve) => {
      child.once("exit", () => resolve());
      child.once("error", () => resolve());
    });
    // What was written before the end may still be on its way; a background process may hold the pipes for ever.
    const sayEnd = (): void => {
      this.fail(this.#ended());
    };
    child.once("close", sayEnd);
    child.once("exit", () => setTimeout(sayEnd, graceMs).unref());
    child.stdout.once("end", () => setTimeout(sayEnd, graceMs).unref());
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (options.signal?.aborted === true) this.#onAbort();
  }

  get command(): string {
    return this.#options.command;
  }

  /** From now on an end is the end of a connection. */
  markOpen(): void {
    this.#isOpen = true;
  }

  write(line: string): void {
    if (this.#failure === null) this.#child.stdin!.write(line);
  }

  /** Without its newline. `most`: longer is not what was asked for; code: remote-lost. */
  async readLine(most: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const chunk = this.#chunks.shift() ?? (await this.#nextChunk());
      const end = chunk.indexOf(newline);
      const part = end < 0 ? chunk : chunk.subarray(0, end);
      length += part.length;
      if (length > most)
        throw this.fail(this.disturbed(`a line of more than ${most} bytes`));
      parts.push(part);
      if (end < 0) continue;
      if (end + 1 < chunk.length) this.#chunks.unshift(chunk.subarray(end + 1));
      return parts.length === 1 ? part : Buffer.concat(parts);
    }
  }

  async readInto(target: Uint8Array): Promise<void> {
    let done = 0;
    while (done < target.length) {
      const chunk = this.#chunks.shift() ?? (await this.#nextChunk());
      const part = chunk.subarray(0, target.length - done);
      target.set(part, done);
      done += part.length;
      if (part.length < chunk.length)
        this.#chunks.unshift(chunk.subarray(part.length));
    }
  }

  /** What comes is not an answer. */
  disturbed(what: string): TrivetError {
    return new TrivetError(
      "remote-lost",
      `${JSON.stringify(this.command)}: ${what} came instead of an answer; something else writes into the pipe`,
      { detail: { command: this.command } },
    );
  }

  /** The first one stays. Ends the command. */
  fail(error: TrivetError): TrivetError {
    this.#failure ??= error;
    this.#wake?.();
    void this.close();
    return this.#failure;
  }

  /** Resolves when the command has ended, and its group with it. */
  close(): Promise<void> {
    return (this.#closing ??= this.#end());
  }

  async #end(): Promise<void> {
    const wasLost = this.#failure !== null;
    this.#failure ??= new TrivetError("cancelled", "the pipe was closed");
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#child.stdin!.end();
    if (!wasLost) await this.#exitWithin(graceMs);
    this.#signalGroup("SIGTERM");
    await this.#exitWithin(graceMs);
    this.#signalGroup("SIGKILL");
    await this.#exited;
    this.#child.stdout!.destroy();
    this.#child.stderr!.destroy();
  }

  async #exitWithin(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([this.#exited, limit]);
    clearTimeout(timer);
  }

  /** Also when the command itself has ended: a pipeline's members outlive each other. */
  #signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // ESRCH: nobody is left.
    }
  }

  async #nextChunk(): Promise<Uint8Array> {
    const { timeoutMs } = this.#options;
    const timer = setTimeout(() => this.fail(this.#late()), timeoutMs);
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) return chunk;
        if (this.#failure !== null) throw this.#failure;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      clearTimeout(timer);
      this.#wake = null;
    }
  }

  #late(): TrivetError {
    const seconds = this.#options.timeoutMs / 1000;
    return new TrivetError(
      "remote-timeout",
      `${JSON.stringify(this.command)} ${this.#isOpen ? "has stopped answering" : "did not answer"} for ${seconds} s${this.#lastWords()}`,
      { detail: { command: this.command, isOpen: this.#isOpen } },
    );
  }

  #ended(): TrivetError {
    const { exitCode, signalCode } = this.#child;
    const how =
      exitCode === null && signalCode === null
        ? "closed its output"
        : `ended (${signalCode ?? `exit ${exitCode}`})`;
    return new TrivetError(
      this.#isOpen ? "remote-lost" : "remote-failed",
      `${JSON.stringify(this.command)} ${how} ${this.#isOpen ? "in the middle" : "before it answered"}${this.#lastWords()}`,
      {
        detail: {
          command: this.command,
          ...(exitCode !== null && { exitCode }),
        },
      },
    );
  }

  /** What it said last on its standard error. */
  #lastWords(): string {
    const last = this.#errorText
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !meaningless.test(line))
      .at(-1);
    return last === undefined ? "" : `: ${printableLine(last).slice(0, 300)}`;
  }
}
