// Where Go is on this machine: on the PATH, or where its installers and distributions put it.

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { TrivetError } from "../../core/errors.ts";

export interface GoToolchain {
  /** The `go` command. */
  readonly command: string;
  /** `go1.26.8` */
  readonly version: string;
}

/** Where the official archive and Debian put it (/usr/local/go, /usr/lib/go-1.NN), newest version first. */
export async function defaultGoFolders(): Promise<readonly string[]> {
  const versions = await readdir("/usr/lib").catch(() => []);
  const number = (name: string): number =>
    Number(/(\d+)$/.exec(name)?.[1] ?? 0);
  const distribution = versions
    .filter((name) => /^go(-[\d.]+)?$/.test(name))
    .sort((a, b) => number(b) - number(a))
    .map((name) => join("/usr/lib", name, "bin"));
  return ["/usr/local/go/bin", ...distribution];
}

/** What is called `go` and may be run, on the PATH (`searchPath`), then in `folders`. None of it is run. */
export async function* goCommands(
  searchPath: string,
  folders: readonly string[],
): AsyncGenerator<string> {
  const name = process.platform === "win32" ? "go.exe" : "go";
  for (const folder of [...searchPath.split(delimiter), ...folders]) {
    if (folder === "") continue;
    const command = join(folder, name);
    try {
      await access(command, constants.X_OK);
    } catch {
      continue; // not in this folder
    }
    yield command;
  }
}

/** The first of them that says its version. Code: go-missing. */
export async function findGo(
  searchPath: string,
  folders: readonly string[],
): Promise<GoToolchain> {
  for await (const command of goCommands(searchPath, folders)) {
    const version = await goVersion(command);
    if (version !== null) return { command, version };
  }
  throw new TrivetError(
    "go-missing",
    `no Go toolchain on the PATH or in ${folders.join(", ")}`,
  );
}

function goVersion(command: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      command,
      ["env", "GOVERSION"],
      { timeout: 20_000, env: goEnvironment() },
      (error, stdout) =>
        resolve(error === null && stdout.trim() !== "" ? stdout.trim() : null),
    );
  });
}

/**
 * The user's environment without what would change this build: flags, workspaces, another toolchain to be downloaded.
 * The demos use the standard library only, so nothing is fetched.
 */
export function goEnvironment(cacheFolder?: string): NodeJS.ProcessEnv {
  const hasCachePlace = ["GOCACHE", "HOME", "XDG_CACHE_HOME"].some(
    (name) => (process.env[name] ?? "") !== "",
  );
  return {
    ...process.env,
    CGO_ENABLED: "0",
    GO111MODULE: "on",
    GOFLAGS: "",
    GOWORK: "off",
    GOTOOLCHAIN: "local",
    ...(hasCachePlace || cacheFolder === undefined
      ? {}
      : { GOCACHE: join(cacheFolder, "go-build") }),
  };
}
