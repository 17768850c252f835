// Whether a file is a core, by its first bytes: cores have no extension of their own, and are often called `core.PID`.

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { startsLikeCore } from "../core/elf/elf-layout.ts";

const headBytes = 64;

/** False of everything that cannot be read. */
export async function isCoreFile(path: string): Promise<boolean> {
  // Without waiting for the writer of a FIFO.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(() => null);
  if (file === null) return false;
  try {
    if (!(await file.stat()).isFile()) return false;
    const head = new Uint8Array(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    return startsLikeCore(head.subarray(0, bytesRead));
  } catch {
    return false; // an error of the disk: whoever opens it for real says which
  } finally {
    await file.close();
  }
}

/**
 * The first argument that is a core; null when none is. Chromium's own switches start with `-`.
 * @param argv the whole command line, executable included
 * @param workingFolder what relative paths are relative to
 */
export async function requestedCore(
  argv: readonly string[],
  workingFolder: string,
): Promise<string | null> {
  for (const argument of argv.slice(1)) {
    if (argument.startsWith("-")) continue;
    const path = isAbsolute(argument)
      ? argument
      : resolve(workingFolder, argument);
    if (await isCoreFile(path)) return path;
  }
  return null;
}
