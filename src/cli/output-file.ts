// Where a command is about to write for a long time: refused before the work, not after it. A recording that ends on
// a device, a folder or somebody's only copy has been for nothing.

import { lstat, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { TrivetError } from "../core/errors.ts";
import { describeFileKind } from "./file-kind.ts";

/**
 * The absolute path of a file that may be written. A symbolic link counts as what it points to; one that points nowhere
 * counts as an existing file. Code: usage.
 */
export async function checkOutputFile(
  path: string,
  options: { readonly overwrite: boolean },
): Promise<string> {
  const name = basename(path);
  if (path.endsWith("/") || name === "" || name === "." || name === "..")
    throw new TrivetError(
      "usage",
      `--out wants a file's name, not ${JSON.stringify(path)}`,
    );
  const absolute = resolve(path);
  const isTaken = await lstat(absolute).then(
    () => true,
    () => false,
  );
  if (!isTaken) return absolute;
  const target = await stat(absolute).catch(() => null);
  if (target !== null && !target.isFile())
    throw new TrivetError(
      "usage",
      `${path} is ${describeFileKind(target)}; --out wants a regular file`,
    );
  if (!options.overwrite)
    throw new TrivetError(
      "usage",
      `${path} exists already; --overwrite replaces it`,
    );
  return absolute;
}
