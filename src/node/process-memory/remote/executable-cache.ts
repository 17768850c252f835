// Executables of other hosts, fetched once: files named by build id, the oldest of which make room.

import { createHash } from "node:crypto";
import {
  mkdir,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  stat,
  utimes,
} from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { toTrivetError, TrivetError } from "../../../core/errors.ts";
import { openFile, type OpenFile } from "../open-file.ts";

/** Writes the whole file, part by part. */
export type FetchParts = (
  write: (bytes: Uint8Array) => Promise<void>,
) => Promise<void>;

/** The user's cache folder for executables. */
export function defaultExecutableCache(): string {
  const xdg = process.env["XDG_CACHE_HOME"] ?? "";
  return join(
    xdg === "" ? join(homedir(), ".cache") : xdg,
    "trivet",
    "executables",
  );
}

export class ExecutableCache {
  readonly #folder: string;
  readonly #mostBytes: number;

  /** `mostBytes`: of all files together. */
  constructor(folder: string, mostBytes: number) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
  }

  /** Null when it is not there, or not whole. `name`: what it is called in messages. */
  async open(
    key: string,
    size: number,
    name: string,
  ): Promise<OpenFile | null> {
    const path = this.#path(key);
    const file = await openFile(path, name).catch(() => null);
    if (file === null) return null;
    if (file.size === size) {
      const now = new Date();
      await utimes(path, now, now).catch(() => undefined);
      return file;
    }
    await file.close();
    return null;
  }

  /** Codes: cache-unwritable, disk-full, and those of `fetch`. */
  async add(key: string, name: string, fetch: FetchParts): Promise<OpenFile> {
    const path = this.#path(key);
    const unfinished = `${path}.${process.pid}.tmp`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeParts(unfinished, fetch);
      await rename(unfinished, path);
      const file = await openFile(path, name);
      await this.#makeRoom();
      return file;
    } catch (error) {
      await rm(unfinished, { force: true });
      throw wordFailure(error, this.#folder);
    }
  }

  async #makeRoom(): Promise<void> {
    const names = await readdir(this.#folder);
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const { size, mtimeMs } = await stat(path);
        return { path, size, mtimeMs };
      }),
    ).catch(() => []);
    files.sort((a, b) => b.mtimeMs - a.mtimeMs);
    let total = 0;
    for (const [index, { path, size }] of files.entries()) {
      total += size;
      if (index > 0 && total > this.#mostBytes) await rm(path, { force: true });
    }
  }

  #path(key: string): string {
    const name = createHash("sha256").update(key).digest("hex");
    return join(this.#folder, name.slice(0, 32));
  }
}

/** One that no build id names: gone with the descriptor. Codes: cache-unwritable, disk-full, and those of `fetch`. */
export async function fetchNameless(
  name: string,
  fetch: FetchParts,
): Promise<OpenFile> {
  const folder = await mkdtemp(join(tmpdir(), "trivet-executable-"));
  try {
    const path = join(folder, "executable");
    await writeParts(path, fetch);
    return await openFile(path, name);
  } catch (error) {
    throw wordFailure(error, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeParts(path: string, fetch: FetchParts): Promise<void> {
  const handle = await open(path, "w", 0o600);
  try {
    await fetch((bytes) => handle.writeFile(bytes));
  } finally {
    await handle.close();
  }
}

function wordFailure(error: unknown, folder: string): TrivetError {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (error instanceof TrivetError || !/^E[A-Z]+$/.test(code))
    return toTrivetError(error);
  return new TrivetError(
    code === "ENOSPC" || code === "EDQUOT" ? "disk-full" : "cache-unwritable",
    `${folder}: ${(error as Error).message}`,
    { cause: error },
  );
}
