// Files that people name on the command line: read as a stream that Ctrl-C ends and a limit bounds. One rule for all
// commands: what is read once, from the start, may be a FIFO (process substitution is one); archives, cores and
// executables are read here and there, and have to be files. A device like /dev/zero has no end.

import { constants, createReadStream, openSync, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { cancelledBy, TrivetError, toTrivetError } from "../core/errors.ts";
import { describeFileKind } from "./file-kind.ts";

export interface ReadInputOptions {
  readonly signal: AbortSignal;
  /** Default 1 GiB. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 1 << 30;

/**
 * The bytes of a regular file or FIFO. Codes: usage for folders and devices, not-found, disk-failed, body-too-large,
 * cancelled.
 */
export async function readInputFile(
  path: string,
  { signal, maxBytes = defaultMaxBytes }: ReadInputOptions,
): Promise<Uint8Array> {
  const stats = await statInput(path);
  // `<(…)` and `… | trivet memstats /dev/stdin` are FIFOs.
  if (!stats.isFile() && !stats.isFIFO())
    throw refusedKind(path, stats, "a file");
  if (signal.aborted) throw cancelledBy(signal);
  let stream: Readable | null = null;
  const stop = (): void => void stream?.destroy(cancelledBy(signal));
  signal.addEventListener("abort", stop, { once: true });
  try {
    stream = stats.isFile() ? createReadStream(path) : openPipe(path);
    return await collect(stream, path, maxBytes);
  } catch (thrown) {
    throw signal.aborted ? cancelledBy(signal) : readingFailed(path, thrown);
  } finally {
    signal.removeEventListener("abort", stop);
    stream?.destroy();
  }
}

/** Refuses what cannot be read in any order: archives are. Codes: usage, not-found, disk-failed. */
export async function requireFileOrFolder(path: string): Promise<void> {
  const stats = await statInput(path);
  if (!stats.isFile() && !stats.isDirectory())
    throw refusedKind(path, stats, "a file or folder");
}

/** The same for files that are read once, from the start: those may be FIFOs too. */
export async function requireInput(path: string): Promise<void> {
  const stats = await statInput(path);
  if (!stats.isFile() && !stats.isDirectory() && !stats.isFIFO())
    throw refusedKind(path, stats, "a file or folder");
}

function refusedKind(path: string, stats: Stats, wanted: string): TrivetError {
  return new TrivetError(
    "usage",
    `${path} is ${describeFileKind(stats)}, not ${wanted}`,
    { detail: { file: path } },
  );
}

/** Codes: not-found, disk-failed. */
export async function statInput(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (thrown) {
    throw readingFailed(path, thrown);
  }
}

/**
 * Opened without waiting for a writer, and read through the event loop: a blocking open or read sits in a worker thread
 * that nothing can interrupt, and the process would not even end.
 */
function openPipe(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

async function collect(
  stream: Readable,
  path: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes)
      throw new TrivetError(
        "body-too-large",
        `${path} holds more than ${maxBytes} bytes`,
        { detail: { file: path, limit: maxBytes }, advice: "file-too-large" },
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** What the disk says of reading a file, as disk-failed or not-found. */
export function readingFailed(path: string, cause: unknown): TrivetError {
  if (cause instanceof TrivetError) return cause;
  const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
  return new TrivetError(
    isMissing ? "not-found" : "disk-failed",
    isMissing
      ? `no file ${path}`
      : `reading ${path}: ${toTrivetError(cause).message}`,
    { cause, detail: { file: path } },
  );
}
