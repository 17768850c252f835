// Where investigations live: folders with an append-only journal while they are recorded, .trivet archives when they
// are saved. docs/project-file-format.md describes both.

import { constants, copyFile, mkdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { TrivetError } from "../../core/errors.ts";
import { journalMember } from "../../core/project-file/member-path.ts";
import type {
  InvestigationStore,
  InvestigationStores,
  OpenedInvestigation,
} from "../../services/ports/investigation-store.ts";
import type { ArchiveFile } from "./archive-file.ts";
import {
  errnoOf,
  replaceFile,
  syncFolder,
  toDiskError,
  writeFully,
  makeFolders,
} from "./disk.ts";
import { EvidenceFolder } from "./evidence-folder.ts";
import { takeLock, type FolderLock } from "./folder-lock.ts";
import { JournalFile, type JournalFileOptions } from "./journal-file.ts";
import { LiveFolder } from "./live-folder.ts";
import { openArchive, verifyArchive } from "./open-archive.ts";
import {
  openLiveFolder,
  readFolderJournal,
  verifyLiveFolder,
} from "./open-live-folder.ts";

const liveSuffix = ".trivet-live";

export interface StoreOptions {
  /** How long an appended entry may wait for the disk; 500 ms unless told otherwise. */
  readonly flushIntervalMs?: number;
  readonly retryIntervalMs?: number;
}

export class FolderInvestigationStores implements InvestigationStores {
  readonly #baseDirectory: string;
  readonly #tool: { readonly name: string; readonly version: string };
  readonly #options: StoreOptions;

  /** New folders are made under `baseDirectory`; `toolVersion` goes into the manifests of archives. */
  constructor(
    baseDirectory: string,
    toolVersion: string,
    options: StoreOptions = {},
  ) {
    this.#baseDirectory = baseDirectory;
    this.#tool = { name: "trivet", version: toolVersion };
    this.#options = options;
  }

  async create(options: {
    readonly path?: string;
    readonly title?: string;
    readonly onProblem: (problem: Error) => void;
  }): Promise<InvestigationStore> {
    const folder = await this.#makeFolder(options.path, options.title ?? "");
    const lock = await lockFolder(folder);
    try {
      const evidence = new EvidenceFolder(folder);
      await evidence.prepare();
      const journal = await JournalFile.create(
        join(folder, journalMember),
        this.#journalOptions(options.onProblem),
      );
      await syncFolder(folder);
      await syncFolder(dirname(folder));
      const tool = this.#tool;
      return new LiveFolder(folder, { journal, evidence, lock, tool });
    } catch (error) {
      await lock.release();
      if (errnoOf(error) === "EEXIST")
        throw new TrivetError(
          "disk-failed",
          `${folder} already holds an investigation`,
          { cause: error },
        );
      throw toDiskError(error, `creating ${folder}`);
    }
  }

  async resume(
    path: string,
    onProblem: (problem: Error) => void,
  ): Promise<{
    readonly store: InvestigationStore;
    readonly opened: OpenedInvestigation;
  }> {
    const folder = (await isDirectory(path))
      ? path
      : await this.#copyArchive(path);
    const lock = await lockFolder(folder);
    try {
      const opened = await openLiveFolder(folder, { isOurs: true });
      const evidence = new EvidenceFolder(folder);
      await evidence.prepare();
      const journal = await continueJournal(
        folder,
        this.#journalOptions(onProblem),
      );
      const tool = this.#tool;
      const store = new LiveFolder(folder, { journal, evidence, lock, tool });
      return { store, opened };
    } catch (error) {
      await lock.release();
      throw toDiskError(error, `resuming ${folder}`);
    }
  }

  async open(path: string, signal?: AbortSignal): Promise<OpenedInvestigation> {
    return openInvestigation(path, signal);
  }

  async verify(
    path: string,
    signal?: AbortSignal,
  ): Promise<{
    readonly members: number;
    readonly bytes: number;
    readonly entries: number;
  }> {
    return verifyInvestigation(path, signal);
  }

  #journalOptions(onProblem: (problem: Error) => void): JournalFileOptions {
    return { ...this.#options, onProblem };
  }

  /** A folder of its own for a new investigation: named by time and title, or exactly as asked for. */
  async #makeFolder(path: string | undefined, title: string): Promise<string> {
    try {
      if (path !== undefined) {
        await makeFolders(path);
        return path;
      }
      await makeFolders(this.#baseDirectory);
      const time = new Date().toISOString().slice(0, 19).replaceAll(":", "");
      const words = slug(title);
      const name = words === "" ? time : `${time}-${words}`;
      for (let copy = 1; ; copy++) {
        const folder = join(
          this.#baseDirectory,
          `${name}${copy === 1 ? "" : `-${copy}`}${liveSuffix}`,
        );
        try {
          await mkdir(folder, { mode: 0o700 });
          return folder;
        } catch (error) {
          if (errnoOf(error) !== "EEXIST") throw error;
        }
      }
    } catch (error) {
      throw toDiskError(
        error,
        `making a folder for the investigation in ${path ?? this.#baseDirectory}`,
      );
    }
  }

  /** The journal is written last: a copy that was interrupted is no investigation. */
  async #copyArchive(path: string): Promise<string> {
    const { archive } = await verifyArchive(path);
    try {
      const folder = await this.#makeFolder(
        undefined,
        basename(path).replace(/\.trivet$/, ""),
      );
      try {
        await copyMembers(archive, folder);
        return folder;
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw toDiskError(error, `copying ${path} to ${folder}`);
      }
    } finally {
      await archive.close();
    }
  }
}

