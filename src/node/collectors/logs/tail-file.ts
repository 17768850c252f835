// A log file while it grows, is renamed and created anew (logrotate), or copied and cut (copytruncate). Looked at from time
// to time, not by inotify: that reaches no network file system and says nothing about how much there is to read.

import { open, stat, type FileHandle } from "node:fs/promises";
import { TrivetError } from "../../../core/errors.ts";
import type {
  LogFiles,
  LogFollower,
  LogGrowth,
} from "../../../services/ports/target.ts";

const nothing = new Uint8Array(0);

export class TailFiles implements LogFiles {
  async follow(path: string): Promise<LogFollower> {
    const file = await openIfThere(path);
    if (file === null) return new TailedFile(path, null, 0);
    const { size } = await file.stat();
    return new TailedFile(path, file, size);
  }
}

class TailedFile implements LogFollower {
  readonly #path: string;
  #file: FileHandle | null;
  #position: number;
  /** The next bytes do not follow what was read before. */
  #isFresh = false;

  constructor(path: string, file: FileHandle | null, position: number) {
    this.#path = path;
    this.#file = file;
    this.#position = position;
  }

  async read(maxBytes: number): Promise<LogGrowth> {
    try {
      return await this.#read(maxBytes);
    } catch (error) {
      if (error instanceof TrivetError) throw error;
      throw new TrivetError(
        "disk-failed",
        `reading ${this.#path}: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  async #read(maxBytes: number): Promise<LogGrowth> {
    if (this.#file !== null) {
      const grown = await this.#readOpen(this.#file, maxBytes);
      // What the old file still had comes before the new one.
      if (grown.bytes.length > 0) return grown;
    }
    if (!(await this.#reopenIfReplaced()) || this.#file === null)
      return { bytes: nothing, skippedBytes: 0, isFresh: false };
    return this.#readOpen(this.#file, maxBytes);
  }

  async #readOpen(file: FileHandle, maxBytes: number): Promise<LogGrowth> {
    const { size } = await file.stat();
    if (size < this.#position) {
      this.#position = 0;
      this.#isFresh = true;
    }
    const waiting = size - this.#position;
    const skippedBytes = Math.max(0, waiting - maxBytes);
    const wanted = waiting - skippedBytes;
    this.#position += skippedBytes;
    const buffer = new Uint8Array(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await file.read(
        buffer,
        filled,
        wanted - filled,
        this.#position + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    this.#position += filled;
    const isFresh = this.#isFresh && filled > 0;
    if (filled > 0) this.#isFresh = false;
    return { bytes: buffer.subarray(0, filled), skippedBytes, isFresh };
  }

  /** True when the path leads to another file now, which is then open. Code: not-found. */
  async #reopenIfReplaced(): Promise<boolean> {
    const file = this.#file;
    const there = await stat(this.#path).catch(() => null);
    if (there === null) {
      throw new TrivetError("not-found", `there is no ${this.#path}`);
    }
    if (file !== null) {
      const mine = await file.stat();
      if (mine.ino === there.ino && mine.dev === there.dev) return false;
      await this.close();
    }
    this.#file = await openIfThere(this.#path);
    this.#position = 0;
    this.#isFresh = true;
    return this.#file !== null;
  }
}

/** Null when it is not there. Codes: bad-request for what is no file, disk-failed. */
async function openIfThere(path: string): Promise<FileHandle | null> {
  let file: FileHandle;
  try {
    // A pipe would hold up the opening until somebody writes.
    const there = await stat(path);
    if (!there.isFile())
      throw new TrivetError("bad-request", `${path} is not a regular file`);
    file = await open(path, "r");
  } catch (error) {
    if (error instanceof TrivetError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new TrivetError(
      "disk-failed",
      `opening ${path}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  return file;
}
