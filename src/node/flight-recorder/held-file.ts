// A file of /proc or a cgroup that is opened once and read again and again from its start: a few microseconds a time.
// It belongs to the process or group that it was opened for, whatever takes that name later.

import { closeSync, openSync, readSync } from "node:fs";

const longest = 4096;

export class HeldFile {
  readonly #descriptor: number | null;
  readonly #buffer = Buffer.alloc(longest);
  /** Why it cannot be read: the code of the system's error. */
  readonly refusal: string | null;

  constructor(path: string) {
    let descriptor: number | null = null;
    let refusal: string | null = null;
    try {
      descriptor = openSync(path, "r");
    } catch (error) {
      refusal = (error as NodeJS.ErrnoException).code ?? "EIO";
    }
    this.#descriptor = descriptor;
    this.refusal = refusal;
  }

  /** Empty once what it is about is gone. */
  text(): string {
    if (this.#descriptor === null) return "";
    try {
      const count = readSync(this.#descriptor, this.#buffer, 0, longest, 0);
      return this.#buffer.toString("latin1", 0, count);
    } catch {
      return "";
    }
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
  }
}