/** Opens an archive (verified) or a live folder (recovered), for reading; see `InvestigationStores.open`. */
export async function openInvestigation(
  path: string,
  signal?: AbortSignal,
): Promise<OpenedInvestigation> {
  if (await isDirectory(path)) return openLiveFolder(path);
  return openArchive(path, signal === undefined ? {} : { signal });
}

/** See `InvestigationStores.verify`. */
export async function verifyInvestigation(
  path: string,
  signal?: AbortSignal,
): Promise<{
  readonly members: number;
  readonly bytes: number;
  readonly entries: number;
}> {
  if (await isDirectory(path)) return verifyLiveFolder(path, signal);
  const { archive, journal } = await verifyArchive(
    path,
    signal === undefined ? {} : { signal },
  );
  const { members } = archive.manifest;
  await archive.close();
  return {
    members: members.length + 1,
    bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
    entries: journal.position.seq,
  };
}

async function copyMembers(
  archive: ArchiveFile,
  folder: string,
): Promise<void> {
  const evidence = new EvidenceFolder(folder);
  await evidence.prepare();
  for (const { path, kind } of archive.manifest.members)
    if (kind === "evidence") await copyMember(archive, path, folder);
  await copyMember(archive, journalMember, folder);
}

/** Evidence names were checked against their digests and the journal has a fixed name: no path of the archive's own. */
async function copyMember(
  archive: ArchiveFile,
  member: string,
  folder: string,
): Promise<void> {
  await replaceFile(join(folder, member), async (handle) => {
    let position = 0;
    for await (const chunk of archive.stream(member)) {
      await writeFully(handle, chunk, position);
      position += chunk.length;
    }
  });
}

/**
 * Goes on behind the last good line. A journal that was damaged in the middle is kept aside whole, and what stands
 * before the damage becomes the journal.
 */
async function continueJournal(
  folder: string,
  options: JournalFileOptions,
): Promise<JournalFile> {
  const path = join(folder, journalMember);
  const { position, bytes, damage } = await readFolderJournal(folder);
  if (damage !== null) {
    const aside = join(folder, `journal.damaged-${Date.now()}.jsonl`);
    await copyFile(path, aside, constants.COPYFILE_EXCL);
    await syncFolder(folder);
  }
  return JournalFile.continue(path, { position, bytes }, options);
}

async function lockFolder(folder: string): Promise<FolderLock> {
  try {
    return await takeLock(folder);
  } catch (error) {
    throw toDiskError(error, `locking ${folder}`);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isDirectory() === true;
}

/** What of a title can stand in a file name on every system: letters and digits of any script, and hyphens. */
function slug(title: string): string {
  return title
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
}
