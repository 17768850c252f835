// Source files for `trivet profile list`, found as pprof finds them (openSourceFile and trimPath in internal/report): a
// path of another machine is cut to what is below the folder that is looked in, then looked for there and above. What is
// opened is what the window would open too: source files, never whatever else a profile names.

import path from "node:path";
import type { Profile } from "../../core/pprof/profile.ts";
import type { ReadSource } from "../../core/pprof/report/source-list.ts";
import type { StringTable } from "../../core/pprof/string-table.ts";
import { isSourceName } from "../../core/pprof/source-paths.ts";
import type { SourceTrouble } from "../../core/pprof/source-text.ts";
import { assertNever } from "../../core/result.ts";
import { readSource } from "../../node/source-files/read-source.ts";

export interface SourceFolders {
  /** Where to look; colon-separated, as in PATH. */
  readonly searchPath: string;
  /** Prefixes to take off, colon-separated. */
  readonly trimPath: string;
}

/** The profile with its files' paths cut, as pprof cuts them for all reports of functions. */
export function withTrimmedPaths(
  profile: Profile,
  folders: SourceFolders,
): Profile {
  if (folders.searchPath === "" && folders.trimPath === "") return profile;
  const { strings, functions } = profile;
  const added: string[] = [];
  const places = new Map<number, number>();
  const file = functions.file.map((index) => {
    const known = places.get(index);
    if (known !== undefined) return known;
    const whole = strings.get(index);
    const trimmed = trimmedPath(whole, folders);
    const place =
      trimmed === whole ? index : strings.length + added.push(trimmed) - 1;
    places.set(index, place);
    return place;
  });
  if (added.length === 0) return profile;
  const extended: StringTable = {
    length: strings.length + added.length,
    get: (index) => added[index - strings.length] ?? strings.get(index),
  };
  return { ...profile, strings: extended, functions: { ...functions, file } };
}

export function sourceReader(folders: SourceFolders): ReadSource {
  return async (file) => {
    const trimmed = trimmedPath(file, folders);
    if (!isSourceName(trimmed))
      return `${file} is not named like a source file`;
    if (trimmed.split(/[\\/]/).includes(".."))
      return `${file} climbs out of its folder`;
    if (path.isAbsolute(trimmed)) {
      const found = await readSource(trimmed);
      return typeof found === "string"
        ? wordTrouble(found, trimmed)
        : linesOf(found.text);
    }
    return findBelow(trimmed, folders.searchPath);
  };
}

async function findBelow(
  file: string,
  searchPath: string,
): Promise<readonly string[] | string> {
  const search = split(searchPath);
  const folders = search.length === 0 ? [process.cwd()] : search;
  let trouble: string | null = null;
  for (const folder of folders)
    for (let at = path.resolve(folder); ; at = path.dirname(at)) {
      const candidate = path.join(at, file);
      const found = await readSource(candidate);
      if (typeof found !== "string") return linesOf(found.text);
      if (found !== "not-found") trouble ??= wordTrouble(found, candidate);
      if (path.dirname(at) === at) break;
    }
  return (
    trouble ??
    `could not find file ${file} on path ${searchPath === "" ? process.cwd() : searchPath}`
  );
}

/** As pprof splits them. */
function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
}

function wordTrouble(trouble: SourceTrouble, file: string): string {
  switch (trouble) {
    case "not-found":
      return `open ${file}: no such file or directory`;
    case "not-a-file":
      return `${file} is not a file that holds source`;
    case "too-large":
      return `${file} is too large for source`;
    case "not-text":
      return `${file} is not text`;
    case "not-readable":
      return `open ${file}: permission denied`;
    default:
      return assertNever(trouble, "why a source is not read");
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
