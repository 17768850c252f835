// Where the source of a frame may be on this machine. A profile names paths of the machine that built the program, and
// may have been made by anybody: only names of source files are followed, never upwards, never to another host.

import { packagePath } from "./go-symbol.ts";

/** What the user said: what is below `from` on the building machine is below `to` here. */
export interface PathMapping {
  readonly from: string;
  readonly to: string;
}

/** How a file was found, the surest first. */
export const sourceOrigins = [
  "mapping",
  "recorded",
  "goroot",
  "module-cache",
  "bundled",
] as const;
export type SourceOrigin = (typeof sourceOrigins)[number];

/** Why no file is looked for at all. */
export type SourceRefusal = "no-file" | "not-source" | "unsafe-path";

export interface SourcePlaces {
  readonly mappings: readonly PathMapping[];
  /** GOROOT folders, the best fitting Go version first. */
  readonly goRoots: readonly string[];
  readonly moduleCaches: readonly string[];
  /** Modules whose sources are here: a path as in go.mod, and its folder. */
  readonly modules: readonly {
    readonly path: string;
    readonly folder: string;
  }[];
}

export interface SourceCandidate {
  readonly path: string;
  readonly origin: SourceOrigin;
}

const sourceName = /\.(go|s|S|c|cc|cpp|cxx|h|hh|hpp|hxx|cgo)$/;
const longestPath = 4096;

/** A name that Go, its assembler or cgo would have compiled. */
export function isSourceName(path: string): boolean {
  return sourceName.test(path);
}

/** In the order in which they are to be tried; a text = why none is. */
export function sourceCandidates(
  file: string,
  functionName: string,
  places: SourcePlaces,
): readonly SourceCandidate[] | SourceRefusal {
  if (file === "") return "no-file";
  if (!isSourceName(file)) return "not-source";
  if (!isSafe(file)) return "unsafe-path";
  const all: SourceCandidate[] = [];
  const add = (origin: SourceOrigin, path: string): void => {
    if (!all.some((known) => known.path === path)) all.push({ path, origin });
  };
  for (const path of mapped(file, places.mappings)) add("mapping", path);
  if (isAbsolute(file)) add("recorded", file);
  for (const root of places.goRoots)
    for (const rest of belowGoRoot(file, functionName))
      add("goroot", `${withoutSlash(root)}/src/${rest}`);
  for (const cache of places.moduleCaches)
    for (const rest of belowModuleCache(file))
      add("module-cache", `${withoutSlash(cache)}/${rest}`);
  for (const { path, folder } of places.modules) {
    const rest = below(file, path);
    if (rest !== null) add("bundled", `${withoutSlash(folder)}/${rest}`);
  }
  return all;
}

function isSafe(file: string): boolean {
  return (
    file.length <= longestPath &&
    !file.includes("\0") &&
    // \\host\share and //host/share make Windows log in to that host.
    !/^[\\/]{2}/.test(file) &&
    !file.split(/[\\/]/).includes("..")
  );
}

export function isAbsolute(file: string): boolean {
  return file.startsWith("/") || /^[A-Za-z]:[\\/]/.test(file);
}

function withoutSlash(folder: string): string {
  return folder.length > 1 ? folder.replace(/[\\/]+$/, "") : folder;
}

/** What of `file` is below `folder`; null = it is elsewhere. */
function below(file: string, folder: string): string | null {
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  return file.startsWith(prefix) && file.length > prefix.length
    ? file.slice(prefix.length)
    : null;
}

/** The most particular mapping first. */
function mapped(
  file: string,
  mappings: readonly PathMapping[],
): readonly string[] {
  return mappings
    .toSorted((a, b) => b.from.length - a.from.length)
    .flatMap(({ from, to }) => {
      const rest = below(file, from);
      return rest === null ? [] : [`${withoutSlash(to)}/${rest}`];
    });
}

/**
 * The file's path within the Go distribution: `…/src/net/http/server.go`, or with -trimpath `net/http/server.go`. The
 * function's package has to be that folder, so that somebody's own `src/net/http` is not taken for it.
 */
function belowGoRoot(file: string, functionName: string): readonly string[] {
  const folder = packagePath(functionName);
  if (folder === "" || firstElement(folder).includes(".")) return [];
  const rests = isAbsolute(file)
    ? [...file.matchAll(/\/src\//g)].map(({ index }) =>
        file.slice(index + "/src/".length),
      )
    : [file];
  return rests.filter(
    (rest) => rest.slice(0, rest.lastIndexOf("/")) === folder,
  );
}

/** `github.com/a/b@v1.2.3/c.go` with the escapes of the cache: `!burnt!sushi` is `BurntSushi`. */
function belowModuleCache(file: string): readonly string[] {
  const at = file.indexOf("@");
  if (at < 0) return [];
  if (!isAbsolute(file)) return [file.replace(/[A-Z]/g, escapedLetter)];
  // The cache of the building machine can be anywhere: a module path begins with a host, or below /pkg/mod/.
  const known = file.lastIndexOf("/pkg/mod/", at);
  if (known >= 0) return [file.slice(known + "/pkg/mod/".length)];
  return [...file.slice(0, at).matchAll(/\/([^/]*\.[^/]*)(?=\/)/g)].map(
    ({ index }) => file.slice(index + 1),
  );
}

/** Only in the path of the module and its version, not of the file in it: that one keeps its name. */
function escapedLetter(letter: string, index: number, whole: string): string {
  const end = whole.indexOf("/", whole.indexOf("@"));
  return end >= 0 && index > end ? letter : `!${letter.toLowerCase()}`;
}

function firstElement(path: string): string {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(0, slash);
}
