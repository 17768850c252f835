// The live journal's writer. Entries are handed over at once and written in batches, each synced before it counts.
// When the disk refuses, everything waits in memory and the same bytes are written again at the same place every
// second: a retry after a failed fdatasync must write again, because the kernel drops pages it could not write.

import { open, type FileHandle } from "node:fs/promises";
import type { TrivetError } from "../../core/errors.ts";
import type { JournalEntry } from "../../core/investigation/journal-entry.ts";
import {
  chainStart,
  encodeJournalLine,
  type ChainPosition,
} from "../../core/project-file/journal-line.ts";
import { sha256, toDiskError, writeFully } from "./disk.ts";

export interface JournalFileOptions {
  readonly onProblem: (problem: TrivetError) => void;
  /** An appended entry is durable after at most this long. */
  readonly flushIntervalMs?: number;
  readonly retryIntervalMs?: number;
  /** What may wait in memory while the disk refuses; beyond it entries are counted as lost. */
  readonly maxWaitingBytes?: number;
}

interface WaitingEntry {
  readonly isView: boolean;
  readonly json: string;
}

export class JournalFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #options: Required<JournalFileOptions>;
  #position: ChainPosition;
  /** Bytes of the file that are durable. */
  #durableBytes: number;
  #waiting: WaitingEntry[] = [];
  #waitingBytes = 0;
  #lost = 0;
  /** Lines with their place in the chain, not yet durable. */
  #encoded: Buffer[] = [];
  /** Counts appends: `handed` so far, `encoded` into lines, `durable` on disk. */
  readonly #count = { handed: 0, encoded: 0, durable: 0 };
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #problem: TrivetError | null = null;
  #closed = false;

  private constructor(
    path: string,
    handle: FileHandle,
    place: { position: ChainPosition; bytes: number },
    options: JournalFileOptions,
  ) {
    this.path = path;
    this.#handle = handle;
    this.#position = place.position;
    this.#durableBytes = place.bytes;
    this.#options = {
      flushIntervalMs: 500,
      retryIntervalMs: 1000,
      maxWaitingBytes: 256 * 1024 * 1024,
      ...options,
    };
  }

  static async create(
    path: string,
    options: JournalFileOptions,
  ): Promise<JournalFile> {
    const handle = await open(path, "wx", 0o600);
    return new JournalFile(
      path,
      handle,
      { position: chainStart, bytes: 0 },
      options,
    );
  }

  /** Goes on behind the last whole line; what a crash left after it is cut off. */
  static async continue(
    path: string,
    place: { readonly position: ChainPosition; readonly bytes: number },
    options: JournalFileOptions,
  ): Promise<JournalFile> {
    const handle = await open(path, "r+");
    try {
      await handle.truncate(place.bytes);
      await handle.datasync();
    } catch (error) {
      await handle.close();
      throw error;
    }
    return new JournalFile(path, handle, place, options);
  }

  /** What keeps the journal from being durable right now; null when nothing does. */
  get problem(): TrivetError | null {
    return this.#problem;
  }

  append(entry: JournalEntry): void {
    if (this.#closed) return;
    const json = JSON.stringify(entry);
    const isView = entry.type === "view";
    // Only the newest view matters, so it is the one kind of entry that never piles up.
    if (isView) this.#waiting = this.#waiting.filter((other) => !other.isView);
    else if (this.#waitingBytes + json.length > this.#options.maxWaitingBytes) {
      this.#lost++;
      return;
    } else this.#waitingBytes += json.length;
    this.#waiting.push({ isView, json });
    this.#count.handed++;
    this.#schedule();
  }

  /** Resolves when everything handed over before is durable. Codes: disk-full, disk-failed. */
  async flush(): Promise<void> {
    const wanted = this.#count.handed;
    while (this.#count.durable < wanted) await this.#writeBatch();
  }

  /**
   * The journal as it is now, whether or not the disk took it yet: the durable bytes of the file, then `tail`.
   */
  content(): { readonly bytes: number; readonly tail: Buffer } {
    this.#encodeWaiting();
    return { bytes: this.#durableBytes, tail: Buffer.concat(this.#encoded) };
  }

  /** Writes what waits and closes; the file is closed even when the disk refuses, which is then thrown. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    try {
      await this.flush();
    } finally {
      await this.#writing?.catch(() => {});
      if (this.#timer !== null) clearTimeout(this.#timer);
      await this.#handle.close();
    }
  }

  #schedule(): void {
    if (this.#timer !== null || this.#writing !== null || this.#closed) return;
    const { flushIntervalMs, retryIntervalMs } = this.#options;
    const delay = this.#problem === null ? flushIntervalMs : retryIntervalMs;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // A failure was reported through onProblem; the next attempt is scheduled.
      this.#writeBatch().catch(() => {});
    }, delay);
  }

  #writeBatch(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
      if (this.#count.durable < this.#count.handed) this.#schedule();
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#encoded.length === 0) this.#encodeWaiting();
    const batch = [...this.#encoded];
    const reaches = this.#count.encoded;
    const bytes = Buffer.concat(batch);
    try {
      await writeFully(this.#handle, bytes, this.#durableBytes);
      await this.#handle.datasync();
    } catch (error) {
      const problem = toDiskError(error, `writing ${this.path}`);
      const isNew = this.#problem?.code !== problem.code;
      this.#problem = problem;
      if (isNew) this.#options.onProblem(problem);
      throw problem;
    }
    this.#problem = null;
    this.#durableBytes += bytes.length;
    this.#encoded.splice(0, batch.length);
    this.#waitingBytes = this.#waiting.reduce((n, w) => n + w.json.length, 0);
    this.#count.durable = reaches;
    this.#admitLoss();
  }

  /** Gives the waiting entries their places in the chain. */
  #encodeWaiting(): void {
    for (const { json } of this.#waiting) {
      const { line, next } = encodeJournalLine(this.#position, json, sha256);
      this.#encoded.push(Buffer.from(line));
      this.#position = next;
    }
    this.#waiting = [];
    this.#count.encoded = this.#count.handed;
  }

  /** Entries that found no room while the disk refused are admitted in the journal itself. */
  #admitLoss(): void {
    if (this.#lost === 0) return;
    const lost = this.#lost;
    this.#lost = 0;
    this.append({
      type: "action",
      action: {
        atMillis: Date.now(),
        actor: "trivet",
        action: "entries-lost",
        detail: `${lost} entries found no room in memory while the disk refused to take them`,
      },
    });
  }
}
