// Where Go keeps sources on this machine: distributions with their versions, and module caches. Asked of `go env` where
// there is a `go`, and looked for in the usual places.

import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { runGo } from "./run-go.ts";

export interface GoRoot {
  readonly folder: string;
  /** `go1.26.8`; null when its VERSION file does not say. */
  readonly version: string | null;
}

export interface GoPlaces {
  readonly roots: readonly GoRoot[];
  readonly moduleCaches: readonly string[];
}

/** `command`: the `go` to ask; null = there is none. `home`: for tests. */
export async function findGoPlaces(
  command: string | null,
  home = homedir(),
): Promise<GoPlaces> {
  const said = command === null ? {} : await askGo(command);
  const goPaths = [
    ...(said["GOPATH"] ?? process.env["GOPATH"] ?? "").split(delimiter),
    join(home, "go"),
    "/go",
  ].filter((path) => path !== "");
  const moduleCaches = unique([
    said["GOMODCACHE"] ?? process.env["GOMODCACHE"] ?? "",
    ...goPaths.map((path) => join(path, "pkg", "mod")),
  ]);
  const folders = unique([
    said["GOROOT"] ?? process.env["GOROOT"] ?? "",
    "/usr/local/go",
    ...(await named("/usr/lib", /^go(-[\d.]+)?$/)),
    ...(await named("/usr/share", /^go-[\d.]+$/)),
    ...(await named(join(home, "sdk"), /^go[\d.]+/)),
    ...(
      await Promise.all(
        moduleCaches.map((cache) =>
          named(join(cache, "golang.org"), /^toolchain@/),
        ),
      )
    ).flat(),
  ]);
  const roots = await Promise.all(
    folders.map(async (folder) => ({
      folder,
      version: await versionOf(folder),
    })),
  );
  return {
    roots: roots.filter(({ version }) => version !== null),
    moduleCaches,
  };
}

/** The version that the target was built with first, then as they were found. */
export function rootsFor(
  { roots }: GoPlaces,
  goVersion: string | null,
): readonly GoRoot[] {
  return roots.toSorted(
    (a, b) => Number(b.version === goVersion) - Number(a.version === goVersion),
  );
}

function unique(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.filter((path) => path !== ""))];
}

async function askGo(
  command: string,
): Promise<Readonly<Record<string, string>>> {
  try {
    const { stdout } = await runGo({
      command,
      args: ["env", "-json", "GOROOT", "GOPATH", "GOMODCACHE"],
      cwd: homedir(),
    });
    const value: unknown = JSON.parse(stdout);
    return Object.fromEntries(
      Object.entries(value ?? {}).filter(
        (entry): entry is [string, string] =>
          typeof entry[1] === "string" && entry[1] !== "",
      ),
    );
  } catch {
    return {}; // the usual places remain
  }
}

async function named(
  folder: string,
  pattern: RegExp,
): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => pattern.test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}

/** First line of VERSION: `go1.26.8`. Debian's say the same. */
async function versionOf(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, "VERSION"), "utf8").catch(() => "");
  return /^(go\d\S*|devel\b.*)/.exec(text)?.[1] ?? null;
}
