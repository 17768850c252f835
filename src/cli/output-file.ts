// Files that commands write: refused before the work, not after it, by one rule for all commands. A recording that ends
// on a device, a folder or somebody's only copy has been for nothing.

import { existsSync } from "node:fs";
import { lstat, open, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { TrivetError } from "../core/errors.ts";
import {
  errnoOf,
  replaceFile,
  toDiskError,
} from "../node/project-store/disk.ts";
import { describeFileKind } from "./file-kind.ts";

export interface OutputOptions {
  readonly overwrite: boolean;
  /** As it is called on the command line; default `--out`. */
  readonly option?: string;
}

/**
 * The absolute path of a file that may be written. A symbolic link counts as what it points to; one that points nowhere
 * counts as an existing file, and cannot be replaced. Codes: usage; disk-failed where there is no such folder.
 */
export async function checkOutputFile(
  path: string,
  { overwrite, option = "--out" }: OutputOptions,
): Promise<string> {
  const name = basename(path);
  if (path.endsWith("/") || name === "" || name === "." || name === "..")
    throw new TrivetError(
      "usage",
      `${option} wants a file's name, not ${JSON.stringify(path)}`,
    );
  const absolute = resolve(path);
  const isTaken = await lstat(absolute).then(
    () => true,
    () => false,
  );
  if (!isTaken) {
    if (!existsSync(dirname(absolute)))
      throw new TrivetError(
        "disk-failed",
        `there is no folder ${dirname(absolute)}`,
        { advice: "no-folder" },
      );
    return absolute;
  }
  const target = await stat(absolute).catch(() => null);
  if (target !== null && !target.isFile())
    throw new TrivetError(
      "usage",
      `${path} is ${describeFileKind(target)}; ${option} wants a regular file`,
    );
  if (!overwrite)
    throw new TrivetError(
      "usage",
      `${path} exists already; --overwrite replaces it`,
    );
  if (target === null)
    throw new TrivetError("usage", `${path} is a link to nothing`);
  return realpath(absolute);
}

/**
 * Writes what `checkOutputFile` allowed, all or nothing: a file that was there is only replaced by a whole one.
 * `path`: as `checkOutputFile` answered it. Codes: usage when a file appeared meanwhile, disk-full, disk-failed.
 */
export async function writeOutputFile(
  path: string,
  content: Uint8Array | string,
  { overwrite }: OutputOptions,
): Promise<void> {
  try {
    if (overwrite)
      await replaceFile(path, async (handle) => {
        const old = await stat(path).catch(() => null);
        if (old !== null) await handle.chmod(old.mode & 0o777);
        await handle.writeFile(content);
      });
    else await createFile(path, content);
  } catch (thrown) {
    if (errnoOf(thrown) === "EEXIST")
      throw new TrivetError(
        "usage",
        `${path} exists already; --overwrite replaces it`,
        { cause: thrown },
      );
    throw toDiskError(thrown, `writing ${path}`);
  }
}

async function createFile(
  path: string,
  content: Uint8Array | string,
): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(content);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
