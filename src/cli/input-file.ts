// Files that people name on the command line: read as a stream that Ctrl-C ends and a limit bounds. A FIFO may never
// come to its end (process substitution is one that does), a device like /dev/zero has none.

import { constants, createReadStream, openSync, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { TrivetError, toTrivetError } from "../core/errors.ts";
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
    throw new TrivetError(
      "usage",
      `${path} is ${describeFileKind(stats)}, not a file`,
      { detail: { file: path } },
    );
  if (signal.aborted) throw cancelled(signal);
  let stream: Readable | null = null;
  const stop = (): void => void stream?.destroy(cancelled(signal));
  signal.addEventListener("abort", stop, { once: true });
  try {
    stream = stats.isFile() ? createReadStream(path) : openPipe(path);
    return await collect(stream, path, maxBytes);
  } catch (thrown) {
    throw signal.aborted ? cancelled(signal) : readingFailed(path, thrown);
  } finally {
    signal.removeEventListener("abort", stop);
    stream?.destroy();
  }
}

/** Refuses what is neither a regular file nor a folder. Codes: usage, not-found, disk-failed. */
export async function requireFileOrFolder(path: string): Promise<void> {
  const stats = await statInput(path);
  if (!stats.isFile() && !stats.isDirectory())
    throw new TrivetError(
      "usage",
      `${path} is ${describeFileKind(stats)}, not a file or folder`,
      { detail: { file: path } },
    );
}

async function statInput(path: string): Promise<Stats> {
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

function cancelled(signal: AbortSignal): TrivetError {
  return signal.reason instanceof TrivetError
    ? signal.reason
    : new TrivetError("cancelled", "cancelled");
}

function readingFailed(path: string, cause: unknown): TrivetError {
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
