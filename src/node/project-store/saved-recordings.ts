// Recordings' folders that are no longer needed: everything in them is in an archive that was read back when it was
// written and still stands where it was saved. Only these are ever removed; whatever else lies there stays.

import { randomBytes } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { journalMember } from "../../core/project-file/member-path.ts";
import { isLocked, takeLock } from "./folder-lock.ts";
import { readFolderJournal } from "./open-live-folder.ts";
import { isArchiveThere, readSaveMark, saveMarkName } from "./save-mark.ts";

export interface SavedRecording {
  readonly path: string;
  /** On the disk. */
  readonly bytes: number;
  /** The newest change to its journal. */
  readonly touchedMillis: number;
}

const liveName = /\.trivet-live$/;
const leftoverName = /\.trivet-live\.removing-[0-9a-f]+$/;
/** What a recording's folder holds. Anything else was put there by somebody: such a folder stays. */
const ownNames = new Set([journalMember, "evidence", "lock", saveMarkName]);

export class SavedRecordings {
  readonly #baseDirectory: string;

  /** `baseDirectory`: the folder with the recordings' folders. */
  constructor(baseDirectory: string) {
    this.#baseDirectory = baseDirectory;
  }

  /** Those that could be removed now. Never throws: what cannot be read is not one of them. */
  async list(): Promise<readonly SavedRecording[]> {
    const names = await readdir(this.#baseDirectory).catch(() => []);
    const found: SavedRecording[] = [];
    for (const name of names.filter((each) => liveName.test(each)).sort()) {
      const path = join(this.#baseDirectory, name);
      const recording = await describeSaved(path).catch(() => null);
      if (recording !== null && !(await isLocked(path))) found.push(recording);
    }
    return found;
  }

  /** True when everything in this recording's folder is in an archive that still stands. */
  async isSaved(path: string): Promise<boolean> {
    return (await describeSaved(path).catch(() => null)) !== null;
  }

  /** Removes those that nobody has touched since `beforeMillis`, and says which. What fails to go stays whole. */
  async remove(beforeMillis = Infinity): Promise<readonly SavedRecording[]> {
    const removed: SavedRecording[] = [];
    await this.#removeLeftovers();
    for (const recording of await this.list()) {
      if (recording.touchedMillis >= beforeMillis) continue;
      if (await removeRecording(recording.path)) removed.push(recording);
    }
    return removed;
  }

  /** What an earlier removal that was cut short had renamed already. */
  async #removeLeftovers(): Promise<void> {
    const names = await readdir(this.#baseDirectory).catch(() => []);
    for (const name of names.filter((each) => leftoverName.test(each)))
      await removeQuietly(join(this.#baseDirectory, name));
  }
}

/** Null for a folder that holds anything which no archive has. */
async function describeSaved(folder: string): Promise<SavedRecording | null> {
  const mark = await readSaveMark(folder);
  if (mark === null || !(await isArchiveThere(mark))) return null;
  const names = await readdir(folder);
  if (names.some((name) => !ownNames.has(name))) return null;
  const journal = await readFolderJournal(folder);
  if (journal.damage !== null || journal.entries.length < mark.entries)
    return null;
  // Looking around in it is nothing that would be lost.
  const later = journal.entries.slice(mark.entries);
  if (later.some(({ type }) => type !== "view")) return null;
  const stats = await stat(join(folder, journalMember));
  return {
    path: folder,
    bytes: stats.size + (await evidenceBytes(join(folder, "evidence"))),
    touchedMillis: stats.mtimeMs,
  };
}

async function evidenceBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder))
    bytes += (await stat(join(folder, name))).size;
  return bytes;
}

/** Under the folder's lock, looked at once more; gone under its name in one step. */
async function removeRecording(path: string): Promise<boolean> {
  const lock = await takeLock(path).catch(() => null);
  if (lock === null) return false; // somebody opened it in this moment
  const aside = `${path}.removing-${randomBytes(4).toString("hex")}`;
  try {
    if ((await describeSaved(path)) === null) return false;
    await rename(path, aside);
  } catch {
    return false;
  } finally {
    await lock.release();
  }
  await removeQuietly(aside);
  return true;
}

/** A part that cannot go now goes with the next removal. */
async function removeQuietly(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}
