// Source files for `trivet profile list`, found as pprof finds them (openSourceFile and trimPath in internal/report): a
// path of another machine is cut to what is below the folder that is looked in, then looked for there and above.

import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { ReadSource } from "../../core/pprof/report/source-list.ts";

export interface SourceFolders {
  /** Where to look; colon-separated, as in PATH. */
  readonly searchPath: string;
  /** Prefixes to take off, colon-separated. */
  readonly trimPath: string;
}

export function sourceReader(folders: SourceFolders): ReadSource {
  const known = new Map<string, readonly string[] | string>();
  return (file) => {
    const found = known.get(file) ?? readSource(file, folders);
    known.set(file, found);
    return found;
  };
}

function readSource(
  file: string,
  folders: SourceFolders,
): readonly string[] | string {
  const found = findSource(file, folders);
  if (found === null) return `no file ${file}`;
  try {
    const lines = readFileSync(found, "utf8").split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines.map((line) =>
      line.endsWith("\r") ? line.slice(0, -1) : line,
    );
  } catch (error) {
    return `reading ${found}: ${(error as Error).message}`;
  }
}

function findSource(file: string, folders: SourceFolders): string | null {
  const trimmed = trimmedPath(file, folders);
  if (path.isAbsolute(trimmed)) return isFile(trimmed) ? trimmed : null;
  const search = split(folders.searchPath);
  for (const folder of search.length === 0 ? [process.cwd()] : search)
    for (let at = path.resolve(folder); ; at = path.dirname(at)) {
      const candidate = path.join(at, trimmed);
      if (isFile(candidate)) return candidate;
      if (path.dirname(at) === at) break;
    }
  return null;
}

/** The path comes from the profile: what is no regular file (a device, a FIFO) would be read without an end. */
function isFile(candidate: string): boolean {
  try {
    return statSync(candidate).isFile();
  } catch {
    return false; // nothing there, or nothing that we may look at
  }
}

function trimmedPath(file: string, folders: SourceFolders): string {
  const prefixes = split(folders.trimPath);
  if (prefixes.length === 0)
    for (const folder of split(folders.searchPath)) {
      const name = `/${path.basename(path.resolve(folder))}/`;
      const at = file.indexOf(name);
      if (at >= 0) return file.slice(at + name.length);
    }
  for (const prefix of [...prefixes, "/proc/self/cwd/./", "/proc/self/cwd/"]) {
    const whole = prefix.endsWith("/") ? prefix : `${prefix}/`;
    if (file.startsWith(whole)) return file.slice(whole.length);
  }
  return file;
}

function split(list: string): readonly string[] {
  return list.split(path.delimiter).filter((part) => part !== "");
}
