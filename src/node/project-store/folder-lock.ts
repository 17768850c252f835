// One writer per live folder. The lock names a process for good (PID, start time, boot), so the lock of a recorder that
// died is recognised and taken over, even when its PID was given to another process since.

import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { TrivetError } from "../../core/errors.ts";
import { errnoOf, readOrdinary } from "./disk.ts";

const ownerSchema = z.object({
  pid: z.number().int().positive(),
  /** `/proc/PID/stat` field 22; null where there is no procfs. */
  startTicks: z.number().nullable(),
  bootId: z.string().nullable(),
  host: z.string(),
  sinceMillis: z.number(),
  /** Makes each taking of a lock another one, so that a release removes only its own. */
  nonce: z.string().optional(),
});
type Owner = z.output<typeof ownerSchema>;

export interface FolderLock {
  release(): Promise<void>;
}

export function lockPath(folder: string): string {
  return join(folder, "lock");
}

/** Code: investigation-locked. */
export async function takeLock(folder: string): Promise<FolderLock> {
  return takeLockFile(lockPath(folder), 0);
}

async function takeLockFile(path: string, depth: number): Promise<FolderLock> {
  const text = `${JSON.stringify(await describeSelf())}\n`;
  const temporary = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(temporary, text, { flag: "wx", mode: 0o600 });
  try {
    if (!(await linkNew(temporary, path)))
      await replaceStale(path, temporary, depth);
  } finally {
    await rm(temporary, { force: true });
  }
  return {
    release: async () => {
      const found = await readLock(path);
      if (found === text) await rm(path, { force: true });
    },
  };
}

/**
 * Two processes may see the same dead owner. Only who holds the claim may replace the lock, and looks again first, so
 * that a lock taken in between stays. The claim is a lock itself: one that a crash left behind is stale in its turn.
 */
async function replaceStale(
  path: string,
  temporary: string,
  depth: number,
): Promise<void> {
  await hasStaleLock(path);
  if (depth > 2) throw locked(path, "several processes at once");
  const claim = await takeLockFile(`${path}.claim`, depth + 1);
  try {
    // A stale lock stays until its claimant replaces it; where none stands, others may be making theirs right now.
    if (await hasStaleLock(path)) await rename(temporary, path);
    else if (!(await linkNew(temporary, path)))
      throw locked(path, "another process");
  } finally {
    await claim.release();
  }
}

/** False when no lock stands there. Code: investigation-locked, when its owner lives. */
async function hasStaleLock(path: string): Promise<boolean> {
  const text = await readLock(path);
  if (text === null) return false;
  const owner = parseOwner(text);
  if (owner !== null && (await isAlive(owner)))
    throw locked(path, describe(owner), owner);
  return true;
}

function locked(path: string, by: string, owner?: Owner): TrivetError {
  return new TrivetError("investigation-locked", `${path}: held by ${by}`, {
    detail: { pid: owner?.pid ?? 0, host: owner?.host ?? "" },
  });
}

/** True while a living process writes to the folder. */
export async function isLocked(folder: string): Promise<boolean> {
  const text = await readLock(lockPath(folder));
  return text !== null && (await isAlive(parseOwner(text)));
}

/** Null when there is none that can be read. */
async function readLock(path: string): Promise<string | null> {
  return readOrdinary(path).then(
    (bytes) => bytes.toString("utf8"),
    () => null,
  );
}

/** A hard link either makes the complete lock or fails: nobody ever sees half of one. */
async function linkNew(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"].includes(errnoOf(error)))
      throw error;
  }
  // File systems without hard links (FAT, some network shares).
  try {
    await writeFile(path, await readFile(temporary), { flag: "wx" });
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
}

function describe(owner: Owner): string {
  return `process ${owner.pid} on ${owner.host} since ${new Date(owner.sinceMillis).toISOString()}`;
}

/** A torn or foreign lock file says nothing about a living owner: it is stale. */
function parseOwner(text: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function isAlive(owner: Owner | null): Promise<boolean> {
  if (owner === null) return false;
  // Another machine's processes cannot be seen from here: believe its lock.
  if (owner.host !== hostname()) return true;
  const bootId = await readBootId();
  if (owner.bootId !== null && bootId !== null && owner.bootId !== bootId)
    return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
  const startTicks = await readStartTicks(owner.pid);
  return (
    owner.startTicks === null ||
    startTicks === null ||
    owner.startTicks === startTicks
  );
}

async function describeSelf(): Promise<Owner> {
  return {
    pid: process.pid,
    startTicks: await readStartTicks(process.pid),
    bootId: await readBootId(),
    host: hostname(),
    sinceMillis: Date.now(),
    nonce: randomBytes(8).toString("hex"),
  };
}

async function readBootId(): Promise<string | null> {
  const path = "/proc/sys/kernel/random/boot_id";
  return readFile(path, "utf8").then(
    (text) => text.trim(),
    () => null,
  );
}

async function readStartTicks(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // The command's name may hold spaces and brackets: the fields that matter follow the last bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  const ticks = Number(fields[19]);
  // A zombie writes nothing any more.
  if (state === "Z" || state === "X") return -1;
  return Number.isFinite(ticks) ? ticks : null;
}
