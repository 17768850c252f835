// Which investigation a command line asks for: ours at start, and a second instance's, which hands its own over.

import { extname, isAbsolute, resolve } from "node:path";

/** An archive, and the folder of a recording that is or was going on. */
const extensions = new Set([".trivet", ".trivet-live"]);

/**
 * The first argument that names an archive or a recording's folder; null when there is none. Chromium reorders and adds
 * switches, so everything that starts with `-` is its own.
 * @param argv the whole command line, executable included
 * @param workingFolder what relative paths are relative to
 */
export function requestedFile(
  argv: readonly string[],
  workingFolder: string,
): string | null {
  const path = argv
    .slice(1)
    .find(
      (argument) =>
        !argument.startsWith("-") && extensions.has(extname(argument)),
    );
  if (path === undefined) return null;
  return isAbsolute(path) ? path : resolve(workingFolder, path);
}
