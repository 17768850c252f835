// What a dying Go program prints goes to its standard error. Where that is a file, it is opened while the program lives
// (it may be removed or renamed later) and what was written since is read when it is dead. Pipes and terminals have one
// reader, and that is not us.

import {
  closeSync,
  fstatSync,
  openSync,
  readSync,
  readlinkSync,
  statSync,
} from "node:fs";

/** A crash report of thousands of goroutines is megabytes; its first lines name the cause, and stand at its start. */
const mostBytes = 8 << 20;

export class StandardError {
  readonly #descriptor: number | null;
  readonly #from: number;
  /** Why it tells nothing: `pipe`, `socket`, `terminal`, `device` or the system's error code. */
  readonly refusal: string | null;

  constructor(pid: number) {
    const path = `/proc/${pid}/fd/2`;
    let descriptor: number | null = null;
    let from = 0;
    let refusal: string | null = null;
    try {
      if (statSync(path).isFile()) {
        descriptor = openSync(path, "r");
        from = fstatSync(descriptor).size;
      } else refusal = kindOf(readlinkSync(path));
    } catch (error) {
      refusal = (error as NodeJS.ErrnoException).code ?? "EIO";
    }
    this.#descriptor = descriptor;
    this.#from = from;
    this.refusal = refusal;
  }

  /** What was written since; null where that is not known. A file that was cut short meanwhile is read from its start. */
  text(): string | null {
    if (this.#descriptor === null) return null;
    try {
      const { size } = fstatSync(this.#descriptor);
      const from = size < this.#from ? 0 : this.#from;
      const buffer = Buffer.alloc(Math.min(mostBytes, size - from));
      const count = readSync(this.#descriptor, buffer, 0, buffer.length, from);
      return buffer.toString("utf8", 0, count);
    } catch {
      return null;
    }
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
  }
}

function kindOf(link: string): string {
  if (link.startsWith("pipe:")) return "pipe";
  if (link.startsWith("socket:")) return "socket";
  if (/^\/dev\/(pts\/|tty|console)/.test(link)) return "terminal";
  return "device";
}
