// Small disk operations with the durability this store promises, and disk errors worded once.

import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import {
  lstat,
  mkdir,
  open,
  rename,
  rm,
  stat,
  type FileHandle,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { TrivetError } from "../../core/errors.ts";

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** ENOSPC and a used-up quota are `disk-full`, everything else the disk says is `disk-failed`. */
export function toDiskError(thrown: unknown, what: string): TrivetError {
  if (thrown instanceof TrivetError) return thrown;
  if (thrown instanceof Error && thrown.name === "AbortError")
    return new TrivetError("cancelled", "cancelled", { cause: thrown });
  const errno = errnoOf(thrown);
  const full = errno === "ENOSPC" || errno === "EDQUOT";
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new TrivetError(
    full ? "disk-full" : "disk-failed",
    `${what}: ${reason}`,
    { cause: thrown, detail: { errno } },
  );
}

export function errnoOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null) return "";
  return "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}

/**
 * A folder and its parents. Not `mkdir({ recursive: true })`: where the kernel answers ENOENT although the parent is
 * there (/proc), Node 20 asks again for ever.
 */
export async function makeFolders(path: string): Promise<void> {
  const make = (): Promise<unknown> => mkdir(path, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "EEXIST") return;
    if (errno !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolders(dirname(path));
    await make();
  }
}

/** Writes all bytes at a place; a write may be shorter than asked. */
export async function writeFully(
  handle: FileHandle,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(
      bytes,
      written,
      bytes.length - written,
      position + written,
    );
    written += bytesWritten;
  }
}

/** The bytes from `start` up to `end`, or up to the end of the file where that comes first; the file stays open. */
export async function* readRange(
  handle: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  let position = start;
  while (position < end) {
    const size = Math.min(256 * 1024, end - position);
    const { bytesRead, buffer } = await handle.read(
      Buffer.allocUnsafe(size),
      0,
      size,
      position,
    );
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** A rename would put a file in the place of a device, a pipe or a link, whatever the owner of those meant by them. */
async function refuseSpecialFile(path: string): Promise<void> {
  const existing = await lstat(path).catch(() => null);
  if (existing !== null && !existing.isFile()) throw notOrdinary(path);
}

/**
 * Opens an ordinary file for reading and never waits: opening a FIFO that nobody writes to would hold one of few threads
 * for ever, and the process could not even end. Codes: disk-failed for pipes, sockets, devices and folders; what the
 * system says of anything else (ENOENT) comes as it is.
 */
export async function openOrdinary(path: string): Promise<FileHandle> {
  if (!(await stat(path)).isFile()) throw notOrdinary(path);
  const handle = await open(path, constants.O_RDONLY | neverWait);
  // Between the two, something else may have taken its place.
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw notOrdinary(path);
}

/** All of an ordinary file; see `openOrdinary`. */
export async function readOrdinary(path: string): Promise<Buffer> {
  const handle = await openOrdinary(path);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Windows has no such flag, and no FIFO at a path. */
const neverWait =
  (constants as { readonly O_NONBLOCK?: number }).O_NONBLOCK ?? 0;

function notOrdinary(path: string): TrivetError {
  return new TrivetError("disk-failed", `${path} is not an ordinary file`, {
    detail: { path },
    advice: "not-ordinary",
  });
}

/** Makes a rename or a new file in this folder durable. Some file systems cannot; then there is nothing to wait for. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r").catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync();
  } catch (error) {
    if (!["EINVAL", "EPERM", "EISDIR", "ENOTSUP"].includes(errnoOf(error)))
      throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Replaces `path` in one step: `write` fills a temporary file in the same folder, which is synced and renamed. When
 * anything fails, what stood at `path` before still stands there.
 */
export async function replaceFile(
  path: string,
  write: (handle: FileHandle) => Promise<void>,
  check?: (temporary: string) => Promise<void>,
): Promise<void> {
  await refuseSpecialFile(path);
  const folder = dirname(path);
  const temporary = join(
    folder,
    `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`,
  );
  const handle = await open(temporary, "wx", 0o600).catch((error: unknown) => {
    if (errnoOf(error) !== "ENOENT") throw error;
    throw new TrivetError("disk-failed", `no folder ${folder}`, {
      cause: error,
      detail: { path: folder, errno: "ENOENT" },
      advice: "no-folder",
    });
  });
  try {
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await check?.(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}
